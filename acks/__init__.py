"""Residents are told that their letter has come, where that can harm nobody; and in the end what was decided."""
