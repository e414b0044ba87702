"""The full-screen app in which people go through what waits for them. Needs the extra ``review``."""
