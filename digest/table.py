"""The opinions of a digest as a spreadsheet: all of them, with all their words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook

from skrzynka.digest import opinions as show
from skrzynka.digest.words import Words
from skrzynka.neutral import neutral
from skrzynka.settings import Settings
from skrzynka.store.records import StoredMail

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST = 32_000
"""Letters of a cell; Excel holds 32,767."""
PLAIN = {
    "in_memory": True,
    # What a stranger wrote is text: it never becomes a formula, a link or a number.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How every workbook of ours is made."""

_WIDTHS = (6, 16, 12, 7, 38, 38, 8, 12, 28, 40, 90, 40, 20)


def table(settings: Settings, mails: Sequence[StoredMail], words: Words, now: datetime) -> bytes:
    """An .xlsx file with a row for each opinion among ``mails``; the same mails and time give the same bytes."""
    opinions = [mail for mail in mails if show.is_opinion(mail)]
    file = BytesIO()
    with Workbook(file, PLAIN) as book:
        book.set_properties({"title": words.text("table"), "created": now.replace(tzinfo=None)})
        sheet = book.add_worksheet(words.text("table"))
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        heading = book.add_format({"bold": True, "bg_color": "#14365E", "font_color": "#FFFFFF", "valign": "top"})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width, wrapped)
        sheet.write_row(0, 0, [words.text(f"table_{name}") for name in _COLUMNS], heading)
        for row, mail in enumerate(opinions, start=1):
            sheet.write_row(row, 0, [cell(mail, settings, words) for cell in _COLUMNS.values()])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(opinions), 1), len(_COLUMNS) - 1)
    return file.getvalue()


_Cell = Callable[[StoredMail, Settings, Words], str | int | float]


def _scope(mail: StoredMail, settings: Settings, words: Words) -> str:
    scope = show.scopes(settings)(mail.row.scope)
    return scope.name(words.language) if scope else words.text("no_topic")


def _second(mail: StoredMail, settings: Settings, words: Words) -> str:
    scope = show.scopes(settings)(mail.row.secondary)
    return scope.name(words.language) if scope else ""


_COLUMNS: dict[str, _Cell] = {
    "number": lambda mail, _, __: mail.row.number,
    "received": lambda mail, settings, _: (
        f"{mail.row.received_at.astimezone(settings.consultation.zone):%Y-%m-%d %H:%M}"
    ),
    "language": lambda mail, _, words: words.name_of(mail.row.language),
    "scope_number": lambda mail, settings, _: getattr(show.scopes(settings)(mail.row.scope), "number", ""),
    "scope": _scope,
    "secondary": _second,
    "confidence": lambda mail, _, __: f"{mail.row.confidence:.0%}",
    "to_check": lambda mail, _, words: words.text("yes") if mail.row.needs_review else "",
    "sender": lambda mail, _, __: show.sender(mail.row),
    "subject": lambda mail, _, __: show.line(mail.row.subject),
    "text": lambda mail, _, words: (
        words.text("erased") if mail.row.erased else neutral(mail.text or mail.attachment_text)[:_LONGEST]
    ),
    "attachments": lambda mail, _, __: show.line(", ".join(file.name for file in mail.attachments)),
    "channel": lambda mail, settings, words: show.channel(mail.row, settings) or words.text("email"),
}
"""Columns by the keys of their headings."""
