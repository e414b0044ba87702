"""The answers of servers, read as IMAPClient reads them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from imapclient.exceptions import IMAPClientError

from skrzynka.intake import answers
from skrzynka.intake.answers import Listed, bodies, listed
from skrzynka.tests.intake.conftest import mail
from skrzynka.tests.intake.served import Served

DATE = datetime(2022, 6, 1, 8, 30, tzinfo=UTC)


class Answering:
    """What IMAPClient has of an answer before it reads it."""

    def __init__(self, answer: list[Any], kind: str = "OK") -> None:
        self._imap, self._answer, self._kind = self, answer, kind

    def uid(self, *_: str) -> tuple[str, list[Any]]:
        return self._kind, self._answer

    def _checkok(self, what: str, kind: str, answer: list[Any]) -> None:
        if kind != "OK":
            raise IMAPClientError(f"{what} failed: {answer[0]}")


LISTS = {
    "as Dovecot": b'1 (UID 7 INTERNALDATE " 1-Jun-2022 10:30:00 +0200" RFC822.SIZE 99)',
    "the UID last": b'1 (INTERNALDATE "01-Jun-2022 10:30:00 +0200" RFC822.SIZE 99 UID 7)',
    "more than was asked for": b'1 (FLAGS (\\Seen) RFC822.SIZE 99 UID 7 INTERNALDATE "01-Jun-2022 10:30:00 +0200")',
    "small letters": b'1 (uid 7 rfc822.size 99 internaldate "01-Jun-2022 10:30:00 +0200")',
}


@pytest.mark.parametrize("line", LISTS.values(), ids=LISTS.keys())
def test_a_list_is_read_however_it_is_written(line: bytes) -> None:
    assert listed(Answering([line]), [7, 9]) == [Listed(7, 99, DATE)]


BODIES = {
    "as Dovecot": [(b"1 (UID 7 BODY[] {3}", b"a b"), b")", (b"2 (UID 9 BODY[] {1}", b")"), b")"],
    "the UID last": [(b"1 (BODY[] {3}", b"a b"), b" UID 7)", (b"2 (BODY[] {1}", b")"), b" UID 9)"],
    "flags that changed": [(b"1 (UID 7 BODY[] {3}", b"a b"), b" FLAGS (\\Seen))", (b"2 (UID 9 BODY[] {1}", b")"), b")"],
    "other news": [(b"1 (UID 7 BODY[] {3}", b"a b"), b")", b"5 (FLAGS ())", (b"2 (UID 9 BODY[] {1}", b")"), b")"],
    "quoted": [b'1 (UID 7 BODY[] "a b")', b'2 (UID 9 BODY[] ")")'],
}


@pytest.mark.parametrize("answer", BODIES.values(), ids=BODIES.keys())
def test_bodies_are_read_however_they_come(answer: list[Any]) -> None:
    found = bodies(Answering(answer), [7, 9])
    assert (found[7], found[9]) == (b"a b", b")")


def test_what_is_gone_is_left_out() -> None:
    assert listed(Answering([None]), [7]) == []
    assert bodies(Answering([None]), [7]) == {}


def test_a_refusal_is_raised() -> None:
    with pytest.raises(IMAPClientError, match="fetch failed: b'no such mail'"):
        bodies(Answering([b"no such mail"], "NO"), [7])


def test_usual_answers_are_not_left_to_imapclient(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    served.deliver(mail("a"), mail(""), b"\r\n")
    monkeypatch.setattr(answers, "parse_fetch_response", None)
    with served.opened() as mailbox:
        (batch,) = mailbox.fetch(list(mailbox.uids_above(0)))
    assert [raw.content for raw in batch] == [mail("a"), mail(""), b"\r\n"]
