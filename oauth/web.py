"""Requests to who gives tokens: verified, with a time limit, never redirected, and their failures told in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from skrzynka.neutral import one_line
from skrzynka.oauth.records import ProviderError, TokenError
from skrzynka.settings import ConfigError

if TYPE_CHECKING:
    import requests

_SECONDS = 30


def session(ca_file: Path | None) -> "requests.Session":
    """What requests are made by; ``ca_file`` names an authority of one's own."""
    import requests

    if ca_file is not None and not ca_file.is_file():
        raise ConfigError(f"imap.oauth.ca_file {ca_file}: is not there; name a file of PEM certificates")

    class _Session(requests.Session):
        def request(self, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401  # requests' own face
            kwargs["timeout"] = _SECONDS
            kwargs["allow_redirects"] = False  # a secret is for the address that is configured, for no other
            if ca_file is not None:
                kwargs["verify"] = str(ca_file)  # QUIRK: a session's own would give way to $REQUESTS_CA_BUNDLE
            answered = super().request(*args, **kwargs)
            if answered.status_code >= 500:
                answered.raise_for_status()
            return answered

    return _Session()


@contextmanager
def reported(url: str) -> Iterator[None]:
    """Failures of the network or the provider inside become one clear line."""
    import requests

    where = f"oauth {urlsplit(url).hostname}"
    try:
        yield
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise TokenError(f"{where}: does not answer as a provider of tokens does; check imap.oauth") from error
    except requests.RequestException as error:
        for kind, says, mend in _failures():
            if isinstance(error, kind):
                raise ProviderError(f"{where}: {says} ({_detail(error)}); {mend}") from error
        raise ProviderError(f"{where}: failed ({_detail(error)}); it is tried again") from error


def _failures() -> tuple[tuple[type[Exception], str, str], ...]:
    import requests

    return (
        (requests.exceptions.SSLError, "its certificate is not trusted", "check imap.oauth, and its ca_file"),
        (requests.HTTPError, "has a fault", "it is tried again"),
        (requests.Timeout, "does not answer", "check the network"),
        (requests.ConnectionError, "cannot be reached", "check the network and imap.oauth"),
    )


def _detail(error: Exception) -> str:
    """What the system said at the bottom of it; never the whole request, whose body may stand in it."""
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"HTTP {error.response.status_code}"
    cause: BaseException = error
    while cause.__cause__ or cause.__context__:
        cause = cause.__cause__ or cause.__context__ or cause
    return one_line(getattr(cause, "strerror", None) or type(cause).__name__)[:200]
