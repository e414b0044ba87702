"""The kinds of what many programs write, and of people's mails that come near: both errors counted apart."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from skrzynka.intake.kind import decide
from skrzynka.intake.parse import parse
from skrzynka.intake.records import KindDecision
from skrzynka.store.records import Kind
from skrzynka.tests.intake.conftest import mail

TABLES = Path(__file__).parent / "kinds"
OF = {"bounces": "bounce", "replies": "auto_reply", "machines": "machine"}


def rows(name: str) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = tomllib.loads((TABLES / f"{name}.toml").read_text("utf-8"))["mail"]
    return found


def decided(raw: str) -> KindDecision:
    head, _, body = raw.partition("\n\n")
    lines: list[str] = []
    for line in head.split("\n"):
        if line.startswith((" ", "\t")):
            lines[-1] += f"\r\n{line}"
        else:
            lines.append(line)
    return decide(parse(mail(body, *lines)))


def test_no_person_is_taken_for_a_machine() -> None:
    found = {row["near"]: decided(row["raw"]) for row in rows("humans")}
    assert len(found) > 120
    assert {near: one for near, one in found.items() if one.kind is not Kind.OPINION} == {}


@pytest.mark.parametrize("name", list(OF))
def test_no_machine_is_taken_for_a_person(name: str) -> None:
    found = {row["program"]: decided(row["raw"]) for row in rows(name)}
    assert {program: one for program, one in found.items() if one.kind is Kind.OPINION} == {}


@pytest.mark.parametrize("name", list(OF))
def test_every_machine_is_called_what_it_is(name: str) -> None:
    wanted = {row["program"]: row.get("kind", OF[name]) for row in rows(name)}
    found = {row["program"]: decided(row["raw"]).kind for row in rows(name)}
    wrong = {program: kind for program, kind in found.items() if wanted[program] not in (kind, "machine")}
    assert wrong == {}


@pytest.mark.parametrize("name", [*OF, "humans"])
def test_every_mail_of_the_check_has_a_name_of_its_own(name: str) -> None:
    names = [row.get("program") or row["near"] for row in rows(name)]
    assert len(names) == len(set(names))
