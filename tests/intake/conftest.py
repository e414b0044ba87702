"""What the tests of reading mails share."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from skrzynka.classify.records import Language, Reading, Tag
from skrzynka.embedded import EmbeddedImap
from skrzynka.tests.intake.served import Served
from skrzynka.tests.servers import PASSWORD, USER, Dovecot, dovecot


class ByWord:
    """A small classifier for the tests of reading: one word speaks for one scope."""

    version = "by word"

    def __init__(self, **scopes: str) -> None:
        self.scopes = scopes
        self.texts: list[tuple[str, str]] = []

    def classify(self, subject: str, body: str) -> Reading:
        self.texts.append((subject, body))
        words = f"{subject} {body}".casefold()
        scope = next((scope for word, scope in self.scopes.items() if word in words), None)
        kind = next((kind for kind in ("question", "thanks", "spam") if kind in words), None) if scope is None else None
        sure = 0.9 if scope or kind else 0.0
        tag = Tag(scope, None, sure, scope is not None, ((scope, 1.0),), (), kind, self.version)
        return Reading(Language("und", 0.0), tag)


@pytest.fixture
def by_word() -> type[ByWord]:
    """A classifier that knows the words it is given."""
    return ByWord


def mail(body: str | bytes, *headers: str) -> bytes:
    """A raw mail in UTF-8 with an author and a date, unless ``headers`` say otherwise."""
    names = {header.partition(":")[0].lower() for header in headers}
    usual = ("From: Ola <ola@example.org>", "Date: Mon, 6 Jun 2022 10:15:00 +0200", "Message-ID: <1@example.org>")
    lines = [*headers, *(line for line in usual if line.partition(":")[0].lower() not in names)]
    content = body.encode() if isinstance(body, str) else body
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.fixture(scope="session")
def dovecot_server(authority: Path) -> Iterator[Dovecot]:
    """A running Dovecot."""
    with dovecot(authority) as server:
        yield server


@pytest.fixture
def embedded() -> Iterator[Served]:
    """A new, empty mailbox on the embedded server."""
    with EmbeddedImap(USER, PASSWORD) as server:
        yield Served(server.port, keeps_flags=False)


@pytest.fixture(params=["embedded", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """An empty mailbox on each kind of server: what holds for one must hold for the other."""
    with ExitStack() as stack:
        if request.param == "embedded":
            yield request.getfixturevalue("embedded")
            return
        server = Served(request.getfixturevalue("dovecot_server").port, keeps_flags=True)
        stack.callback(empty_mailbox, server)
        yield server


def empty_mailbox(server: Served) -> None:
    with server.person() as client:
        for _, _, name in client.list_folders():
            if name != "INBOX":
                client.delete_folder(name)
        client.select_folder("INBOX")
        if uids := client.search("ALL"):
            client.delete_messages(uids)
            client.uid_expunge(uids)
