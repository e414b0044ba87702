"""An open database: sessions that read, sessions that write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Engine
from sqlmodel import Session

from skrzynka.store import StoreError, erased, raw
from skrzynka.store.database import connect, file_of, reported, shown
from skrzynka.store.examine import looking
from skrzynka.store.sealing import Seal
from skrzynka.store.tables import MailTable, SecretTable


class GoneError(StoreError):
    """The file that was opened is not at its place any more."""


class NotFoundError(StoreError):
    """No mail has that number."""


class Door:
    """What every question to the store goes through; its failures are one clear line each."""

    def __init__(self, engine: Engine, url: str, seal: Seal | None = None) -> None:
        self._engine = engine
        self._info = {raw.SEAL: seal}
        self._url = url
        self._path = file_of(url)
        self._opened = self._identity()

    @classmethod
    def open(cls, url: str, seal: Seal | None = None) -> Self:
        """Open the store of ``url``; a new one is made, an older one refused. Raises StoreError.

        ``seal`` encrypts raw mails that come from now on, and opens those that were encrypted; another key is refused.
        """
        door = cls(connect(url), url, seal)
        if seal:
            try:
                door._know(seal)
            except BaseException:
                door.close()
                raise
        return door

    @classmethod
    def look(cls, url: str, seconds: float) -> Self:
        """Open a store that is there, to read only, with so many seconds for what is asked. Raises StoreError."""
        return cls(looking(url, seconds), url)

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        self._check_place()
        with reported(self._url), Session(self._engine, info=self._info) as session:
            yield session

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """What the database says, in one clear line."""
        with reported(self._url):
            yield

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        self._check_place()
        with (
            reported(self._url),
            Session(self._engine.execution_options(write=True), info=self._info) as session,
            session.begin(),
        ):
            yield session
        self._check_place()  # what was written into a file without a name is lost

    def _mail(self, session: Session, number: int) -> MailTable:
        mail = session.get(MailTable, number)
        if mail is None:
            raise NotFoundError(f"no mail has the number {number}; `skrzynka list` shows those there are")
        return mail

    def _whole(self, session: Session, number: int) -> MailTable:
        """A mail that was not erased. Raises StoreError."""
        mail = self._mail(session, number)
        erased.check(session, mail)
        return mail

    def _know(self, seal: Seal) -> None:
        """Remember the first key, and take no other: what it encrypted could not be read any more."""
        with self._reading() as session:
            there = session.get(SecretTable, raw.SEAL)
        if there is None:
            with self._writing() as session:
                session.merge(SecretTable(name=raw.SEAL, value=seal.sign))
        elif there.value != seal.sign:
            raise StoreError(
                f"store {shown(self._url)}: store.raw_key_file holds another key than the one that raw mails are"
                " encrypted with; put the right one back"
            )

    def _check_place(self) -> None:
        # QUIRK: with a write-ahead log SQLite itself goes on writing into a file that was deleted, and says nothing.
        found = self._identity()
        if found != self._opened:
            what = "was replaced by another file" if found else "was deleted or moved away"
            raise GoneError(
                f"store {self._path}: {what} while it was in use, and nothing more is written; stop the service,"
                " put the file back or run `skrzynka restore FILE`, and start it again"
            )

    def _identity(self) -> tuple[int, int] | None:
        """Which file has the store's name; None where there is none."""
        if self._path is None:
            return None  # a server, or the memory
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino
