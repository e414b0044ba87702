"""What the tests of reading mails share."""

import pytest

from skrzynka.classify.records import Language, Reading, Tag


class ByWord:
    """A small classifier for the tests of reading: one word speaks for one scope."""

    version = "by word"

    def __init__(self, **scopes: str) -> None:
        self.scopes = scopes
        self.texts: list[tuple[str, str]] = []

    def classify(self, subject: str, body: str) -> Reading:
        self.texts.append((subject, body))
        words = f"{subject} {body}".casefold()
        scope = next((scope for word, scope in self.scopes.items() if word in words), None)
        kind = next((kind for kind in ("question", "thanks") if kind in words), None) if scope is None else None
        tag = Tag(scope, None, 0.9 if scope else 0.0, scope is not None, ((scope, 1.0),), (), kind, self.version)
        return Reading(Language("und", 0.0), tag)


@pytest.fixture
def by_word() -> type[ByWord]:
    """A classifier that knows the words it is given."""
    return ByWord


def mail(body: str | bytes, *headers: str) -> bytes:
    """A raw mail in UTF-8 with an author and a date, unless ``headers`` say otherwise."""
    names = {header.partition(":")[0].lower() for header in headers}
    usual = ("From: Ola <ola@example.org>", "Date: Mon, 6 Jun 2022 10:15:00 +0200", "Message-ID: <1@example.org>")
    lines = [*headers, *(line for line in usual if line.partition(":")[0].lower() not in names)]
    content = body.encode() if isinstance(body, str) else body
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
