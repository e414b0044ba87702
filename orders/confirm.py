"""The mail that tells staff what became of their orders."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime

from skrzynka.classify.records import Scope
from skrzynka.digest.message import confirmation_of, orders_id
from skrzynka.digest.words import Words, words
from skrzynka.neutral import one_line
from skrzynka.orders.records import Done, NotDone
from skrzynka.settings import Settings
from skrzynka.store.orders import Doing, Step
from skrzynka.store.outgoing import Outgoing, OutgoingKind
from skrzynka.store.records import StoredMail

_WIDTH = 72


def confirmation(settings: Settings, mail: StoredMail, decided: Sequence[Done | NotDone], now: datetime) -> Outgoing:
    """The reply to one mail with orders: what was done and how to undo it, what was not and why. Pure."""
    said = words(settings.digest.language)
    done = [each for each in decided if isinstance(each, Done)]
    missed = [each for each in decided if isinstance(each, NotDone)]
    text = "\n".join(_lines(said, settings.scope_records, done, missed))
    subject = said.text("orders_subject", done=len(done), missed=len(missed))
    message_id = orders_id(settings, mail.row.number)
    content = confirmation_of(settings, mail, one_line(subject), text + "\n", message_id, now)
    day = now.astimezone(settings.consultation.zone).date()
    to = (mail.row.from_email,)
    return Outgoing(OutgoingKind.REPLY, day, message_id, to, content, now, covers_from=None, covers_to=now)


def _lines(said: Words, scopes: Sequence[Scope], done: Sequence[Done], missed: Sequence[NotDone]) -> Iterator[str]:
    if done:
        yield said.text("orders_done")
        yield from (f"  {each.line.text}  →  {_step(said, scopes, each.step)}" for each in done)
        yield ""
        if numbers := dict.fromkeys(each.step.number for each in done if each.step.doing is not Doing.NOTE):
            yield said.text("orders_undo")
            yield from (f"  {said.text('orders_undo_line', number=number)}" for number in numbers)
            yield ""
    if missed:
        yield said.text("orders_missed")
        yield from (f"  {each.text}  ({said.text(f'orders_{each.why}')})" for each in missed)
        yield ""
    if not done:
        yield said.text("orders_nothing")
        yield ""
    yield textwrap.fill(said.text("orders_how"), _WIDTH, break_on_hyphens=False)


def _step(said: Words, scopes: Sequence[Scope], step: Step) -> str:
    names = {scope.key: f"{scope.number}. {scope.name(said.language)}" for scope in scopes}
    match step.doing:
        case Doing.UNDO:
            return said.text("orders_undone")
        case Doing.NOTE:
            return said.text("orders_noted")
        case _:
            first = names.get(step.scope or "", said.text("no_topic"))
            return said.text("change_second", scope=first, secondary=names[step.secondary]) if step.secondary else first
