"""Sphinx: `sphinx-build -W -b html docs docs/_build/html`; needs no network."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate

import corcyra

generate.write()

project = "Corcyra"
author = "The Corcyra developers"
copyright = "The Corcyra developers"
version = release = corcyra.__version__

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["corcyra.css"]
html_title = f"Corcyra {release}"
html_theme_options = {"navigation_with_keys": True}
