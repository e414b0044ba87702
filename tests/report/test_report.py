"""The report: what it says, and that each of its forms can be read by whom it is for."""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from skrzynka import SkrzynkaError
from skrzynka.classify import model, vectors
from skrzynka.classify.answer import Answer
from skrzynka.classify.confirmed import Agreement, StaffFigures
from skrzynka.classify.examples import Example
from skrzynka.classify.measure import Tried, measure
from skrzynka.classify.records import Evidence
from skrzynka.digest.words import Words, words
from skrzynka.report import figures, page, pdf, tables, word
from skrzynka.report.compose import Source, compose
from skrzynka.report.plain import method, plain
from skrzynka.report.records import Report
from skrzynka.report.summaries import summarised
from skrzynka.report.wrapped import unwrapped
from skrzynka.settings import INTERFACE_LANGUAGES, load
from skrzynka.store.records import Kind, State, StoredMail
from skrzynka.tests.chromium import AXE, asked
from skrzynka.tests.digest.invented import HOSTILE, mail, total

NOW = datetime(2022, 7, 1, 10, 0, tzinfo=UTC)
ASK = "Prosimy o codzienne lekcje polskiego w każdej szkole"


def asking(number: int, text: str, **changes: object) -> StoredMail:
    made = mail(number, text, language="pl", **changes)
    return replace(made, evidence=(Evidence("lekcje polskiego", made.row.scope or "", 0.9),))


MAILS = [
    asking(1, f"Dzień dobry. {ASK}. Pozdrawiam"),
    asking(2, f"{ASK}!", from_email="inna@poczta.example"),
    asking(3, "Więcej asystentek, bo lekcje polskiego to za mało.", scope="edukacja"),
    mail(4, "Ми просимо про дитячий майданчик.", scope="spolecznosci", decision="partly"),
    mail(5, HOSTILE, scope="konflikty"),
    mail(6, "x", state=State.OTHER, kind=Kind.BOUNCE, scope=None),
]
MAILS[3] = replace(MAILS[3], justification="Dwa z trzech są w budżecie.", unit="Zieleń")


def report(language: str = "pl", public: dict[int, str] | None = None, mails: list[StoredMail] = MAILS) -> Report:
    table = vectors.load()
    source = Source(mails, (), total(mails), public)
    return compose(load(None), source, words(language), (table, model.read(table).word_rarity), NOW)


def one_pdf(made: Report, said: Words) -> bytes:
    (content,) = pdf.pdfs(made, said)
    return content


def test_opinions_are_counted_and_other_mail_is_only_in_the_annex() -> None:
    made = report()
    assert (made.opinions, made.senders, made.undecided, made.hidden) == (5, 2, 4, 0)
    assert [bar.count for bar in made.by_scope] == [3, 0, 0, 0, 1, 1, 0]
    assert sum(bar.count for bar in made.by_language) == 5
    assert [(bar.name, bar.count) for bar in made.decided if bar.count] == [("uwzględniono częściowo", 1)]
    assert [bar.count for bar in made.method.other] == [1]


def test_what_several_ask_for_is_quoted_word_for_word() -> None:
    (postulate,) = report().sections[0].postulates
    assert postulate.numbers == (1, 2)
    assert postulate.quote.rstrip("!.") == ASK
    assert report().sections[0].single == 1


def test_a_public_report_holds_no_text_that_nobody_confirmed() -> None:
    made = report(public={4: "[imię] prosi o plac zabaw."})
    assert made.hidden == 4
    assert [row.text for section in made.sections for row in section.rows if row.text] == ["[imię] prosi o plac zabaw."]
    for content in (page.html(made, words("pl")), tables.csv_(made, words("pl"))):
        assert "майданчик" not in content.decode()
        assert "Prosimy o codzienne" not in content.decode()
        assert "poczta.example" not in content.decode()


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_form_is_written_in_every_language(language: str) -> None:
    made, said = report(language), words(language)
    assert f'<html lang="{language}">' in page.html(made, said).decode()
    assert one_pdf(made, said).startswith(b"%PDF")
    assert ZipFile(BytesIO(word.docx(made, said, None))).testzip() is None
    assert len(list(tables.rows(made, said))) == 6


def test_hostile_words_are_only_text_in_every_form() -> None:
    made, said = report(), words("pl")
    shown = page.html(made, said).decode()
    assert "<script>" not in shown
    assert "\x1b" not in shown
    with ZipFile(BytesIO(tables.xlsx(made, said))) as packed:
        assert "<f>" not in packed.read("xl/worksheets/sheet1.xml").decode()
    with ZipFile(BytesIO(word.docx(made, said, None))) as packed:
        assert "{{ 7*7 }}" in packed.read("word/document.xml").decode(), "a stranger's braces fill nothing"


def test_formulas_are_disarmed_in_csv() -> None:
    made = report(mails=[mail(1, "=1+1"), mail(2, "@SUM(A1)")])
    content = tables.csv_(made, words("pl"))
    assert content.startswith(b"\xef\xbb\xbf")
    cells = [row[4] for row in csv.reader(StringIO(content.decode("utf-8-sig")))]
    assert cells[1:] == ["'=1+1", "'@SUM(A1)"]


def test_the_spreadsheet_has_a_row_for_each_opinion() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(tables.xlsx(report(), words("pl")))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [1, 2, 3, 4, 5]
    assert rows[4][5:8] == ["uwzględniono częściowo", "Dwa z trzech są w budżecie.", "Zieleń"]


def test_the_page_asks_nothing_of_the_network_and_marks_foreign_words() -> None:
    shown = page.html(report(), words("pl")).decode()
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import", shown)
    assert 'lang="uk">Ми просимо' in shown


def test_the_pdf_is_tagged_titled_and_has_its_fonts() -> None:
    content = one_pdf(report(), words("uk"))
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid" in content
    assert b"/FontFile" in content


def test_a_long_report_is_a_volume_without_tables_and_volumes_of_them() -> None:
    data, said = plain(report(), words("pl")), words("pl")
    front, *tables_ = pdf.volumes(data, said, rows=2)
    assert not any(section["rows"] for section in front["sections"])
    assert "Tabele opinii i rozstrzygnięć są w dalszych tomach, od 2 do 4." in front["notes"]
    held = [row["number"] for volume in tables_ for section in volume["sections"] for row in section["rows"]]
    assert held == [row["number"] for section in data["sections"] for row in section["rows"]]
    assert [volume["part"] for volume in (front, *tables_)] == [f"Tom {at} z 4" for at in (1, 2, 3, 4)]
    assert pdf.count(report(), rows=2) == 4


def test_every_volume_is_tagged_titled_and_has_its_fonts() -> None:
    volumes = list(pdf.pdfs(report(), words("pl"), rows=3))
    assert len(volumes) == 3
    for content in volumes:
        assert b"/StructTreeRoot" in content
        assert b"pdfuaid" in content


@pytest.mark.parametrize("strange", ["👋🏽", "مرحبا", "你好", "नमस्ते", "\u200d"])
def test_scripts_that_the_font_lacks_are_said_to_be_left_out(strange: str) -> None:
    assert one_pdf(report(mails=[mail(1, f"Hello {strange} there")]), words("en")).startswith(b"%PDF")


def test_the_word_document_has_headings_a_title_a_language_and_heading_rows() -> None:
    content = word.docx(report("uk"), words("uk"), None)
    with ZipFile(BytesIO(content)) as packed:
        document, core = (packed.read(name).decode() for name in ("word/document.xml", "docProps/core.xml"))
    assert 'w:val="Heading1"' in document
    assert "w:tblHeader" in document
    assert "Звіт про консультації" in core
    assert "<dc:language>uk</dc:language>" in core
    assert "{%" not in document


def test_a_template_that_cannot_be_filled_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "wrong.docx").write_text("no document")
    with pytest.raises(SkrzynkaError, match=r"docx_template .*wrong.docx: cannot be filled") as refused:
        word.docx(report(), words("pl"), tmp_path / "wrong.docx")
    assert "\n" not in str(refused.value)


def test_the_annex_says_how_well_scopes_were_named_and_names_nobody() -> None:
    answer = Answer("edukacja", None, 0.9, auto=True, ranking=(("edukacja", 0.9),), no_topic_kind=None)
    tried = [Tried(Example("pl", "", "x", scope, None, "opinion"), answer) for scope in ["edukacja"] * 9 + [None]]
    found = StaffFigures(
        40, measure(tried), measure(tried), (Agreement("(machine)", "Jan", 20, 0.5), Agreement("Jan", "Ola", 20, 0.812))
    )
    made = report()
    made = replace(made, method=replace(made.method, tested=figures.tested(found), agreed=figures.agreed(found)))
    said = list(method(made, words("pl")))
    assert "10\u00a0opinii (ze wszystkich 40, wybranych równomiernie)" in said[3]
    assert "w 90\u00a0% przypadków" in said[3]
    assert "(kappa Cohena) wynosi 0,81" in said[4]
    assert not any("Ola" in each for each in said)


def test_too_few_tags_of_people_tell_nothing() -> None:
    assert figures.tested(StaffFigures(3, None, None, ())) is None


def test_summaries_are_marked_and_stand_only_where_texts_may_be_shown() -> None:
    asked: list[tuple[str, int]] = []

    def model(scope: str, texts: Sequence[str], language: str) -> str:
        asked.append((scope, len(texts)))
        return f"Ludzie proszą \x1b[31mo lekcje. {language}"

    public = report(public={1: f"{ASK}."})
    made = summarised(public, model, "qwen3", "pl")
    assert asked == [("Edukacja i integracja międzykulturowa dzieci i młodzieży", 1)]
    shown = page.html(made, words("pl")).decode()
    assert "Ludzie proszą" in shown
    assert "\x1b" not in shown
    assert "To streszczenie napisał model językowy" in shown
    assert "Streszczenia napisał model językowy qwen3" in shown
    assert "model językowy" not in page.html(public, words("pl")).decode()


def test_another_channel_than_e_mail_is_named() -> None:
    made = report(mails=[mail(1, "Więcej lekcji.", channel="workshop"), mail(2, "Mniej.")])
    assert [row.channel for section in made.sections for row in section.rows] == ["warsztaty dla młodzieży", ""]
    assert "Kanał: warsztaty dla młodzieży</p>" in page.html(made, words("pl")).decode()
    assert [row[-1] for row in tables.rows(made, words("pl"))] == [
        "Kanał",
        "warsztaty dla młodzieży",
        "poczta elektroniczna",
    ]


def test_an_empty_consultation_has_a_report() -> None:
    made = report(mails=[])
    assert made.opinions == 0
    for form in (page.html, one_pdf, tables.xlsx, tables.csv_):
        assert form(made, words("pl"))


def test_lines_that_a_program_broke_are_paragraphs_again() -> None:
    long = "To jest linia, którą program pocztowy złamał w połowie zdania, bo"
    assert unwrapped(f"Dzień dobry,\n\n{long}\nbyła za długa.\n- punkt\nJan") == (
        f"Dzień dobry,\n\n{long} była za długa.\n- punkt\nJan"
    )


@pytest.mark.chromium
@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_axe_finds_no_violation_of_wcag(tmp_path: Path, language: str) -> None:
    rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
    assert asked(tmp_path, page.html(report(language), words(language)).decode(), AXE.format(rules)) == []
