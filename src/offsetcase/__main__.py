"""``python -m offsetcase``."""

from offsetcase.cli.app import main

main()
