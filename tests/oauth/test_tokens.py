"""Tokens of a provider over HTTPS: got, kept, renewed before they end, and their failures told in one line."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from skrzynka import SkrzynkaError
from skrzynka.digest.failures import failure_of
from skrzynka.oauth import Dialogue, ProviderError, TokenError, Tokens
from skrzynka.oauth.file import TokenFile
from skrzynka.settings import ConfigError
from skrzynka.store.health import Failure
from skrzynka.tests.oauth.browser import browsed
from skrzynka.tests.oauth.conftest import Configured
from skrzynka.tests.oauth_servers import CLIENT_SECRET, IdentityProvider
from skrzynka.tests.servers import USER, free_port

NOW = datetime(2022, 6, 1, 10, tzinfo=UTC)
WAYS = [
    {"provider": "microsoft", "flow": "person"},
    {"provider": "microsoft", "flow": "program"},
    {"provider": "custom", "flow": "person"},
    {"provider": "custom", "flow": "program"},
]


@pytest.fixture
def person(authority: Path) -> Dialogue:
    """Somebody who opens in a browser what is shown, agrees, and copies the address at which the browser ends."""
    told: list[str] = []

    def ask(_question: str) -> str:
        found = re.search(r"https://\S+/authorize\S+", "\n".join(told))
        assert found
        return browsed(found[0], authority)

    return Dialogue(told.append, ask)


def failing(work: Callable[[], object], kind: type[SkrzynkaError] = TokenError) -> str:
    with pytest.raises(kind) as raised:
        work()
    said = str(raised.value)
    assert said.isprintable()
    assert CLIENT_SECRET not in said
    return said


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way.values()))
def test_a_token_is_got_kept_and_renewed_before_it_ends(
    tokens: Configured, provider: IdentityProvider, person: Dialogue, way: dict[str, str]
) -> None:
    first = tokens(**way).log_in(person, NOW)
    assert provider.tokens[first.access] == USER
    assert tokens(**way).current(NOW + timedelta(minutes=54)).access == first.access
    asked = len(provider.asked)
    second = tokens(**way).current(NOW + timedelta(minutes=56))
    assert second.access != first.access
    assert tokens(**way).current(NOW + timedelta(minutes=100)).access == second.access
    assert len(provider.asked) == asked + 1
    third = tokens(**way).current(NOW + timedelta(days=60))
    assert provider.tokens[third.access] == USER


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way.values()))
def test_a_token_that_a_server_refuses_is_replaced(tokens: Configured, person: Dialogue, way: dict[str, str]) -> None:
    refused = tokens(**way).log_in(person, NOW).access
    assert tokens(**way).current(NOW, refused).access != refused


def test_a_person_is_shown_the_code_and_the_address_and_waited_for(
    tokens: Configured, provider: IdentityProvider
) -> None:
    told: list[str] = []
    provider.device = ["authorization_pending"]
    tokens().log_in(Dialogue(told.append, input), NOW)
    assert told == [f"Open {provider.url}/device in a browser, on any machine, and enter ABCD-EFGH"]
    assert "https://outlook.office.com/IMAP.AccessAsUser.All" in provider.asked[0]
    assert provider.asked[1:] == ["device_code", "device_code"]


def test_the_right_to_send_is_asked_for_only_where_mails_are_sent_by_it(
    tokens: Configured, provider: IdentityProvider, person: Dialogue
) -> None:
    tokens().log_in(person, NOW)
    tokens(sends=True).log_in(person, NOW)
    first, second = (asked for asked in provider.asked if asked.startswith("devicecode"))
    assert "SMTP.Send" not in first
    assert "https://outlook.office.com/SMTP.Send" in second


@pytest.mark.parametrize(
    ("answer", "told"),
    [("authorization_declined", "it was declined"), ("expired_token", "the code has expired")],
)
def test_a_person_who_does_not_agree_is_told_of(
    tokens: Configured, provider: IdentityProvider, person: Dialogue, answer: str, told: str
) -> None:
    provider.device = [answer]
    assert told in failing(lambda: tokens().log_in(person, NOW))
    assert not tokens().file.path.exists()


@pytest.mark.parametrize("way", [WAYS[0], WAYS[2]], ids=["microsoft", "custom"])
def test_a_dead_token_names_the_command_that_mends_it(
    tokens: Configured, provider: IdentityProvider, person: Dialogue, way: dict[str, str]
) -> None:
    tokens(**way).log_in(person, NOW)
    provider.refreshing.clear()
    with pytest.raises(TokenError, match=r"invalid_grant.*; run `skrzynka login`$") as raised:
        tokens(**way).current(NOW + timedelta(hours=1))
    assert failure_of(raised.value) is Failure.TOKEN


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way.values()))
def test_nothing_secret_stands_in_an_error_though_the_provider_repeats_it(
    tokens: Configured, provider: IdentityProvider, person: Dialogue, way: dict[str, str]
) -> None:
    kept = tokens(**way).log_in(person, NOW)
    secrets = [CLIENT_SECRET, kept.access, *provider.refreshing]
    provider.refuses = dict.fromkeys(("refresh_token", "client_credentials"), "invalid_grant")
    said = failing(lambda: tokens(**way).current(NOW + timedelta(hours=1)))
    assert "invalid_grant" in said
    assert not [secret for secret in secrets if secret in said + repr(kept) + repr(tokens(**way))]


def test_a_wrong_tenant_is_told(tokens: Configured, person: Dialogue) -> None:
    said = failing(lambda: tokens(tenant="village").log_in(person, NOW))
    assert "has no tenant village; check imap.oauth.tenant" in said


def test_a_wrong_secret_is_told(tokens: Configured) -> None:
    wrong = {"SKRZYNKA_OAUTH_CLIENT_SECRET": "geheim"}
    for way in (WAYS[1], WAYS[3]):
        said = failing(partial(tokens(**way, env=wrong).current, NOW))
        assert "invalid_client" in said
        assert "the client secret" in said
        assert "geheim" not in said


def test_a_missing_secret_is_told_before_anything_is_asked(tokens: Configured) -> None:
    with pytest.raises(ConfigError, match="no client secret: set SKRZYNKA_OAUTH_CLIENT_SECRET, or client_secret_file"):
        tokens(flow="program", env={})


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way.values()))
def test_a_provider_that_fails_is_asked_again_and_nobody_is_sent_to_log_in(
    tokens: Configured, provider: IdentityProvider, person: Dialogue, way: dict[str, str]
) -> None:
    tokens(**way).log_in(person, NOW)
    provider.fails = True
    later = NOW + timedelta(hours=1)
    with pytest.raises(ProviderError, match="has a fault") as raised:
        tokens(**way).current(later)
    assert failure_of(raised.value) is Failure.SERVER
    assert "skrzynka login" not in str(raised.value)
    provider.fails = False
    assert tokens(**way).current(later).holds(later)


def test_no_network_is_told(tokens: Configured, person: Dialogue) -> None:
    nowhere = f"https://localhost:{free_port()}"
    for way in ({"authority": nowhere}, {"provider": "custom", "token_url": nowhere}):
        with pytest.raises(ProviderError, match="cannot be reached") as raised:
            tokens(**way).log_in(person, NOW)
        assert failure_of(raised.value) is Failure.NETWORK


def test_a_provider_that_is_not_trusted_gets_nothing(
    tokens: Configured, provider: IdentityProvider, person: Dialogue
) -> None:
    for way in (WAYS[1], WAYS[3]):
        said = failing(partial(tokens(**way, ca_file=None).current, NOW), ProviderError)
        assert "certificate is not trusted" in said
    assert provider.asked == []


def test_another_kind_of_server_is_told_of(tokens: Configured, provider: IdentityProvider) -> None:
    said = failing(lambda: tokens(provider="custom", flow="program", token_url=f"{provider.url}/odd").current(NOW))
    assert "does not answer as a provider of tokens does; check imap.oauth" in said


def test_a_copied_address_of_another_login_is_refused(tokens: Configured, authority: Path) -> None:
    stranger = Dialogue(print, lambda _question: "http://127.0.0.1:8914/?code=abc&state=another")
    assert "copy all of it" in failing(lambda: tokens(**WAYS[2]).log_in(stranger, NOW))
    declined = Dialogue(print, lambda _question: "http://127.0.0.1:8914/?error=access_denied")
    assert "it was declined" in failing(lambda: tokens(**WAYS[2]).log_in(declined, NOW))


def test_a_token_is_its_owners_alone(tokens: Configured, person: Dialogue) -> None:
    kept = tokens()
    kept.log_in(person, NOW)
    assert kept.file.path.name == f"{USER}.token"
    assert {path.stat().st_mode & 0o777 for path in kept.file.path.parent.iterdir()} == {0o600}
    kept.current(NOW + timedelta(hours=1))
    assert kept.file.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_token_that_others_may_read_is_refused(tokens: Configured, person: Dialogue, mode: int) -> None:
    kept = tokens()
    kept.log_in(person, NOW)
    kept.file.path.chmod(mode)
    assert f"others may read it; run: chmod 600 {kept.file.path}" in failing(lambda: kept.current(NOW), ConfigError)


def test_a_file_that_holds_no_token_is_told(tokens: Configured) -> None:
    path = tokens().file.path
    for content in ("Dear Sir", "{}", "[]", '{"ends": 1}'):
        path.write_text(content)
        path.chmod(0o600)
        assert "holds no token" in failing(lambda: tokens().current(NOW), ConfigError)


def test_a_folder_that_is_not_there_is_told(tokens: Configured, person: Dialogue) -> None:
    said = failing(lambda: tokens(token_file="nowhere/x.token").log_in(person, NOW), ConfigError)
    assert "cannot be written (No such file or directory)" in said


def test_without_a_login_there_is_no_token(tokens: Configured, provider: IdentityProvider) -> None:
    for way in (WAYS[0], WAYS[2]):
        assert "there is no token yet; run `skrzynka login`" in failing(partial(tokens(**way).current, NOW))


def test_a_token_of_another_client_is_not_used(tokens: Configured, person: Dialogue) -> None:
    tokens().log_in(person, NOW)
    assert "there is no token yet" in failing(lambda: tokens(client_id="another").current(NOW))


def test_of_two_that_renew_at_once_one_asks_and_both_get_its_token(
    tokens: Configured, provider: IdentityProvider, person: Dialogue
) -> None:
    for way in (WAYS[0], WAYS[2]):
        tokens(**way).log_in(person, NOW)
        provider.slow, asked = 0.2, len(provider.asked)
        with ThreadPoolExecutor(4) as threads:
            got = list(threads.map(lambda each: each.current(NOW + timedelta(hours=1)).access, [tokens(**way)] * 4))
        assert len(set(got)) == 1
        assert len(provider.asked) == asked + 1


WRITES = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from skrzynka.oauth.file import TokenFile
from skrzynka.oauth.records import Kept
file = TokenFile(Path(sys.argv[1]))
while True:
    file.write(Kept("client", "x" * 100_000, datetime(2022, 6, 1, tzinfo=UTC), "y" * 100_000))
    print(flush=True)
"""


def test_a_process_that_is_killed_while_it_writes_leaves_a_whole_token(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "mailbox.token")
    for lines in (1, 2, 5):
        with subprocess.Popen([sys.executable, "-c", WRITES, str(file.path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            for _ in range(lines):
                writer.stdout.readline()
            writer.kill()
        kept = file.read()
        assert kept
        assert (len(kept.access), len(kept.renewal)) == (100_000, 100_000)


def test_what_is_not_installed_is_told_with_how_to_install_it(
    tokens: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "msal", None)
    with pytest.raises(ConfigError, match=r"is not installed; run: pip install 'skrzynka\[oauth\]'"):
        tokens()


def test_a_provider_that_hangs_is_given_up(tokens: Configured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skrzynka.oauth.web._SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ProviderError, match="does not answer") as raised:
            tokens(provider="custom", flow="program", token_url=url).current(NOW)
    assert failure_of(raised.value) is Failure.TIMEOUT


def test_the_tokens_of_an_account_without_any_are_told_of(tmp_path: Path) -> None:
    from skrzynka.settings import load

    settings = load(None)
    with pytest.raises(ConfigError, match="logs in by password; no login by token is configured"):
        Tokens.of(settings, settings.accounts[0])
