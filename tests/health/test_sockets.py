"""The suite itself forbids connections: in this process and in every process that it starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

CONNECT = "import socket; s = socket.socket(); s.settimeout(1); s.connect(({host!r}, 9))"
ASK = "import socket; socket.getaddrinfo({host!r}, 80)"


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
@pytest.mark.parametrize("code", [CONNECT, ASK])
def test_a_process_of_ours_can_t_connect(host: str, code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code.format(host=host)], capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "NoConnection" in done.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
def test_this_process_can_t_connect(host: str) -> None:
    with socket.socket() as one, pytest.raises(BaseException, match="opened a connection"):
        one.connect((host, 9))
    with socket.socket(type=socket.SOCK_DGRAM) as two, pytest.raises(BaseException, match="opened a connection"):
        two.sendto(b"x", (host, 9))


def test_the_mark_opens_this_machine_alone() -> None:
    environment = {**os.environ, "OFFSETCASE_TEST_LOOPBACK": "1"}
    for host, refused in (("127.0.0.1", False), ("192.0.2.1", True)):
        done = subprocess.run(
            [sys.executable, "-c", CONNECT.format(host=host)],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        assert ("a test opened a connection" in done.stderr) is refused
