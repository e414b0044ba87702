from datetime import UTC, datetime
from pathlib import Path

import pytest

from skrzynka.settings import ConfigError, find, load, parse, secret, shipped


def changed(*pairs: tuple[str, str]) -> str:
    text = shipped()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_the_shipped_configuration_is_the_consultation() -> None:
    settings = load(None)
    assert [scope.key for scope in settings.scope_records] == [
        "edukacja", "wolontariat", "usamodzielnianie", "procesy", "spolecznosci", "konflikty", "dokumenty",
    ]  # fmt: skip
    assert [scope.number for scope in settings.scope_records] == [1, 2, 3, 4, 5, 6, 7]


def test_every_setting_of_the_shipped_configuration_has_a_comment() -> None:
    explained = False
    section = ""
    for line in shipped().splitlines():
        if line.startswith("["):
            section, explained = line, line == "[[scopes]]"  # their settings are explained once, above the first
        elif line.startswith("#"):
            explained = True
        elif line.strip():
            assert explained, f"{section} {line}"


def test_days_are_counted_in_the_consultations_time_zone() -> None:
    consultation = load(None).consultation
    assert consultation.opens_at == datetime(2022, 5, 25, 22, tzinfo=UTC)
    assert consultation.closes_at == datetime(2022, 6, 19, 22, tzinfo=UTC)


def test_all_mistakes_are_told_at_once_each_with_key_value_and_mend() -> None:
    text = changed(("port = 993", "port = 99999"), ("Europe/Warsaw", "Europe/Warszawa"), ("\nfolder =", "\nfoldr ="))
    with pytest.raises(ConfigError) as told:
        parse(text, "config.toml", Path())
    lines = str(told.value).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("config.toml: consultation.time_zone = 'Europe/Warszawa': write a time zone")
    assert lines[1].startswith("config.toml: imap.port = '99999'")
    assert lines[2] == "config.toml: imap.foldr = 'INBOX': is not a setting; remove it or correct its name"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("closes = 2022-06-19", "closes = 2022-05-01", "is before opens"),
        ('address = "koordynatorka@um.example"', 'address = "koordynatorka"', "write one plain e-mail address"),
        ('key = "wolontariat"', 'key = "edukacja"', "stands twice"),
        ('key = "wolontariat"', 'key = "none"', "means 'no topic'"),
        ('language = "pl"', 'language = "de"', "write one of: pl, uk, en"),
        ("hour = 08:00:00", 'hour = "late"', "digest.hour"),
        ('security = "tls"', 'security = "none"', "imap.security"),
        ("recipients = [", "recipients = [[", "is not TOML"),
        ("closes = 2022-06-19", "", "is missing; add it"),
    ],
)
def test_a_mistake_is_one_clear_line(old: str, new: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as error:
        parse(changed((old, new)), "config.toml", Path())
    assert len(str(error.value).splitlines()) == 1


def test_a_relative_store_lies_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(shipped(), "utf-8")
    assert load(tmp_path / "config.toml").store_url == f"sqlite:///{tmp_path.resolve() / 'skrzynka.db'}"


def test_a_configuration_given_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    env = {"SKRZYNKA_CONFIG": "elsewhere.toml"}
    assert find(Path("given.toml"), env) == Path("given.toml")
    assert find(None, env) == Path("elsewhere.toml")
    assert find(None, {}) is None
    (tmp_path / "config.toml").touch()
    assert find(None, {}) == Path("config.toml")


def test_a_configuration_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "no.toml")


def test_a_password_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("hush\n", "utf-8")
    assert secret(None, "PW", tmp_path, {"PW": "loud"}) == "loud"
    assert secret(Path("pw"), "PW", tmp_path, {}) == "hush"
    with pytest.raises(ConfigError, match="set PW, or password_file"):
        secret(None, "PW", tmp_path, {})
    with pytest.raises(ConfigError, match="cannot be read"):
        secret(Path("none"), "PW", tmp_path, {})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('user = "koordynatorka@um.example"', 'user = "koordynatorka@um.example"\npassword = "geheim"'),
        ("sqlite:///skrzynka.db", "postgresql://skrzynka:geheim@db.example/skrzynka"),
    ],
)
def test_a_password_in_the_configuration_is_refused_and_not_repeated(old: str, new: str) -> None:
    with pytest.raises(ConfigError) as told:
        parse(changed((old, new)), "config.toml", Path())
    assert "(hidden)" in str(told.value)
    assert "geheim" not in str(told.value)


def test_mails_are_not_moved_to_where_they_are(tmp_path: Path) -> None:
    changes = ('handled = "leave"', 'handled = "move"'), ('handled_folder = "Skrzynka"', 'handled_folder = "INBOX"')
    with pytest.raises(ConfigError, match="name another one"):
        parse(changed(*changes), "config.toml", tmp_path)


SECOND = """
[[imap]]
host = "imap.example.org"
user = "library"
poll_minutes = 2
"""


def two(text: str = SECOND) -> str:
    start, end = shipped().index("[imap]"), shipped().index("\n[smtp]")
    return shipped()[:start] + shipped()[start:end].replace("[imap]", "[[imap]]", 1) + text + shipped()[end:]


def test_accounts_are_one_table_or_an_array_of_them(tmp_path: Path) -> None:
    (only,) = parse(shipped(), "config.toml", tmp_path).accounts
    settings = parse(two(), "config.toml", tmp_path)
    first, second = settings.accounts
    assert first == only
    assert (second.number, second.ledger_name) == (2, "library/INBOX")
    assert settings.poll_minutes == 2
    assert [one.ledger_name for one in settings.mailboxes] == ["koordynatorka@um.example/INBOX", "library/INBOX"]


def test_a_mistake_in_one_of_several_accounts_is_named_by_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as told:
        parse(two(SECOND.replace("poll_minutes = 2", "poll_minutes = 0")), "config.toml", tmp_path)
    assert str(told.value).startswith("config.toml: imap.2.poll_minutes = '0': ")


def test_no_account_at_all_is_a_mistake(tmp_path: Path) -> None:
    text = "imap = []\n" + shipped().replace("[imap]", "[staff2]")
    with pytest.raises(ConfigError, match=r"imap = .*names no account"):
        parse(text, "config.toml", tmp_path)


MICROSOFT = """
[imap.oauth]
provider = "microsoft"
client_id = "x"
tenant = "um.example"
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('tenant = "um.example"', "", "imap.oauth = .*microsoft needs tenant"),
        ('provider = "microsoft"', 'provider = "custom"', "custom needs authorize_url"),
        ('provider = "microsoft"', 'provider = "google"\nflow = "program"', "google gives no mailbox to a program"),
        ('tenant = "um.example"', 'tenant = "x"\nauthority = "http://login.example"', "begins with https://"),
        ('client_id = "x"', 'client_id = "x"\nclient_secret = "geheim"', "client_secret = .hidden.: is not a setting"),
    ],
)
def test_a_mistake_of_a_login_by_token_is_one_clear_line(old: str, new: str, told: str) -> None:
    text = changed(("\n[smtp]", f"{MICROSOFT.replace(old, new)}\n[smtp]"))
    with pytest.raises(ConfigError, match=told) as error:
        parse(text, "config.toml", Path())
    assert len(str(error.value).splitlines()) == 1
    assert "geheim" not in str(error.value)


def test_mails_are_sent_by_token_only_where_there_is_one() -> None:
    sends = ("\n[digest]", "oauth = true\n\n[digest]")
    with pytest.raises(ConfigError, match=r"smtp.oauth sends with the token of the first account, which has none"):
        parse(changed(sends), "config.toml", Path())
    assert parse(changed(sends, ("\n[smtp]", f"{MICROSOFT}\n[smtp]")), "config.toml", Path()).smtp.oauth
