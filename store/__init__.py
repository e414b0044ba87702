"""The ledger: every mail, its state, its tag and its history."""

from skrzynka import SkrzynkaError


class StoreError(SkrzynkaError):
    """The store cannot do what is asked."""
