"""How the service logs: lines for people, or JSON lines for programs. Counts and classes, no mail text."""

import json
import logging
import sys
from datetime import UTC, datetime
from enum import StrEnum

_PLAIN = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class LogFormat(StrEnum):
    """The form of a log's lines."""

    PLAIN = "plain"
    JSON = "json"


def start(form: LogFormat) -> None:
    """Log to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form is LogFormat.JSON else logging.Formatter(_PLAIN))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # They tell of their own inner life; faults they still tell.
    for name in ("apscheduler", "alembic", "imapclient"):
        logging.getLogger(name).setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    """One object a line: when, how grave, who, what; a fault of the program by its kind and place only."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as JSON."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "from": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            line["fault"] = record.exc_info[0].__name__  # its words may hold what a mail says
            line["where"] = _place(record)
        return json.dumps(line, ensure_ascii=True)


def _place(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
