"""A folder whose server gives UIDs again that it gave before, as after it was put back from a backup.

UIDs must only grow as long as the UIDVALIDITY stays (RFC 3501, 2.3.1.1), but a restored server knows nothing of what it
gave since its backup. Mails that come to bear such UIDs would be taken for those of before, and never be looked at. So
the folder is read anew under a generation of our own: what was there before is told by its bytes, as after a change of
the UIDVALIDITY.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from skrzynka.intake.mailbox import Mailbox
from skrzynka.store.ledger import Ledger
from skrzynka.store.records import RawMail
from skrzynka.store.series import GENERATION, LastSeen


@dataclass(frozen=True, slots=True)
class Renumbered:
    """Another mailbox, in a generation of UIDs that is counted above its UIDVALIDITY (which has 32 bits)."""

    mailbox: Mailbox
    generation: int

    @property
    def name(self) -> str:
        """What the ledger calls it."""
        return self.mailbox.name

    @property
    def uidvalidity(self) -> int:
        """The server's, and the generation."""
        return self.mailbox.uidvalidity + self.generation * GENERATION

    def uids_above(self, uid: int) -> Iterator[int]:
        """The UIDs above ``uid``."""
        return self.mailbox.uids_above(uid)

    def fetch(self, uids: Sequence[int]) -> Iterator[list[RawMail]]:
        """The mails with these UIDs."""
        for batch in self.mailbox.fetch(uids):
            yield [replace(mail, uidvalidity=self.uidvalidity) for mail in batch]

    def handle(self, uids: Sequence[int]) -> None:
        """Do with mails that are stored what is configured."""
        self.mailbox.handle(uids)

    def gave(self, last: LastSeen) -> bool:
        """Whether the highest UID that was seen still is what it was."""
        return self.mailbox.gave(last)

    def close(self) -> None:
        """Leave."""
        self.mailbox.close()


def in_its_generation(mailbox: Mailbox, ledger: Ledger) -> Mailbox:
    """The mailbox as the ledger has to know it: a new generation begins where the last mail's UID was given again."""
    generation = ledger.generation(mailbox.name, mailbox.uidvalidity)
    known = Renumbered(mailbox, generation) if generation else mailbox
    last = ledger.last_seen(known.name, known.uidvalidity)
    return known if last is None or known.gave(last) else Renumbered(mailbox, generation + 1)
