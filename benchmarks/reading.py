"""How well and how fast whole mails are read: ours beside the libraries, on the sample mails that ship.

    python benchmarks/reading.py

Needs `pip install mail-parser-reply eml-parser fast-mail-parser flanker` beside Skrzynka; what is missing is left out.
Right means as in samples/expected.jsonl: subject, sender's address and name, names of attachments, and the writer's own
words to 95 % of their letters. Libraries that do not cut quotes are given mail-parser-reply for it.
"""

import difflib
import email
import email.policy
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from skrzynka.intake.guess import _readings
from skrzynka.intake.parse import parse
from skrzynka.intake.rules import Rules

SAMPLES = Path(__file__).parents[1] / "samples"
STAFF = Rules(staff=("@um.example",))


@dataclass(frozen=True)
class Found:
    """What a library made of a mail."""

    subject: str
    address: str
    name: str
    attachments: list[str]
    text: str


Reader = Callable[[bytes], Found]


def own_words(text: str) -> str:
    try:
        from mailparser_reply import EmailReplyParser
    except ImportError:
        return text
    return EmailReplyParser(languages=["en", "pl", "de", "fr"]).parse_reply(text=text) or ""


def standard_library(content: bytes) -> Found:
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    name, address = parseaddr(str(message["from"]))
    names = [part.get_filename() or "" for part in message.iter_attachments()] if message.is_multipart() else []
    return Found(str(message["subject"] or ""), address, name, names, own_words(body.get_content() if body else ""))


def mail_parser(content: bytes) -> Found:
    import mailparser

    mail = mailparser.parse_from_bytes(content)
    name, address = mail.from_[0] if mail.from_ else ("", "")
    text = "\n".join(mail.text_plain) or "\n".join(mail.text_html)
    return Found(str(mail.subject or ""), address, name, [a["filename"] for a in mail.attachments], own_words(text))


def eml_parser(content: bytes) -> Found:
    from eml_parser import EmlParser

    mail = EmlParser(include_raw_body=True).decode_email_bytes(content)
    text = "\n".join(body["content"] for body in mail["body"] if body["content_type"] == "text/plain")
    names = [a["filename"] for a in mail.get("attachment", [])]
    return Found(mail["header"]["subject"], mail["header"]["from"], "", names, own_words(text))


def fast_mail_parser(content: bytes) -> Found:
    from fast_mail_parser import parse_email

    mail = parse_email(content)
    name, address = parseaddr(next(iter(mail.headers.get("From", ())), ""))
    names = [a.filename for a in mail.attachments]
    return Found(mail.subject, address, name, names, own_words("\n".join(mail.text_plain or mail.text_html)))


def flanker(content: bytes) -> Found:
    from flanker import mime

    message = mime.from_string(content)
    name, address = parseaddr(message.headers.get("from", "") or "")
    parts = list(message.walk(with_self=True))
    text = "\n".join(str(part.body) for part in parts if str(part.content_type) == "text/plain")
    names = [part.detected_file_name for part in parts if part.is_attachment() or part.is_inline()]
    return Found(message.clean_subject or "", address, name, names, own_words(text))


def ours(content: bytes) -> Found:
    mail = parse(content, STAFF)
    return Found(mail.subject, mail.from_email, mail.from_name, [a.name for a in mail.attachments], mail.text)


READERS: dict[str, Reader] = {
    "email (standard library)": standard_library,
    "mail-parser": mail_parser,
    "eml-parser": eml_parser,
    "fast-mail-parser": fast_mail_parser,
    "flanker": flanker,
    "ours": ours,
}


def folded(text: str) -> str:
    return " ".join(text.split())


def close(text: str, expected: str) -> bool:
    matcher = difflib.SequenceMatcher(None, folded(text), folded(expected), autojunk=False)
    return matcher.ratio() >= 0.95


def score(reader: Reader, mails: list[tuple[bytes, dict[str, Any]]]) -> str:
    right = dict.fromkeys(("read", "subject", "address", "name", "attachments", "text"), 0)
    for content, wanted in mails:
        try:
            found = reader(content)
        except ImportError:
            return "not installed"
        except Exception:  # noqa: BLE001  # what a library raises on broken mail is what is counted
            continue
        right["read"] += 1
        right["subject"] += folded(found.subject) == folded(wanted["subject"])
        right["address"] += found.address == wanted["from_email"]
        right["name"] += found.name == wanted["from_name"]
        right["attachments"] += found.attachments == wanted["attachments"]
        right["text"] += close(found.text, wanted["text"])
    return "".join(f"{number:>12}" for number in right.values())


def milliseconds(read: Callable[[bytes], object], mails: list[bytes]) -> float:
    """A mail, the best of five rounds; nothing that one round found helps the next."""
    best = float("inf")
    for _ in range(5):
        _readings.cache_clear()
        start = time.perf_counter()
        for content in mails:
            read(content)
        best = min(best, time.perf_counter() - start)
    return best / len(mails) * 1000


def main() -> None:
    rows = [json.loads(line) for line in (SAMPLES / "expected.jsonl").read_text("utf-8").splitlines()]
    mails = [((SAMPLES / row["file"]).read_bytes(), row) for row in rows]
    print(f"{len(mails)} mails\n{'':26}" + "".join(f"{name:>12}" for name in
          ("read", "subject", "address", "name", "attachments", "own words")))  # fmt: skip
    for name, reader in READERS.items():
        print(f"{name:26}{score(reader, mails)}")
    plain = [content for content, row in mails if not row.get("attachment_text")]
    bare = milliseconds(lambda content: email.message_from_bytes(content, policy=email.policy.default), plain)
    mine = milliseconds(parse, plain)
    print(f"\n{len(plain)} mails without attached text, one core: ours {1000 / mine:.0f} mails/s")
    print(f"the standard library's parser alone: {1000 / bare:.0f} mails/s; ours takes {mine / bare:.1f} times as long")


if __name__ == "__main__":
    main()
