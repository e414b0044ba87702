"""Letters beside those that they are like: what grouping asks of the database, and what it writes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import RowMapping, Table, bindparam, delete, func, insert, select, update
from sqlmodel import Session

from skrzynka.classify.campaigns import Letter, Place, letter, may_be_alike
from skrzynka.store.erased import ERASED
from skrzynka.store.questions import CampaignLetter
from skrzynka.store.records import State
from skrzynka.store.tables import CampaignLetterTable, CampaignRunTable, MailTable

_BY_ONE_RUN = 4
"""Letters that are found by one run, the shortest: a phrase that everybody uses must not make finding slow."""

_ASKED = 1000
"""Numbers in one question."""

_MAILS = cast("Table", MailTable.__table__)  # type: ignore[attr-defined]  # SQLModel sets it on table classes
_LETTERS = cast("Table", CampaignLetterTable.__table__)  # type: ignore[attr-defined]
_RUNS = cast("Table", CampaignRunTable.__table__)  # type: ignore[attr-defined]
_TEXTS = (_MAILS.c.number, _MAILS.c.text, _MAILS.c.attachment_text)
_PLACED = select(_LETTERS.c.number).where(_LETTERS.c.number == _MAILS.c.number).exists()


def waiting(session: Session, after: int, limit: int) -> list[int]:
    """Opinions above a number that were not compared yet, by number; some may be erased.

    Asked of indexes alone: all opinions are looked at, and hardly any is found.
    """
    wanted = select(_MAILS.c.number).where(_MAILS.c.state == State.OPINION, _MAILS.c.number > after, ~_PLACED)
    return list(session.execute(wanted.order_by(_MAILS.c.number).limit(limit)).scalars())


def letters(session: Session, numbers: Sequence[int]) -> dict[int, Letter]:
    """The words of those among some mails that were not compared yet, by number."""
    wanted = select(*_TEXTS).where(_MAILS.c.number.in_(numbers), _MAILS.c.sha256 != ERASED, ~_PLACED)
    return {row["number"]: _letter(row) for row in session.execute(wanted.order_by(_MAILS.c.number)).mappings()}


def places(session: Session) -> list[Place]:
    """Where all letters stand that are opinions now."""
    wanted = select(_LETTERS).join(_MAILS, _MAILS.c.number == _LETTERS.c.number).where(_MAILS.c.state == State.OPINION)
    return [Place(*row) for row in session.execute(wanted)]


def senders(session: Session, numbers: Sequence[int]) -> dict[int, CampaignLetter]:
    """Who sent some letters, and what was found of them, by number."""
    columns = (
        _LETTERS.c.number,
        _LETTERS.c.whole,
        _MAILS.c.sender,
        _MAILS.c.from_name,
        _MAILS.c.language,
        _MAILS.c.scope,
    )
    wanted = select(*columns).join(_MAILS, _MAILS.c.number == _LETTERS.c.number)
    found = (row for some in _parts(numbers) for row in session.execute(wanted.where(_LETTERS.c.number.in_(some))))
    return {row.number: CampaignLetter(*row) for row in found}


def compared(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """What is compared of some mails."""
    wanted = select(*_TEXTS)
    found = (
        row for some in _parts(numbers) for row in session.execute(wanted.where(_MAILS.c.number.in_(some))).mappings()
    )
    return {row["number"]: _compared(row) for row in found}


class Alike:
    """The letters that some new ones may be like (``classify.campaigns.Shelf``): read at once, written at once."""

    def __init__(self, session: Session, new: Mapping[int, Letter]) -> None:
        self._session = session
        self._letters = dict(new)
        self._new: list[int] = []
        self._runs: dict[int, set[tuple[int, int]]] = defaultdict(set)
        self._more: set[tuple[int, int, int]] = set()
        self._less: set[tuple[int, int, int]] = set()
        self._united: dict[int, int] = {}
        self._held: dict[int, tuple[int, int]] = {}
        runs = {run for each in new.values() for run in each.sketch}
        for row in session.execute(_BY_RUNS, {"runs": list(runs)}):
            self._runs[row.run].add((row.words, row.number))
        wholes = {each.whole for each in new.values() if each.shingles}
        found = [Place(**row) for row in session.execute(_BY_WHOLES, {"wholes": list(wholes)}).mappings()]
        self._places = {place.number: place for place in found}
        self._twins = {place.whole: place.number for place in found}

    def twin(self, whole: int) -> Place | None:
        """A letter of the very same words."""
        number = self._twins.get(whole)
        return None if number is None else self._now(number)

    def near(self, new: Letter) -> Iterator[Place]:
        """Letters that share runs of the new one's sketch, those with the most first."""
        shared = Counter(one for run in new.sketch for one in self._runs[run])
        for count, words, number in sorted((-count, *one) for one, count in shared.items()):
            if may_be_alike(new.words, words, -count) and self._read(number):
                yield self._now(number)

    def letter(self, number: int) -> Letter:
        """A letter that was placed."""
        return self._letters[number]

    def put(self, place: Place, sketch: Sequence[int]) -> None:
        """Keep where a letter stands, and let it be found by the runs of which it is among the shortest letters."""
        self._new.append(place.number)
        self._places[place.number] = place
        self._twins.setdefault(place.whole, place.number)
        for run in sketch:
            those = self._runs[run]
            those.add((place.words, place.number))
            self._more.add((run, place.words, place.number))
            if len(those) > _BY_ONE_RUN:
                those.remove(longest := max(those))
                forgotten = {(run, *longest)}
                self._less |= forgotten - self._more
                self._more -= forgotten

    def unite(self, cores: Iterable[int], core: int) -> None:
        """Let the letters of all ``cores`` have one."""
        self._united.update({old: core for old in cores if old != core})

    def hold(self, number: int, holds: int, held: int) -> None:
        """Note what stands in a letter, and in all of the same words."""
        self._held[self._places[number].whole] = (holds, held)

    def write(self) -> None:
        """Write what is new."""
        old = [{"b_core": core, "new": self._core(core)} for core in self._united if core not in self._new]
        held = [{"b_whole": whole, "holds": holds, "held": held} for whole, (holds, held) in self._held.items()]
        places = [self._now(number) for number in self._new]
        lines = [{name: getattr(place, name) for name in Place.__slots__} for place in places]
        more = [dict(zip(_RUNS.c.keys(), each, strict=True)) for each in sorted(self._more)]
        less = [{f"b_{name}": value for name, value in zip(_RUNS.c.keys(), each, strict=True)} for each in self._less]
        writes = ((_UNITE, old), (_HOLD, held), (insert(_LETTERS), lines), (_FORGET, less), (insert(_RUNS), more))
        for statement, values in writes:
            if values:
                self._session.execute(statement, values)

    def _read(self, number: int) -> bool:
        """Read a letter and its place; False where it was taken out of the store since."""
        if number not in self._letters:
            row = self._session.execute(_ONE, {"number": number}).mappings().first()
            if row is None:
                return False
            self._letters[number] = _letter(row)
            self._places[number] = Place(**{name: row[name] for name in Place.__slots__})
        return True

    def _now(self, number: int) -> Place:
        place = self._places[number]
        holds, held = self._held.get(place.whole, (place.holds, place.held))
        return replace(place, core=self._core(place.core), holds=holds, held=held)

    def _core(self, core: int) -> int:
        while core in self._united:
            core = self._united[core]
        return core


def _letter(mail: RowMapping) -> Letter:
    return letter(_compared(mail))


def _compared(mail: RowMapping) -> str:
    return f"{mail['text']}\n\n{mail['attachment_text']}".strip()


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _ASKED] for start in range(0, len(numbers), _ASKED))


_BY_RUNS = select(_RUNS).where(_RUNS.c.run.in_(bindparam("runs", expanding=True)))
_FIRST = (
    select(func.min(_LETTERS.c.number))
    .where(_LETTERS.c.whole.in_(bindparam("wholes", expanding=True)))
    .group_by(_LETTERS.c.whole)
)
_BY_WHOLES = select(_LETTERS).where(_LETTERS.c.number.in_(_FIRST))
_ONE = (
    select(_LETTERS, _MAILS.c.text, _MAILS.c.attachment_text)
    .join(_MAILS, _MAILS.c.number == _LETTERS.c.number)
    .where(_LETTERS.c.number == bindparam("number"))
)
_UNITE = update(_LETTERS).where(_LETTERS.c.core == bindparam("b_core")).values(core=bindparam("new"))
_HOLD = update(_LETTERS).where(_LETTERS.c.whole == bindparam("b_whole"))
_FORGET = delete(_RUNS).where(
    _RUNS.c.run == bindparam("b_run"), _RUNS.c.words == bindparam("b_words"), _RUNS.c.number == bindparam("b_number")
)
