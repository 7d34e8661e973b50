"""The mechanisms: one idea a file, each with its equation, its units, its priors and its sources."""
