"""What tests and the local start need: real servers, started by us. Never imported by services."""
