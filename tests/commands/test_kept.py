"""Raw mails: given back as they came, and checked."""

import subprocess
from hashlib import sha256
from pathlib import Path

from skrzynka.tests.commands.conftest import Run
from skrzynka.tests.commands.test_service import SKRZYNKA
from skrzynka.tests.store.direct import direct


def test_raw_prints_the_mail_byte_for_byte_into_a_pipe(played: Path, run: Run, samples: Path) -> None:
    originals = {sha256(path.read_bytes()).hexdigest(): path.read_bytes() for path in samples.glob("*.eml")}
    odd = [
        number
        for number in range(1, 161)
        if not originals[run("show", str(number), "--json").lines[0]["sha256"]].isascii()
    ]
    for number in (1, odd[0], odd[-1]):
        address = run("show", str(number), "--json").lines[0]["sha256"]
        done = subprocess.run([*SKRZYNKA, "raw", str(number)], capture_output=True, check=True)
        assert done.stdout == originals[address]


def test_a_mail_that_is_not_there_has_no_bytes(played: Path, run: Run) -> None:
    done = run("raw", "999")
    assert (done.code, done.out) == (1, "")
    assert "no mail has the number 999" in done.err


def test_verify_says_that_all_is_whole(played: Path, run: Run) -> None:
    done = run("verify")
    assert (done.code, done.err) == (0, "")
    assert "are whole, for 160 lines of the ledger" in done.out
    (line,) = run("verify", "--json").lines
    assert line.items() >= {"mails": 160, "damaged": 0}.items()


def test_verify_names_each_damage_and_fails(played: Path, run: Run) -> None:
    direct(
        f"sqlite:///{played}/skrzynka.db",
        "UPDATE raw SET size = size + 1 WHERE sha256 = (SELECT sha256 FROM mail WHERE number = 7)",
        "DELETE FROM raw WHERE sha256 = (SELECT sha256 FROM mail WHERE number = 9)",
    )
    done = run("verify")
    assert done.code == 1
    first, second = done.out.splitlines()
    assert "(mail 7" in first
    assert "bytes instead of" in first
    assert "(mail 9" in second
    assert second.endswith("its bytes are gone")
    assert done.err.startswith("skrzynka: 2 raw mails are damaged; restore a backup")
    assert len(done.err.splitlines()) == 1
    as_json = run("verify", "--json")
    assert as_json.code == 1
    assert [line.get("numbers") for line in as_json.lines][:1] == [[7]]
    assert as_json.lines[-1]["damaged"] == 2


def test_raw_mails_are_encrypted_with_the_key_that_the_configuration_names(here: Path, run: Run, samples: Path) -> None:
    assert run("init", "--yes").code == 0
    config = here / "config.toml"
    config.write_text(
        config.read_text("utf-8").replace('# raw_key_file = "raw.key"', 'raw_key_file = "raw.key"'), "utf-8"
    )
    missing = run("list")
    assert (missing.code, len(missing.err.splitlines())) == (1, 1)
    assert f"store.raw_key_file {here}/raw.key: cannot be read" in missing.err
    (here / "raw.key").write_text("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", "ascii")
    mail = samples / "0001.eml"
    assert run("import", str(mail)).code == 0
    done = subprocess.run([*SKRZYNKA, "raw", "1"], capture_output=True, check=True)
    assert done.stdout == mail.read_bytes()
    assert run("verify").code == 0
    config.write_text(config.read_text("utf-8").replace('raw_key_file = "raw.key"', ""), "utf-8")
    for command in ("verify", "raw"):
        without = run(command, *(["1"] if command == "raw" else []))
        assert (without.code, len(without.err.splitlines())) == (1, 1)
        assert "is encrypted; set store.raw_key_file" in without.err
    assert run("show", "1").code == 0
