"""The doctor, on a right set-up of real servers and on wrong ones."""

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from skrzynka import SkrzynkaError
from skrzynka.commands.checks_smtp import clock, skew
from skrzynka.settings import shipped
from skrzynka.store.health import Activity, Health
from skrzynka.store.ledger import Ledger
from skrzynka.tests.commands.conftest import Done, Run
from skrzynka.tests.servers import PASSWORD, USER, Dovecot, dovecot, free_port, program

NOW = datetime(2022, 6, 1, 10, tzinfo=UTC)
MAIL = b"From: anna@poczta.example\r\nSubject: Opinia\r\n\r\nDzien dobry\r\n"
NAMES = [
    "configuration", "imap dns", "imap tls", "imap login", "imap folder", "imap rights", "imap idle", "smtp dns",
    "smtp tls", "smtp login", "store", "schema", "rights", "disk", "languages", "templates", "clock",
]  # fmt: skip

pytestmark = pytest.mark.dovecot


def certified(folder: Path, days: int, host: str = "localhost") -> Path:
    """A folder with a certificate that ends in so many days."""
    (folder / "index.txt").touch()
    (folder / "openssl.cnf").write_text(
        f"[ca]\ndefault_ca=own\n[own]\ndatabase={folder}/index.txt\nnew_certs_dir={folder}\nrand_serial=yes\n"
        f"default_md=sha256\npolicy=any\nx509_extensions=ext\n[any]\ncommonName=supplied\n[ext]\n"
        f"subjectAltName=DNS:{host}\nbasicConstraints=CA:true\n"
    )
    openssl, start = program("openssl", "openssl"), datetime.now(UTC) - timedelta(days=400)
    end = datetime.now(UTC) + timedelta(days=days, hours=1)
    request = f"req -newkey rsa:2048 -nodes -subj /CN={host} -keyout {folder}/key.pem -out {folder}/request.pem"
    dates = f"-startdate {start:%Y%m%d%H%M%SZ} -enddate {end:%Y%m%d%H%M%SZ}"
    files = f"-keyfile {folder}/key.pem -in {folder}/request.pem -out {folder}/cert.pem"
    for command in (request, f"ca -batch -selfsign -notext -config {folder}/openssl.cnf {files} {dates}"):
        subprocess.run([openssl, *command.split()], check=True, capture_output=True)
    return folder


@contextmanager
def smtp(certificate: Path, received: list[bytes]) -> Iterator[int]:
    """A server that wants STARTTLS and a login, and tells its time as Exchange does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
            received.append(envelope.original_content)
            return "250 OK"

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

    controller = Controller(
        Handler(), hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True,
        authenticator=check, auth_required=True, ident=f"ready at {datetime.now(UTC):%a, %d %b %Y %H:%M:%S} +0000",
    )  # fmt: skip
    controller.start()
    yield int(controller.port)
    controller.stop()


@dataclass(frozen=True, slots=True)
class Office:
    """A right set-up, which a test makes wrong."""

    folder: Path
    imap: Dovecot
    received: list[bytes]
    run: Run

    def change(self, section: str, **values: Any) -> None:
        path = self.folder / "config.toml"
        document = tomlkit.parse(path.read_text("utf-8"))
        document[section].update(values)
        path.write_text(tomlkit.dumps(document), "utf-8")

    def doctor(self, *options: str) -> dict[str, dict[str, Any]]:
        done: Done = self.run("doctor", "--json", *options)
        assert done.err == ""
        found = {line["check"]: line for line in done.lines}
        assert done.code == (0 if all(line["ok"] is True for line in done.lines) else 1)
        assert all(line["mend"] for line in done.lines if line["ok"] is False), "each failure has its mend"
        return found

    def fails(self, *options: str) -> dict[str, str]:
        """What fails, and what is said of it and of its mend."""
        found = self.doctor(*options).values()
        return {line["check"]: f"{line['says']} | {line['mend']}" for line in found if line["ok"] is False}


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(tmp_path_factory.mktemp("lasting"), 90)


@pytest.fixture(scope="module")
def server(lasting: Path) -> Iterator[Dovecot]:
    with dovecot(lasting) as running:
        yield running


@pytest.fixture
def office(here: Path, run: Run, lasting: Path, server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    received: list[bytes] = []
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", PASSWORD)
    monkeypatch.setenv("SKRZYNKA_SMTP_PASSWORD", PASSWORD)
    (here / "config.toml").write_text(shipped(), "utf-8")
    made = Office(here, server, received, run)
    with smtp(lasting, received) as port:
        local = {"host": "localhost", "ca_file": str(lasting / "cert.pem"), "timeout_seconds": 5}
        made.change("imap", port=server.tls_port, user=USER, **local)
        made.change("smtp", port=port, **local)
        yield made


def test_a_right_set_up_is_well_in_every_line(office: Office) -> None:
    office.imap.deliver(MAIL, NOW)
    found = office.doctor()
    assert list(found) == NAMES
    assert office.fails() == {}
    assert "encrypted and trusted" in found["imap tls"]["says"]
    assert "in 90 days" in found["imap tls"]["says"]
    assert "INBOX holds" in found["imap folder"]["says"]
    assert "offered" in found["imap idle"]["says"]
    assert "of the SMTP server's" in found["clock"]["says"]
    assert office.received == [], "no mail without being asked for"
    assert [path.name for path in office.folder.iterdir()] == ["config.toml"], "nothing is made"


def test_a_person_reads_a_line_for_each_check(office: Office) -> None:
    office.change("imap", folder="Postfach")
    done = office.run("doctor")
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0].startswith("ok     configuration")
    failing = next(number for number, line in enumerate(lines) if line.startswith("FAILS"))
    assert "imap folder" in lines[failing]
    assert "mend: name one of: " in lines[failing + 1]
    assert lines[failing + 2].startswith("-      imap rights")


def test_a_test_mail_is_sent_when_it_is_asked_for(office: Office) -> None:
    found = office.doctor("--send-test")
    assert found["smtp mail"]["ok"] is True
    assert len(office.received) == 1
    assert b"Auto-Submitted: auto-generated" in office.received[0]


def test_a_wrong_password_is_told_and_the_rest_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKRZYNKA_IMAP_PASSWORD", "geheim")
    found, fails = office.doctor(), office.fails()
    assert set(fails) == {"imap login"}
    assert "refuses the login" in fails["imap login"]
    assert "geheim" not in str(found)
    assert found["imap folder"]["ok"] is None
    assert found["smtp login"]["ok"] is True


def test_a_missing_password_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SKRZYNKA_SMTP_PASSWORD")
    found = office.doctor()
    assert found["smtp login"]["says"] == "no password"
    assert found["smtp login"]["mend"] == "set SKRZYNKA_SMTP_PASSWORD, or password_file in config.toml"


def test_a_wrong_smtp_password_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKRZYNKA_SMTP_PASSWORD", "geheim")
    fails = office.fails("--send-test")
    assert set(fails) == {"smtp login"}
    assert "535" in fails["smtp login"]
    assert office.received == []


def test_a_name_without_an_address_is_told(office: Office) -> None:
    office.change("imap", host="imap.invalid")
    fails = office.fails()
    assert set(fails) == {"imap dns"}
    assert "imap.invalid has no address" in fails["imap dns"]


def test_a_port_where_nobody_listens_is_told(office: Office) -> None:
    office.change("imap", port=free_port())
    assert "cannot be reached (Connection refused) | check imap.host and imap.port" in office.fails()["imap tls"]


def test_tls_on_the_wrong_port_is_told(office: Office) -> None:
    office.change("imap", port=office.imap.port)
    assert "no TLS connection" in office.fails()["imap tls"]


def test_a_certificate_of_an_unknown_authority_is_told(office: Office, authority: Path) -> None:
    office.change("imap", ca_file=str(authority / "cert.pem"))
    assert "not trusted" in office.fails()["imap tls"]


@pytest.mark.parametrize(
    ("days", "host", "told"),
    [
        (-10, "localhost", "certificate has expired"),
        (60, "mail.um.example", "Hostname mismatch"),
        (3, "localhost", "ends on"),
    ],
)
def test_a_certificate_that_will_not_do_is_told(
    office: Office, tmp_path_factory: pytest.TempPathFactory, days: int, host: str, told: str
) -> None:
    folder = certified(tmp_path_factory.mktemp("wrong"), days, host)
    with dovecot(folder) as other:
        office.change("imap", port=other.tls_port, ca_file=str(folder / "cert.pem"))
        fails = office.fails()
    assert set(fails) == {"imap tls"}
    assert told in fails["imap tls"]
    if days < 0:
        ended = (datetime.now(UTC) + timedelta(days=days, hours=1)).date()
        assert f"dated until {ended}" in fails["imap tls"]
        assert "must renew it" in fails["imap tls"]


def test_no_smtp_server_is_told(office: Office) -> None:
    office.change("smtp", port=free_port())
    fails = office.fails()
    assert set(fails) == {"smtp tls"}
    assert "cannot be reached" in fails["smtp tls"]


def test_a_missing_folder_is_told_with_those_that_are_there(office: Office) -> None:
    office.change("imap", folder="Postfach")
    assert "name one of: INBOX" in office.fails()["imap folder"].replace("Skrzynka, ", "")


def test_each_folder_that_is_read_is_checked(office: Office) -> None:
    office.change("imap", also_folders=["Spam"])
    done = office.run("doctor", "--json")
    folders = [(line["ok"], line["says"]) for line in done.lines if line["check"] == "imap folder"]
    assert [ok for ok, _ in folders] == [True, False]
    assert "has no folder Spam" in folders[1][1]


@pytest.mark.parametrize(("handled", "told"), [("flag", "mails get the flag Skrzynka"), ("move", "moved to Skrzynka")])
def test_what_handling_mails_needs_is_there(office: Office, handled: str, told: str) -> None:
    office.change("imap", handled=handled)
    assert told in office.doctor()["imap rights"]["says"]


def test_a_folder_that_may_only_be_read_is_told(office: Office) -> None:
    office.imap.deliver(MAIL, NOW)
    office.change("imap", handled="flag")
    box = office.imap.folder / "mail"
    (box / "dovecot-acl").write_text(f"user={USER} lr\n")
    acl = office.imap.folder / "dovecot.conf"
    kept = acl.read_text()
    acl.write_text(kept + "\nmail_plugins = acl\nplugin {\n  acl = vfile\n}\n")
    reload = [program("doveadm", "dovecot-core"), "-c", str(acl), "reload"]
    try:
        subprocess.run(reload, check=True, capture_output=True)
        assert "may only be read" in office.fails().get("imap rights", "")
    finally:
        (box / "dovecot-acl").unlink()
        acl.write_text(kept)
        subprocess.run(reload, check=True, capture_output=True)


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """Root may write everywhere; be nobody for a while, who may read."""
    user = os.geteuid()
    for path in (*folder.parents, folder):
        if path != Path("/") and path.is_relative_to("/tmp"):
            path.chmod(path.stat().st_mode | 0o055)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_store_that_cannot_be_written_is_told(office: Office, lasting: Path) -> None:
    Ledger.open(f"sqlite:///{office.folder}/skrzynka.db").close()
    (office.folder / "skrzynka.db").chmod(0o444)
    office.folder.chmod(0o555)
    for path in (*lasting.parents, lasting):
        if path.is_relative_to("/tmp/"):
            path.chmod(path.stat().st_mode | 0o055)
    with unprivileged(office.folder):
        fails = office.fails()
    office.folder.chmod(0o755)
    assert set(fails) == {"store"}
    assert "is not writable for this user" in fails["store"]


@pytest.mark.parametrize(("name", "mode", "mend"), [("skrzynka.db", 0o640, "600"), (".", 0o750, "700")])
def test_a_store_that_others_can_read_is_told(office: Office, name: str, mode: int, mend: str) -> None:
    Ledger.open(f"sqlite:///{office.folder}/skrzynka.db").close()
    assert office.doctor()["rights"]["ok"], "a new one is its owner's"
    (office.folder / name).chmod(mode)
    found = (office.folder / name).resolve()
    assert office.fails() == {"rights": f"{found} can be read by others (mode {mode:o}) | chmod {mend} {found}"}


def test_a_copy_of_the_store_that_others_can_read_is_told(office: Office) -> None:
    copy = office.folder / "skrzynka.db.before-restore-20220601T060000Z"
    copy.touch(mode=0o644)
    assert office.fails()["rights"].endswith(f"chmod 600 {copy}")


def test_a_store_of_another_program_is_told(office: Office) -> None:
    (office.folder / "skrzynka.db").write_bytes(b"Dear Sir or Madam, " * 100)
    assert "is not a database" in office.fails()["store"]


def test_a_store_of_a_newer_program_is_told_and_stays_as_it_is(office: Office) -> None:
    import sqlite3

    Ledger.open(f"sqlite:///{office.folder}/skrzynka.db").close()
    with closing(sqlite3.connect(office.folder / "skrzynka.db")) as direct, direct:
        direct.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer Skrzynka (schema 9999)" in office.fails()["store"]


def test_a_store_whose_folder_is_missing_is_told(office: Office) -> None:
    office.change("store", url="sqlite:///nowhere/skrzynka.db")
    fails = office.fails()
    assert set(fails) == {"store", "disk"}
    assert "its folder does not exist | make it" in fails["store"]


def test_a_full_disk_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(office.folder)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert "1 MB free" in office.fails()["disk"]


def test_a_language_that_nobody_can_recognise_is_told(office: Office) -> None:
    office.change("consultation", languages=["pl", "xx"])
    assert "xx cannot be recognised | correct consultation.languages" in office.fails()["languages"]


def test_a_wrong_language_of_the_templates_is_told_as_a_mistake_of_the_configuration(office: Office) -> None:
    office.change("digest", language="de")
    found = office.doctor()
    assert found["configuration"]["ok"] is False
    assert "write one of: pl, uk, en" in found["configuration"]["says"] + found["configuration"]["mend"]
    assert found["templates"]["ok"] is None


def test_no_configuration_at_all_is_told(here: Path, run: Run) -> None:
    done = run("doctor")
    assert done.code == 1
    assert "FAILS  configuration  no config.toml here" in done.out


def test_a_clock_that_was_set_back_is_told(office: Office) -> None:
    with Ledger.open(f"sqlite:///{office.folder}/skrzynka.db") as ledger:
        ledger.record_health(Health(Activity.POLL).succeeded(datetime.now(UTC) + timedelta(days=1)))
    assert "our own last poll was" in office.fails()["clock"]


@pytest.mark.parametrize(
    ("greeting", "seconds"),
    [
        ("mx.um.example Microsoft ESMTP MAIL Service ready at Wed, 1 Jun 2022 10:05:00 +0000", 300),
        ("mx.um.example ESMTP Exim 4.96 Wed, 01 Jun 2022 11:59:30 +0200", -30),
        ("mx.um.example ESMTP Sendmail 8.17.1/8.17.1; Wed, 1 Jun 2022 12:00:00 +0200", 0),
        ("mx.um.example ESMTP Postfix (Debian/GNU)", None),
        ("mx 99 Jun 2022 99:00:00 +0000", None),
    ],
)
def test_many_servers_tell_their_time_in_their_first_line(greeting: str, seconds: float | None) -> None:
    assert skew(greeting, NOW) == seconds


def test_the_clock_is_judged_by_what_others_tell() -> None:
    assert "within 3 s" in clock(-3.2, None, None, NOW)
    assert "nothing to compare" in clock(None, None, None, NOW)
    assert "no server tells its time" in clock(None, NOW, None, NOW)
    minutes = timedelta(minutes=5)
    for seconds, newest, poll in ((300.0, None, None), (None, NOW + minutes, None), (None, None, NOW + minutes)):
        with pytest.raises(SkrzynkaError, match="timedatectl"):
            clock(seconds, newest, poll, NOW)


@pytest.mark.parametrize(("mode", "ok"), [(0o600, True), (0o644, False)])
def test_a_key_for_raw_mails_is_checked_where_there_is_one(office: Office, mode: int, ok: bool) -> None:
    assert "raw key" not in office.doctor()
    office.change("store", raw_key_file="raw.key")
    assert "cannot be read" in office.fails()["raw key"]
    (office.folder / "raw.key").write_text("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", "ascii")
    (office.folder / "raw.key").chmod(mode)
    assert office.doctor()["raw key"]["ok"] is ok
