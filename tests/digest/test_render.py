import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from skrzynka.digest.closing import closing
from skrzynka.digest.condition import condition
from skrzynka.digest.daily import daily
from skrzynka.digest.insights import Condition
from skrzynka.digest.records import Rendered
from skrzynka.digest.render import WIDTH, render
from skrzynka.digest.words import words
from skrzynka.settings import INTERFACE_LANGUAGES, Settings
from skrzynka.store.comparison import Comparison
from skrzynka.store.health import Activity, Failure, Health
from skrzynka.store.questions import Counts, LedgerSum
from skrzynka.store.records import AttachmentNote, Kind, Period, State, StoredMail
from skrzynka.tests.digest.invented import DAY, HOSTILE, LONG, MORNING, WELL, YESTERDAY, mail, total

SUM = LedgerSum(143, 131, 7, 3, 2, 0)
READ = Health(Activity.POLL).succeeded(MORNING)
Shown = Callable[..., Rendered]

COUNTS = Counts(by_scope={"edukacja": 3, None: 1}, by_language={"uk": 4}, by_day={date(2022, 5, 31): 4})


def morning(
    settings: Settings,
    mails: list[StoredMail],
    language: str = "pl",
    *,
    late: bool = False,
    total: LedgerSum = SUM,
    condition: Condition | None = None,
) -> Rendered:
    day, stands = date(2022, 6, 1), condition or WELL
    return render(
        daily(
            settings, day, mails, total, COUNTS, covers_from=YESTERDAY, covers_to=MORNING, condition=stands, late=late
        ),
        language,
    )


def end(settings: Settings, mails: list[StoredMail], language: str = "pl") -> Rendered:
    return render(closing(settings, mails, total(mails), COUNTS, covers_to=MORNING), language)


def flat(text: str) -> str:
    """A text without its line ends."""
    return " ".join(text.split())


class Page(HTMLParser):
    """What a browser makes of a page: its elements, its text, and elements left open."""

    BLOCKS = ("div", "td", "tr", "br")
    VOID = ("meta", "br", "img", "hr", "link", "input")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.BLOCKS:
            self.text += " "
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_ledgers_sum_stands_in_the_digest(settings: Settings) -> None:
    polish, english = morning(settings, DAY), morning(settings, DAY, "en")
    assert "143 w skrzynce = 131 opinii + 7 innych wiadomości + 3 duplikaty + 2 w kwarantannie; niewyjaśnionych 0" in (
        polish.text.replace("\n", " ")
    )
    line = "143 in the mailbox = 131 opinions + 7 other mail + 3 duplicates + 2 quarantined; unexplained 0"
    assert line in english.text.replace("\n", " ")
    assert line in Page(english.html).text.replace("\u00a0", " ")


def test_mail_that_is_not_read_yet_stands_in_the_sum(settings: Settings) -> None:
    assert "+ 4 not read yet;" in morning(settings, DAY, "en", total=replace(SUM, in_mailbox=147, pending=4)).text
    assert "not read yet" not in morning(settings, DAY, "en").text


def test_an_unexplained_mail_is_told_as_a_fault(settings: Settings) -> None:
    page = morning(settings, DAY, "en", total=replace(SUM, in_mailbox=144))
    assert "unexplained 1" in page.text
    assert 'class="bad"' in page.html
    assert 'class="bad"' not in morning(settings, DAY, "en").html


def test_what_the_server_holds_stands_beside_what_the_store_holds(settings: Settings) -> None:
    polish, english = morning(settings, DAY), morning(settings, DAY, "en")
    line = "Porównanie z serwerem, 1 czerwca, 08:00: na serwerze 143, przyjętych 143; niewyjaśnionych 0"
    assert line in polish.text.replace("\n", " ")
    line = "Compared with the server on 1 June, 08:00: 143 on the server, 143 taken in; unexplained 0"
    assert line in english.text.replace("\n", " ")
    assert line in Page(english.html).text.replace("\u00a0", " ")
    assert "The mailbox was last read on 1 June, 08:00." in english.text
    assert "! " not in english.text.split("To check")[0]


def test_mails_on_one_side_only_are_explained(settings: Settings) -> None:
    compared = Comparison(MORNING, on_server=143, in_store=150, both=141, unexplained=0)
    told = morning(settings, DAY, "en", condition=condition(settings, READ, compared, MORNING))
    said = "143 on the server (2 of them not taken in yet), 150 taken in (9 of them no longer on the server, or from"
    assert said in flat(told.text)
    assert 'class="bad"' not in told.html


def test_a_mail_that_was_passed_over_is_told_as_a_fault(settings: Settings) -> None:
    compared = Comparison(MORNING, on_server=143, in_store=142, both=142, unexplained=1)
    told = morning(settings, DAY, "en", condition=condition(settings, READ, compared, MORNING))
    assert "unexplained 1 (skrzynka reconcile says which)" in flat(told.text)
    assert "! Compared with the server" in told.text
    assert 'class="bad"' in told.html


def test_a_mailbox_that_cannot_be_read_is_told_with_how_long(settings: Settings) -> None:
    failing = READ.failed(Failure.NETWORK, MORNING)
    told = morning(settings, DAY, "en", condition=condition(settings, failing, None, MORNING))
    assert "! The mailbox cannot be read since 1 June, 08:00 (last read: 1 June, 08:00)." in flat(told.text)
    assert "! Not compared with the server yet." in told.text
    never = morning(settings, DAY, "en", condition=condition(settings, Health(Activity.POLL), None, MORNING))
    assert "! The mailbox was never read yet." in never.text


@pytest.mark.parametrize(
    ("days", "said"), [(31, ""), (29, "certificate ends on 30 June 2022"), (-1, "certificate ended on 31 May 2022")]
)
def test_a_certificate_that_ends_soon_is_told_of(settings: Settings, days: int, said: str) -> None:
    health = replace(READ, certificate_ends=MORNING + timedelta(days=days))
    told = morning(settings, DAY, "en", condition=condition(settings, health, None, MORNING)).text
    assert said in flat(told)
    assert ("certificate" in told) is bool(said)


def test_after_the_close_an_unread_mailbox_explains_why_there_is_no_summary(settings: Settings) -> None:
    closed = settings.consultation.closes_at
    for read_at, now, waits in ((closed, closed, False), (MORNING, closed, True), (MORNING, MORNING, False)):
        told = morning(
            settings, [], "en", condition=condition(settings, Health(Activity.POLL).succeeded(read_at), None, now)
        )
        assert ("The closing summary comes once" in flat(told.text)) is waits


@pytest.mark.parametrize(
    ("count", "subject"),
    [
        (0, "Konsultacje, 1 czerwca: 0 nowych opinii, 0 do sprawdzenia"),
        (1, "Konsultacje, 1 czerwca: 1 nowa opinia, 0 do sprawdzenia"),
        (2, "Konsultacje, 1 czerwca: 2 nowe opinie, 0 do sprawdzenia"),
        (30, "Konsultacje, 1 czerwca: 30 nowych opinii, 0 do sprawdzenia"),
    ],
)
def test_the_subject_says_the_day_and_the_numbers(settings: Settings, count: int, subject: str) -> None:
    said = morning(settings, [mail(n) for n in range(1, count + 1)]).subject
    assert said.replace("\u00a0", " ") == subject


def test_a_day_without_opinions_says_so_in_one_line(settings: Settings) -> None:
    assert "Od poprzedniego przeglądu nie przyszła żadna opinia." in morning(settings, []).text.split("\n")
    assert "No opinion has come since the digest before." in morning(settings, [], "en").html


def test_a_consultation_without_opinions_says_so(settings: Settings) -> None:
    assert "W czasie konsultacji nie przyszła żadna opinia." in end(settings, []).text


def test_a_late_digest_says_so(settings: Settings) -> None:
    assert "This digest comes late" in morning(settings, DAY, "en", late=True).html
    assert "! Ten przegląd przychodzi z opóźnieniem" in morning(settings, DAY, late=True).text
    assert "przychodzi z opóźnieniem" not in morning(settings, DAY).text


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 30, 300])
def test_a_day_of_any_size_is_well_formed(settings: Settings, language: str, count: int) -> None:
    rendered = morning(settings, [*DAY, *(mail(n, LONG) for n in range(100, 100 + count))], language)
    assert Page(rendered.html).open == []
    assert rendered.text.count("│ Наші діти") >= min(count, 10)


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_closing_summary_lists_every_opinion(settings: Settings, language: str) -> None:
    mails = [*DAY, *(mail(n, f"Opinia {n}.") for n in range(100, 130))]
    rendered = end(settings, mails, language)
    assert Page(rendered.html).open == []
    for number in range(100, 130):
        assert f"│ Opinia {number}." in rendered.text
        assert f">Opinia {number}.<" in rendered.html


@pytest.mark.parametrize("shown", [morning, end])
def test_an_opinion_is_shown_with_all_there_is_to_know(settings: Settings, shown: Shown) -> None:
    rendered = shown(settings, DAY, "en")
    for form in (rendered.text, Page(rendered.html).text):
        flat = " ".join(form.replace("│", " ").replace("\u00a0", " ").split())
        for fact in (
            "no. 9 · Anna Wiśniewska-Kowalczyk · 31 May, 20:00 · Polish",
            "Education and intercultural integration of children and young people",
            "confidence 93%",
            "words that decided: “oddział przygotowawczy”, “polskiego”",
            "attachments: plan lekcji.pdf (a scan: look at it)",
            "also: 4. Including migrants and refugees in local civic processes",
            "From the attachment: Просимо допомогти",
            "james.okafor@mail.example",
            "decided by Marta z biura",
            "2 automatic replies, 1 newsletter, 1 duplicate, 1 question",
        ):
            assert fact in flat


def test_a_doubtful_opinion_comes_with_the_command_that_decides(settings: Settings) -> None:
    for form in (morning(settings, DAY).text, morning(settings, DAY).html.replace("\u00a0", " ")):
        assert "skrzynka retag 14 5" in form


def test_a_long_opinion_says_how_much_more_there_is_and_where(settings: Settings) -> None:
    assert "… (jeszcze 90 słów, skrzynka show 13)" in morning(settings, DAY).text


def test_early_and_late_opinions_are_marked(settings: Settings) -> None:
    mails = [mail(1, period=Period.LATE), mail(2, period=Period.EARLY), mail(3)]
    for rendered in (morning(settings, mails), end(settings, mails)):
        assert rendered.text.count("PO TERMINIE") == rendered.text.count("PRZED OTWARCIEM") == 1
        assert "Poza terminem konsultacji: nr 1, 2" in rendered.text


def test_foreign_words_are_marked_with_their_language(settings: Settings) -> None:
    page = Page(morning(settings, [mail(1, "Так."), mail(2, "Tak.", language="pl"), mail(3, "?", language="und")]).html)
    assert page.elements[0][1]["lang"] == "pl"
    marked = [attrs["lang"] for tag, attrs in page.elements if tag == "div" and "lang" in attrs]
    assert marked[0] == "pl"  # the page itself
    assert set(marked[1:]) == {"uk"}


def hostile() -> list[StoredMail]:
    """Every field a stranger can fill, filled with the worst."""
    fields = {"from_name": HOSTILE, "from_email": HOSTILE, "subject": HOSTILE}
    files = (AttachmentNote(HOSTILE, "text/html", 1),)
    put_aside = {"scope": None, "reason": HOSTILE, "tagged_by": None}
    return [
        mail(1, HOSTILE, attachments=files, tagged_by=HOSTILE, **fields),
        mail(2, "", attachment_text=HOSTILE, needs_review=True, attachments=files, **fields),
        mail(3, HOSTILE, state=State.QUARANTINED, kind=Kind.UNREADABLE, **put_aside, **fields),
        mail(4, HOSTILE, state=State.OTHER, kind=Kind.QUESTION, needs_review=True, **put_aside, **fields),
    ]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("shown", [morning, end])
def test_hostile_mail_is_only_text(settings: Settings, shown: Shown, language: str) -> None:
    rendered = shown(settings, hostile(), language)
    page, harmless = Page(rendered.html), Page(shown(settings, [mail(n) for n in range(1, 5)], language).html)
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in harmless.elements} | {"br", "bdi"}
    assert not [
        name for _, attrs in page.elements for name in attrs if name.startswith("on") or name in ("src", "href")
    ]
    assert "{{ 7*7 }}" in page.text


@pytest.mark.parametrize("shown", [morning, end])
def test_nothing_steers_the_reader_or_the_terminal(settings: Settings, shown: Shown) -> None:
    rendered = shown(settings, hostile())
    for form in (rendered.subject, rendered.text, rendered.html):
        steering = {c for c in form if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\u200c\u200d"}
        assert not steering


def test_a_strangers_words_cannot_pass_for_a_line_of_ours(settings: Settings) -> None:
    for line in morning(settings, hostile(), "en").text.split("\n"):
        if "= 0 opinions" in line:
            assert re.match(r"  [│·] |   |  ", line)


def test_the_plain_text_fits_its_columns(settings: Settings) -> None:
    for rendered in (morning(settings, [*DAY, *hostile()]), end(settings, DAY)):
        assert max(len(line) for line in rendered.text.split("\n")) <= WIDTH


def test_the_page_asks_nothing_of_the_network(settings: Settings) -> None:
    page = re.sub(r'xmlns="http://www\.w3\.org/1999/xhtml"', "", morning(settings, DAY[:8]).html)
    assert not re.search(r"https?:|url\(|<img|<link|<script|@import", page)


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_an_opinion_that_was_too_large_says_so(settings: Settings, language: str) -> None:
    said = words(language).text("partial")
    for partial in (True, False):
        shown = morning(settings, [mail(1, partial=partial)], language)
        assert (said in shown.text, said in shown.html) == (partial, partial)
