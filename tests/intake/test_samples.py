"""The sample mails, read as a careful person reads them."""

import difflib
from pathlib import Path
from typing import Any

import pytest

from skrzynka.intake.duplicates import Seen
from skrzynka.intake.kind import decide
from skrzynka.intake.parse import parse
from skrzynka.intake.records import Mail
from skrzynka.intake.rules import Rules

RULES = Rules(staff=("@um.example",))
OF_THE_WORDS = {"question": "opinion", "thanks": "opinion", "duplicate": "opinion"}
"""Kinds that headers do not tell: the classifier or the mails before decide."""


@pytest.fixture(scope="module")
def mails(samples: Path, expected: list[dict[str, Any]]) -> list[tuple[Mail, dict[str, Any]]]:
    return [(parse((samples.parent / row["file"]).read_bytes(), RULES), row) for row in expected]


def folded(text: str) -> str:
    return " ".join(text.split())


def ratio(text: str, wanted: str) -> float:
    return difflib.SequenceMatcher(None, folded(text), folded(wanted), autojunk=False).ratio()


@pytest.mark.parametrize("field", ["subject", "from_email", "from_name"])
def test_every_field_is_as_a_person_reads_it(mails: list[tuple[Mail, dict[str, Any]]], field: str) -> None:
    assert {row["file"]: getattr(mail, field) for mail, row in mails} == {row["file"]: row[field] for _, row in mails}


def test_every_attachment_has_the_name_a_person_sees(mails: list[tuple[Mail, dict[str, Any]]]) -> None:
    names = {row["file"]: [attachment.name for attachment in mail.attachments] for mail, row in mails}
    assert names == {row["file"]: row["attachments"] for _, row in mails}


def test_every_text_is_the_writers_own_words(mails: list[tuple[Mail, dict[str, Any]]]) -> None:
    misses = {row["file"]: mail.text for mail, row in mails if ratio(mail.text, row["text"]) < 0.95}
    assert misses == {}


def test_every_attachment_says_what_it_says(mails: list[tuple[Mail, dict[str, Any]]]) -> None:
    told = [(mail, row) for mail, row in mails if "attachment_text" in row]
    assert len(told) > 5
    assert [row["file"] for mail, row in told if ratio(mail.attachment_text, row["attachment_text"]) < 0.95] == []


def test_every_kind_that_headers_tell_is_told(mails: list[tuple[Mail, dict[str, Any]]]) -> None:
    kinds = {row["file"]: str(decide(mail).kind) for mail, row in mails}
    assert kinds == {row["file"]: OF_THE_WORDS.get(row["kind"], row["kind"]) for _, row in mails}


def test_every_copy_is_found_and_nothing_else(mails: list[tuple[Mail, dict[str, Any]]]) -> None:
    seen: Seen[str] = Seen()
    found = {row["file"]: original for mail, row in mails if (original := seen.original_of(mail, row["file"]))}
    assert found == {row["file"]: row["duplicate_of"] for _, row in mails if row["kind"] == "duplicate"}


def test_every_mail_has_a_date(mails: list[tuple[Mail, dict[str, Any]]]) -> None:
    assert [row["file"] for mail, row in mails if mail.date is None or mail.date.tzinfo is None] == []
