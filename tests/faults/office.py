"""A consultation for each attempt: a folder on a real server, a configuration, a store."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import tomlkit
from imapclient import IMAPClient

from skrzynka.settings import shipped
from skrzynka.store.ledger import Ledger
from skrzynka.tests.faults.commands import Commands, Done, Running
from skrzynka.tests.faults.proxy import Fault, Proxy, nothing
from skrzynka.tests.faults.stored import stored
from skrzynka.tests.servers import USER, Dovecot

RECEIVED = datetime(2022, 6, 1, 10, 30, tzinfo=UTC)
LOCAL = {"host": "127.0.0.1", "security": "plain-text-without-encryption", "timeout_seconds": 10}


def letter(number: int, size: int = 0, words: str = "") -> bytes:
    """A resident's mail; each number has other words. ``size`` is that of an attached picture."""
    words = words or f"Opinia {number}: dzieciom z ulicy nr {number} potrzebne są lekcje polskiego i psycholog."
    head = ["From: Ola <ola@example.org>", "To: koordynatorka@um.example", "Subject: Opinia", "MIME-Version: 1.0"]
    head += [f"Message-ID: <{number}@example.org>", "Date: Wed, 1 Jun 2022 12:00:00 +0200"]
    text = ["Content-Type: text/plain; charset=utf-8", "", words]
    if size:
        picture = ["Content-Type: image/jpeg", "Content-Transfer-Encoding: base64", "", *["QUJD" * 18] * (size // 74)]
        head += ['Content-Type: multipart/mixed; boundary="=_x"', ""]
        text = ["--=_x", *text, "--=_x", *picture, "--=_x--"]
    return "\r\n".join([*head, *text, ""]).encode()


BACKLOG = (
    *(letter(number) for number in range(1, 6)),
    letter(2),  # the same mail again
    letter(7, size=200_000),
    letter(8, words="Dziękuję!"),
    b"\r\n",
    letter(10).replace(b"Opinia", b"=?x?q?\xff?=", 1),
)


@dataclass(frozen=True, slots=True)
class Left:
    """What an undisturbed poll asked of the server, and what it left there and in the store."""

    asked: tuple[str, ...]
    stored: dict[str, list[Any]]
    served: dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Consultation:
    """One of its own: what is done in it touches no other."""

    office: "Office"
    folder: Path
    box: str

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def store(self) -> Path:
        return self.folder / "skrzynka.db"

    def start(self, *args: str, constants: dict[str, int] | None = None, **env: str) -> Running:
        """A command that begins now; what it asks of the server is counted from here."""
        self.office.proxy.seen.clear()
        args = ("--config", str(self.config), *args)
        return self.office.commands.start(self.folder, *args, constants=constants or {}, **env)

    def run(self, *args: str, fault: Fault = nothing, constants: dict[str, int] | None = None, **env: str) -> Done:
        """A command, while something happens to its connections to the mailbox."""
        self.office.proxy.fault = fault
        try:
            return self.start(*args, constants=constants, **env).wait()
        finally:
            self.office.proxy.fault = nothing

    def change(self, section: str, **values: Any) -> None:
        """Other settings."""
        document = tomlkit.parse(self.config.read_text("utf-8"))
        document[section].update(values)
        self.config.write_text(tomlkit.dumps(document), "utf-8")

    def stored(self) -> dict[str, list[Any]]:
        return stored(self.store)

    def served(self) -> dict[str, list[Any]]:
        """What lies in the folder that is read and in the one for what is handled: Message-IDs and own flags."""
        with self.office.person() as person:
            return {role: _contents(person, self.box + ending) for role, ending in (("read", ""), ("done", "-done"))}

    def deliver(self, *contents: bytes) -> None:
        with self.office.person() as person:
            for content in contents:
                person.append(self.box, content, msg_time=RECEIVED)


@dataclass(slots=True)
class Office:
    """Where consultations are held: a server, a proxy before it, and what runs commands."""

    server: Dovecot
    proxy: Proxy
    commands: Commands
    folder: Path
    numbers: Iterator[int] = field(default_factory=count)
    known: dict[str, Left] = field(default_factory=dict)

    def consultation(self, handled: str = "leave", backlog: bool = True, **imap: Any) -> Consultation:
        """A new one; with ``backlog`` its folder holds the mails above."""
        number = next(self.numbers)
        folder = self.folder / str(number)
        folder.mkdir()
        shutil.copy(self._empty(), folder / "skrzynka.db")
        made = Consultation(self, folder, f"box-{number}")
        document = tomlkit.parse(shipped())
        document["imap"].update({**LOCAL, "port": self.proxy.port, "user": USER, "folder": made.box})
        document["imap"].update({"handled": handled, "handled_folder": f"{made.box}-done", "idle": False, **imap})
        document["smtp"].update({**LOCAL, "port": 1})
        del document["smtp"]["user"]
        made.config.write_text(tomlkit.dumps(document), "utf-8")
        with self.person() as person:
            person.create_folder(made.box)
            if backlog:
                self._fill(person, made.box)
        return made

    def undisturbed(self, handled: str) -> Left:
        """What a poll without any fault does; played once for all that are compared with it."""
        if handled not in self.known:
            made = self.consultation(handled)
            done = made.run("poll")
            assert (done.code, done.err) == (0, "")
            self.known[handled] = Left(tuple(self.proxy.seen), made.stored(), made.served())
        return self.known[handled]

    def person(self) -> IMAPClient:
        """Somebody else who uses the mailbox, with a connection that nothing happens to."""
        return self.server.client()

    def _empty(self) -> Path:
        """A store without mails, made once: its migrations cost more than all that a test does to it."""
        path = self.folder / "empty.db"
        if not path.exists():
            Ledger.open(f"sqlite:///{path}").close()
        return path

    def _fill(self, person: IMAPClient, box: str) -> None:
        if not person.folder_exists("backlog"):
            person.create_folder("backlog")
            for content in BACKLOG:
                person.append("backlog", content, msg_time=RECEIVED)
        person.select_folder("backlog", readonly=True)
        person.copy(person.search("ALL"), box)


def _contents(person: IMAPClient, folder: str) -> list[Any]:
    if not person.folder_exists(folder):
        return []
    person.select_folder(folder, readonly=True)
    wanted = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
    found = person.fetch(person.search("ALL"), ["FLAGS", wanted]).values()
    return sorted((_said(line), b"Skrzynka" in line[b"FLAGS"]) for line in found)


def _said(line: dict[bytes, Any]) -> bytes:
    return next(bytes(value).strip() for name, value in line.items() if name.startswith(b"BODY["))
