"""What is known of a token, and what can go wrong with it."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from skrzynka import SkrzynkaError
from skrzynka.neutral import one_line

MARGIN = timedelta(minutes=5)
"""A token is renewed so long before its end: clocks differ, and a poll takes its time."""


class TokenError(SkrzynkaError):
    """There is no token, or it cannot be renewed: a person must log in, or mend the configuration."""


class ProviderError(SkrzynkaError):
    """Who gives tokens cannot be reached, or has a fault of its own; the next try may be luckier."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A token, until when it holds, and what renews it; ``client`` is for whom it was given."""

    client: str
    access: str = field(repr=False)
    ends: datetime
    renewal: str = field(repr=False)

    def holds(self, now: datetime) -> bool:
        """Whether it can be used now, and for a while."""
        return now < self.ends - MARGIN

    def dumped(self) -> str:
        """The text that a file keeps."""
        return json.dumps(asdict(self) | {"ends": self.ends.isoformat()}, indent=1)

    @classmethod
    def loaded(cls, text: str) -> "Kept":
        """What a file kept. Raises ValueError."""
        try:
            record = json.loads(text)
            return cls(**record | {"ends": datetime.fromisoformat(record["ends"])})
        except (TypeError, KeyError) as error:
            raise ValueError("other fields") from error


@dataclass(frozen=True, slots=True)
class Dialogue:
    """How a person is spoken to: a line is told, or something is asked for."""

    tell: Callable[[str], None]
    ask: Callable[[str], str]


class Source(Protocol):
    """Who gives tokens. Each method raises TokenError and ProviderError."""

    @property
    def client(self) -> str:
        """For whom tokens are given: another client cannot use them."""

    def renewed(self, renewal: str | None, now: datetime) -> Kept:
        """Another token; ``renewal`` is what renews, if there is anything."""

    def logged_in(self, dialogue: Dialogue, now: datetime) -> Kept:
        """A first token, for a person who agrees, or for the program itself."""


LOG_IN = "run `skrzynka login`"

_MENDS = {
    "invalid_grant": LOG_IN,
    "interaction_required": LOG_IN,
    "consent_required": LOG_IN,
    "login_required": LOG_IN,
    "authorization_declined": f"it was declined; {LOG_IN} again, and agree",
    "access_denied": f"it was declined; {LOG_IN} again, and agree",
    "expired_token": f"the code has expired; {LOG_IN} again, and be quicker",
    "authorization_pending": f"the code has expired; {LOG_IN} again, and be quicker",
    "invalid_client": "check imap.oauth.client_id and the client secret; it may have expired",
    "unauthorized_client": "check imap.oauth.client_id, and what the application may do at the provider",
    "invalid_scope": "check imap.oauth.scopes, and what the application may do at the provider",
}
"""How to mend what a provider answers: RFC 6749, 5.2; RFC 8628, 3.5; OpenID Connect, 3.1.2.6."""

_PASSING = {"temporarily_unavailable", "server_error", "slow_down"}


_LIKE_A_TOKEN = re.compile(r"[\w.~+/=-]{40,}")
"""Longer than any word or number that explains something (a GUID has 36 signs)."""


def refused(where: str, answer: dict[str, object], *secrets: str | None) -> SkrzynkaError:
    """The error that an answer tells of; what was sent is never repeated, even where the provider does so."""
    code = str(answer.get("error") or "no token")
    said = str(answer.get("error_description") or "")
    detail = _LIKE_A_TOKEN.sub("(hidden)", f"{code}: {said}" if said else code)
    for hidden in filter(None, secrets):
        detail = detail.replace(hidden, "(hidden)")
    detail = one_line(detail)[:200]
    if code in _PASSING:
        return ProviderError(f"{where}: has a fault ({detail}); it is tried again")
    return TokenError(f"{where}: gives no token ({detail}); {_MENDS.get(code, 'check imap.oauth')}")
