"""The command that tells whether the service is well."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated

import typer

from skrzynka.commands import context, output
from skrzynka.commands.accounts import certificates_end
from skrzynka.settings import Settings
from skrzynka.store.health import Activity, Health
from skrzynka.store.ledger import Ledger
from skrzynka.store.outgoing import OutgoingKind

INTERVALS = 3
SHORTEST = timedelta(minutes=15)
"""The mailbox was not read for too long: so many intervals, and at least so long."""

UNSENT = timedelta(hours=1)
"""A digest that waits longer in the outbox is stuck."""

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Status:
    """How the service is. ``stale`` says why it is not well; mails in quarantine wait for a person, not for a mend."""

    ok: bool
    stale: tuple[str, ...]
    last_poll: datetime | None
    last_poll_tried: datetime | None
    failed_polls: int
    failing_since: datetime | None
    failure: str
    last_digest: datetime | None
    queue: int
    queue_since: datetime | None
    quarantine: int
    backlog: int
    certificate_ends: datetime | None


def status(
    ctx: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Ask the server now how long its certificate lasts.")] = False,
    as_json: context.Json = False,
    config: context.Config = None,
) -> None:
    """Show whether the service is well: polls, digests, what waits; exit code 1 if something is stale.

    Stale is: no poll went well for three intervals and at least 15 minutes; a digest waits unsent for over an hour;
    the server's certificate has ended. Mails in quarantine are shown, and told in the digest.

    Example: skrzynka status --json
    """
    chosen = context.own_settings(ctx, config)
    with Ledger.look(chosen.store_url, _SECONDS) as ledger:  # who only asks makes no store in the place of a lost one
        now = context.now()
        ends = certificates_end(chosen) if check else ledger.health(Activity.POLL).certificate_ends
        found = examined(ledger, chosen, ends, now)
    if as_json:
        output.json_line(asdict(found))
    else:
        _print(found, chosen)
    if not found.ok:
        raise typer.Exit(1)


def examined(ledger: Ledger, settings: Settings, ends: datetime | None, now: datetime) -> Status:
    """The service as the store knows it; ``ends`` is when the server's certificate ends, if that is known."""
    poll, total, waiting = ledger.health(Activity.POLL), ledger.sum(), ledger.unsent()
    since = min((outgoing.created_at for outgoing in waiting), default=None)
    why = stale(settings, poll, since, ends, now)
    return Status(
        ok=not why,
        stale=why,
        last_poll=poll.succeeded_at,
        last_poll_tried=poll.tried_at,
        failed_polls=poll.failures,
        failing_since=poll.failing_since,
        failure=poll.failure.value if poll.failure else "",
        last_digest=ledger.last_sent(OutgoingKind.DAILY),
        queue=len(waiting),
        queue_since=since,
        quarantine=total.quarantined,
        backlog=total.pending,
        certificate_ends=ends,
    )


def stale(
    settings: Settings, poll: Health, unsent_since: datetime | None, ends: datetime | None, now: datetime
) -> tuple[str, ...]:
    """Why the service is not well, in one line each."""
    allowed = max(INTERVALS * timedelta(minutes=settings.poll_minutes), SHORTEST)
    why = []
    if poll.succeeded_at is None:
        why.append("the mailbox was never read; start the service: skrzynka run")
    elif now - poll.succeeded_at > allowed:
        mend = "skrzynka doctor says why" if poll.failures else "does the service run?"
        why.append(f"the mailbox was not read for over {int(allowed.total_seconds() // 60)} minutes; {mend}")
    if unsent_since and now - unsent_since > UNSENT:
        why.append("a digest waits unsent for over an hour; skrzynka doctor says why")
    if ends and ends <= now:
        why.append("the mailbox server's certificate has ended; its administrator must renew it")
    return tuple(why)


def _print(found: Status, settings: Settings) -> None:
    zone = settings.consultation.zone

    def moment(instant: datetime | None) -> str:
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else "–"

    failing = f"{found.failure}, {found.failed_polls} times since {moment(found.failing_since)}"
    queue = f"{found.queue}, the oldest since {moment(found.queue_since)}" if found.queue else "0"
    lines = (
        ("last successful poll", moment(found.last_poll)),
        ("failing", failing if found.failed_polls else "no"),
        ("last digest", moment(found.last_digest)),
        ("queue (unsent)", queue),
        ("quarantine", found.quarantine),
        ("backlog (not read yet)", found.backlog),
        ("server's certificate ends", moment(found.certificate_ends)),
    )
    output.table(("what", "how it stands"), lines)
    for line in found.stale or ("well",):
        output.text(f"stale: {line}" if found.stale else line)
