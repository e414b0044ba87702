"""What the last comparison of the server's list with the ledger found, in numbers of mails."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session

from skrzynka.store.tables import ComparisonTable

_ONLY = 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many mails the folders that are read hold on the server, how many the store holds, and how many are in both.

    ``unexplained`` mails are on the server only, though polls have passed them.
    """

    at: datetime
    on_server: int
    in_store: int
    both: int
    unexplained: int

    @property
    def arriving(self) -> int:
        """Mails on the server that no poll has come to yet."""
        return self.on_server - self.both - self.unexplained

    @property
    def only_in_store(self) -> int:
        """Mails that were handled and moved, deleted by somebody, or imported from files."""
        return self.in_store - self.both


def load(session: Session) -> Comparison | None:
    """The last one; None where none was made yet."""
    row = session.get(ComparisonTable, _ONLY)
    return Comparison(**{name: getattr(row, name) for name in Comparison.__dataclass_fields__}) if row else None


def save(session: Session, found: Comparison) -> None:
    """Put it in the place of the one before."""
    session.merge(ComparisonTable(id=_ONLY, **asdict(found)))
