"""Files that go with a mail of ours."""

from collections.abc import Iterator
from dataclasses import dataclass

from skrzynka.digest.words import Words


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file: its name (ASCII), its bytes, and what they are (RFC 2046)."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The report's files, and the endings of those that are too large for a mail or could not be made."""

    files: tuple[Enclosure, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the files are called."""
        return tuple(each.name for each in self.files)

    def told(self, words: Words) -> Iterator[str]:
        """What a mail says of them."""
        if self.files:
            yield words.text("enclosed", names=", ".join(self.names))
        if self.left_out:
            command = f"skrzynka report --format {','.join(self.left_out)}"
            yield words.text("not_enclosed", forms=", ".join(self.left_out), command=command)


NOTHING = Enclosed()
