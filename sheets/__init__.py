"""Decisions as a spreadsheet, which staff fill in their office's program: written, read back, compared."""
