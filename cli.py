"""The command line: puts the commands together and turns every failure into one clear line."""

import gc
import os
import sys
from typing import Annotated

import typer

from skrzynka import SkrzynkaError, __version__
from skrzynka.commands.context import Config
from skrzynka.commands.lazy import Lazy, group_of
from skrzynka.tongue import failure

_DEBUG = "SKRZYNKA_DEBUG"
_GARBAGE = 20_000
"""New objects before garbage is looked for; Python's own 700 suit a small program."""

COMMANDS = {
    "init": Lazy("setup:init", "Write a commented config.toml for a new consultation."),
    "login": Lazy("login:login", "Log an account in by token, and try it at the server."),
    "run": Lazy("service:run", "Run the service: poll and send the digests, until stopped."),
    "poll": Lazy("service:poll", "Take in what is new in the mailbox, once."),
    "status": Lazy("health:status", "Show whether the service is well."),
    "doctor": Lazy("doctor:doctor", "Check everything the service needs, and say how to mend it."),
    "service": Lazy("systemd:app", "Put the service under systemd's care."),
    "backup": Lazy("backup:backup", "Copy the store to a file, while the service runs."),
    "restore": Lazy("backup:restore", "Put a backup in the store's place."),
    "upgrade": Lazy("backup:upgrade", "Bring an older version's store to this one's schema."),
    "verify": Lazy("kept:verify", "Check that each raw mail is what was stored."),
    "import": Lazy("taking:import_files", "Take mails in from files: Maildir, mbox, .eml."),
    "add": Lazy("taking:add", "Add opinions of another channel from a table."),
    "retry": Lazy("taking:retry", "Read quarantined mails again."),
    "reconcile": Lazy("comparing:reconcile", "Compare the mailbox with the ledger, and explain the rest."),
    "list": Lazy("mails:list_mails", "List what is stored.", paged=True),
    "search": Lazy("searching:search", "Find mails by their words.", paged=True),
    "campaigns": Lazy("campaigns:campaigns", "List letters that many people sent with small changes.", paged=True),
    "show": Lazy("mails:show", "Show one mail whole, with its history.", paged=True),
    "raw": Lazy("kept:raw", "Print a mail as the server held it, byte for byte."),
    "retag": Lazy("correcting:retag", "Correct a tag, or those of many mails at once."),
    "decide": Lazy("correcting:decide", "Decide on an opinion, or on many at once, and say why."),
    "undo": Lazy("correcting:undo", "Take back the last change, or all that were made at once."),
    "review": Lazy("reviewing:review", "Go through what waits for a person, full-screen."),
    "redact": Lazy("redacting:redact", "Mask personal data before a text is published."),
    "sheet": Lazy("sheet:sheet", "Write a spreadsheet for decisions, or read a filled one."),
    "note": Lazy("history:note", "Add a note to a mail's history."),
    "history": Lazy("history:history", "Show what was done to a mail: when, who, what, why.", paged=True),
    "reclassify": Lazy("learning:reclassify", "Tag stored opinions anew; what staff tagged stays."),
    "erase": Lazy("erasing:erase", "Erase a mail, or all of one person's, for good."),
    "purge": Lazy("erasing:purge", "Erase the mails whose time is over."),
    "subject-data": Lazy("subject:subject_data", "Export everything that is kept of one person."),
    "stats": Lazy("mails:stats", "Count what is stored by scope, language, kind and day.", paged=True),
    "digest": Lazy("sending:digest", "Show the daily digest, write it to a file, or send it."),
    "close": Lazy("sending:close", "Show the closing summary, write it to a file, or send it."),
    "answers": Lazy("answers:answers", "Tell residents what was decided on their opinions, and why.", paged=True),
    "outbox": Lazy("outbox:outbox", "Show mails of our own; try one again, or drop it.", paged=True),
    "report": Lazy("reporting:report", "Write the official report, in several formats."),
    "inspect": Lazy("reading:inspect", "Read raw mails and show what is understood."),
    "classify": Lazy("reading:classify", "Tag texts, JSON lines in and out."),
    "evaluate": Lazy("evaluating:evaluate", "Show how well opinions are tagged."),
    "sample": Lazy("sampling:sample", "Draw a blind sample, to be tagged by a second person."),
    "demo": Lazy("showcase:demo", "Play a whole consultation on embedded servers."),
}
"""Every command: its name, where it is, and its line in the list."""

app = typer.Typer(
    name="skrzynka",
    cls=group_of(COMMANDS),
    help="Takes public opinions in by ordinary e-mail, tags them and reports on them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:  # noqa: FBT001  # the face that Typer asks of a callback
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    config: Config = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Options that every command shares; commands find ``config`` in the root context."""


def main() -> None:
    """The entry point: exit code 0, 1 with a line on stderr, or 2 for wrong usage."""
    _utf8()
    # Loading a command makes many objects and no garbage: looking for it took a tenth of the start.
    gc.set_threshold(_GARBAGE)
    try:
        app(prog_name="skrzynka")  # however it was started: completion goes by the name
    except SkrzynkaError as error:
        for line in str(error).splitlines():
            sys.stderr.write(f"skrzynka: {failure(line)}\n")
        sys.exit(1)
    except Exception as error:
        if os.environ.get(_DEBUG):
            raise
        kind = type(error).__name__  # its words may hold what a mail says
        sys.stderr.write(f"skrzynka: a fault of the program ({kind}); set {_DEBUG}=1 to see where, and report it\n")
        sys.exit(1)


def _utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A path need not be UTF-8 on POSIX; its odd bytes are escaped instead of failing.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
