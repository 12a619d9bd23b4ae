"""Beyond one machine: Dask's own client behind the standard library's ``Executor``, and only over a line that keeps cases secret."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from typing import Any

from offsetcase.case.values import usage
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

_LOGS = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")


def check_address(address: str) -> None:
    """See that a scheduler's address keeps the cases secret: ``tls://``, or ``tcp://`` on this very machine.

    Raises:
        OffsetcaseError: anything else (status 2).
    """
    scheme, _, rest = address.partition("://")
    host, _, port = rest.rpartition(":")
    if host and port.isdigit() and scheme == "tls":
        return
    if host and port.isdigit() and scheme == "tcp" and _loopback(host.strip("[]")):
        return
    raise usage(
        f'--scheduler: "{address}" is not tls://host:port.',
        "the cases hold diagnoses: use tls://, or tcp:// with 127.0.0.1 for a scheduler on this machine.",
    )


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name may lead anywhere, "localhost" too


class _Cluster(Executor):
    """Dask's client as an executor whose futures always end.

    The client's own executor leaves a future open for ever where the scheduler is lost while a result is fetched.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def submit(self, what: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Hand one call to the cluster; the future ends with ``BrokenExecutor`` where the cluster itself is lost."""
        ours: Future[Any] = Future()
        theirs = self._client.submit(what, *arguments, **named)

        def ended(_: object) -> None:
            if not ours.set_running_or_notify_cancel():
                return
            try:
                ours.set_result(theirs.result())
            except BaseException as error:
                # A case's own troubles come back as its outcome; these, and what is not an Exception, are the line's.
                own = isinstance(error, Exception) and not isinstance(error, OSError | CancelledError)
                ours.set_exception(error if own else BrokenExecutor(type(error).__name__))

        theirs.add_done_callback(ended)
        ours.add_done_callback(lambda done: theirs.cancel() if done.cancelled() else None)
        return ours


@contextmanager
def cluster(address: str) -> Iterator[Executor | None]:
    """Dask's executor at that address, or none.

    Raises:
        OffsetcaseError: Dask isn't there, or the scheduler doesn't answer (status 6 and 2).
    """
    if not address:
        yield None
        return
    try:
        import dask

        # What happens to a case is told in our words; theirs come with tracebacks. It counts when Dask is loaded.
        dask.config.set({"logging": dict.fromkeys(_LOGS, "critical")})
        from distributed import Client, Security
    except ImportError:
        problem = Problem(
            "E-CLUSTER",
            "--scheduler needs Dask, which is not installed.",
            'install it:  pip install "offsetcase[cluster]"',
        )
        raise OffsetcaseError(problem, ExitCode.MISSING_LIBRARY) from None
    if address.startswith("tls:") and Security().get_connection_args("client").get("ssl_context") is None:  # type: ignore[no-untyped-call]
        raise usage(
            "--scheduler: tls:// needs certificates, and Dask's settings name none.",
            "name them in Dask's settings: distributed.comm.tls.ca-file, and cert and key under distributed.comm.tls.client.",
        )
    try:
        client = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise usage(
            f"--scheduler: {address} doesn't answer ({type(error).__name__}).",
            "check that it runs, and Dask's own settings for certificates.",
        ) from None
    with client:
        yield _Cluster(client)
