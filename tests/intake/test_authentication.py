"""What the city's own server found about the sender."""

import pytest

from skrzynka.intake.authentication import NAMELESS, authentication_of
from skrzynka.intake.parse import parse
from skrzynka.intake.rules import Rules
from skrzynka.store.records import Authentication, Verdict
from skrzynka.tests.intake.conftest import mail

OURS = ("mx.um.example",)
PASS, FAIL, NONE = Verdict.PASS, Verdict.FAIL, Verdict.NONE


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mx.um.example; spf=pass; dkim=pass header.d=example.org; dmarc=pass", "pass pass pass"),
        ("mx.um.example 1; spf=softfail (not listed); dkim=none; dmarc=fail (p=reject)", "fail none fail"),
        ("MX.um.example; dkim=fail (bad signature) header.d=a.example; dkim=pass header.d=b.example", "none pass none"),
        ("mx.um.example; dkim=none; dkim=fail; dkim=neutral", "none fail none"),
        ("mx.um.example; spf=temperror; dkim=permerror; dmarc=bestguesspass", "none fail none"),
        ("mx.um.example; spf=pass smtp.mailfrom=example.org;", "pass none none"),
        ("mx.um.example; none", "none none none"),
        ("mx.forged.example; spf=pass; dkim=pass; dmarc=pass", "none none none"),
        ("mx.um.example; ;;=pass", "none none none"),
        ("\x00\ud800" * 100, "none none none"),
    ],
)  # fmt: skip
def test_each_method_passes_fails_or_says_nothing(line: str, expected: str) -> None:
    assert authentication_of([line], OURS) == Authentication(*(Verdict(word) for word in expected.split()))


def test_a_line_below_our_servers_own_changes_nothing() -> None:
    lines = ["mx.um.example; dmarc=fail", "mx.um.example; spf=pass; dmarc=pass"]
    assert authentication_of(lines, OURS).dmarc is FAIL


def test_exchange_online_signs_without_a_name() -> None:
    line = "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=none; dmarc=bestguesspass action=none"
    assert authentication_of([line], (NAMELESS,)) == Authentication(PASS, NONE, NONE)
    assert authentication_of([line], OURS) == Authentication()


def test_nobody_is_believed_unless_the_configuration_names_a_checker() -> None:
    raw = mail("Słowa.", "Authentication-Results: mx.um.example;\r\n\tspf=pass smtp.mailfrom=example.org")
    assert parse(raw).authentication == Authentication()
    assert parse(raw, Rules(checkers=OURS)).authentication == Authentication(spf=PASS)
