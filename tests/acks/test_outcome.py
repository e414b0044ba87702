"""What residents are told of the decisions on their opinions, and who is told nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from skrzynka.acks.answer import answer, trial, written
from skrzynka.acks.decide import Why
from skrzynka.acks.outcome import Outcome, plan
from skrzynka.settings import Settings, load
from skrzynka.store.decisions import Decision
from skrzynka.store.outgoing import OutgoingKind
from skrzynka.store.records import Authentication, StoredMail, Verdict
from skrzynka.tests.digest.invented import HOSTILE, LONG, mail

NOW = datetime(2022, 8, 1, 10, 0, tzinfo=UTC)
VOUCHED = Authentication(dmarc=Verdict.PASS)
WHY = "Dwa z trzech placów są w budżecie."


@pytest.fixture
def settings() -> Settings:
    chosen = load(None)
    more = chosen.answers.model_copy(update={"more": {"pl": "Cały raport: um.example/raport"}})
    return chosen.model_copy(update={"answers": more})


def decided(number: int, text: str = "Więcej placów zabaw.", **changes: object) -> StoredMail:
    made = mail(number, text, **{"decision": "partly", "language": "pl", **changes})
    return replace(made, justification=WHY, unit="Zarząd Zieleni", authentication=VOUCHED)


def outcome(settings: Settings, *mails: StoredMail, sure: float = 0.99) -> Outcome:
    (found,) = plan(settings, [(each, sure) for each in mails], {}).outcomes
    return found


def flat(settings: Settings, found: Outcome) -> str:
    return " ".join(written(settings, found)[1].split())


def test_a_sender_is_told_once_of_all_opinions(settings: Settings) -> None:
    found = outcome(settings, decided(3, from_email="Anna@x.example"), decided(7, from_email="anna@X.example"))
    assert (found.address, list(found.decisions)) == ("anna@x.example", [3, 7])
    said = flat(settings, found)
    assert said.count("Rozstrzygnięcie: uwzględniono częściowo") == 2
    assert said.count(f"Uzasadnienie: {WHY}") == 2
    assert "Opinia nr 3 z 31 maja 2022" in said
    assert "Zakres: 1. Edukacja" in said
    assert "Kto się tym zajmie: Zarząd Zieleni" in said
    assert "um.example/raport" in said


@pytest.mark.parametrize(
    ("language", "sure", "says"),
    [
        ("uk", 0.99, ["Рішення: враховано частково", "Обґрунтування подаємо мовою"]),
        ("en", 0.99, ["Decision: taken into account in part", "in the language in which they were written"]),
        ("ru", 0.99, ["Решение:", "на котором они написаны"]),
        ("uk", 0.5, ["Рішення:", "Rozstrzygnięcie:"]),
        ("de", 0.99, ["Decision:", "Rozstrzygnięcie:"]),
    ],
)
def test_it_is_said_in_the_senders_language(settings: Settings, language: str, sure: float, says: list[str]) -> None:
    said = flat(settings, outcome(settings, decided(1, language=language), sure=sure))
    assert [each for each in says if each not in said] == []


def test_whoever_has_an_opinion_that_is_not_decided_waits(settings: Settings) -> None:
    made = plan(settings, [(decided(1), 1.0), (decided(2, decision=None), 1.0)], {})
    assert (made.outcomes, made.waiting) == ((), (1, 2))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"from_email": "noreply@x.example"}, Why.MACHINE),
        ({"from_email": "koordynatorka@um.example"}, Why.OURS),
        ({"from_email": "Jan"}, Why.NOT_FROM_THEM),
        ({"from_email": "a@x.example, b@y.example"}, Why.NOT_FROM_THEM),
        ({"from_email": "a@x.example\r\nBcc: b@y.example"}, Why.NOT_FROM_THEM),
        ({"from_email": '"a b"@x.example'}, Why.NOT_FROM_THEM),
        ({"from_email": "<a@x.example>"}, Why.NOT_FROM_THEM),
        ({"from_email": "🙂@x.example"}, Why.NOT_FROM_THEM),
        ({"from_email": "a" * 300 + "@x.example"}, Why.NOT_FROM_THEM),
        ({"forwarded_by": "urzad@um.example"}, Why.NOT_FROM_THEM),
    ],
)
def test_nobody_is_told_where_no_resident_reads_it(settings: Settings, changes: dict[str, str], why: Why) -> None:
    forwarded = {"forwarded_by": changes.pop("forwarded_by", None)}
    made = plan(settings, [(replace(decided(5, **changes), **forwarded), 1.0)], {})  # type: ignore[arg-type]  # its own type
    assert (made.outcomes, made.left_out) == ((), {why: (5,)})


def test_their_own_words_come_back_only_to_a_sender_who_is_vouched_for(settings: Settings) -> None:
    vouched, forged = decided(1, LONG), replace(decided(1, LONG), authentication=Authentication())
    assert f"| {LONG.split()[0]}" in flat(settings, outcome(settings, vouched))
    assert LONG.split()[0] not in flat(settings, outcome(settings, forged))


def test_hostile_words_steer_no_header_and_no_line(settings: Settings) -> None:
    made = answer(settings, outcome(settings, decided(1, HOSTILE + "\r\nBcc: x@y.example")), NOW)
    read = message_from_bytes(made.content, policy=default)
    assert (read["Bcc"], read["To"]) == (None, "olena@poczta.example")
    lines = [line for line in read.get_content().splitlines() if "script" in line]
    assert lines
    assert all(line.startswith("  | ") for line in lines)


def test_what_was_told_last_is_not_told_again_and_what_stands_once_more_is(settings: Settings) -> None:
    taken, partly = Decision("taken", WHY, "Zarząd Zieleni"), Decision("partly", WHY, "Zarząd Zieleni")
    seen = []
    for told in ({}, {1: [partly]}, {1: [partly, taken]}, {1: [partly, taken, partly]}):
        (found,) = plan(settings, [(decided(1), 1.0)], told).outcomes
        seen.append((found.times, found.known, answer(settings, found, NOW).message_id))
    assert [(times, known) for times, known, _ in seen] == [(0, False), (1, True), (2, False), (3, True)]
    assert len({message_id for _, _, message_id in seen}) == 4


def test_an_answer_is_no_automatic_reply_and_is_answered_at_the_consultation(settings: Settings) -> None:
    made = answer(settings, outcome(settings, decided(1)), NOW)
    assert made.kind is OutgoingKind.ANSWER
    read = message_from_bytes(made.content, policy=default)
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Reply-To"] == settings.consultation.address


def test_a_trial_goes_to_the_colleague_and_says_that_it_is_one(settings: Settings) -> None:
    made = trial(settings, outcome(settings, decided(1)), "anna@um.example", NOW)
    read = message_from_bytes(made.content, policy=default)
    assert made.recipients == ("anna@um.example",)
    assert read["Subject"].startswith("[test] ")
    assert "Próba." in read.get_content()
    assert "olena@poczta.example" not in read.get_content()
