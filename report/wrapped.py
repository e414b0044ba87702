"""Letters as paragraphs: mail programs break lines where nobody meant to."""

_LONG = 55
"""Letters from which on a line was broken by a program, not by its writer."""


def unwrapped(text: str) -> str:
    """The text with such breaks taken out; short lines, lists and blank lines stay."""
    found: list[str] = []
    before = ""
    for line in text.split("\n"):
        joins = len(before) >= _LONG and line[:1].isalnum() and found
        if joins:
            found[-1] = f"{found[-1].rstrip()} {line}"
        else:
            found.append(line)
        before = line
    return "\n".join(found)
