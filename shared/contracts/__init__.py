"""The public language: what an event is, what a refusal is, and every event each service publishes. No I/O."""
