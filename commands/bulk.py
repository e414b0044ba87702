"""Many mails changed at once: what would change is shown and counted, then asked for."""

from collections.abc import Callable, Sequence
from textwrap import shorten
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import output
from skrzynka.commands.page import tag_words
from skrzynka.neutral import one_line
from skrzynka.store.records import MailRow
from skrzynka.tongue import say

_SHOWN = 10
_SUBJECT = 60

WhereOption = Annotated[
    str | None,
    typer.Option(
        "--where", metavar="CONDITIONS", help='All that fulfil them, such as "scope=2 language=uk text~flat".'
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do it without asking; for scripts.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]


def many(rows: Sequence[MailRow], to: str, change: Callable[[Sequence[int]], int], *, yes: bool, dry_run: bool) -> None:
    """Change mails, if a person agrees: ``to`` says to what, ``change`` does it to numbers and returns the batch."""
    if not rows:
        raise SkrzynkaError("no mail that may be changed fulfils this; `skrzynka list --where` shows what does")
    _preview(rows)
    if dry_run:
        output.text(say("{number} would change to {to}; nothing was written", number=len(rows), to=to))
    elif yes or typer.confirm(say("Change {number} to {to}?", number=len(rows), to=to)):
        batch = change([row.number for row in rows])
        told = say(
            "{number} changed to {to}; `skrzynka undo --batch {batch}` takes all back",
            number=len(rows),
            to=to,
            batch=batch,
        )
        output.text(told)
    else:
        output.text(say("nothing was written"))


def way_back(batch: int) -> str:
    """How all that was changed at once is taken back."""
    return say("`skrzynka undo --batch {batch}` takes all back", batch=batch)


def _preview(rows: Sequence[MailRow]) -> None:
    output.table(
        ("N", say("lang"), say("scope"), say("decision"), say("subject")), [_line(row) for row in rows[:_SHOWN]]
    )
    if len(rows) > _SHOWN:
        output.text(say("... and {number} more", number=len(rows) - _SHOWN))


def _line(row: MailRow) -> tuple[object, ...]:
    subject = shorten(one_line(row.subject), _SUBJECT, placeholder="…")
    return row.number, row.language, tag_words(row), row.decision or "", subject
