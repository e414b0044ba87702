"""Login by token: where tokens come from, how they are kept, and how they are renewed before they end."""

from skrzynka.oauth.records import Dialogue, Kept, ProviderError, TokenError
from skrzynka.oauth.tokens import Tokens

__all__ = ["Dialogue", "Kept", "ProviderError", "TokenError", "Tokens"]
