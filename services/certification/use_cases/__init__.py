"""The verbs of certification: hearing what happened, deciding completions, issuing and keeping certificates."""
