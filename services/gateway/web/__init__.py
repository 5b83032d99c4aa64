"""What every page and every API route share: who asks, in which language, what is allowed, how a "no" is shown."""
