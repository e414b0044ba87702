"""The queue of texts that wait to be masked and confirmed for the public."""

from collections.abc import Mapping, Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.binding import Binding, BindingType
from textual.content import Content

from skrzynka import SkrzynkaError
from skrzynka.neutral import neutral, one_line
from skrzynka.redact.propose import add, apply, propose
from skrzynka.redact.records import Kind, Known, Mask
from skrzynka.review.asking import Ask
from skrzynka.review.letter import head
from skrzynka.review.window import Window
from skrzynka.review.work import Work
from skrzynka.store.records import StoredMail
from skrzynka.tongue import say

_WORDS = 24
"""Letters of a mask's words that the list shows."""


class PublicWindow(Window):
    """Masks that are proposed, each of which may be left out; what stands there when Enter is pressed is confirmed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", show=False),
        Binding("tab,right", "move(1)", show=False, priority=True),
        Binding("shift+tab,left", "move(-1)", show=False, priority=True),
        Binding("x", "turn", show=False),
        Binding("a", "add", show=False),
        Binding("v", "view", show=False),
    ]

    def __init__(self, work: Work, zone: ZoneInfo, names: Mapping[Kind, str]) -> None:
        super().__init__(work, zone)
        self._names = names
        self._masks: list[Mask] = []
        self._left_out: set[Mask] = set()
        self._at = 0
        self._as_published = False

    def keys(self) -> Sequence[tuple[str, str, str]]:
        """What is done with masks."""
        return (
            ("↵", say("confirm"), say("the text may be public with these masks")),
            ("Tab", say("next"), say("the next mask; Shift+Tab the one before")),
            ("x", say("on/off"), say("leave this mask out, or put it back")),
            ("a", say("add"), say("mask other words too")),
            ("v", say("view"), say("show the text as it would be published, and back")),
        )

    def opened(self, mail: StoredMail) -> None:
        """Propose masks for it."""
        self._masks = list(propose(_text(mail), Known(mail.row.from_name, mail.row.from_email)))
        self._left_out, self._at, self._as_published = set(), 0, False

    def text(self, mail: StoredMail) -> Content:
        """The words with their masks, or as they would be published."""
        words = Content(neutral(self._published(mail))) if self._as_published else self._masked(_text(mail))
        return Content("\n").join([head(mail, self.zone), Content(""), words])

    def choices(self, mail: StoredMail) -> Content:
        """Each mask, and whether it stands."""
        if not self._masks:
            return Content(say("No mask is proposed. Enter confirms the text as it is."))
        return Content("\n").join([self._line(mail, place) for place in range(len(self._masks))])

    def _line(self, mail: StoredMail, place: int) -> Content:
        mask = self._masks[place]
        words = one_line(_text(mail)[mask.start : mask.end])
        cut = words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…"
        sign = " " if mask in self._left_out else "■"
        line = Content(f"{'▶' if place == self._at else ' '} {sign} {self._names[mask.kind]}: {cut}")
        return line.stylize("bold") if place == self._at else line

    def _masked(self, text: str) -> Content:
        parts, last = [], 0
        for place, mask in enumerate(self._masks):
            style = "dim underline" if mask in self._left_out else "reverse"
            here = f"bold {style}" if place == self._at else style
            parts += [
                Content(neutral(text[last : mask.start])),
                Content(neutral(text[mask.start : mask.end])).stylize(here),
            ]
            last = mask.end
        return Content.assemble(*parts, Content(neutral(text[last:])))

    def _published(self, mail: StoredMail) -> str:
        return apply(_text(mail), [mask for mask in self._masks if mask not in self._left_out], self._names)

    # What keys do

    def action_move(self, by: int) -> None:
        """Another mask, round and round."""
        if self._masks:
            self._at = (self._at + by) % len(self._masks)
            self.draw()

    def action_turn(self) -> None:
        """Leave a mask out, or put it back."""
        if self._masks:
            self._left_out ^= {self._masks[self._at]}
            self.draw()

    def action_view(self) -> None:
        """As it would be published, and back."""
        self._as_published = not self._as_published
        self.draw()

    def action_add(self) -> None:
        """Mask other words."""
        self.push_screen(Ask(say("Words to be masked, as they stand in the text")), self._add)

    def _add(self, words: str | None) -> None:
        if words and self.mail:
            more = add(_text(self.mail), self._masks, words)
            said = say("the text does not hold these words") if more == self._masks else ""
            self._masks = more
            self.draw(said)

    def action_confirm(self) -> None:
        """It may be public so."""
        if self.mail is None:
            return
        number = self.mail.row.number
        try:
            self.work.confirm(self.mail, self._published(self.mail))
        except SkrzynkaError as error:
            self.draw(str(error))
            return
        self.go_on(say("{number}: confirmed for the public", number=number))


def _text(mail: StoredMail) -> str:
    return mail.text or mail.attachment_text
