"""How the official report looks."""

from pathlib import Path

from skrzynka.settings.values import Section


class ReportSettings(Section):
    """A Word template with the city's letterhead, in the place of the shipped one."""

    docx_template: Path | None = None
