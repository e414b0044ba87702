"""Parts as they travelled, and what became of them on the way."""

from base64 import b64encode, encodebytes

import pytest

from skrzynka.intake.parse import parse
from skrzynka.tests.intake.conftest import mail

LONG = "Prosimy o plac zabaw przy szkole, bo dzieci nie mają gdzie się bawić. " * 5
CODE = encodebytes(LONG.encode()).decode()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (CODE, LONG),
        (CODE.replace("\n", "\n!!*\n", 1), LONG),
        (f"{CODE}\n_______\nLista osiedla\nhttp://lista.example", f"{LONG} _______ Lista osiedla http://lista.example"),
        (f"{CODE}Stopka listy", f"{LONG} Stopka listy"),
        ("\n".join(b64encode(piece).decode() for piece in (b"Pierwszy raz.", b" I drugi.")), "Pierwszy raz. I drugi."),
        ("To wcale nie jest zakodowane.", "To wcale nie jest zakodowane."),
        ("RHppZW4gZG9icnk==", "Dzien dobry"),
        ("RHppZW4gZG9icnks=", "Dzien dobry,"),
        ("RHppZW4gZG9icnk\r\n=\r\n", "Dzien dobry"),
        ("RHppZW4g ZG9icnks\r\nIHBsYWM=", "Dzien dobry, plac"),
    ],
)  # fmt: skip
def test_base64_is_read_as_far_as_it_is_code(code: str, expected: str) -> None:
    read = parse(mail(code, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64"))
    assert " ".join(f"{read.text}\n{read.signature}".split()) == " ".join(expected.split())
