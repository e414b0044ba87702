"""Raw mails encrypted at rest by a key in a file: AES-256-GCM (NIST SP 800-38D), by the library `cryptography`.

Each part is sealed by itself, together with its address and number, so that none can be put in another's place.
"""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from skrzynka.store import StoreError

_SEALED = b"\x01"
"""How a sealed part begins; one that zlib packed begins with another byte (RFC 1950, 2.2)."""

_KEY, _NONCE = 32, 12  # bytes
_MAKE = "make one: `openssl rand -base64 32 > FILE`, chmod 600, and keep a copy elsewhere"
_MISSING = 'store.raw_key_file needs a library; install it: pip install "skrzynka[encryption]"'


class BrokenSealError(Exception):
    """A sealed part is not what was sealed."""


class _Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Seal:
    """A key, and what is done with it."""

    cipher: _Cipher
    sign: bytes
    """By which a store knows the key again; it tells nothing of it."""

    def close(self, part: bytes, sha256: str, number: int) -> bytes:
        """Encrypt a part of the bytes that have an address."""
        nonce = secrets.token_bytes(_NONCE)
        return _SEALED + nonce + self.cipher.encrypt(nonce, part, _place(sha256, number))

    def open(self, part: bytes, sha256: str, number: int) -> bytes:
        """Decrypt it. Raises BrokenSealError."""
        from cryptography.exceptions import InvalidTag

        nonce, rest = part[1 : 1 + _NONCE], part[1 + _NONCE :]
        try:
            return self.cipher.decrypt(nonce, rest, _place(sha256, number))
        except (InvalidTag, ValueError) as error:
            raise BrokenSealError from error


def seal_of(file: Path) -> Seal:
    """The key in a file. Raises StoreError."""
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ModuleNotFoundError as error:
        raise StoreError(_MISSING) from error
    key = _read(file)
    return Seal(AESGCM(key), hmac.digest(key, b"skrzynka: raw mails", "sha256"))


def opened(seal: Seal | None, part: bytes, sha256: str, number: int) -> bytes:
    """A part as it was packed, whether it is sealed or was stored without a key. Raises StoreError, BrokenSealError."""
    if part[:1] != _SEALED:
        return part
    if seal is None:
        raise StoreError(
            f"raw mail {sha256[:12]} is encrypted; set store.raw_key_file to the file with the key it was stored with"
        )
    return seal.open(part, sha256, number)


def _read(file: Path) -> bytes:
    name = f"store.raw_key_file {file}"
    try:
        key = base64.b64decode(file.read_text("ascii").strip(), validate=True)
    except OSError as error:
        raise StoreError(f"{name}: cannot be read ({error.strerror}); put it back, or {_MAKE}") from error
    except (binascii.Error, UnicodeDecodeError) as error:
        raise StoreError(f"{name}: is no key in base64; put the right one back, or {_MAKE}") from error
    if len(key) != _KEY:
        raise StoreError(f"{name}: has {len(key)} bytes instead of {_KEY}; {_MAKE}")
    return key


def _place(sha256: str, number: int) -> bytes:
    return f"{sha256} {number}".encode("ascii")
