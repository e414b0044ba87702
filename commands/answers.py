"""The command that tells residents what was decided on their opinions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.commands.bulk import YesOption
from skrzynka.neutral import one_line
from skrzynka.store.outgoing import OutgoingKind
from skrzynka.tongue import count, say

if TYPE_CHECKING:
    from skrzynka.acks.decide import Why
    from skrzynka.acks.outcome import Outcome, Plan
    from skrzynka.settings import Settings
    from skrzynka.store.ledger import Ledger

_TOGETHER = 200
_NUMBERS = 12


def answers(
    ctx: typer.Context,
    send: Annotated[bool, typer.Option("--send", help="Send to every sender who was not told yet.")] = False,
    test: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Send a sample in each language to a colleague. Comes before --send."),
    ] = None,
    show: Annotated[int | None, typer.Option(metavar="N", min=1, help="Show the mail about opinion N.")] = None,
    yes: YesOption = False,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Tell each sender, in their language, what was decided on their opinions and why: who would be told, and a sample.

    Broken off, it goes on where it was: nobody is told the same twice. Whoever was told something else before is told
    again.

    Example: skrzynka answers --test koordynatorka@um.example
    """
    from skrzynka.acks.outcome import plan

    if (test is not None) + (show is not None) + send > 1:
        raise typer.BadParameter("choose one of --send, --test and --show", param_hint="--send")
    with context.ledger(ctx, config) as (chosen, ledger):
        made = plan(chosen, ledger.opinions_by_sender(), ledger.told())
        new = [each for each in made.outcomes if not each.known]
        if test is not None:
            _test(chosen, ledger, made, test)
        elif show is not None:
            _show(chosen, made, show)
        elif as_json:
            _json(made)
        else:
            _summary(chosen, made, new)
        if send:
            _send(chosen, ledger, new, yes=yes)


def _summary(chosen: "Settings", made: "Plan", new: Sequence["Outcome"]) -> None:
    again = sum(each.times > 0 for each in new)
    rows: list[tuple[object, ...]] = [
        (say("to be told: {languages}", languages=" + ".join(spoken)), number, "")
        for spoken, number in Counter(each.languages for each in new).most_common()
    ]
    if again:
        rows.append((say("of these told something else before"), again, ""))
    rows.append((say("told already"), len(made.outcomes) - len(new), ""))
    if made.waiting:
        rows.append((say("opinions not told of: one of the sender's is not decided"), *_listed(made.waiting)))
    for why, numbers in made.left_out.items():
        rows.append((_why(why), *_listed(numbers)))
    output.table((say("what"), say("how many"), "N"), rows)
    if new:
        output.text("")
        output.text(_text(chosen, new[0]))


def _why(why: "Why") -> str:
    from skrzynka.acks.decide import Why

    if why is Why.OURS:
        return say("opinions not told of: they come from an address of ours")
    if why is Why.MACHINE:
        return say("opinions not told of: no person reads the sender's address")
    return say("opinions not told of: a colleague forwarded them, or they have no sender")


def _listed(numbers: Sequence[int]) -> tuple[int, str]:
    more = ", …" if len(numbers) > _NUMBERS else ""
    return len(numbers), ", ".join(map(str, numbers[:_NUMBERS])) + more


def _show(chosen: "Settings", made: "Plan", number: int) -> None:
    for each in made.outcomes:
        if number in each.decisions:
            output.text(_text(chosen, each))
            return
    raise SkrzynkaError(f"opinion {number}: nobody is told of it; `skrzynka answers` shows why")


def _text(chosen: "Settings", outcome: "Outcome") -> str:
    from skrzynka.acks.answer import written

    subject, text = written(chosen, outcome)
    return f"{say('To')}: {outcome.address}\n{say('Subject')}: {subject}\n\n{text.rstrip()}"


def _json(made: "Plan") -> None:
    for each in made.outcomes:
        state = "told" if each.known else "to_be_told"
        output.json_line({"numbers": list(each.decisions), "languages": each.languages, "state": state})
    if made.waiting:
        output.json_line({"numbers": made.waiting, "state": "undecided"})
    for why, numbers in made.left_out.items():
        output.json_line({"numbers": numbers, "state": "left_out", "why": why.value})


def _test(chosen: "Settings", ledger: "Ledger", made: "Plan", to: str) -> None:
    from skrzynka.acks.answer import trial

    if to.casefold() not in _office(chosen):
        raise SkrzynkaError(
            f"--test {one_line(to)}: is no address of the office, and the samples hold residents' words; name one of"
            " digest.recipients, orders.addresses or alarm.recipients"
        )
    samples = {each.languages: each for each in reversed(made.outcomes)}
    if not samples:
        raise SkrzynkaError("nobody can be told yet; `skrzynka answers` shows why")
    for outcome in samples.values():
        ledger.record_outgoing(trial(chosen, outcome, to, context.now()))
    _deliver(chosen, ledger)
    output.text(say("samples sent: {number}; look at them, then run `skrzynka answers --send`", number=len(samples)))


def _office(chosen: "Settings") -> set[str]:
    named = (*chosen.digest.recipients, *chosen.orders.addresses, *chosen.alarm.recipients)
    return {address.casefold() for address in named}


def _send(chosen: "Settings", ledger: "Ledger", new: Sequence["Outcome"], *, yes: bool) -> None:
    from skrzynka.acks.answer import answer

    if context.now() < chosen.consultation.grace_ends_at:
        raise SkrzynkaError(f"the consultation is open until {chosen.consultation.closes}; answers go out after it")
    if ledger.last_sent(OutgoingKind.TRIAL) is None:
        raise SkrzynkaError(
            "nobody at the office has seen a sample yet; `skrzynka answers --test ADDRESS` sends them to a colleague"
        )
    mails = count(len(new), "mail", "mails")
    if new and not (yes or typer.confirm(say("Send {mails}?", mails=mails))):
        output.text(say("nothing was written"))
        return
    for some in _parts(new):
        now = context.now()
        recorded = [(each.decisions, answer(chosen, each, now)) for each in some]
        ledger.record_answers(recorded, context.login_name(), now)
    sent, waiting = _deliver(chosen, ledger)
    output.text(say("sent: {sent}; waiting for their next try: {waiting}", sent=sent, waiting=waiting))


def _deliver(chosen: "Settings", ledger: "Ledger") -> tuple[int, int]:
    from skrzynka.commands.accounts import sender
    from skrzynka.digest.deliver import deliver

    done = deliver(ledger, chosen, sender(chosen), context.now(), at_once=True)
    return done.sent, done.waiting


def _parts(them: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (them[start : start + _TOGETHER] for start in range(0, len(them), _TOGETHER))
