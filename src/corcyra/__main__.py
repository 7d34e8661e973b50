"""``python -m corcyra``."""

from corcyra.cli import main

main()
