"""An IMAP server and an SMTP receiver inside this process, for the demo and the tests.

Real servers, spoken to over real sockets on free ports of the loopback interface; what they hold is gone with them.
They need the extra ``skrzynka[demo]``.
"""

import asyncio
import socket
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from threading import Thread
from typing import Any, Self

from imapclient import IMAPClient

from skrzynka import SkrzynkaError

HOST = "127.0.0.1"
_SECONDS = 10

Receive = Callable[[str, Sequence[str], bytes], None]
"""What takes a mail over: the envelope's sender and recipients, and the bytes."""


class EmbeddedImap:
    """One user's mailbox on a server that runs in a thread of its own."""

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._thread = Thread(target=self._loop.run_forever, name="imap", daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        """Start on a free port."""
        self._thread.start()
        self.port = free_port()
        self._run(self._start())
        self._client = self._connected()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop; clients that are still connected are cut off."""
        self._client.shutdown()
        self._run(self._stack.aclose())
        self._run(_end_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_SECONDS)
        self._loop.close()

    def deliver(self, content: bytes, received_at: datetime, folder: str = "INBOX") -> None:
        """Put a mail into the mailbox, as a server does when it receives one at that instant."""
        self._client.append(folder, content, msg_time=received_at)

    async def _start(self) -> None:
        try:
            from pymap.backend.dict import DictBackend
            from pymap.imap import IMAPService
            from pysasl.hashing import Cleartext
        except ImportError as error:
            raise missing_extra() from error
        args = _arguments(self.port, self._user, self._password)
        # The password lives in this memory only; hashing it would cost each login a quarter of a second.
        backend, config = await DictBackend.init(args, hash_context=Cleartext())
        config.apply_context()
        await IMAPService(backend, config).start(self._stack)

    def _run(self, work: Any) -> None:  # noqa: ANN401  # a coroutine of anything
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_SECONDS)

    def _connected(self) -> IMAPClient:
        client = IMAPClient(HOST, self.port, ssl=False, timeout=_SECONDS)
        # Without it each APPEND waits 40 ms for the server's delayed acknowledgement.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client._imap.debug = 0  # noqa: SLF001  # see skrzynka.intake.connection
        client.login(self._user, self._password)
        return client


async def _end_others() -> None:
    """End what still serves a client that was not closed; destroyed with the loop, it would complain elsewhere."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class EmbeddedSmtp:
    """A server that takes every mail over and hands it to ``receive``."""

    def __init__(self, receive: Receive) -> None:
        try:
            from aiosmtpd.controller import Controller
        except ImportError as error:
            raise missing_extra() from error
        self.port = free_port()
        self._controller = Controller(_Handler(receive), hostname=HOST, port=self.port)

    def __enter__(self) -> Self:
        """Start."""
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._controller.stop()


class _Handler:
    def __init__(self, receive: Receive) -> None:
        self._receive = receive

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802  # aiosmtpd's face
        sender, content = envelope.mail_from or "", envelope.original_content or b""
        # In a thread: taking it over may itself speak to a server of this process.
        await asyncio.to_thread(self._receive, sender, tuple(envelope.rcpt_tos), content)
        return "250 OK"


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def missing_extra() -> SkrzynkaError:
    """What to say where the servers are not installed."""
    return SkrzynkaError("the demo's servers are not installed; run: pip install 'skrzynka[demo]'")


def _arguments(port: int, user: str, password: str) -> Namespace:
    """What pymap reads from its command line."""
    return Namespace(
        host=HOST,
        port=port,
        debug=False,
        cert=None,
        key=None,
        tls=False,
        proxy_protocol=None,
        passlib_cfg=None,
        inherited_sockets=None,
        demo_data=False,
        demo_user=user,
        demo_password=password,
    )
