"""What every reader in the cage is given, and how it says no. Imports nothing, for the cage is to start fast."""

from collections.abc import Mapping
from typing import Any, TypeAlias

MAX_TEXT = 500_000
MAX_MARKUP = 4 * MAX_TEXT
Job: TypeAlias = Mapping[str, Any]
"""``type`` of the file, ``pages`` and ``unpacked`` bytes that are read at most."""
Told: TypeAlias = dict[str, Any]
"""``text``, ``markup``, ``files`` inside as ``name`` and base64 ``content``; ``unread``: why not, or why not all."""


class RefusedError(Exception):
    """A file that is not read, and why: a value of ``Unread``."""
