"""The command that holds the ledger against the server."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.commands.accounts import opened
from skrzynka.intake.reconcile import Compared, Difference, compare, elsewhere, in_numbers
from skrzynka.settings import Handled
from skrzynka.store.questions import LedgerSum
from skrzynka.store.series import Series

_WORDS = {
    Difference.NOT_POLLED: "on the server, not in the ledger: not polled yet",
    Difference.GAP: "on the server, not in the ledger, though polls have passed them: unexplained",
    Difference.MOVED: "in the ledger, not on the server: moved by Skrzynka when they were handled",
    Difference.GONE: "in the ledger, not on the server: deleted, or moved by somebody else",
}

_SHOWN = 300
"""Letters of a list of UIDs that people are shown; --json gives it whole."""


def reconcile(ctx: typer.Context, as_json: context.Json = False, config: context.Config = None) -> None:
    """Compare the mailbox with the ledger, and explain every difference; the next digest tells the numbers.

    Changes nothing on the server, and no mail in the ledger.

    Example: skrzynka reconcile
    """
    with context.ledger(ctx, config) as (chosen, ledger):
        known = ledger.series()
        compared = []
        for imap in chosen.mailboxes:
            # Opened so that nothing can change.
            with closing(opened(chosen, imap.model_copy(update={"handled": Handled.LEAVE}))) as mailbox:
                compared.append(compare(mailbox, ledger, known, imap.handled))
        total = ledger.sum()
        ledger.record_comparison(in_numbers(compared, known, context.now()))
    others = elsewhere(compared, known)
    output.json_line(_record(compared, others, total)) if as_json else _show(compared, others, total)
    _check(compared, total)


def _record(compared: Sequence[Compared], others: Sequence[Series], total: LedgerSum) -> dict[str, Any]:
    return {
        "folders": [
            {name: getattr(each, name) for name in ("mailbox", "uidvalidity", "on_server", "in_ledger", "both")}
            | {kind.value: {"mails": uids.count, "uids": str(uids)} for kind, uids in each.differences.items()}
            for each in compared
        ],
        "elsewhere": [asdict(series) | {"why": _why(series, compared)} for series in others],
        "unexplained": sum(each.unexplained for each in compared) + abs(total.unexplained),
        "sum": asdict(total) | {"unexplained": total.unexplained},
    }


def _show(compared: Sequence[Compared], others: Sequence[Series], total: LedgerSum) -> None:
    output.table(
        ("mailbox", "UIDVALIDITY", "on the server", "in the ledger", "in both"),
        [(each.mailbox, each.uidvalidity, each.on_server, each.in_ledger, each.both) for each in compared],
    )
    for each in compared:
        for kind, uids in each.differences.items():
            if uids.count:
                output.text(f"{each.mailbox}: {uids.count} {_WORDS[kind]} (UID {_short(str(uids))})")
    for series in others:
        output.text(f"{series.mailbox}: {series.mails} in the ledger, {_why(series, compared)}")
    output.text(output.ledger_sum(total))


def _why(series: Series, compared: Sequence[Compared]) -> str:
    if series.mailbox in {each.mailbox for each in compared}:
        return f"under UIDVALIDITY {series.uidvalidity}: the folder was made anew or restored since"
    if series.mailbox.startswith("import:"):
        return "imported from files"
    return "from a folder that is not configured now"


def _short(uids: str) -> str:
    return uids if len(uids) <= _SHOWN else uids[:_SHOWN].rpartition(",")[0] + ",…"


def _check(compared: Sequence[Compared], total: LedgerSum) -> None:
    for each in compared:
        if each.unexplained:
            uids = _short(str(each.differences[Difference.GAP]))
            raise SkrzynkaError(
                f"{each.mailbox}: {each.unexplained} mails on the server were passed over (UID {uids}); save them as"
                " files and run `skrzynka import`, and ask who runs the server whether it was restored"
            )
    if total.unexplained:
        raise SkrzynkaError(f"the ledger's sum leaves {total.unexplained} unexplained; put a backup in its place")
