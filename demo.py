"""The sample consultation, played from the first day to the closing summary against real, embedded servers."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from importlib.resources import as_file, files
from itertools import count
from pathlib import Path

import tomlkit

from skrzynka import SkrzynkaError
from skrzynka.classify import load as load_classifier
from skrzynka.digest.send import SmtpSender
from skrzynka.digest.words import words
from skrzynka.embedded import EmbeddedImap, EmbeddedSmtp, Receive
from skrzynka.intake.mailbox import ImapMailbox
from skrzynka.intake.readers import ReaderHere
from skrzynka.intake.rules import rules_of
from skrzynka.report.enclose import enclosed
from skrzynka.report.gather import gathered
from skrzynka.settings import Security, Settings, load, shipped
from skrzynka.store.ledger import Ledger
from skrzynka.store.questions import Counts, LedgerSum, MailFilter
from skrzynka.store.records import MailRow
from skrzynka.worker import Worker

MARK = ".skrzynka-demo"
"""The file that tells a folder this demo made from one it must not touch."""

_PASSWORD = "demo"
_STEP = timedelta(hours=6)
_CORRECTIONS = (7, 15)
"""On which days of the consultation staff correct a tag."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A raw mail and when the server receives it."""

    content: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a played consultation left behind."""

    folder: Path
    counts: Counts
    sum: LedgerSum
    received: int
    pages: Sequence[Path]


@dataclass(slots=True)
class Stage:
    """The running servers, the store and the worker of one demo."""

    folder: Path
    settings: Settings
    imap: EmbeddedImap
    smtp_port: int
    ledger: Ledger
    worker: Worker
    waiting: list[Sample] = field(default_factory=list)

    def receive(self, now: datetime) -> None:
        """Put into the mailbox what has arrived by now."""
        while self.waiting and self.waiting[0].received_at <= now:
            mail = self.waiting.pop(0)
            self.imap.deliver(mail.content, mail.received_at)


@contextmanager
def stage(folder: Path, mails: Path | None) -> Iterator[Stage]:
    """Start the servers, write the configuration into ``folder`` and open the store."""
    waiting = samples(mails)
    _make(folder)
    shipped_settings = load(None)
    address, own = shipped_settings.consultation.address, shipped_settings.smtp.sender
    with EmbeddedImap(address, _PASSWORD) as imap, EmbeddedSmtp(_receiver(folder, address, own, imap)) as smtp:
        _configure(folder, imap.port, smtp.port)
        settings = load(folder / "config.toml")
        classifier = load_classifier(settings.scope_records, settings.consultation.languages)
        said = words(settings.digest.language)
        with Ledger.open(settings.store_url) as ledger:
            worker = Worker(
                settings,
                ledger,
                ReaderHere(classifier, rules_of(settings)),
                [lambda: ImapMailbox.open(settings.accounts[0], _PASSWORD)],
                SmtpSender(settings.smtp, None),
                settings.consultation.opens_at,
                report=lambda now: enclosed(gathered(settings, ledger, said, now), said, settings),
            )
            yield Stage(folder, settings, imap, smtp.port, ledger, worker, waiting)


def play(stage: Stage, progress: Callable[[datetime, float], None]) -> Outcome:
    """Play the consultation by a simulated clock; ``progress`` is told the clock and the share that is done."""
    moments = _moments(stage.settings)
    corrections = [_noon(stage.settings, day) for day in _CORRECTIONS]
    for done, now in enumerate(moments, start=1):
        stage.receive(now)
        stage.worker.step(now)
        if corrections and now >= corrections[0] and _correct(stage.ledger, now):
            del corrections[0]
        progress(now, done / len(moments))
    pages = _pages(stage.folder)
    return Outcome(
        stage.folder,
        stage.ledger.counts(MailFilter(), stage.settings.consultation.zone),
        stage.ledger.sum(),
        len(list((stage.folder / "received").glob("*.eml"))),
        pages,
    )


def samples(folder: Path | None) -> list[Sample]:
    """The raw mails of a folder (None: those that ship), in the order in which they are received."""
    if folder is None:
        with as_file(files("skrzynka").joinpath("samples", "mails")) as shipped_mails:
            return samples(shipped_mails)
    paths = sorted(folder.glob("*.eml"))
    if not paths:
        raise SkrzynkaError(f"--mails {folder}: holds no .eml file; name a folder of raw mails")
    return sorted((_sample(path.read_bytes()) for path in paths), key=lambda mail: mail.received_at)


def _sample(content: bytes) -> Sample:
    # The topmost Received line is the receiving server's own (RFC 5321, 4.4); after it the writer's clock must do.
    message = message_from_bytes(content, policy=policy.compat32)
    received = str(message.get("Received", "")).rpartition(";")[2]
    for text in (received, str(message.get("Date", ""))):
        try:
            when = parsedate_to_datetime(text.strip())
        except ValueError:
            continue
        return Sample(content, when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC))
    return Sample(content, load(None).consultation.opens_at)


def _make(folder: Path) -> None:
    folder = folder.resolve()
    if Path.cwd().is_relative_to(folder):
        raise SkrzynkaError(f"--dir {folder}: you stand in it, and it would be replaced; go elsewhere or name another")
    try:
        if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
            raise SkrzynkaError(f"--dir {folder}: is not a folder this demo made, so it stays; name a new one")
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True, mode=0o700)
        (folder / MARK).write_text("This folder was made by `skrzynka demo`, which may replace it.\n", "utf-8")
        (folder / "received").mkdir()
    except OSError as error:
        raise SkrzynkaError(f"--dir {folder}: cannot be written ({error.strerror}); name another folder") from error


def _configure(folder: Path, imap_port: int, smtp_port: int) -> None:
    document = tomlkit.parse(shipped())
    local = {"host": "127.0.0.1", "security": Security.PLAIN.value}
    document["imap"].update({**local, "port": imap_port, "password_file": "mailbox.password"})
    document["smtp"].update({**local, "port": smtp_port})
    del document["smtp"]["user"]
    (folder / "config.toml").write_text(tomlkit.dumps(document), "utf-8")
    password = folder / "mailbox.password"
    password.touch(mode=0o600)
    password.write_text(_PASSWORD, "utf-8")


def _receiver(folder: Path, address: str, own: str, imap: EmbeddedImap) -> Receive:
    """Keeps every mail that is received over SMTP; one that is not our own also goes into the coordinator's mailbox."""
    numbers = count(1)

    def receive(sender: str, recipients: Sequence[str], content: bytes) -> None:
        (folder / "received" / f"{next(numbers):04}.eml").write_bytes(content)
        if address in recipients and sender != own:
            imap.deliver(content, datetime.now(UTC))

    return receive


def _moments(settings: Settings) -> list[datetime]:
    """The simulated clock's steps: from the first midnight to the digest hour after the last day."""
    zone, hour = settings.consultation.zone, settings.digest.hour
    last = datetime.combine(settings.consultation.closes + timedelta(days=1), hour, zone)
    now = datetime.combine(settings.consultation.opens, time(), zone).replace(hour=hour.hour % 6, minute=hour.minute)
    moments = []
    while now <= last:  # wall-clock arithmetic: every fourth step is the digest hour
        moments.append(now.astimezone(UTC))
        now += _STEP
    return moments


def _noon(settings: Settings, day: int) -> datetime:
    """Noon on the consultation's day number ``day``."""
    first = settings.consultation.opens
    return datetime.combine(first + timedelta(days=day - 1), time(12), settings.consultation.zone)


def _correct(ledger: Ledger, now: datetime) -> bool:
    """What a clerk would do: confirm the second guess for the opinion that the machine doubts most."""
    doubtful = [row for row in ledger.rows(MailFilter(needs_review=True)) if row.scope]
    if not doubtful:
        return False
    mail = ledger.mail(min(doubtful, key=_confidence).number)
    scope = next((key for key, _ in mail.ranking if key and key != mail.row.scope), mail.row.scope)
    ledger.retag(mail.row.number, scope, None, "read by a person", "demo clerk", now)
    return True


def _confidence(row: MailRow) -> float:
    return row.confidence


def _pages(folder: Path) -> list[Path]:
    """The HTML of every received mail, with an index, to open in a browser."""
    (folder / "html").mkdir()
    pages, links = [], []
    for mail in sorted((folder / "received").glob("*.eml")):
        message = message_from_bytes(mail.read_bytes(), policy=policy.default)
        body = message.get_body(("html",))
        if body is not None:
            page = folder / "html" / f"{mail.stem}.html"
            page.write_text(body.get_content(), "utf-8")
            pages.append(page)
            links.append((page.name, str(message["subject"])))
    index = folder / "html" / "index.html"
    index.write_text(_index(links), "utf-8")
    return [index, *pages]


def _index(links: Sequence[tuple[str, str]]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(loader=PackageLoader("skrzynka"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("demo-index.html").render(links=links)
