"""How the official report looks."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from skrzynka.settings.values import Section


class ReportSettings(Section):
    """A Word template with the city's letterhead, in the place of the shipped one; and what the closing summary brings.

    ``attach`` are the forms that go with it, in this order, as far as they fit into ``attach_mb``.
    """

    docx_template: Path | None = None
    attach: tuple[Literal["html", "docx", "pdf", "xlsx", "csv"], ...] = ("html", "docx", "pdf")
    attach_mb: int = Field(default=7, ge=0, le=100)
