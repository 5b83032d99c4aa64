"""The five services of the course; none imports another."""
