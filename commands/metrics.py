"""Serves figures to a monitor for as long as the service runs."""

import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any

from skrzynka import SkrzynkaError
from skrzynka.settings import MetricsSettings, Settings

log = logging.getLogger("skrzynka.metrics")


@contextmanager
def served(chosen: Settings) -> Iterator[None]:
    """Answer scrapes while this lasts, if it is configured. Raises SkrzynkaError where it cannot be begun."""
    if chosen.metrics is None:
        yield
        return
    with _Server(chosen.metrics, _answers(chosen)) as server:
        Thread(target=server.serve_forever, args=(0.1,), name="metrics", daemon=True).start()
        log.info("metrics: port %d", chosen.metrics.port)
        try:
            yield
        finally:
            server.shutdown()


class _Server(ThreadingTCPServer):
    allow_reuse_address = True  # a restart waits for nothing; a port that is listened on stays taken
    daemon_threads = True

    def __init__(self, wanted: MetricsSettings, answers: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if wanted.host.version == 6 else socket.AF_INET
        try:
            super().__init__((str(wanted.host), wanted.port), answers)
        except OSError as error:
            raise SkrzynkaError(
                f"metrics {wanted.host}:{wanted.port}: cannot be listened on ({error.strerror}); choose another"
                " metrics.port, or stop what uses it"
            ) from error

    def handle_error(self, _request: Any, _client: Any) -> None:  # noqa: ANN401  # the base class's face
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):  # who asked has hung up
            log.error("metrics: a fault of the program (%s)", type(error).__name__)


def _answers(chosen: Settings) -> type[BaseHTTPRequestHandler]:
    try:
        from skrzynka.commands.figures import answers
    except ModuleNotFoundError as error:
        raise SkrzynkaError(
            f"metrics: {error.name} is not installed; run: pip install 'skrzynka[metrics]', or remove [metrics]"
        ) from error
    return answers(chosen)
