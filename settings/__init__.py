"""``config.toml`` and the environment, read once into frozen, validated settings."""

from skrzynka.settings.channels import GUESSED, ChannelSettings
from skrzynka.settings.classifier import ClassifierSettings, OwnModels
from skrzynka.settings.consultation import ConsultationSettings
from skrzynka.settings.decisions import DecisionSettings
from skrzynka.settings.metrics import MetricsSettings
from skrzynka.settings.oauth import Flow, OAuthSettings, Provider
from skrzynka.settings.sections import (
    INTERFACE_LANGUAGES,
    DigestSettings,
    ReadingSettings,
    ScopeSettings,
    Settings,
    StaffSettings,
    StoreSettings,
)
from skrzynka.settings.servers import Handled, ImapSettings, Security, SmtpSettings
from skrzynka.settings.source import (
    CLASSIFIER_KEY,
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
    "CLASSIFIER_KEY",
    "CLIENT_SECRET",
    "CONFIG",
    "GUESSED",
    "IMAP_PASSWORD",
    "INTERFACE_LANGUAGES",
    "SMTP_PASSWORD",
    "ChannelSettings",
    "ClassifierSettings",
    "ConfigError",
    "ConsultationSettings",
    "DecisionSettings",
    "DigestSettings",
    "Flow",
    "Handled",
    "ImapSettings",
    "MetricsSettings",
    "OAuthSettings",
    "OwnModels",
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
