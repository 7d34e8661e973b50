"""Corcyra: weigh rival accounts of an episode of political violence against the record."""

__version__ = "0.1.0"
