"""The rules of notifications: who is written to about which fact, and what may become of an email."""
