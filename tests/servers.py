"""Real servers for the tests: Debian's Dovecot, and certificates by OpenSSL."""

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

USER = "koordynatorka"
PASSWORD = "sekret-7"


def program(name: str, package: str) -> str:
    """Where a program is; without it the test is skipped on a person's machine and fails in CI."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is not installed: apt-get install {package}")
    pytest.skip(f"{name} is not installed: apt-get install {package}")


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_certificate(folder: Path) -> None:
    """A certificate for localhost (cert.pem) and its key (key.pem)."""
    command = [program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running Dovecot with one user; ``port`` offers STARTTLS, ``tls_port`` TLS at once."""

    folder: Path
    port: int
    tls_port: int

    def deliver(self, content: bytes, received_at: datetime, folder: str = "INBOX") -> None:
        """Put a mail into the mailbox."""
        with self.client() as client:
            client.append(folder, content, msg_time=received_at)

    def client(self) -> IMAPClient:
        """A connection of another person who uses the mailbox."""
        client = IMAPClient("127.0.0.1", self.port, ssl=False)
        client.login(USER, PASSWORD)
        return client


@contextmanager
def dovecot(authority: Path, extra: str = "") -> Iterator[Dovecot]:
    """Run Dovecot in the foreground, on ports of its own, as root or as any other user; ``extra`` configures more."""
    command = program("dovecot", "dovecot-imapd")
    # Below /tmp itself: pytest's folders are closed to the user that Dovecot delivers as.
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    folder.chmod(0o755)
    server = Dovecot(folder, free_port(), free_port())
    (folder / "dovecot.conf").write_text(_configuration(server, authority) + extra)
    process = subprocess.Popen([command, "-F", "-c", str(folder / "dovecot.conf")])
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _configuration(server: Dovecot, authority: Path) -> str:
    root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
    group = grp.getgrgid(owner.pw_gid).gr_name
    mail = server.folder / "mail"
    mail.mkdir()
    os.chown(mail, owner.pw_uid, owner.pw_gid)
    # Without root's rights Dovecot can neither change its user nor its root folder.
    rootless = f"""
default_internal_user = {getpass.getuser()}
default_internal_group = {group}
default_login_user = {getpass.getuser()}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
    return f"""
base_dir = {server.folder}/run
state_dir = {server.folder}/state
log_path = {server.folder}/log
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
# The tests log in wrongly on purpose; no penalty.
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
ssl = yes
ssl_cert = <{authority}/cert.pem
ssl_key = <{authority}/key.pem
mail_location = maildir:{mail}
{"" if root else rootless}
service imap-login {{
  {"" if root else "chroot ="}
  inet_listener imap {{
    port = {server.port}
  }}
  inet_listener imaps {{
    port = {server.tls_port}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = user={USER} password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={mail}
}}
first_valid_uid = {owner.pw_uid}
first_valid_gid = {owner.pw_gid}
"""


def wait_for(server: Dovecot) -> None:
    """Return once it answers."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError((server.folder / "log").read_text() if (server.folder / "log").exists() else "no answer")
