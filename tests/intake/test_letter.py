"""A mail with all that is understood of it."""

from typing import Any

import pytest

from skrzynka.intake.letter import Words, read
from skrzynka.store.records import Kind
from skrzynka.tests.intake.conftest import mail

WITH_FILE = (
    "--b\r\nContent-Type: text/plain\r\n\r\n{}\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Disposition: attachment; filename=opinia.txt\r\n\r\n{}\r\n--b--\r\n"
)
MIXED = "Content-Type: multipart/mixed; boundary=b"


@pytest.mark.parametrize(
    "prefix", ["Re:", "RE:", "Odp:", "ODP:", "AW:", "Відп:", "Отв:", "Re[2]:", "SV:", "[lista] Re:", "回复："]
)
def test_the_subject_of_a_reply_is_not_the_writers(prefix: str) -> None:
    assert Words(f"{prefix} Zaproszenie: napisz opinię", "", "", "").own_subject == ""


@pytest.mark.parametrize("subject", ["Zaproszenie", "Rezerwat", "Odpady w parku: uwagi", "Svitlana: prośba"])
def test_a_subject_of_ones_own_is_the_writers(subject: str) -> None:
    assert Words(subject, "", "", "").own_subject == subject


def test_the_writers_words_are_classified_and_not_what_they_quote(by_word: Any) -> None:
    classifier = by_word(mediacje="konflikty", wolontariat="wolontariat")
    letter = read(
        mail("Potrzebne mediacje.\n\nOn 1/2/2022 10:00, K wrote:\n> wolontariat\n", "Subject: Re: x"), classifier
    )
    assert classifier.texts == [("", "Potrzebne mediacje.")]
    assert letter.reading.tag.scope == "konflikty"


def test_an_opinion_in_the_attachment_is_found(by_word: Any) -> None:
    letter = read(mail(WITH_FILE.format("W zalaczniku.", "Potrzebne mediacje."), MIXED), by_word(mediacje="konflikty"))
    assert (letter.reading.tag.scope, letter.from_attachment) == ("konflikty", True)


def test_thanks_beside_an_attached_opinion_do_not_hide_it(by_word: Any) -> None:
    content = mail(WITH_FILE.format("Many thanks.", "Potrzebne mediacje."), MIXED)
    letter = read(content, by_word(mediacje="konflikty"))
    assert (letter.decision.kind, letter.from_attachment) == (Kind.OPINION, True)


def test_an_opinion_in_the_words_wins_over_the_attachment(by_word: Any) -> None:
    content = mail(WITH_FILE.format("Potrzebne mediacje.", "wolontariat"), MIXED)
    letter = read(content, by_word(mediacje="konflikty", wolontariat="wolontariat"))
    assert (letter.reading.tag.scope, letter.from_attachment) == ("konflikty", False)


@pytest.mark.parametrize("kind", ["question", "thanks"])
def test_words_that_are_no_opinion_change_the_kind(by_word: Any, kind: str) -> None:
    decision = read(mail(f"Only a {kind}."), by_word()).decision
    assert (decision.kind, decision.rule) == (Kind(kind), "the words")


def test_a_machines_mail_stays_a_machines(by_word: Any) -> None:
    assert read(mail("thanks", "Auto-Submitted: auto-replied"), by_word()).decision.kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    ("words", "headers", "kind"),
    [
        ("spam, spam", (), "opinion"),
        ("spam, spam: https://oferta.example", (), "spam"),
        ("spam, spam", ("Precedence: bulk",), "spam"),
        ("spam, spam: https://oferta.example", ("In-Reply-To: <1@um.example>",), "opinion"),
        ("spam, spam: https://oferta.example", ("Subject: Re: spam",), "opinion"),
    ],
)
def test_words_alone_make_no_persons_mail_an_offer(
    words: str, headers: tuple[str, ...], kind: str, by_word: Any
) -> None:
    letter = read(mail(words, *headers), by_word())
    assert letter.decision.kind == kind
