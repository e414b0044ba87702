"""A Dask cluster of the city's own as an executor: mails are read on its workers, the store stays here.

https://distributed.dask.org/en/stable/plugins.html
"""

import logging
import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any, ParamSpec, TypeVar

from skrzynka import SkrzynkaError
from skrzynka.intake.readers import Setup, be_ready
from skrzynka.intake.version import reader_version

log = logging.getLogger("skrzynka.intake.cluster")

P = ParamSpec("P")
T = TypeVar("T")

_SECONDS = 15
_MISSING = "--scheduler needs more: pip install 'skrzynka[cluster]'"


def on_cluster(address: str, setup: Setup) -> Executor:
    """The workers of the scheduler at ``address`` (``tcp://host:8786``, ``tls://...``), ready to read.

    Raises SkrzynkaError where the extra is missing, nobody answers, no worker is there, or one has another version.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise SkrzynkaError(_MISSING) from error
    for noisy in ("distributed", "distributed.client", "distributed.core"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)  # what fails is told here, in one line
    try:
        client: Any = Client(address, timeout=_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]  # it has no types
        client.wait_for_workers(1, timeout=_SECONDS)
        versions = set(client.run(reader_version).values())
    except Exception as error:
        what = type(error).__name__
        raise SkrzynkaError(
            f"--scheduler {address}: cannot be used ({what}); check that `dask scheduler` runs there, that it has a"
            " worker, and that skrzynka is installed on each"
        ) from error
    if versions != {reader_version()}:
        client.close()
        raise SkrzynkaError(
            f"--scheduler {address}: its workers have skrzynka {', '.join(sorted(versions))}, and here is"
            f" {reader_version()}; install the same"
        )
    client.register_plugin(_ready_plugin(setup))
    return _OnCluster(client)


def _ready_plugin(setup: Setup) -> Any:  # noqa: ANN401  # a class of the extra's
    from distributed import WorkerPlugin

    class Ready(WorkerPlugin):
        """Makes each worker ready to read, those that come later or come back, too."""

        name = "skrzynka"

        def setup(self, worker: Any) -> None:  # noqa: ANN401, ARG002  # the face of its parent
            os.environ.setdefault("OMP_NUM_THREADS", "1")
            be_ready(setup)

    return Ready()


class _OnCluster(Executor):
    """Dask's futures as those of the standard library; a mail that kills workers breaks the executor, as there."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401  # of the extra
        self._client = client

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run it on some worker; on another where that one dies."""
        given: Future[T] = Future()
        given.set_running_or_notify_cancel()
        asked = self._client.submit(function, *args, pure=False, **kwargs)
        asked.add_done_callback(lambda done: _pass_on(done, given))
        return given

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002
        """Leave the cluster as it is."""
        self._client.close()


def _pass_on(done: Any, given: Future[Any]) -> None:  # noqa: ANN401  # of the extra
    from distributed import KilledWorker

    try:
        given.set_result(done.result())
    except KilledWorker as error:
        broken = BrokenExecutor("it killed the workers that it was given to")
        broken.__cause__ = error
        given.set_exception(broken)
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is the answer
        given.set_exception(error)
