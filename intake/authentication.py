"""Whether a mail comes from where it says: what the city's own server found (RFC 8601)."""

import re
from collections.abc import Iterator, Sequence

import authres

from skrzynka.store.records import Authentication, Verdict

NAMELESS = "exchange-online"
"""The checker of a line that names none: Exchange Online signs so, and renames the lines that a sender has put in."""

_METHODS = ("spf", "dkim", "dmarc")
_VERDICTS = {
    "pass": Verdict.PASS,
    "fail": Verdict.FAIL,
    "hardfail": Verdict.FAIL,
    "softfail": Verdict.FAIL,
    "permerror": Verdict.FAIL,
    "policy": Verdict.FAIL,
}
"""What counts; all else (none, neutral, temperror) says nothing about the mail (RFC 8601, 2.7)."""

_STARTS_WITH_RESULT = re.compile(r"^\s*[\w-]+\s*=")
_MAX_LINES = 20
_MAX_LINE = 5000


def authentication_of(lines: Sequence[str], checkers: Sequence[str]) -> Authentication:
    """The verdicts in Authentication-Results ``lines`` that one of ``checkers`` wrote; the topmost counts.

    What a sender has written into a mail stands below what our server adds. Of several DKIM signatures one is enough.
    """
    found: dict[str, Verdict] = {}
    if checkers:
        for line in lines[:_MAX_LINES]:
            for method, verdict in _verdicts(line, checkers).items():
                found.setdefault(method, verdict)
    return Authentication(**found)


def _verdicts(line: str, checkers: Sequence[str]) -> dict[str, Verdict]:
    best: dict[str, Verdict] = {}
    for method, result in _results(line, checkers):
        verdict = _VERDICTS.get(result, Verdict.NONE)
        if best.get(method) is not Verdict.PASS and (verdict is not Verdict.NONE or method not in best):
            best[method] = verdict
    return best


def _results(line: str, checkers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(method, result) of each check."""
    for result in _parsed(line, checkers):
        if result.method in _METHODS:
            yield result.method, str(result.result).casefold()


def _parsed(line: str, checkers: Sequence[str]) -> Sequence[authres.AuthenticationResult]:
    """Each check of a line; nothing where another server signs, or where the line cannot be read."""
    line = line[:_MAX_LINE].strip().rstrip("; ")
    if _STARTS_WITH_RESULT.match(line):
        line = f"{NAMELESS}; {line}"
    try:
        header = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {line}")
    except Exception:  # noqa: BLE001  # a sender may write anything; then nothing is known
        return ()
    known = str(header.authserv_id).casefold() in {name.casefold() for name in checkers}
    return tuple(header.results) if known else ()


def vouches(lines: Sequence[str], checkers: Sequence[str], address: str) -> bool:
    """Whether one of ``checkers`` found that the domain of ``address`` itself sent the mail: DMARC, or DKIM by it.

    A signature of another domain says nothing of the sender. The topmost line of each method counts.
    """
    domain, decided = address.rpartition("@")[2].casefold(), set[str]()
    for line in lines[:_MAX_LINES]:
        results = [result for result in _parsed(line, checkers) if result.method in ("dkim", "dmarc")]
        fresh = [result for result in results if result.method not in decided]
        if any(str(result.result).casefold() == "pass" and _of_domain(result, domain) for result in fresh):
            return True
        decided |= {result.method for result in results}
    return False


def _of_domain(result: authres.AuthenticationResult, domain: str) -> bool:
    """Whether what was checked is that domain: header.d or header.i of a signature, header.from of DMARC."""
    named = [
        str(each.value).rpartition("@")[2].casefold()
        for each in result.properties
        if each.type == "header" and each.name in ("d", "i", "from")
    ]
    return bool(domain) and domain in named
