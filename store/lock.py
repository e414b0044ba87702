"""One worker per store."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skrzynka.store.database import StoreError, shown

_SQLITE = "sqlite:///"


@contextmanager
def single_instance(url: str) -> Iterator[None]:
    """Hold the store for one worker; a second one raises StoreError.

    The kernel lets go when the process ends, however it ends, so no stale lock can remain.
    """
    if not url.startswith(_SQLITE):
        yield  # a database server is shared by design; its own locks keep workers apart
        return
    with Path(url.removeprefix(_SQLITE) + ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                f"store {shown(url)}: another worker uses it already and polls by itself; stop it first"
            ) from error
        yield
