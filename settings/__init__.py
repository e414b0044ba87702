"""``config.toml`` and the environment, read once into frozen, validated settings."""

from skrzynka.settings.sections import (
    INTERFACE_LANGUAGES,
    ConsultationSettings,
    DigestSettings,
    ReadingSettings,
    ScopeSettings,
    Settings,
    StaffSettings,
    StoreSettings,
)
from skrzynka.settings.servers import Handled, ImapSettings, Security, SmtpSettings
from skrzynka.settings.source import (
    CONFIG,
    IMAP_PASSWORD,
    SMTP_PASSWORD,
    ConfigError,
    find,
    load,
    parse,
    secret,
    shipped,
)

__all__ = [
    "CONFIG",
    "IMAP_PASSWORD",
    "INTERFACE_LANGUAGES",
    "SMTP_PASSWORD",
    "ConfigError",
    "ConsultationSettings",
    "DigestSettings",
    "Handled",
    "ImapSettings",
    "ReadingSettings",
    "ScopeSettings",
    "Security",
    "Settings",
    "SmtpSettings",
    "StaffSettings",
    "StoreSettings",
    "find",
    "load",
    "parse",
    "secret",
    "shipped",
]
