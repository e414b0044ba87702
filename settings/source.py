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
        return Settings.model_validate({**tomllib.loads(text), "folder": folder})
    except (RecursionError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{source}: is not TOML: {error}; compare it with `skrzynka init`") from error
    except ValidationError as error:
        raise ConfigError("\n".join(_mistakes(error, source))) from error


def secret(file: Path | None, variable: str, folder: Path, env: Mapping[str, str] = os.environ) -> str:
    """A password, from the environment or from a file; raises ConfigError where there is none."""
    if value := env.get(variable):
        return value
    if file is None:
        raise ConfigError(f"no password: set {variable}, or password_file in config.toml")
    try:
        return (folder / file).read_text("utf-8").strip()
    except OSError as error:
        raise ConfigError(f"password_file {file}: cannot be read ({error.strerror}); set {variable} instead") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"password_file {file}: is not UTF-8 text; save it as UTF-8, or set {variable}") from error


def _mistakes(error: ValidationError, source: str) -> list[str]:
    return [
        f"{source}: {'.'.join(str(part) for part in mistake['loc']) or 'settings'} "
        f"= {_shown(mistake['loc'], mistake['input'])}: {_mend(mistake['type'], mistake['msg'])}"
        for mistake in error.errors(include_url=False)
    ]


def _shown(where: Sequence[int | str], value: object) -> str:
    if _SECRET.search(str(where[-1]) if where else "") or (isinstance(value, str) and SECRET_IN_URL.search(value)):
        return "(hidden)"  # somebody wrote a password here; an error must not spread it
    if isinstance(value, dict | list | tuple | BaseModel):
        return "(a section)"
    return repr(str(value) if not isinstance(value, str) else value)[:80]


def _mend(kind: str, message: str) -> str:
    mends = {"missing": "is missing; add it", "extra_forbidden": "is not a setting; remove it or correct its name"}
    return mends.get(kind, message.removeprefix("Value error, "))
