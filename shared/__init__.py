"""The project's own package, in four rooms: contracts, storage, messaging and testing."""
