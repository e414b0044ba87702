"""What the report may be written as."""

from enum import StrEnum


class Form(StrEnum):
    """A form, by the ending of its files."""

    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
