"""What may be decided on an opinion."""

from typing import Self

from pydantic import model_validator

from skrzynka.settings.values import LanguageCode, ScopeKey, Section, Text

_OPEN = "open"


class DecisionSettings(Section):
    """One decision: its key, its name in reports, and whether it wants a justification."""

    key: ScopeKey
    names: dict[LanguageCode, Text]
    why: bool = True

    @model_validator(mode="after")
    def _free(self) -> Self:
        if self.key == _OPEN:
            raise ValueError("the key open means 'not decided yet'; choose another")
        return self

    def name(self, language: str) -> str:
        """The name in ``language``, else in the first language it has."""
        return self.names.get(language) or next(iter(self.names.values()))


USUAL = (
    DecisionSettings(
        key="taken", names={"pl": "uwzględniono", "uk": "враховано", "en": "taken into account", "ru": "учтено"}
    ),
    DecisionSettings(
        key="partly",
        names={
            "pl": "uwzględniono częściowo",
            "uk": "враховано частково",
            "en": "taken into account in part",
            "ru": "учтено частично",
        },
    ),
    DecisionSettings(
        key="not",
        names={"pl": "nie uwzględniono", "uk": "не враховано", "en": "not taken into account", "ru": "не учтено"},
    ),
    DecisionSettings(
        key="out-of-scope",
        names={
            "pl": "poza zakresem konsultacji",
            "uk": "поза предметом консультацій",
            "en": "outside the consultation's scope",
            "ru": "вне предмета консультаций",
        },
    ),
)
"""What Polish reports of consultations say."""
