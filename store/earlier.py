"""Which earlier mails some new ones repeat: asked of the database once for all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, select
from sqlmodel import Session

from skrzynka.store.columns import clean
from skrzynka.store.records import State
from skrzynka.store.tables import MailTable

_MAILS = cast("Table", MailTable.__table__)  # type: ignore[attr-defined]  # SQLModel sets it on table classes
_COLUMNS = (_MAILS.c.number, _MAILS.c.sha256, _MAILS.c.message_id, _MAILS.c.sender, _MAILS.c.fingerprint)
_NO_ORIGINALS = (State.PENDING, State.QUARANTINED, State.DUPLICATE)

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """What a mail is known again by: its words' ``fingerprint`` with its Message-ID or its sender; or all its bytes."""

    number: int
    message_id: str | None
    sender: str
    fingerprint: str

    @classmethod
    def of(cls, number: int, message_id: str | None, from_email: str, fingerprint: str) -> "Sign":
        """As it stands in the store. A mail without words of its own is not known by its sender."""
        sender = clean(from_email.casefold()) if fingerprint else ""
        return cls(number, clean(message_id) if message_id else None, sender, fingerprint)


class Earlier:
    """The mails that others may repeat: those in the store, and each new one once it is ``read``."""

    def __init__(self, contents: dict[int, str], known: Iterator[tuple[int, str, str | None, str, str]]) -> None:
        self._contents = contents
        self._first: dict[_Key, int] = {}
        for number, sha256, message_id, sender, fingerprint in known:
            self._keep(number, _keys(sha256, message_id, sender, fingerprint))

    def original_of(self, sign: Sign) -> int | None:
        """The first earlier mail that says the same."""
        found = (self._first.get(key) for key in self._keys(sign))
        return min((number for number in found if number is not None and number < sign.number), default=None)

    def read(self, sign: Sign, state: State) -> None:
        """From now on later ones may repeat it, unless it repeats another or could not be read."""
        if state not in _NO_ORIGINALS:
            self._keep(sign.number, self._keys(sign))

    def _keys(self, sign: Sign) -> list[_Key]:
        return _keys(self._contents.get(sign.number, ""), sign.message_id, sign.sender, sign.fingerprint)

    def _keep(self, number: int, keys: list[_Key]) -> None:
        for key in keys:
            self._first[key] = min(number, self._first.get(key, number))


def earlier(session: Session, signs: Sequence[Sign]) -> Earlier:
    """What is known of the mails that ``signs`` may repeat."""
    numbers = [sign.number for sign in signs]
    contents = dict(session.execute(select(_MAILS.c.number, _MAILS.c.sha256).where(_MAILS.c.number.in_(numbers))).all())
    fingerprints = {sign.fingerprint for sign in signs}
    same_words = _MAILS.c.fingerprint.in_(fingerprints)
    asked = (
        _asked(and_(_MAILS.c.message_id.in_({s.message_id for s in signs if s.message_id}), same_words)),
        _asked(and_(_MAILS.c.sender.in_({s.sender for s in signs if s.sender}), same_words)),
        _asked(_MAILS.c.sha256.in_(set(contents.values()))),
    )
    return Earlier(contents, (tuple(row) for query in asked for row in session.execute(query)))


def _asked(same: ColumnElement[bool]) -> Select[Any]:
    return select(*_COLUMNS).where(same, _MAILS.c.state.not_in(_NO_ORIGINALS))


def _keys(sha256: str, message_id: str | None, sender: str, fingerprint: str) -> list[_Key]:
    keys: list[_Key] = []
    if message_id:
        keys.append(("message", message_id, fingerprint))
    if sender and fingerprint:
        keys.append(("sender", sender, fingerprint))
    if sha256:
        keys.append(("bytes", sha256))
    return keys
