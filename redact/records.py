"""What may identify a person, and where it stands: frozen records."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of personal data it is."""

    EMAIL = "email"
    LINK = "link"
    IBAN = "iban"
    PESEL = "pesel"
    PHONE = "phone"
    BIRTH = "birth"
    ADDRESS = "address"
    SCHOOL = "school"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Mask:
    """A stretch of a text (characters) that should not be public."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the writer."""

    name: str = ""
    address: str = ""
