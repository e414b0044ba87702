"""A provider of tokens, and a configuration that names it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from skrzynka.oauth import Tokens
from skrzynka.settings import OAuthSettings, load
from skrzynka.tests.oauth_servers import CLIENT, CLIENT_SECRET, TENANT, IdentityProvider, identity_provider
from skrzynka.tests.servers import USER

Configured = Callable[..., Tokens]


@pytest.fixture
def provider(authority: Path) -> Iterator[IdentityProvider]:
    with identity_provider(authority) as running:
        yield running


@pytest.fixture
def tokens(tmp_path: Path, provider: IdentityProvider, authority: Path) -> Configured:
    """The tokens of an account at the provider; Microsoft's for a person, unless ``oauth`` says otherwise."""

    def configured(*, sends: bool = False, env: dict[str, str] | None = None, **oauth: Any) -> Tokens:
        custom = {"authorize_url": f"{provider.url}/authorize", "token_url": f"{provider.url}/token"}
        usual = {"provider": "microsoft", "tenant": TENANT, "client_id": CLIENT, "authority": provider.url}
        chosen = OAuthSettings(**{**usual, **custom, "ca_file": authority / "cert.pem", **oauth})
        settings = load(None)
        account = settings.accounts[0].model_copy(update={"user": USER, "oauth": chosen})
        smtp = settings.smtp.model_copy(update={"oauth": sends})
        settings = settings.model_copy(update={"accounts": (account,), "smtp": smtp, "folder": tmp_path})
        return Tokens.of(settings, account, {"SKRZYNKA_OAUTH_CLIENT_SECRET": CLIENT_SECRET} if env is None else env)

    return configured
