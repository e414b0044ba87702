"""Small windows before the letter: a question with one line for an answer, a search, a page of help."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from skrzynka import SkrzynkaError
from skrzynka.neutral import one_line
from skrzynka.store.questions import Found
from skrzynka.tongue import count, say

_ESCAPE: list[BindingType] = [Binding("escape", "dismiss(None)", show=False)]


class Ask(ModalScreen[str | None]):
    """One line of words; None where the person thought better of it."""

    BINDINGS: ClassVar[list[BindingType]] = _ESCAPE

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and the line."""
        with Vertical(classes="before"):
            yield Static(Content(self._question))
            yield Input()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: the answer."""
        self.dismiss(event.value.strip() or None)


class Search(ModalScreen[int | None]):
    """Words, and the mails that have them; the answer is a mail's number."""

    BINDINGS: ClassVar[list[BindingType]] = [*_ESCAPE, Binding("down", "to_list", show=False)]

    def __init__(self, search: Callable[[str], Sequence[Found]]) -> None:
        super().__init__()
        self._search = search

    def compose(self) -> ComposeResult:
        """The line for words above what was found."""
        with Vertical(classes="before tall"):
            yield Static(Content(say("Search: words, or a beginning such as boisk*")))
            yield Input()
            yield Static(id="found")
            yield OptionList(id="hits")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: look for the words."""
        try:
            found = self._search(event.value)
        except SkrzynkaError as error:
            self._say(str(error))
            return
        hits = self.query_one("#hits", OptionList)
        hits.clear_options()
        hits.add_options([_option(each) for each in found])
        self._say(count(len(found), "mail found", "mails found"))
        if found:
            hits.highlighted = 0
            hits.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on a line: that mail."""
        self.dismiss(int(event.option_id or 0))

    def action_to_list(self) -> None:
        """From the words to what was found."""
        self.query_one("#hits", OptionList).focus()

    def _say(self, words: str) -> None:
        self.query_one("#found", Static).update(Content(words).stylize("dim"))


class Help(ModalScreen[None]):
    """What each key does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q,enter", "dismiss(None)", show=False)]

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """A line for each key."""
        lines = [Content.assemble((f"{key:<10}", "bold"), what) for key, what in self._keys]
        with Vertical(classes="before"):
            yield Static(Content("\n").join([*lines, Content(say("Escape closes this.")).stylize("dim")]))


def _option(found: Found) -> Option:
    row = found.row
    words = one_line("".join(text for text, _ in found.excerpt.parts))
    shown = Content.assemble((f"{row.number}  {one_line(row.subject)}", "bold"), "\n", (words, "dim"))
    return Option(shown, id=str(row.number))
