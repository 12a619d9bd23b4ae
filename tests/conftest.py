"""Options that the whole suite shares, what keeps a worker small, and what forbids every test to open a connection."""

from __future__ import annotations

import ctypes
import importlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from offsetcase.offset import quantities
from once import MODELS, draw_once, know_characters, once, simulate_once
from support import in_child

# For this process, and by PYTHONPATH for every process that a test starts.
_HOOK = str(Path(__file__).parent / "no_sockets")
os.environ["PYTHONPATH"] = os.pathsep.join([_HOOK, *filter(None, [os.environ.get("PYTHONPATH")])])
os.environ.pop("OFFSETCASE_TEST_LOOPBACK", None)
# Whatever lies about in the environment and names itself a part of hypothesis isn't loaded: some take their megabytes.
os.environ.setdefault("HYPOTHESIS_NO_PLUGINS", "1")
sys.path.insert(0, _HOOK)
sys.modules.pop("sitecustomize", None)  # another one may stand in this environment
importlib.import_module("sitecustomize")
sys.path.remove(_HOOK)

# Letters are texts of a megabyte. Left to itself the C library takes such a block from its heap once one was given back, and the
# heap, full of holes, never gets smaller: a worker was forty megabytes larger. Other libraries than GNU's don't know the call.
MMAP_THRESHOLD = -3
libc = ctypes.CDLL(None) if os.name == "posix" else None
if hasattr(libc, "mallopt"):
    libc.mallopt(MMAP_THRESHOLD, 128 * 1024)

# A run in the background (`make test &`) is started with Ctrl-C ignored, and its children inherit that. The tests of Ctrl-C
# are of a terminal, where it isn't.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files anew; read the diff afterwards"
    )


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(os, "fork") and not config.getoption("usepdb"):
        from children import Children
        from drawing import DRAWER

        config.pluginmanager.register(Children(), "children")
        DRAWER.start()
    if folder := os.environ.get("OFFSETCASE_TEST_COST"):
        from cost import Cost

        config.pluginmanager.register(Cost(Path(folder)))


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(autouse=True, scope="session")
def _drawn_once(shared: Path) -> None:
    draw_once(shared / "drawn")


@pytest.fixture(autouse=True, scope="session")
def _characters_once(shared: Path) -> None:
    if "hypothesis" in sys.modules:
        once(shared, "characters", lambda: in_child(know_characters))


# The rooms whose tests are of the numbers themselves; `make mutate` runs these too, and looks whether each notices a change.
NUMBERS = frozenset({"offset", "clean", "case"})


@pytest.fixture(autouse=True, scope="module")
def _simulated_once(request: pytest.FixtureRequest, shared: Path) -> Iterator[None]:
    if request.path.parent.name in NUMBERS:
        yield
        return
    with simulate_once(shared / "simulated"):
        yield


# Of how many forms of a case a worker keeps the models from one file of tests to the next; a case has four.
FORMS = 32


@pytest.fixture(autouse=True, scope="module")
def _let_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a file of tests made once for its own tests, or let the model make by the hundred, is nobody's afterwards."""
    yield
    own = [one for one in vars(request.module).values() if getattr(one, "__module__", "") == request.module.__name__]
    if quantities._whole.cache_info().currsize > FORMS:
        own += MODELS
    for one in own:
        if hasattr(one, "cache_clear"):
            one.cache_clear()
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)


@pytest.fixture(autouse=True, scope="module")
def _loopback(request: pytest.FixtureRequest) -> Iterator[None]:
    """Loopback for the modules that are marked, and for nobody else."""
    if request.node.get_closest_marker("loopback") is None:
        yield
        return
    os.environ["OFFSETCASE_TEST_LOOPBACK"] = "1"
    yield
    del os.environ["OFFSETCASE_TEST_LOOPBACK"]
