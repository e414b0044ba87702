"""The queue of tags that wait for a person."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.binding import Binding, BindingType
from textual.content import Content

from skrzynka import SkrzynkaError
from skrzynka.classify.records import Scope
from skrzynka.review.asking import Ask
from skrzynka.review.window import Window
from skrzynka.review.work import Work
from skrzynka.store.records import Kind, MailRow, StoredMail
from skrzynka.tongue import language, say

_BESIDE, _UNDER = 25, 58
"""Letters of a scope's name, with its number and its share, beside a letter and under one."""
_LIKELY = 0.05
"""A share below this is no help to a person."""
_FULL = 6
"""Cells of a bar that stands for certainty."""


class TagWindow(Window):
    """Tags, one key each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"scope({number})", show=False) for number in range(1, 10)),
        Binding("n", "none", show=False),
        Binding("s", "second", show=False),
        Binding("t", "type", show=False),
        Binding("enter", "confirm", show=False),
    ]

    def __init__(self, work: Work, zone: ZoneInfo, scopes: Sequence[Scope]) -> None:
        super().__init__(work, zone)
        self._scopes = {scope.number: scope for scope in scopes}
        self._asks_second = False
        self._second: Scope | None = None

    def keys(self) -> Sequence[tuple[str, str, str]]:
        """A digit for each scope, and what goes beside."""
        return (
            (f"1–{min(9, len(self._scopes))}", say("tag"), say("the scope of that number")),
            ("n", say("none"), say("no topic of this consultation, or no opinion at all")),
            ("s", say("second"), say("a second scope: its number, and then the first scope's number")),
            ("↵", say("right"), say("the proposal is right")),
            ("t", "", say("type a scope: its key or its number")),
        )

    def opened(self, mail: StoredMail) -> None:
        """A second scope is one mail's."""
        del mail
        self._asks_second, self._second = False, None

    def choices(self, mail: StoredMail) -> Content:
        """Each scope with its number and how likely it is; what is proposed stands out."""
        shares = dict(mail.ranking)
        lines = [self._line(mail.row, scope, shares.get(scope.key, 0.0)) for scope in self._scopes.values()]
        return Content("\n").join([*lines, self._line(mail.row, None, shares.get(None, 0.0))])

    def _line(self, row: MailRow, scope: Scope | None, share: float) -> Content:
        key = scope.key if scope else None
        number, name = (str(scope.number), scope.name(language())) if scope else ("n", say("no topic"))
        room = _BESIDE if self.is_wide else _UNDER
        cut = name if len(name) <= room else f"{name[: room - 1]}…"
        marks = "".join(self._marks(row, scope))
        shown = f"{'█' * round(share * _FULL):<{_FULL}} {share:>4.0%}" if share >= _LIKELY else ""
        line = Content.assemble((f"{number} ", "bold"), f"{cut:<{room}} {shown}{marks}")
        proposed = row.kind is Kind.OPINION and key == row.scope
        return line.stylize("bold") if proposed else line

    def _marks(self, row: MailRow, scope: Scope | None) -> Iterator[str]:
        if row.kind is Kind.OPINION and (scope.key if scope else None) == row.scope:
            yield " ◀"
        if scope and scope == (self._second or self._of(row.secondary)):
            yield " +"

    def _of(self, key: str | None) -> Scope | None:
        return next((scope for scope in self._scopes.values() if scope.key == key), None)

    # What keys do

    def action_scope(self, number: int) -> None:
        """A digit: the scope, or the second one where that was asked for."""
        scope = self._scopes.get(number)
        if scope is None:
            self.draw(say("there is no scope {number}", number=number))
        elif self._asks_second:
            self._second, self._asks_second = scope, False
            self.draw(say("second: {scope}; and the first?", scope=scope.name(language())))
        else:
            self._tag(scope)

    def action_none(self) -> None:
        """No topic."""
        self._tag(None)

    def action_second(self) -> None:
        """The next digit is a second scope; a second time takes that back."""
        self._asks_second, self._second = not self._asks_second and not self._second, None
        self.draw(say("second scope: its number") if self._asks_second else "")

    def action_confirm(self) -> None:
        """The proposal is right; with the second scope that was chosen, or the proposed one."""
        if self.mail:
            row = self.mail.row
            self._second = self._second or self._of(row.secondary)
            self._tag(self._of(row.scope))

    def action_type(self) -> None:
        """A scope by its name, for consultations of more than nine."""
        self.push_screen(Ask(say("The scope: its key or its number")), self._typed)

    def _typed(self, words: str | None) -> None:
        if words:
            found = [scope for scope in self._scopes.values() if words in (scope.key, str(scope.number))]
            if found:
                self._tag(found[0])
            else:
                self.draw(say("there is no scope {number}", number=words))

    def _tag(self, scope: Scope | None) -> None:
        if self.mail is None:
            return
        if self._second and (scope is None or scope == self._second):
            self.draw(say("a second scope needs another first one"))
            return
        second = self._second.key if self._second else None
        try:
            after = self.work.tag(self.mail.row.number, scope.key if scope else None, second)
        except SkrzynkaError as error:
            self.draw(str(error))
            return
        self.go_on(f"{after.row.number}: {_named(self.mail.row)} → {_named(after.row)}")


def _named(row: MailRow) -> str:
    if row.kind is not Kind.OPINION:
        return row.kind
    return " + ".join(filter(None, (row.scope, row.secondary))) or say("no topic")
