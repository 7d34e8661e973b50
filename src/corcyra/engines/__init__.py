"""Engines: what turns a case and an account into simulated histories."""
