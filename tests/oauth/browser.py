"""Somebody's browser."""

import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """It cannot open where it is sent."""


def browsed(address: str, authority: Path) -> str:
    """Where the browser is sent, when somebody agrees at an address."""
    context = ssl.create_default_context(cafile=authority / "cert.pem")
    browser = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _Stays)
    with pytest.raises(urllib.error.HTTPError) as ended:
        browser.open(address)
    return str(ended.value.headers["Location"])
