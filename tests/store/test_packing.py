import random
import zlib
from base64 import encodebytes

import pytest

from skrzynka.store.packing import Spool, pack

WORDS = ("Więcej lekcji polskiego dla dorosłych. <p>Дякую за увагу!</p>\r\n" * 400).encode()
NOISE = random.Random(1).randbytes(20_000)


@pytest.mark.parametrize(
    ("content", "share"),
    [(WORDS, 0.05), (encodebytes(WORDS), 0.1), (encodebytes(NOISE), 0.8), (NOISE, 1.01), (b"", 99), (b"=" * 3000, 0.1)],
    ids=["words", "words in base64", "a photo in base64", "a photo", "nothing", "no base64"],
)
def test_everything_is_packed_and_comes_back(content: bytes, share: float) -> None:
    packed = b"".join(pack(content).parts())
    assert zlib.decompress(packed) == content
    assert len(packed) <= share * len(content) + 8


def test_a_spool_gives_its_parts_as_often_as_it_is_asked() -> None:
    spool = Spool()
    spool.write(WORDS * 60)
    assert list(spool.parts()) == list(spool.parts()) == list(pack(spool).parts())
    assert b"".join(map(zlib.decompress, spool.parts())) == WORDS * 60
    assert WORDS.startswith(spool.start()[:1000])
