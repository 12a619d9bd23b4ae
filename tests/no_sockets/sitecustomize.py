"""Loaded by every Python process of the test suite: whoever opens a connection is stopped.

The folder stands first on PYTHONPATH (tests/conftest.py). Sockets of this machine's own kind (AF_UNIX) are free; loopback is
for the tests that say so: the browser's and the cluster's.
"""

from __future__ import annotations

import os
import sys
from typing import Any

WATCHED = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")
ASKED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
LOOPBACK = ("127.", "::1", "localhost")


class NoConnection(BaseException):
    """No ordinary exception, so that nothing swallows it on the way."""


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in WATCHED:
        address = arguments[1] if len(arguments) > 1 else None
        if not isinstance(address, tuple):
            return  # a path, or a descriptor: AF_UNIX and its like
        host = str(address[0])
    elif event in ASKED:
        host = str(arguments[0])
    else:
        return
    if os.environ.get("OFFSETCASE_TEST_LOOPBACK"):
        if host in ("", "None", "0.0.0.0", "::") or host.startswith(LOOPBACK):
            return
        # The scheduler and the driver look about for this machine's own address; refused, they go on without.
        raise PermissionError(f"a test opened a connection: {event} {host}")
    raise NoConnection(f"a test opened a connection: {event} {host}")


sys.addaudithook(_watch)
