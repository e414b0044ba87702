"""The window that every queue is gone through in: the letter, what may be done with it, and what was done last."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from skrzynka import SkrzynkaError
from skrzynka.review.asking import Ask, Help, Search
from skrzynka.review.letter import letter
from skrzynka.review.work import LEASE, Work
from skrzynka.store.records import StoredMail
from skrzynka.tongue import count, say

_WIDE = 110
"""Columns from which what may be done stands beside the letter, not under it."""


class Window(App[None]):
    """One queue. What subclasses add: what may be done with a mail, and the keys for it."""

    TITLE = "Skrzynka"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012  # Textual's own face
    CSS = """
    #top { height: 1; background: $primary; color: $text; padding: 0 1; text-style: bold; }
    #letter { height: 1fr; padding: 0 1; }
    #choices { height: auto; max-height: 11; border-top: solid $primary; padding: 0 1; }
    #body { height: 1fr; }
    .-wide #body { layout: horizontal; }
    .-wide #letter { width: 1fr; }
    .-wide #choices { width: 44; height: 1fr; max-height: 100%; border-top: none; border-left: solid $primary; }
    #said { height: 1; padding: 0 1; color: $text-accent; }
    #keys { height: 1; padding: 0 1; background: $panel; }
    ModalScreen { align: center middle; }
    .before { width: 76; max-width: 100%; height: auto; max-height: 100%; border: round $primary; padding: 0 1;
              background: $surface; }
    .tall { height: 90%; }
    #found { height: 1; }
    #hits { height: 1fr; border: none; padding: 0; }
    Input { height: 1; border: none; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, show=False)
        for keys, action in (
            ("space", "skip"),
            ("u", "undo"),
            ("f", "fold"),
            ("m", "note"),
            ("slash", "search"),
            ("question_mark", "help"),
            ("q", "quit"),
        )
    ]

    def __init__(self, work: Work, zone: ZoneInfo) -> None:
        super().__init__()
        self.work, self.zone = work, zone
        self.mail: StoredMail | None = None
        self._unfolded = False

    @abstractmethod
    def choices(self, mail: StoredMail) -> Content:
        """What may be done with a mail."""

    @abstractmethod
    def keys(self) -> Sequence[tuple[str, str, str]]:
        """This queue's own keys: the key, what it does in a word, and in a sentence."""

    def text(self, mail: StoredMail) -> Content:
        """The mail as it is read."""
        return letter(mail, self.zone, self.work.campaign_of(mail.row.number), unfolded=self._unfolded)

    @property
    def is_wide(self) -> bool:
        """Whether what may be done stands beside the letter."""
        return self.size.width >= _WIDE

    def opened(self, mail: StoredMail) -> None:
        """Another mail is before the person."""

    # The screen

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Static(id="top")
        with Container(id="body"):
            with VerticalScroll(id="letter"):
                yield Static(id="words")
            yield Static(id="choices")
        yield Static(id="said")
        yield Static(id="keys")

    def on_mount(self) -> None:
        """The first mail."""
        self.query_one("#letter").focus()
        self.set_interval(LEASE.total_seconds() / 3, self._stay)
        self.go_on()

    def on_resize(self) -> None:
        """What is shown depends on the room there is."""
        self.draw()

    def on_unmount(self) -> None:
        """Whoever comes next may have this mail."""
        self.work.close()

    def go_on(self, said: str = "") -> None:
        """The next mail."""
        self.open(self.work.next(), said)

    def open(self, mail: StoredMail | None, said: str = "") -> None:
        """Show a mail, and say what happened."""
        self.mail, self._unfolded = mail, False
        if mail:
            self.opened(mail)
        self.query_one("#letter", VerticalScroll).scroll_home(animate=False)
        self.draw(said)

    def draw(self, said: str = "") -> None:
        """Show what there is now."""
        mail, waiting = self.mail, self.work.waiting()
        self._put("top", Content(self._top(waiting)))
        self._put("words", self.text(mail) if mail else Content(self._nothing(waiting)))
        self._put("choices", self.choices(mail) if mail else Content(""))
        self._put("said", Content(said))
        self._put("keys", self._hints())

    def _hints(self) -> Content:
        """The keys in a word each, as close together as the screen is narrow."""
        hints = [Content.assemble((key, "bold"), f" {word}") for key, word, _ in (*self.keys(), *_keys()) if word]
        width = self.size.width - 2
        apart = Content("  ").join(hints)
        if apart.cell_length <= width:
            return apart
        # Longer words than fit, as in other languages: the page of help tells all, so the ways to it and out come last.
        while Content(" ").join(hints).cell_length > width and len(hints) > 2:  # help and quit
            del hints[-3]
        return Content(" ").join(hints)

    def _put(self, where: str, content: Content) -> None:
        self.query_one(f"#{where}", Static).update(content)

    def _top(self, waiting: int) -> str:
        done = count(len(self.work.done), "done", "done")
        return f"{say('{waiting} waiting', waiting=waiting)} · {done} · {self.work.by}"

    def _nothing(self, waiting: int) -> str:
        if waiting:
            return say("Others are looking at all that is left.")
        return say("Nothing waits any more. Thank you! q ends this; / finds any mail.")

    # What keys do

    def action_skip(self) -> None:
        """Later."""
        if self.mail:
            self.work.skip(self.mail.row.number)
            self.go_on(say("{number}: later", number=self.mail.row.number))

    def action_undo(self) -> None:
        """Take the last thing back, and look at its mail again."""
        try:
            mail = self.work.undo()
        except SkrzynkaError as error:
            self.draw(str(error))
            return
        if mail is None:
            self.draw(say("nothing was done in this window that could be taken back"))
        else:
            self.open(mail, say("{number}: taken back", number=mail.row.number))

    def action_fold(self) -> None:
        """Show or hide what the mail quotes."""
        self._unfolded = not self._unfolded
        self.draw()

    def action_help(self) -> None:
        """What each key does."""
        self.push_screen(Help([(key, sentence) for key, _, sentence in (*self.keys(), *_keys())]))

    def action_note(self) -> None:
        """A note on this mail."""
        if self.mail:
            number = self.mail.row.number
            question = say("A note on {number}, for the record", number=number)
            self.push_screen(Ask(question), lambda words: self._note(number, words))

    def action_search(self) -> None:
        """Any mail, by its words."""
        self.push_screen(Search(self.work.search), self._found)

    def _note(self, number: int, words: str | None) -> None:
        if words:
            self.work.note(number, words)
            self.draw(say("{number}: noted", number=number))

    def _found(self, number: int | None) -> None:
        if number:
            try:
                self.open(self.work.take(number))
            except SkrzynkaError as error:
                self.draw(str(error))

    def _stay(self) -> None:
        if self.mail:
            self.work.stay(self.mail.row.number)


def _keys() -> Sequence[tuple[str, str, str]]:
    """The keys of every queue: the key, a word for the last line (or none), a sentence for the page of help."""
    return (
        ("u", say("undo"), say("take the last thing back")),
        ("␣", say("later"), say("the space bar: look at this mail later")),
        ("f", "", say("show or hide what the mail quotes")),
        ("m", "", say("write a note on this mail")),
        ("/", say("search"), say("find any mail by its words")),
        ("?", say("help"), say("this page")),
        ("q", say("quit"), say("end; everything is saved already")),
    )
