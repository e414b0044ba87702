"""Logging in by token at a real server, which asks the provider about it."""

from pathlib import Path

import pytest

from skrzynka.digest.failures import failure_of
from skrzynka.intake.connection import MailboxError, TokenRefused, connect, drop
from skrzynka.settings import Flow, ImapSettings, OAuthSettings, Provider
from skrzynka.store.health import Failure
from skrzynka.tests.intake.served import Served
from skrzynka.tests.oauth_servers import identity_provider, token_dovecot
from skrzynka.tests.servers import PASSWORD, USER

pytestmark = pytest.mark.dovecot

OAUTH = OAuthSettings(provider=Provider.GOOGLE, client_id="x", flow=Flow.PERSON)


@pytest.mark.parametrize("mechanisms", ["oauthbearer", "xoauth2", "oauthbearer xoauth2"])
def test_a_token_lets_in_by_whatever_the_server_offers(authority: Path, mechanisms: str) -> None:
    with identity_provider(authority) as provider, token_dovecot(authority, provider, mechanisms) as server:
        here = ImapSettings(
            host="localhost", port=server.tls_port, user=USER, oauth=OAUTH, ca_file=authority / "cert.pem"
        )  # fmt: skip
        client = connect(here, provider.give("x", renewable=False)["access_token"])
        assert client.select_folder("INBOX")[b"UIDVALIDITY"]
        drop(client)

        with pytest.raises(TokenRefused) as raised:
            connect(here, "of-yesterday")
        assert "refuses the token ([AUTHENTICATIONFAILED]" in str(raised.value)
        assert "of-yesterday" not in str(raised.value)
        assert failure_of(raised.value) is Failure.TOKEN

        provider.fails = True
        with pytest.raises(MailboxError, match="can let nobody in now") as unavailable:
            connect(here, "of-today")
        assert failure_of(unavailable.value) is Failure.SERVER

        client = connect(here.model_copy(update={"oauth": None}), PASSWORD)
        drop(client)


def test_a_server_that_takes_no_tokens_gets_none(embedded: Served) -> None:
    with pytest.raises(MailboxError, match=r"takes no token here; remove imap\.oauth"):
        connect(embedded.settings(oauth=OAUTH), "a-token")
