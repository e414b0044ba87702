"""``config.toml`` and the environment, read once into frozen, validated settings."""

from skrzynka.settings.consultation import ConsultationSettings
from skrzynka.settings.decisions import DecisionSettings
from skrzynka.settings.oauth import Flow, OAuthSettings, Provider
from skrzynka.settings.sections import (
    INTERFACE_LANGUAGES,
    DigestSettings,
    MetricsSettings,
    ReadingSettings,
    ScopeSettings,
    Settings,
    StaffSettings,
    StoreSettings,
)
from skrzynka.settings.servers import Handled, ImapSettings, Security, SmtpSettings
from skrzynka.settings.source import (
    CLIENT_SECRET,
    CONFIG,
    IMAP_PASSWORD,
    SMTP_PASSWORD,
    ConfigError,
    find,
    load,
    numbered,
    parse,
    secret,
    shipped,
)

__all__ = [
    "CLIENT_SECRET",
    "CONFIG",
    "IMAP_PASSWORD",
    "INTERFACE_LANGUAGES",
    "SMTP_PASSWORD",
    "ConfigError",
    "ConsultationSettings",
    "DecisionSettings",
    "DigestSettings",
    "Flow",
    "Handled",
    "ImapSettings",
    "MetricsSettings",
    "OAuthSettings",
    "Provider",
    "ReadingSettings",
    "ScopeSettings",
    "Security",
    "Settings",
    "SmtpSettings",
    "StaffSettings",
    "StoreSettings",
    "find",
    "load",
    "numbered",
    "parse",
    "secret",
    "shipped",
]
