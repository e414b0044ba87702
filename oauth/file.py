"""The file that keeps a token: for its owner alone, written whole or not at all."""

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from skrzynka.oauth.records import Kept
from skrzynka.settings import ConfigError


@dataclass(frozen=True, slots=True)
class TokenFile:
    """Where one account's token lies."""

    path: Path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Alone with the file: of two processes that would renew at once, the second finds the first one's token.

        The kernel lets go when a process ends, however it ends.
        """
        beside = self.path.with_name(f"{self.path.name}.lock")
        with self._reported("written"):
            lock = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def read(self) -> Kept | None:
        """What is kept; None where nothing is. Raises ConfigError where others may read it."""
        if not self.path.exists():
            return None
        try:
            with self._reported("read"), self.path.open(encoding="utf-8") as file:
                if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                    raise ConfigError(f"token_file {self.path}: others may read it; run: chmod 600 {self.path}")
                return Kept.loaded(file.read())
        except ValueError as error:
            raise ConfigError(f"token_file {self.path}: holds no token; remove it, and run `skrzynka login`") from error

    def write(self, kept: Kept) -> None:
        """Put ``kept`` in the place of what was."""
        with self._reported("written"):
            # A new file of tempfile's is its owner's alone from its first moment.
            number, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
            try:
                with os.fdopen(number, "w", encoding="utf-8") as file:
                    file.write(kept.dumped())
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    @contextmanager
    def _reported(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ConfigError(
                f"token_file {self.path}: cannot be {what} ({error.strerror});"
                " run `skrzynka login` as the user that the service runs as, in a folder where it may write"
            ) from error
