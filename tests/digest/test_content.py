"""What the digest tells beside the opinions: missing voices, corrections, what is grave, and the table."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from skrzynka.classify.records import Evidence
from skrzynka.digest.changes import changes
from skrzynka.digest.cut import cut, size
from skrzynka.digest.daily import daily
from skrzynka.digest.insights import Concern
from skrzynka.digest.records import Digest
from skrzynka.digest.render import LIMIT, render
from skrzynka.digest.serious import concern_in, serious
from skrzynka.digest.table import table
from skrzynka.digest.voices import voices
from skrzynka.digest.words import words
from skrzynka.settings import Settings
from skrzynka.store.questions import Counts
from skrzynka.store.records import Action, AttachmentNote, Event, StoredMail
from skrzynka.tests.digest.invented import HOSTILE, LONG, MORNING, WELL, YESTERDAY, mail, total

COUNTS = Counts(by_both={("edukacja", "uk"): 3, ("edukacja", "pl"): 1, (None, "ru"): 2})


def told(settings: Settings, mails: list[StoredMail], day: date = date(2022, 6, 1), **more: object) -> Digest:
    covers = {"covers_from": YESTERDAY, "covers_to": MORNING, "condition": WELL}
    return daily(settings, day, mails, total(mails), COUNTS, **covers, **more)  # type: ignore[arg-type]  # its own names


def event(
    number: int,
    action: Action = Action.RETAG,
    scope: str | None = "konflikty",
    why: str = "",
    batch: int | None = None,
) -> Event:
    return Event(number, number, MORNING, "anna", action, scope, None, 1.0, why, "", None, batch=batch)


def test_a_voice_that_is_missing_is_counted_as_none(settings: Settings) -> None:
    heard = voices(settings, COUNTS)
    assert heard.languages == ("pl", "uk", "en", "ru")
    assert heard.rows[0][1] == (1, 3, 0, 0)
    assert [(language, len(scopes)) for language, scopes in heard.silent] == [
        ("pl", 6),
        ("uk", 6),
        ("en", 7),
        ("ru", 7),
    ]


def test_silence_is_told_while_the_consultation_is_open(settings: Settings) -> None:
    open_, over = told(settings, [mail(1)]), told(settings, [mail(1)], date(2022, 6, 21))
    assert "! rosyjski: ani jednej opinii\n" in render(open_, "pl").text
    assert "! ukraiński: ani jednej opinii w zakresach 2, 3, 4, 5, 6, 7\n" in render(open_, "pl").text
    assert "ani jednej" not in render(over, "pl").text


def test_the_last_correction_of_each_mail_is_told(settings: Settings) -> None:
    made = [event(3), event(2, scope=None, why="only thanks"), event(3, Action.UNDO)]
    assert [(each.number, each.undone) for each in changes(settings, made)] == [(2, False), (3, True)]
    shown = render(told(settings, [mail(1)], corrected=made), "en")
    for form in (shown.text, shown.html):
        assert "no. 2 → No topic of the consultation (anna): only thanks" in form
        assert "no. 3: correction taken back (anna)" in form


def test_what_was_corrected_at_once_is_told_at_once(settings: Settings) -> None:
    made = [*(event(number, batch=1) for number in range(2, 500)), event(3, batch=2), event(4, Action.UNDO), event(500)]
    assert [(each.number, each.more, each.undone) for each in changes(settings, made)] == [
        (2, 495, False),
        (3, 0, False),
        (4, 0, True),
        (500, 0, False),
    ]
    shown = render(told(settings, [mail(1)], corrected=made), "pl")
    for form in (shown.text, shown.html):
        assert "nr 2 i jeszcze 495 → 6" in form
        assert "nr 500 → 6" in form
    assert "Poprawki od poprzedniego przeglądu (499)".upper() in shown.text.upper()


def test_a_correctors_words_are_only_text(settings: Settings) -> None:
    shown = render(told(settings, [], corrected=[event(1, why=HOSTILE)]), "pl")
    assert "<script>" not in shown.html
    assert "\x1b" not in shown.text


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        ("Składam skargę na dyrektora szkoły.", Concern.COMPLAINT),
        ("Мій адвокат звернеться до вас.", Concern.COMPLAINT),
        ("I will file a complaint with the ombudsman.", Concern.COMPLAINT),
        ("Jeśli tego nie zrobicie, podpalę wam urząd.", Concern.THREAT),
        ("Мы вас найдём, вы ещё пожалеете.", Concern.THREAT),
        ("Córka mówi, że nie chce już żyć.", Concern.DANGER),
        ("Чоловік мене б'є, допоможіть.", Concern.DANGER),
        ("Proszę usunąć moje dane osobowe.", Concern.DATA),
        ("Please delete my personal data.", Concern.DATA),
    ],
)
def test_what_may_need_an_answer_at_once_is_noticed(text: str, concern: Concern) -> None:
    found = concern_in(f"Temat\n{text}")
    assert found is not None
    assert found[0] is concern
    assert found[1] in text


@pytest.mark.parametrize(
    "text",
    [
        "Nie chcemy żyć w hali, chcemy mieszkania.",
        "Dzieci boją się, że ktoś im grozi. Potrzebny jest mediator.",
        "Ми не хочемо жити задарма.",
        "Skarżą się na hałas, a my prosimy o plac zabaw.",
        "Burn-out of volunteers kills every good idea.",
        "",
    ],
)
def test_an_ordinary_opinion_gives_no_concern(text: str) -> None:
    assert concern_in(text) is None


def test_grave_mails_come_first_and_count_as_work(settings: Settings) -> None:
    mails = [mail(1), mail(2, "Składam skargę na dyrektora.")]
    assert [each.number for each in serious(mails)] == [2]
    digest = told(settings, mails)
    assert digest.attention.new == 1
    assert "! nr 2: może to skarga („Składam skargę”)" in render(digest, "pl").text


@pytest.mark.parametrize("count", [0, 1, 30, 3000])
def test_a_digest_is_as_long_as_mail_programs_show_it(settings: Settings, count: int) -> None:
    mails = [mail(n, LONG, needs_review=n % 5 == 0) for n in range(1, count + 1)]
    shown = render(told(settings, mails), "pl")
    assert len(shown.html.encode()) <= LIMIT
    assert f"\n{count} {words('pl').noun(count, 'new_opinion')}" in shown.text


def test_what_is_left_out_is_counted_and_what_needs_a_person_is_kept(settings: Settings) -> None:
    mails = [mail(n, needs_review=n <= 3, scope="edukacja" if n % 2 else "konflikty") for n in range(1, 21)]
    whole = told(settings, mails)
    short = cut(whole, 7)
    assert (size(whole), size(short), short.more) == (20, 7, 13)
    assert [each.number for each in short.attention.doubtful] == [1, 2, 3]
    assert [len(group.opinions) for group in short.groups] == [2, 2]
    assert (short.new, short.attention.new) == (whole.new, whole.attention.new)
    assert cut(whole, 20) == whole


def test_the_table_holds_every_opinion_with_all_its_words(settings: Settings) -> None:
    mails = [mail(1, LONG), mail(2, "x", attachments=(AttachmentNote("plan.pdf", "application/pdf", 9),))]
    rows = CalamineWorkbook.from_filelike(BytesIO(table(settings, mails, words("pl"), MORNING))).get_sheet_by_index(0)
    heading, first, second = rows.to_python()
    assert heading[:3] == ["Nr", "Otrzymano", "Język"]
    assert (first[0], first[2], first[10]) == (1, "ukraiński", LONG)
    assert second[11] == "plan.pdf"


@pytest.mark.parametrize("start", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "https://example.org/x"])
def test_nothing_a_stranger_wrote_becomes_a_formula_or_a_link(settings: Settings, start: str) -> None:
    file = table(settings, [mail(1, start, from_name=start, subject=start)], words("en"), MORNING)
    with ZipFile(BytesIO(file)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_the_same_opinions_give_the_same_table(settings: Settings) -> None:
    mails, now = [mail(1), mail(2)], datetime(2022, 6, 1, tzinfo=UTC)
    assert table(settings, mails, words("uk"), now) == table(settings, mails, words("uk"), now)


def test_the_words_that_decided_are_lit_up_where_they_stand(settings: Settings) -> None:
    marked = replace(mail(1, "Więcej <b>lekcji</b> polskiego."), evidence=(Evidence("lekcji", "edukacja", 1.0),))
    assert (
        '&lt;b&gt;<span class="evidence" style="background:#f8e29a">lekcji</span>&lt;/b&gt;'
        in render(told(settings, [marked]), "pl").html
    )


def test_a_long_opinion_names_the_sentence_that_decided(settings: Settings) -> None:
    ask = "Prosimy o codzienne lekcje polskiego."
    spoke = (Evidence("lekcje polskiego", "edukacja", 1.0),)
    long, short = (replace(mail(1, text), evidence=spoke) for text in (f"{LONG} {LONG} {ask}", ask))
    for told_of, said in ((long, True), (short, False)):
        shown = render(told(settings, [told_of]), "pl")
        for form in (shown.text, shown.html):
            assert (f"rozstrzygnęło zdanie: „{ask}”" in " ".join(form.split())) == said
