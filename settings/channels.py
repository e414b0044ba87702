"""The other ways by which opinions come: an e-form, a meeting's notes, a workshop."""

from pydantic import Field

from skrzynka.settings.values import LanguageCode, ScopeKey, Section, Text


class ChannelSettings(Section):
    """A channel: its key, its name, and in which columns of its tables what stands."""

    key: ScopeKey
    names: dict[LanguageCode, Text] = Field(min_length=1)
    text: tuple[Text, ...] = ()
    title: tuple[Text, ...] = ()
    author: tuple[Text, ...] = ()
    date: tuple[Text, ...] = ()

    def name(self, language: str) -> str:
        """The name in ``language``, else in the first language it has."""
        return self.names.get(language) or next(iter(self.names.values()))


USUAL = (
    ChannelSettings(key="form", names={"pl": "formularz elektroniczny", "uk": "електронна форма", "en": "e-form"}),
    ChannelSettings(
        key="table", names={"pl": "spotkanie przy stoliku", "uk": "зустріч за столом", "en": "table meeting"}
    ),
    ChannelSettings(
        key="workshop", names={"pl": "warsztaty dla młodzieży", "uk": "майстерні для молоді", "en": "youth workshops"}
    ),
)
"""Those of the consultation that ships."""

GUESSED = {
    "text": ("text", "opinion", "opinia", "treść", "tresc", "uwaga", "uwagi", "wniosek", "comment", "думка", "текст"),
    "title": ("title", "subject", "temat", "tytuł", "тема"),
    "author": ("author", "e-mail", "email", "autor", "name", "imię i nazwisko", "nadawca", "автор"),
    "date": ("date", "data", "timestamp", "sygnatura czasowa", "day", "дата"),
}
"""Headings that are understood where a channel names none."""
