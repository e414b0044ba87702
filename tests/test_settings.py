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
        ('language = "pl"', 'language = "de"', "write one of: pl, en"),
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
