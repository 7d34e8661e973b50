"""The pages that are written from the code, the shipped cases and references.bib: one kind a file."""
