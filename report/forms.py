"""What the report may be written as."""

from enum import StrEnum


class Form(StrEnum):
    """A form, by the ending of its files."""

    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """What its bytes are (the IANA registry of media types)."""
        return _MEDIA_TYPES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    Form.HTML: "text/html",
    Form.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Form.CSV: "text/csv",
}
