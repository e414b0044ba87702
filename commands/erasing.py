"""Commands that take mails out of the store for good."""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import complete, context, output
from skrzynka.commands.listing import listed
from skrzynka.commands.page import tag_words
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store import erasures
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import Outgoing
from skrzynka.store.records import MailRow
from skrzynka.store.traces import copies
from skrzynka.tongue import count, say

_Yes = Annotated[bool, typer.Option("--yes", help="Erase what the preview shows. Nothing takes that back.")]
_By = Annotated[str | None, typer.Option(help="Who erases; else your login name.")]

_NAMED = 10
"""So many mails and days of digests are named."""


def erase(
    ctx: typer.Context,
    number: Annotated[int | None, complete.optional("The mail's number; its copies go with it.")] = None,
    sender: Annotated[str | None, typer.Option(metavar="ADDRESS", help="All mails of this writer.")] = None,
    why: Annotated[str, typer.Option(help="The reason, which is kept: a file's number, no name.")] = "",
    yes: _Yes = False,
    again: Annotated[bool, typer.Option("--again", help="Repeat all erasures, as in a restored store.")] = False,
    by: _By = None,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Erase a mail, or all of one person's: words, names, files, raw bytes, and what was made of them.

    Number, day, scope, language and decision stay, with who erased it, when and why. Without --yes it is only shown.

    Example: skrzynka erase 17 --why "request 12/2022" --yes
    """
    if sum((number is not None, sender is not None, again)) != 1:
        raise typer.BadParameter("name one mail, or --sender ADDRESS, or --again", param_hint="N")
    if not (again or why.strip()):
        raise typer.BadParameter("say why; it is kept in the place of the mail", param_hint="--why")
    with context.ledger(ctx, config) as (chosen, ledger):
        if again:
            output.text(repeated(chosen, ledger) or say("nothing is listed in {file}", file=chosen.erasures))
            return
        found = ledger.written_by(sender.strip()) if sender else ledger.same_words(number or 0)
        if not found:
            raise SkrzynkaError(f"--sender {one_line(sender or '')}: no mail is of that address; `skrzynka list` shows")
        others = ledger.naming(sender.strip()) if sender else []
        _erase(chosen, ledger, found, why, by, yes=yes, as_json=as_json)
    if others and not as_json:
        output.text(
            say(
                "the address stands in mails of others too: {numbers}; look at each, and erase by number",
                numbers=_numbers(others),
            )
        )


def purge(
    ctx: typer.Context,
    yes: _Yes = False,
    by: _By = None,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Erase the mails whose time is over: `keep_days` of [privacy] after the close. Without --yes it is only shown.

    Example: skrzynka purge
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        closes_at, now = chosen.consultation.closes_at, context.now()
        first = chosen.privacy.due_from(closes_at)
        if first is None:
            raise SkrzynkaError("privacy.keep_days is not set, so everything is kept; write it into config.toml")
        before = chosen.privacy.due_before(closes_at, now)
        found = ledger.received_before(before) if before else []
        if found:
            _erase(chosen, ledger, found, chosen.privacy.reason, by, yes=yes, as_json=as_json)
        elif not as_json:
            day = f"{first.astimezone(chosen.consultation.zone):%Y-%m-%d}"
            output.text(say("nothing is due; the first mails are from {day} on", day=day))


def repeated(chosen: Settings, ledger: Ledger) -> str:
    """Erase again what was erased from a later state of the store; what to say of it, nothing where none is listed."""
    past = erasures.read(chosen.erasures)
    if not past:
        return ""
    found = ledger.erase_again(past, context.now())
    if found:
        return say("erased again: {numbers}", numbers=_numbers(found))
    return say("all {number} listed erasures hold", number=len(past))


def _erase(
    chosen: Settings, ledger: Ledger, found: Sequence[MailRow], why: str, by: str | None, *, yes: bool, as_json: bool
) -> None:
    numbers = [row.number for row in found]
    told, places = ledger.own_mails_since(min(row.archived_at for row in found)), _places(ledger, numbers)
    if not (yes or as_json):
        _show(chosen, found, told)
        yes = sys.stdin.isatty() and typer.confirm(say("Erase for good?"))
    if yes:
        ledger.erase(numbers, why.strip(), by or context.login_name(), context.now(), chosen.erasures)
    if as_json:
        for number in numbers:
            output.json_line(listed(ledger.mail(number).row, None))
    elif yes:
        output.text(say("erased: {numbers}", numbers=_numbers(numbers)))
        for line in _left(chosen, told, places):
            output.text(line)
    else:
        output.text(say("nothing was erased; --yes does it, and nothing takes it back"))


def _show(chosen: Settings, found: Sequence[MailRow], told: Sequence[Outgoing]) -> None:
    zone = chosen.consultation.zone
    output.table(
        ("N", say("received"), say("from"), say("address"), say("subject"), say("what")),
        [
            (row.number, row.received_at.astimezone(zone), row.from_name, row.from_email, row.subject, tag_words(row))
            for row in found
        ],
    )
    output.text(say("{mails} would be erased", mails=count(len(found), "mail", "mails")))
    if told:
        output.text(say("with the words of mails of ours that may quote them: {number}", number=len(told)))


def _left(chosen: Settings, told: Sequence[Outgoing], places: Sequence[str]) -> Iterator[str]:
    """What is out of the store's reach."""
    yield say("what is not in the store is for you to delete:")
    yield from (say("  the mail in the mailbox, if it still lies there: {place}", place=place) for place in places)
    if days := sorted({f"{mail.day}" for mail in told if mail.sent_at}):
        more = say(" and {number} more", number=len(days) - _NAMED) if len(days) > _NAMED else ""
        told_on = ", ".join(days[:_NAMED]) + more
        yield say("  digests that were sent, in the mailboxes of who got them: {days}", days=told_on)
    yield from (say("  a copy of the store: {file}", file=copy) for copy in copies(chosen.store_url))
    yield say(
        "  backups of before. Keep a copy of {file} with them: `skrzynka restore`, and `skrzynka erase --again` after a"
        " restore by other means, erase again what it lists",
        file=chosen.erasures.name,
    )


def _places(ledger: Ledger, numbers: Sequence[int]) -> list[str]:
    mails = [ledger.mail(number) for number in numbers[:_NAMED]]
    return [f"{mail.mailbox} UID {mail.uid}" for mail in mails]


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:50]))
    return shown + say(" and {number} more", number=len(numbers) - 50) if len(numbers) > 50 else shown
