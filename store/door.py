"""An open database: sessions that read, sessions that write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Engine
from sqlmodel import Session

from skrzynka.store.database import connect, reported


class Door:
    """What every question to the store goes through; its failures are one clear line each."""

    def __init__(self, engine: Engine, url: str) -> None:
        self._engine = engine
        self._url = url

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the store of ``url``; a new one is made, an older one upgraded. Raises StoreError."""
        return cls(connect(url), url)

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with reported(self._url), Session(self._engine) as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with reported(self._url), Session(self._engine.execution_options(write=True)) as session, session.begin():
            yield session
