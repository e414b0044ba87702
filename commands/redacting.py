"""The command that prepares texts for the public."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import complete, context, output
from skrzynka.redact.propose import add, apply, propose
from skrzynka.redact.records import Kind, Known, Mask
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import MailFilter
from skrzynka.store.records import State, StoredMail
from skrzynka.tongue import say


def redact(
    ctx: typer.Context,
    number: Annotated[int | None, complete.optional("The opinion; else those that are open.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Confirm the masked text for the public.")] = False,
    mask: Annotated[list[str] | None, typer.Option(metavar="WORDS", help="Mask these words too.")] = None,
    keep: Annotated[list[str] | None, typer.Option(metavar="WORDS", help="Do not mask these words.")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take a confirmation back.")] = False,
    by: Annotated[str | None, typer.Option(help="Who confirms; else your login name.")] = None,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Propose masks for names, addresses, telephone numbers and the like, and confirm a text for the public report.

    A text that nobody confirmed is never in a public report.

    Example: skrzynka redact 17 --keep "Nadodrze" --accept
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        if number is None:
            if accept or mask or keep or withdraw:
                raise typer.BadParameter("name an opinion", param_hint="N")
            _open(ledger, as_json=as_json)
            return
        if withdraw:
            ledger.withdraw_public(number, by or context.login_name(), context.now())
            output.text(say("{number}: nothing of it is public any more", number=number))
            return
        mail = ledger.mail(number)
        masks = list(_masks(mail, mask or [], keep or []))
        text = apply(_words(mail), masks, mask_names(chosen))
        if accept:
            ledger.confirm_public(mail, text, by or context.login_name(), context.now())
    if as_json:
        kinds = [{"words": _words(mail)[one.start : one.end], "kind": one.kind} for one in masks]
        output.json_line({"number": number, "text": text, "masks": kinds, "confirmed": accept})
        return
    output.text(text)
    output.text("")
    for one in masks:
        output.text(f"{one.kind:<8} {_words(mail)[one.start : one.end]}")
    if accept:
        output.text(say("{number}: confirmed for the public", number=number))
    else:
        output.text(say("`skrzynka redact {number} --accept` confirms it", number=number))


def _open(ledger: Ledger, *, as_json: bool) -> None:
    """Opinions without a confirmed text, and what is proposed for each."""
    done = ledger.public_texts()
    mails = [mail for mail in ledger.mails(MailFilter(state=State.OPINION)) if mail.row.number not in done]
    rows = [(mail.row.number, mail.row.language, _counted(_masks(mail, [], []))) for mail in mails if _words(mail)]
    if as_json:
        for each, language, counted in rows:
            output.json_line({"number": each, "language": language, "masks": counted})
        return
    shown = [(each, lang, ", ".join(f"{count} {kind}" for kind, count in found.items())) for each, lang, found in rows]
    output.table(("N", say("lang"), say("proposed masks")), shown)
    output.text(say("to be confirmed: {waiting}; confirmed: {done}", waiting=len(rows), done=len(done)))


def _masks(mail: StoredMail, more: Sequence[str], less: Sequence[str]) -> Iterator[Mask]:
    text = _words(mail)
    found = list(propose(text, Known(mail.row.from_name, mail.row.from_email)))
    for words in more:
        if words not in text:
            raise SkrzynkaError(f"--mask {words!r}: mail {mail.row.number} does not hold these words")
        found = add(text, found, words)
    yield from (each for each in found if text[each.start : each.end] not in less)


def _counted(masks: Iterable[Mask]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in masks:
        counts[each.kind] = counts.get(each.kind, 0) + 1
    return counts


def _words(mail: StoredMail) -> str:
    return mail.text or mail.attachment_text


def mask_names(chosen: Settings) -> dict[Kind, str]:
    """What stands in the place of each kind of personal data, in the language of the report."""
    from skrzynka.digest.words import words

    said = words(chosen.digest.language)
    return {kind: said.text(f"mask_{kind}") for kind in Kind}
