"""The rules of certification: who has completed the course, and what may become of a certificate. Pure."""
