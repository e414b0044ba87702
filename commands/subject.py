"""The command that gives a person everything that is kept of them (GDPR, article 15)."""

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context, output
from skrzynka.commands.listing import listed
from skrzynka.neutral import one_line
from skrzynka.settings import Settings
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import StoredMail
from skrzynka.tongue import count, say

Put = Callable[[str, Iterable[bytes]], None]
"""Writes one file: its name, and its bytes in pieces."""


def subject_data(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The person's e-mail address.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.zip|DIR", help="Where to; else a .zip named by a pseudonym.")
    ] = None,
    config: context.Config = None,
) -> None:
    """Export everything that is kept of one person: their mails as they came, and what was found, done and decided.

    data.json is for programs, mails/ holds the mails. Read them before you give them away: others may be named in them.

    Example: skrzynka subject-data name@poczta.example --out answer.zip
    """
    wanted = address.strip()
    with context.ledger(ctx, config) as (chosen, ledger):
        mails = ledger.of_person(wanted)
        if not mails:
            raise SkrzynkaError(f"subject-data {one_line(wanted)}: no mail is of that address; `skrzynka list` shows")
        name = ledger.pseudonyms()(wanted)
        target = out or Path(f"subject-data-{name}.zip")
        with _written(target) as put:
            put("data.json", [_json(_told(chosen, ledger, wanted, name, mails))])
            for mail in mails:
                put(_eml(mail), ledger.pieces(mail.row.number))
        others = ledger.naming(wanted)
    output.text(
        say(
            "{mails} of {address} in {file}, readable by its owner only",
            mails=count(len(mails), "mail", "mails"),
            address=one_line(wanted),
            file=target,
        )
    )
    if others:
        numbers = ", ".join(map(str, others))
        output.text(say("mails of others name the address, and are not in it: {numbers}", numbers=numbers))


def _told(chosen: Settings, ledger: Ledger, address: str, name: str, mails: list[StoredMail]) -> dict[str, Any]:
    campaigns = ledger.campaign_numbers()
    return {
        "address": address,
        "pseudonym": name,
        "made_at": context.now(),
        "consultation": chosen.consultation.name,
        "organiser": chosen.consultation.organiser,
        "mails": [
            {
                **listed(mail.row, campaigns.get(mail.row.number)),
                **{key: value for key, value in asdict(mail).items() if key != "row"},
                "history": [asdict(event) for event in ledger.events(mail.row.number)],
                "raw": _eml(mail),
            }
            for mail in mails
        ],
        "named_in_mails_of_others": ledger.naming(address),
    }


def _eml(mail: StoredMail) -> str:
    return f"mails/{mail.row.number}.eml"


def _json(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, indent=2, default=output.plain).encode("utf-8", "backslashreplace")


@contextmanager
def _written(target: Path) -> Iterator[Put]:
    """Whole or not there: what a .zip or a folder is filled by."""
    if target.exists():
        raise SkrzynkaError(f"--out {target}: is there already and stays as it is; name another place")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with _zip(partial) if target.suffix.lower() == ".zip" else _folder(partial) as put:
            yield put
        partial.rename(target)
    except OSError as error:
        raise SkrzynkaError(f"--out {target}: cannot be written ({error.strerror}); choose another place") from error
    finally:
        _removed(partial)


@contextmanager
def _zip(path: Path) -> Iterator[Put]:
    with (
        os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):

        def put(name: str, pieces: Iterable[bytes]) -> None:
            with archive.open(name, "w") as entry:
                for piece in pieces:
                    entry.write(piece)

        yield put


@contextmanager
def _folder(path: Path) -> Iterator[Put]:
    path.mkdir(mode=0o700)

    def put(name: str, pieces: Iterable[bytes]) -> None:
        (path / name).parent.mkdir(mode=0o700, exist_ok=True)
        with (path / name).open("wb") as file:
            file.writelines(pieces)

    yield put


def _removed(partial: Path) -> None:
    import shutil

    if partial.is_dir():
        shutil.rmtree(partial)
    else:
        partial.unlink(missing_ok=True)
