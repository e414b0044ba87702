"""Names in the place of senders' addresses, for whatever leaves the house."""

import base64
import hmac
from collections.abc import Callable

from skrzynka.store.secrets import Secrets

_KEY = "pseudonyms"
_LETTERS = 8
"""Of 32 signs each, so that among 5,000 senders two get one name once in 90,000 consultations."""

_READABLE = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""Crockford's signs (https://www.crockford.com/base32.html): none is taken for another one, read or typed."""


class Pseudonyms(Secrets):
    """A store with a key by which its senders are named; without the key no name leads to an address."""

    def pseudonyms(self) -> Callable[[str], str]:
        """What gives an address its name, such as ``os-7F3K2QXM``: always the same here, another one elsewhere.

        No address has no name: the empty string.
        """
        key = self.secret(_KEY)
        return lambda address: pseudonym(key, address)


def pseudonym(key: bytes, address: str) -> str:
    """The name of an address, in whatever case it is written: a keyed hash (HMAC-SHA-256), cut short. Pure."""
    if not address:
        return ""
    digest = hmac.digest(key, address.casefold().encode("utf-8", "surrogatepass"), "sha256")
    return "os-" + base64.b32encode(digest).translate(_READABLE)[:_LETTERS].decode()
