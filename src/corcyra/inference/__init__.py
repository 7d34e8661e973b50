"""Inference: what the record says about the accounts."""
