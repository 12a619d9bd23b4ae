"""What one input may take to be read: all files that are given at once, with all sheets, pages and members of archives in them."""

from __future__ import annotations

from offsetcase.model.apart import Room

# Bytes of address space that one part's reader may take on top of what the process has.
MEMORY = 3 * 1024**3 // 2
# Seconds of processor time for the whole input: thousands of sheets may share one part, and that unpack to a thousand times
# its size, and an archive may hold two hundred such workbooks.
SECONDS = 60
# Cells of the whole input's sheets and pages.
CELLS = 4_000_000


def room() -> Room:
    """The room of one input that nothing was read of yet."""
    return Room(SECONDS, CELLS)
