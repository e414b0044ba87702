"""Raw mails as they are kept: whole, or told as damaged."""

import random
import tracemalloc
import zlib
from dataclasses import replace
from hashlib import sha256

import pytest

from skrzynka.store import StoreError
from skrzynka.store.kept import Held
from skrzynka.store.ledger import Ledger
from skrzynka.store.packing import PART, Spool
from skrzynka.store.records import RawMail
from skrzynka.tests.store.direct import direct
from skrzynka.tests.store.invented import NOW, raw

BINARY = bytes(range(256)) * 3 + b"\r\n\r\0"
LARGE = random.Random(3).randbytes(2 * PART + 17)


@pytest.fixture
def damaged(ledger: Ledger, any_url: str) -> list[str]:
    """The addresses of six mails, of which all but the first were damaged, each in another way."""
    contents = [BINARY, b"turned", b"cut", LARGE, b"longer", b"gone"]
    ledger.archive([arrived(uid, content) for uid, content in enumerate(contents, start=1)], NOW)
    first, turned, cut, large, longer, gone = (sha256(content).hexdigest() for content in contents)
    direct(
        any_url,
        "SELECT 1" if any_url.startswith("sqlite") else "SET session_replication_role = replica",
        f"UPDATE raw SET content = {packed(any_url, b'tUrned')} WHERE sha256 = '{turned}'",
        f"UPDATE raw SET content = substr(content, 1, 6) WHERE sha256 = '{cut}'",
        f"DELETE FROM raw_part WHERE sha256 = '{large}' AND number = 1",
        f"UPDATE raw SET content = {packed(any_url, b'longer by far')} WHERE sha256 = '{longer}'",
        f"DELETE FROM raw WHERE sha256 = '{gone}'",
    )
    return [first, turned, cut, large, longer, gone]


def arrived(uid: int, content: bytes) -> RawMail:
    """A mail as it comes from a server: a large one by way of a spool, in parts."""
    if len(content) <= PART:
        return raw(uid, content)
    spool = Spool()
    spool.write(content)
    return replace(raw(uid), content=spool)


def packed(url: str, content: bytes) -> str:
    """Bytes as the store packs them, in the words of its database."""
    digits = zlib.compress(content).hex()
    return f"x'{digits}'" if url.startswith("sqlite") else rf"'\x{digits}'::bytea"


def test_a_mail_comes_back_byte_for_byte_in_pieces(ledger: Ledger) -> None:
    ledger.archive([raw(1, BINARY), arrived(2, LARGE)], NOW)
    assert b"".join(ledger.pieces(1)) == BINARY
    pieces = list(ledger.pieces(2))
    assert b"".join(pieces) == LARGE
    assert [len(piece) for piece in pieces] == [PART, PART, 17]


def test_a_large_mail_that_is_kept_in_one_part_comes_in_pieces_too(ledger: Ledger) -> None:
    ledger.archive([raw(1, LARGE)], NOW)
    assert [len(piece) for piece in ledger.pieces(1)] == [PART, PART, 17]
    assert list(ledger.damages(lambda _: None)) == []


def test_whole_mails_have_no_damage_and_are_all_checked(ledger: Ledger) -> None:
    ledger.archive([raw(1, BINARY), raw(2, BINARY), arrived(3, LARGE)], NOW)
    sizes: list[int] = []
    assert list(ledger.damages(sizes.append)) == []
    assert sorted(sizes) == [len(BINARY), len(LARGE)]
    assert ledger.held_bytes() == Held(2, len(BINARY) + len(LARGE), 3)


def test_every_address_is_looked_at_however_many_there_are(ledger: Ledger) -> None:
    ledger.archive([raw(uid) for uid in range(1, 451)], NOW)
    sizes: list[int] = []
    assert list(ledger.damages(sizes.append)) == []
    assert len(sizes) == 450


def test_an_empty_store_is_whole(ledger: Ledger) -> None:
    assert list(ledger.damages(lambda _: None)) == []
    assert ledger.held_bytes() == Held(0, 0, 0)


def test_each_damage_is_told_once_with_its_mails(ledger: Ledger, damaged: list[str]) -> None:
    first, turned, cut, large, longer, gone = damaged
    found = {damage.sha256: (damage.numbers, damage.what) for damage in ledger.damages(lambda _: None)}
    assert first not in found
    assert found == {
        turned: ((2,), "has other bytes than it was stored with"),
        cut: ((3,), "cannot be unpacked"),
        large: ((4,), f"has {PART + 17} bytes instead of {len(LARGE)}"),
        longer: ((5,), "has more than 6 bytes"),
        gone: ((6,), "its bytes are gone"),
    }


def test_a_damaged_mail_is_told_when_it_is_asked_for(ledger: Ledger, damaged: list[str]) -> None:
    with pytest.raises(StoreError, match="mail 3: its bytes are damaged; `skrzynka verify` shows all damage"):
        list(ledger.pieces(3))
    with pytest.raises(StoreError, match="mail 6: its bytes are gone; `skrzynka verify` shows all damage"):
        list(ledger.pieces(6))


def test_a_part_that_would_swell_is_not_unpacked(ledger: Ledger, any_url: str) -> None:
    ledger.archive([raw(1)], NOW)
    direct(any_url, f"UPDATE raw SET content = {packed(any_url, bytes(200 * PART))}")
    tracemalloc.start()
    (damage,) = ledger.damages(lambda _: None)
    assert damage.what == "has more than 8 bytes"
    assert tracemalloc.get_traced_memory()[1] < 10 * PART
    tracemalloc.stop()
