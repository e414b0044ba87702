"""An OpenAI-compatible server of the city's own, asked once: no redirects, no proxy, no more than so many bytes."""

import json
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPErrorProcessor, HTTPHandler, HTTPSHandler, OpenerDirector, Request

from skrzynka.settings import CLASSIFIER_KEY, OwnModels, secret

FAILURES = (OSError, ValueError, KeyError, TypeError, IndexError, URLError)
"""What may come of it but an answer."""

_MOST_BYTES = 100_000


class Asker:
    """Asks the configured model. Raises ConfigError where its key is missing."""

    def __init__(self, own: OwnModels, env: Mapping[str, str] = os.environ) -> None:
        wanted = own.key_file or CLASSIFIER_KEY in env
        self._own = own
        self._key = secret(own.key_file, CLASSIFIER_KEY, Path(), env, "key") if wanted else ""
        self._opener = _opener()

    def answer(self, asked: Mapping[str, Any], seconds: int | None = None) -> str:
        """What the model says to a request of messages; raises one of FAILURES."""
        body = json.dumps({"model": self._own.model, "temperature": 0, **asked}).encode()
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})
        # The configuration allows http and https only.
        request = Request(f"{self._own.endpoint}/chat/completions", body, headers)  # noqa: S310
        with self._opener.open(request, timeout=seconds or self._own.seconds) as response:
            answer = json.loads(response.read(_MOST_BYTES))
        return str(answer["choices"][0]["message"]["content"])


class _NoRedirects(HTTPErrorProcessor):
    """A text goes where the configuration says, and nowhere else: a redirect is an error like any other."""

    def http_response(self, request: Request, response: Any) -> Any:  # noqa: ANN401, ARG002  # the face of its parent
        if response.status != 200:
            raise URLError(f"answers {response.status}")
        return response

    https_response = http_response


def _opener() -> OpenerDirector:
    """Neither redirects nor a proxy from the environment."""
    opener = OpenerDirector()
    for handler in (HTTPHandler(), HTTPSHandler(context=ssl.create_default_context()), _NoRedirects()):
        opener.add_handler(handler)
    return opener
