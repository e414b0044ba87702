"""HTML to plain text: what a person sees, with quoted mail marked as plain text marks it."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from skrzynka.intake.htmlsigns import Sign, hidden_classes, is_hidden, sign_of

CUT = "\x02"
"""A line of its own: all that follows is quoted."""

SIGNED = "\x03"
"""Starts each line of a signature."""

MAYBE = "\x04"
"""Starts each line of what is set apart as quoted mail and as a writer's own quotations are."""

MAX_HTML = 4_000_000
_MAX_QUOTE = 12
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tr", "ul",
))  # fmt: skip
_SPACED = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre",
))  # fmt: skip
_SILENT = frozenset((
    "-comment", "!doctype", "applet", "audio", "canvas", "embed", "head", "iframe", "link", "map", "meta",
    "noframes", "object", "script", "style", "svg", "template", "textarea", "select", "option", "title",
    "video", "xml",
))  # fmt: skip
_SELF_CLOSED = frozenset((
    "area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "source",
    "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
))  # fmt: skip
"""Tags that hold nothing, or that the next of their kind ends."""
_TAG = re.compile(r"<(?P<closes>/)?(?P<name>[A-Za-z][A-Za-z0-9:]{0,40})[^<>]*>?")
_MANY_TAGS = 5_000
_MAX_DEPTH = 500
_SPACE = re.compile(r"[ \t\n\r\f]+")


_CONTROL = dict.fromkeys(c for c in range(0x20) if chr(c) not in "\t\n\r\f")


def unmarked(text: str) -> str:
    """``text`` without the marks of this module, which are for finding the writer's own words."""
    return text.translate(_CONTROL)


def to_text(html: str) -> str:
    """The text that is shown: paragraphs, lists and links' words kept; quotes as ``> ``, hidden things gone."""
    tree = LexborHTMLParser(_shallow(html[:MAX_HTML]))
    if tree.body is None:
        return ""
    writer = _Writer()
    styles = " ".join(node.text(deep=True) for node in tree.css("style"))
    for node, opens in _visible(tree.body, hidden_classes(styles), writer):
        if node.is_text_node:
            writer.text(unmarked(node.text_content or ""))  # an entity may name any character
        elif opens:
            writer.open(node)
        else:
            writer.close(node)
    return writer.result()


def _shallow(html: str) -> str:
    """``html`` nested no deeper than parsers stand: each opening tag makes them look through all that is open."""
    if html.count("<") < _MANY_TAGS:
        return html
    depth = 0

    def bounded(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag["name"].lower() in _SELF_CLOSED:
            return tag[0]
        depth = max(0, depth - 1) if tag["closes"] else depth + 1
        return tag[0] if depth <= _MAX_DEPTH else ""

    return _TAG.sub(bounded, html)


def _visible(top: LexborNode, hidden: frozenset[str], writer: "_Writer") -> Iterator[tuple[LexborNode, bool]]:
    """(node, whether it opens) of what is seen, in order; without recursion, for the depth is the sender's choice."""
    node: LexborNode | None = top
    stack: list[LexborNode] = []
    while node is not None:
        child = None
        if node.is_text_node:
            yield node, True
        elif node.tag not in _SILENT and not is_hidden(node, hidden, shaded=writer.shaded):
            yield node, True
            child = node.child
            if child is None:
                yield node, False
        if child is not None:
            stack.append(node)
            node = child
            continue
        while node is not None and (node.next is None or not stack):
            node = stack.pop() if stack else None
            if node is not None:
                yield node, False
        node = node.next if node is not None else None


class _Writer:
    """Puts words on lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._signs: list[tuple[int, Sign]] = []
        self._lists: list[int | None] = []
        self._pre = 0
        self._depth = 0
        self.shaded = 0

    def text(self, words: str) -> None:
        if self._pre:
            first, *rest = words.replace("\r", "").split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line()
                self._line.append(line)
            return
        words = _SPACE.sub(" ", words)
        if words == " " and (not self._line or self._line[-1].endswith(" ")):
            return
        self._line.append(words)

    def open(self, node: LexborNode) -> None:
        tag = node.tag or ""
        self._depth += 1
        if tag in _BLOCKS:
            self._end_line()
        if tag in _SPACED and "mso" not in (node.attributes.get("class") or "").lower():
            self._blank()
        self._open_sign(node)
        match tag:
            case "br":
                self._end_line(always=True)
            case "td" | "th":
                self._line.append(" ")
            case "pre":
                self._pre += 1
            case "ul":
                self._lists.append(None)
            case "ol":
                self._lists.append(0)
            case "li":
                self._line.append(self._bullet())

    def close(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCKS:
            self._end_line()
        if tag in _SPACED and "mso" not in (node.attributes.get("class") or "").lower():
            self._blank()
        if tag == "pre":
            self._pre -= 1
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        while self._signs and self._signs[-1][0] >= self._depth:
            self._end_line()
            if self._signs.pop()[1] is Sign.SHADE:
                self.shaded -= 1
        self._depth -= 1

    def result(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _open_sign(self, node: LexborNode) -> None:
        # Below a few levels of quotation nothing more is asked: each question reads the whole of what it holds.
        sign = sign_of(node) if len(self._signs) < _MAX_QUOTE else None
        if sign is None:
            return
        if sign is Sign.SHADE:
            self.shaded += 1
        else:
            self._end_line()
        if sign is Sign.CUT and not self._prefix():
            self._lines.append(CUT)
        self._signs.append((self._depth, sign))

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "

    def _prefix(self) -> str:
        quotes = sum(sign is Sign.QUOTE for _, sign in self._signs)
        if quotes:
            return ">" * quotes + " "
        held = {sign for _, sign in self._signs}
        return SIGNED if Sign.SIGNATURE in held else MAYBE if Sign.APART in held else ""

    def _end_line(self, *, always: bool = False) -> None:
        line = "".join(self._line)
        self._line = []
        space = "\u00a0" in line
        line = line.rstrip() if self._pre else line.replace("\u00a0", " ").strip()
        if line or always:
            self._lines.append(f"{self._prefix()}{line}")
        elif space:  # an empty paragraph, as Outlook writes it
            self._blank()

    def _blank(self) -> None:
        prefix = self._prefix()
        if self._lines and self._lines[-1].strip(f"> {MAYBE}") and self._lines[-1] != CUT:
            self._lines.append(prefix.rstrip())
