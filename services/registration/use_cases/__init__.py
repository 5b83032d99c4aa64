"""The verbs of registration, one file for each noun."""
