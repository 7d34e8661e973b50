"""Lets the tests of this folder share documents.py, and import what writes the pages."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "docs")]
