"""Where settings come from: ``config.toml`` and the environment, read once."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ValidationError

from skrzynka import SkrzynkaError
from skrzynka.settings.sections import SECRET_IN_URL, Settings

IMAP_PASSWORD = "SKRZYNKA_IMAP_PASSWORD"
CLASSIFIER_KEY = "SKRZYNKA_CLASSIFIER_KEY"
CLIENT_SECRET = "SKRZYNKA_OAUTH_CLIENT_SECRET"
SMTP_PASSWORD = "SKRZYNKA_SMTP_PASSWORD"
CONFIG = "SKRZYNKA_CONFIG"

_SECRET = re.compile("pass|secret|token", re.IGNORECASE)


class ConfigError(SkrzynkaError):
    """The configuration is wrong; one line for each mistake."""


def find(given: Path | None, env: Mapping[str, str] = os.environ) -> Path | None:
    """Which configuration applies: the one given, ``SKRZYNKA_CONFIG``, ``./config.toml``; None is the shipped one."""
    if given or env.get(CONFIG):
        return given or Path(env[CONFIG])
    here = Path("config.toml")
    return here if here.is_file() else None


def load(path: Path | None) -> Settings:
    """Read and validate a configuration; None reads the shipped one.

    Raises ConfigError with one line for each mistake: the key, the value, and how to mend it.
    """
    if path is None:
        return parse(shipped(), "the shipped configuration", Path())
    try:
        return parse(path.read_text("utf-8"), str(path), path.resolve().parent)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); run `skrzynka init` or name a file with --config"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from error


def shipped() -> str:
    """The text of the configuration that ships."""
    return files("skrzynka").joinpath("config.toml").read_text("utf-8")


def parse(text: str, source: str, folder: Path) -> Settings:
    """Validate a configuration's text; ``source`` names it in errors."""
    try:
        document = tomllib.loads(text)
    except (RecursionError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{source}: is not TOML: {error}; compare it with `skrzynka init`") from error
    try:
        return Settings.model_validate({**document, "folder": folder})
    except ValidationError as error:
        raise ConfigError("\n".join(_mistakes(error, source, alone=isinstance(document.get("imap"), dict)))) from error


def secret(
    file: Path | None, variable: str, folder: Path, env: Mapping[str, str] = os.environ, what: str = "password"
) -> str:
    """A password, from the environment or from a file; raises ConfigError where there is none."""
    setting = f"{what.replace(' ', '_')}_file"
    if value := env.get(variable):
        return value
    if file is None:
        raise ConfigError(f"no {what}: set {variable}, or {setting} in config.toml")
    try:
        return (folder / file).read_text("utf-8").strip()
    except OSError as error:
        raise ConfigError(f"{setting} {file}: cannot be read ({error.strerror}); set {variable} instead") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{setting} {file}: is not UTF-8 text; save it as UTF-8, or set {variable}") from error


def numbered(variable: str, number: int) -> str:
    """The environment's name for an account's secret: the first one's has no number."""
    return variable if number == 1 else f"{variable}_{number}"


def _mistakes(error: ValidationError, source: str, *, alone: bool) -> list[str]:
    return [
        f"{source}: {_named(mistake['loc'], alone=alone)} "
        f"= {_shown(mistake['loc'], mistake['input'])}: {_mend(mistake['type'], mistake['msg'])}"
        for mistake in error.errors(include_url=False)
    ]


def _named(where: Sequence[int | str], *, alone: bool) -> str:
    parts = [str(part + 1) if isinstance(part, int) and where[0] == "imap" else str(part) for part in where]
    if alone and len(parts) > 1 and parts[0] == "imap":
        del parts[1]  # one account is written without a number
    return ".".join(parts) or "settings"


def _shown(where: Sequence[int | str], value: object) -> str:
    if _SECRET.search(str(where[-1]) if where else "") or (isinstance(value, str) and SECRET_IN_URL.search(value)):
        return "(hidden)"  # somebody wrote a password here; an error must not spread it
    if isinstance(value, dict | list | tuple | BaseModel):
        return "(a section)"
    return repr(str(value) if not isinstance(value, str) else value)[:80]


def _mend(kind: str, message: str) -> str:
    mends = {"missing": "is missing; add it", "extra_forbidden": "is not a setting; remove it or correct its name"}
    return mends.get(kind, message.removeprefix("Value error, "))
