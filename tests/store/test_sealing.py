"""Raw mails that are encrypted at rest."""

import base64
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from skrzynka.store import StoreError
from skrzynka.store.ledger import Ledger
from skrzynka.store.packing import PART, Spool
from skrzynka.store.sealing import Seal, seal_of
from skrzynka.tests.store.direct import direct
from skrzynka.tests.store.invented import NOW, raw

WORDS = b"Subject: list\r\n\r\nMieszkanka Zebrzydowska pisze.\r\n"
LARGE = random.Random(3).randbytes(2 * PART + 17)


def key(folder: Path, name: str = "raw.key", content: bytes | None = None) -> Path:
    """A file with a key."""
    file = folder / name
    file.write_bytes(base64.b64encode(random.Random(name).randbytes(32)) + b"\n" if content is None else content)
    return file


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return seal_of(key(tmp_path))


def large(uid: int) -> Spool:
    spool = Spool()
    spool.write(LARGE)
    return spool


def test_mails_are_read_as_they_came_and_checked_and_stand_nowhere_in_plain(any_url: str, seal: Seal) -> None:
    with Ledger.open(any_url, seal) as ledger:
        ledger.archive([raw(1, WORDS), replace(raw(2), content=large(2))], NOW)
        assert [mail.content for mail in ledger.pending()] == [WORDS, LARGE]
        assert (ledger.raw(1), b"".join(ledger.pieces(2))) == (WORDS, LARGE)
        assert list(ledger.damages(lambda _: None)) == []
        assert ledger.archive([raw(3, WORDS)], NOW) == 1, "the same bytes are kept once, as ever"
    parts = direct(any_url, "SELECT content FROM raw UNION ALL SELECT content FROM raw_part")
    assert len(parts) == 4
    assert {bytes(content)[:1] for (content,) in parts} == {b"\x01"}


def test_a_store_may_hold_mails_of_before_in_plain(any_url: str, seal: Seal) -> None:
    with Ledger.open(any_url) as ledger:
        ledger.archive([raw(1, WORDS)], NOW)
    with Ledger.open(any_url, seal) as ledger:
        ledger.archive([raw(2)], NOW)
        assert (ledger.raw(1), ledger.raw(2)) == (WORDS, b"mail 2\r\n")
        assert list(ledger.damages(lambda _: None)) == []


def test_without_the_key_one_line_says_what_is_missing_and_lists_go_on(any_url: str, seal: Seal) -> None:
    with Ledger.open(any_url, seal) as ledger:
        ledger.archive([raw(1, WORDS)], NOW)
    with Ledger.open(any_url) as ledger:
        assert ledger.mail(1).row.number == 1
        for ask in (lambda: ledger.raw(1), ledger.pending, lambda: list(ledger.damages(lambda _: None))):
            with pytest.raises(StoreError, match=r"^raw mail [0-9a-f]{12} is encrypted; set store.raw_key_file"):
                ask()


def test_another_key_is_refused_at_once(any_url: str, seal: Seal, tmp_path: Path) -> None:
    Ledger.open(any_url, seal).close()
    with pytest.raises(StoreError, match=r"holds another key than the one .*; put the right one back"):
        Ledger.open(any_url, seal_of(key(tmp_path, "other.key")))
    Ledger.open(any_url, seal).close()


def test_a_part_that_was_changed_or_put_in_another_s_place_is_damage(any_url: str, seal: Seal) -> None:
    with Ledger.open(any_url, seal) as ledger:
        ledger.archive([raw(uid, f"mail number {uid}".encode()) for uid in (1, 2, 3)], NOW)
        first, second, third = (ledger.mail(number).sha256 for number in (1, 2, 3))
        direct(
            any_url,
            f"UPDATE raw SET content = (SELECT content FROM raw WHERE sha256 = '{first}') WHERE sha256 = '{second}'",
        )
        direct(any_url, f"UPDATE raw SET content = substr(content, 1, 9) WHERE sha256 = '{third}'")
        found = {damage.sha256: damage.what for damage in ledger.damages(lambda _: None)}
        assert found == {second: "cannot be unpacked", third: "cannot be unpacked"}
        with pytest.raises(StoreError, match="mail 2: its bytes are damaged"):
            list(ledger.pieces(2))


def test_the_same_bytes_never_look_the_same(seal: Seal) -> None:
    assert seal.close(WORDS, "ab", 0) != seal.close(WORDS, "ab", 0)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not base64!", "is no key in base64"),
        (b"\xff", "is no key in base64"),
        (b"", "has 0 bytes instead of 32"),
        (base64.b64encode(bytes(16)), "has 16 bytes instead of 32"),
    ],
)
def test_a_file_that_holds_no_key_is_one_clear_line(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(StoreError, match=told) as caught:
        seal_of(key(tmp_path, content=content))
    assert "openssl rand -base64 32" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be read \(No such file or directory\); put it back"):
        seal_of(tmp_path / "raw.key")


def test_a_missing_library_is_told_with_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    with pytest.raises(StoreError, match=r'install it: pip install "skrzynka\[encryption\]"'):
        seal_of(key(tmp_path))
