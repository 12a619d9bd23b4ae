"""What the one-file page asks of the program: JSON in, JSON out, over a folder that the page's worker holds in memory.

Nothing here decides anything; every figure and word comes from the rooms that the command uses. ``static`` holds the page's own
HTML, style, script and words, of which ``tools/make_page.py`` makes the file.
"""
