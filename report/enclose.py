"""The report's files beside the closing summary."""

import logging
from collections.abc import Iterable

from skrzynka import SkrzynkaError
from skrzynka.digest.enclosing import Enclosed, Enclosure
from skrzynka.digest.words import Words
from skrzynka.report import write
from skrzynka.report.forms import Form
from skrzynka.report.records import Report
from skrzynka.settings import Settings

log = logging.getLogger("skrzynka.report.enclose")

_MB = 1_000_000


def enclosed(report: Report, words: Words, settings: Settings) -> Enclosed:
    """The configured forms, as many as fit into a mail; and the endings of those that do not, or cannot be made."""
    files: list[Enclosure] = []
    left_out: list[str] = []
    room = settings.report.attach_mb * _MB
    for form in map(Form, settings.report.attach):
        made = list(_made(report, words, form, settings))
        size = sum(len(each.content) for each in made)
        if not made or size > room:
            left_out.append(form.value)
            continue
        files += made
        room -= size
    return Enclosed(tuple(files), tuple(left_out))


def _made(report: Report, words: Words, form: Form, settings: Settings) -> Iterable[Enclosure]:
    try:
        for name, content in write.written(report, words, (form,), settings.docx_template):
            yield Enclosure(name, content, form.media_type)
    except SkrzynkaError as error:
        log.warning("%s", error)  # the summary is worth more
