"""Keys that this store alone knows, made when they are first needed."""

import secrets

from skrzynka.store.door import Door
from skrzynka.store.tables import SecretTable

_BYTES = 32


class Secrets(Door):
    """A store with keys of its own."""

    def secret(self, name: str) -> bytes:
        """The key of that name, 32 bytes of chance; the same for as long as the store lives."""
        with self._reading() as session:
            if there := session.get(SecretTable, name):
                return there.value
        with self._writing() as session:
            there = session.get(SecretTable, name) or SecretTable(name=name, value=secrets.token_bytes(_BYTES))
            session.add(there)
            return there.value
