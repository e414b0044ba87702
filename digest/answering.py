"""How the coordinator answers a digest by mail."""

from dataclasses import dataclass
from urllib.parse import quote

from skrzynka.classify.records import Scope
from skrzynka.settings import Settings


@dataclass(frozen=True, slots=True)
class AnswerTo:
    """Where answers go, and the token that shows that they are answers."""

    address: str
    token: str

    def link(self, number: int, scope: Scope | None) -> str:
        """A mailto: link (RFC 6068) that prepares the line which gives opinion ``number`` that scope."""
        return (
            f"mailto:{quote(self.address)}?subject={quote(f'Skrzynka {self.token}')}&body={quote(line(number, scope))}"
        )


def line(number: int, scope: Scope | None) -> str:
    """The line that gives an opinion a scope; none is no topic."""
    return f"{number}={(scope.number or scope.key) if scope else 'none'}"


def answer_to(settings: Settings, token: str) -> AnswerTo | None:
    """Where answers go; None where staff give no orders by mail."""
    return AnswerTo(settings.consultation.address, token) if token else None
