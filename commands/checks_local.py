"""Checks of what is on this machine: the store, the languages, the templates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from skrzynka import SkrzynkaError
from skrzynka.classify.language import recognised
from skrzynka.commands.checks import Finding, tried, waits
from skrzynka.digest import outbox
from skrzynka.models import load
from skrzynka.settings import Settings
from skrzynka.store.database import SCHEMA, check_schema, file_of, shown
from skrzynka.store.examine import check_writable, found_schema, open_to_others, read_by_others, room
from skrzynka.store.health import Activity
from skrzynka.store.ledger import Ledger
from skrzynka.store.sealing import seal_of

_LEAST_FREE = 200_000_000
"""Bytes; a few thousand mails."""


@dataclass(frozen=True, slots=True)
class LocalChecks:
    """The checks in their order."""

    settings: Settings
    now: datetime

    def findings(self) -> Iterator[Finding]:
        """Each check's line."""
        opened = tried("store", self._store)
        yield opened
        yield tried("schema", self._schema) if opened.ok else waits("schema", "store")
        yield tried("rights", self._rights) if opened.ok else waits("rights", "store")
        if key := self.settings.raw_key:
            yield tried("raw key", lambda: self._key(key))
        yield tried("disk", self._disk)
        yield tried("languages", self._languages)
        if self.settings.own_models.used:
            yield tried("own models", self._own_models)
        yield tried("templates", self._templates)

    def last_poll(self) -> datetime | None:
        """When the last poll was tried, if the store can tell: it is not made for that."""
        url = self.settings.store_url
        try:
            if found_schema(url) != SCHEMA:
                return None
            with Ledger.open(url) as ledger:
                return ledger.health(Activity.POLL).tried_at
        except SkrzynkaError:
            return None

    def _store(self) -> str:
        url = self.settings.store_url
        check_writable(url)
        if found_schema(url) is None:
            return f"{shown(url)} is made by the first poll; its folder is writable"
        return f"{shown(url)} opens and is writable"

    def _schema(self) -> str:
        found = found_schema(self.settings.store_url)
        if found is None:
            return f"{SCHEMA} will be made"
        check_schema(found, shown(self.settings.store_url))
        return f"{found}, this program's"

    def _rights(self) -> str:
        path = file_of(self.settings.store_url)
        if path is None:
            return "the database server says who may read the store"
        for found, mode in open_to_others(path):
            right = "700" if found.is_dir() else "600"
            raise SkrzynkaError(f"{found} can be read by others (mode {mode:o}); chmod {right} {found}")
        return f"{path} and its folder can be read by their owner only"

    def _own_models(self) -> str:
        own = load(self.settings.scope_records, self.settings.consultation.languages, own=self.settings.own_models)
        tag = own.classify("", "Proszę o plac zabaw. A playground, please.").tag
        if tag.model != own.version:
            raise SkrzynkaError("classifier: a model of your own does not answer; look at its server, or at the log")
        return f"answer ({own.version.partition('+')[2]})"

    def _key(self, file: Path) -> str:
        seal_of(file)
        for found, mode in read_by_others([file]):
            raise SkrzynkaError(f"{found} can be read by others (mode {mode:o}); chmod 600 {found}")
        return f"{file} holds a key, for its owner only"

    def _disk(self) -> str:
        found = room(self.settings.store_url)
        if found is None:
            return "the database is on a server, which must watch its own disk"
        # A backup, or an upgrade of the schema, needs as much again.
        needed = max(_LEAST_FREE, found.size)
        line = f"{found.free // 1_000_000} MB free, the store takes {found.size // 1_000_000} MB"
        if found.free < needed:
            raise SkrzynkaError(f"{line}; make room for at least {needed // 1_000_000} MB")
        return line

    def _languages(self) -> str:
        wanted = self.settings.consultation.languages
        unknown = [code for code in wanted if code not in recognised()]
        if unknown:
            raise SkrzynkaError(f"{', '.join(unknown)} cannot be recognised; correct consultation.languages")
        return f"{', '.join(wanted)} are recognised; digests are written in {self.settings.digest.language}"

    def _templates(self) -> str:
        day = self.now.astimezone(self.settings.consultation.zone).date()
        try:
            with Ledger.open("sqlite://") as empty:
                rendered = (
                    outbox.preview_daily(empty, self.settings, day, self.now),
                    outbox.preview_closing(empty, self.settings, self.now),
                )
        except Exception as error:  # a template may fail in any way, and the other checks go on
            raise SkrzynkaError(
                f"a digest cannot be written ({type(error).__name__}); install Skrzynka anew"
            ) from error
        return f"digest and summary can be written ({sum(len(one.html) for one in rendered) // 1000} kB)"
