"""Skrzynka takes public opinions in by ordinary e-mail, tags them and reports on them."""

__version__ = "0.1.0"


class SkrzynkaError(Exception):
    """A failure a person can mend: the message says what, where and how, in one line."""
