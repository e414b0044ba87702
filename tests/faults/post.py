"""A mail server that takes digests over, behind a proxy; and consultations that have something to send."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from skrzynka.embedded import EmbeddedSmtp
from skrzynka.tests.faults.commands import Done, Running
from skrzynka.tests.faults.office import Consultation, Office, letter
from skrzynka.tests.faults.proxy import Fault, Proxy, Smtp, nothing

SEND = ("run", "--once")


@dataclass(slots=True)
class Post:
    """Keeps what it takes over."""

    proxy: Proxy
    received: list[bytes]

    def closed(self, office: Office) -> Consultation:
        """A consultation whose closing summary is due; what came before is forgotten."""
        made = office.consultation(backlog=False)
        made.deliver(letter(1), letter(2))
        today = datetime.now(UTC).date()
        made.change("consultation", opens=today - timedelta(days=20), closes=today - timedelta(days=5))
        made.change("smtp", port=self.proxy.port, timeout_seconds=1)
        self.received.clear()
        return made

    def start(self, consultation: Consultation) -> Running:
        """Begin to send; what is asked of this server is counted from here."""
        self.proxy.seen.clear()
        return consultation.start(*SEND)

    def send(self, consultation: Consultation, fault: Fault = nothing) -> Done:
        """Poll and send what is due, while something happens to the connections to this server."""
        self.proxy.fault = fault
        try:
            return self.start(consultation).wait()
        finally:
            self.proxy.fault = nothing

    def asked(self, office: Office) -> tuple[str, ...]:
        """The commands of sending one mail."""
        done = self.send(self.closed(office))
        assert (done.code, len(self.received)) == (0, 1), done.err
        return tuple(self.proxy.seen)

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=default) for content in self.received]

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what it took over, in order."""
        return [str(mail["Message-ID"]) for mail in self.mails]


@contextmanager
def posting() -> Iterator[Post]:
    """Run one."""
    received: list[bytes] = []
    with (
        EmbeddedSmtp(lambda _sender, _recipients, content: received.append(content)) as smtp,
        Proxy(smtp.port, Smtp) as proxy,
    ):
        yield Post(proxy, received)
