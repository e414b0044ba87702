"""What the elements of an HTML mail mean: quoted mail, a signature, something nobody sees."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from selectolax.lexbor import LexborNode


class Sign(Enum):
    """What an element is, beside its words."""

    QUOTE = "quote"
    APART = "apart"
    CUT = "cut"
    SIGNATURE = "signature"
    SHADE = "shade"


_ATTRIBUTES: tuple[tuple[str, str, Sign, str], ...] = (
    # (attribute, what its value holds, sign, who writes it)
    ("class", r"\bgmail_(quote|attr\b)(?!_attribution)", Sign.QUOTE, "Gmail; also ukr.net and others that copied it"),
    ("class", r"\bmoz-cite-prefix\b", Sign.QUOTE, "Thunderbird, the attribution"),
    ("class", r"(yahoo|ymail)_(quoted|quote)|yahoo-quoted-begin", Sign.QUOTE, "Yahoo"),
    ("class", r"\b(proton|tuta|tutanota|zmail|mb|interia|onet|wp)\w*[_-]quote\b", Sign.QUOTE, "Proton, Tuta, Zoho"),
    ("class", r"\bzmail_extra\b|\bnh_extra\b", Sign.QUOTE, "Zoho, wp"),
    ("class", r"\b(front-blockquote|missive_quote|hs_reply|quotedReply|freshdesk_quote|fernand_quote|outreach-quote)\b",
     Sign.QUOTE, "Front, Missive, HubSpot, Zendesk, Freshdesk, Fernand, Outreach"),
    ("class", r"\b(ik_mail_quote|ws-ng-quote|alimail-quote|notion-mail-quote|airmail_on|composer_quote|edo-message)\b",
     Sign.QUOTE, "Infomaniak, Alibaba, Notion, Airmail, Samsung, Edison"),
    ("class", r"\bmoz-forward-container|\bmoz-email-headers-table", Sign.CUT, "Thunderbird, forwarding in line"),
    ("class", r"\bms-outlook-mobile-reference-message", Sign.QUOTE, "Outlook for phones"),
    ("class", r"\bOutlookMessageHeader", Sign.CUT, "Outlook 2003"),
    ("class", r"\bmail_quote|\bquoted-?(message|text|mail|reply)\b|\breplyHeader", Sign.QUOTE, "webmails"),
    ("id", r"^(x_)*divRplyFwdMsg$", Sign.CUT, "Outlook on the web"),
    ("id", r"^(x_)*stopSpelling$", Sign.CUT, "Hotmail"),
    ("id", r"^(x_)*OLK_SRC_BODY_SECTION$", Sign.CUT, "Outlook for Mac 2011"),
    ("id", r"^(x_)*mail-editor-reference-message-container$", Sign.CUT, "Outlook for Mac"),
    ("id", r"^(isForwardContent|isReplyContent|mailru-quote|reply-intro)|yahoo_quoted", Sign.QUOTE, "NetEase, mail.ru"),
    ("id", r"^(composer_quote|origbody|reply139content|oldMessage|original-content|includetail)$", Sign.QUOTE,
     "Samsung, 139.com, interia, QQ"),
    ("id", r"^oriMsgHtmlSeperator$", Sign.CUT, "21cn"),
    ("data-marker", r"^__DIVIDER__$", Sign.CUT, "Zimbra"),
    ("title", r"^beforequote:::$", Sign.CUT, "Zoho, old"),
    ("color", r"^#b5c4df$", Sign.CUT, "Foxmail, the line above its header block"),
    ("name", r"^(quote|quoted-content|messageReplySection)$", Sign.QUOTE, "GMX and web.de, Spark"),
    ("class", r"\bgmail_signature\b", Sign.SIGNATURE, "Gmail"),
    ("class", r"\bmoz-signature\b", Sign.SIGNATURE, "Thunderbird"),
    ("class", r"\bprotonmail_signature_block\b", Sign.SIGNATURE, "Proton"),
    ("class", r"\b(front-signature|bloop_sign|missive_signature)\b", Sign.SIGNATURE, "Front, Airmail, Missive"),
    ("id", r"^(x_)*(ms-outlook-mobile-signature|ymail_android_signature|composer_signature)$", Sign.SIGNATURE,
     "Outlook for phones, Yahoo and Samsung on Android"),
    ("name", r"^messageSignatureSection$", Sign.SIGNATURE, "Spark"),
    (
        "style",
        r"border(-top)?\s*:\s*(none\s*;\s*border-top\s*:\s*)?solid\s+(#?(b5c4df|e1e1e1)|windowtext)\s+1\.0pt",
        Sign.CUT,
        "Outlook 2007 and later: the line above From, Sent, To, Subject",
    ),
    ("style", r"border-top\s*:\s*#b5c4df\s+1pt\s+solid", Sign.CUT, "Outlook for Mac 2011"),
    ("style", r"border-top-color\s*:\s*rgb\(229,\s*229,\s*229\)", Sign.CUT, "Windows Mail"),
)  # fmt: skip
_TABLE = tuple((name, re.compile(pattern, re.IGNORECASE), sign) for name, pattern, sign, _ in _ATTRIBUTES)
_NAMES = tuple(dict.fromkeys(name for name, *_ in _ATTRIBUTES))

_MAX_CHILDREN = 200
_INDENT = re.compile(r"border\s*:\s*(none|0)|border-left\s*:\s*(none|0)", re.IGNORECASE)
_FORWARDS = re.compile(r"\s*-{5,}\s*(forwarded|przekazan|переслан|weitergeleitet|message transf)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|font-size\s*:\s*0(?![.\d]*[1-9])|max-height\s*:\s*0(?![.\d]*[1-9])"
    r"|(?<![\w-])width\s*:\s*0(?![.\d]*[1-9])[^;]{0,50};.{0,300}overflow\s*:\s*hidden",
    re.IGNORECASE | re.DOTALL,
)
_WHITE = re.compile(r"(?<![\w-])color\s*:\s*(#fff(fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)", re.IGNORECASE)
_SHADE = re.compile(
    r"background(-color|-image)?\s*:\s*(?!\s*(#fff(fff)?\b|white\b|none|transparent|inherit|initial))", re.IGNORECASE
)
_BRACE = re.compile(r"([{}])")
_MAX_SELECTORS = 2000
_CLASS = re.compile(r"^\s*(?:[a-z]+)?([.#][\w-]+)\s*$", re.IGNORECASE)


def sign_of(node: LexborNode) -> Sign | None:
    """What an element is; None for most."""
    attributes = node.attributes
    if node.tag == "blockquote":
        if _is_indent(attributes) or _is_forward(node):
            return None
        return Sign.APART if _is_bare(attributes) else Sign.QUOTE
    if not attributes:
        return None
    for name, pattern, sign in _TABLE:
        value = attributes.get(name)
        if value and pattern.search(value):
            return None if sign is Sign.QUOTE and (_is_forward(node) or _holds_answers(node, value)) else sign
    if attributes.get("bgcolor") or _SHADE.search(attributes.get("style") or ""):
        return Sign.SHADE
    return None


def is_hidden(node: LexborNode, classes: frozenset[str], *, shaded: int) -> bool:
    """Whether nobody sees an element: by its attributes, its style, or the style sheet."""
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if style and (_HIDDEN.search(style) or (not shaded and _WHITE.search(style) and not _SHADE.search(style))):
        return True
    if not classes:
        return False
    names = {f".{name}" for name in (attributes.get("class") or "").split()} | {f"#{attributes.get('id')}"}
    return not classes.isdisjoint(names)


@lru_cache(maxsize=64)
def hidden_classes(css: str) -> frozenset[str]:
    """``.class`` and ``#id`` that a style sheet hides; rules for some screens only (@media) do not count."""
    css = re.sub(r"/\*.*?(?:\*/|\Z)|<!--|-->", "", css[:200_000], flags=re.DOTALL)
    hidden: set[str] = set()
    for selectors, body in _css_rules(css):
        if _HIDDEN.search(body):
            hidden |= {found[1] for one in selectors.split(",") if (found := _CLASS.match(one))}
    return frozenset(hidden)


def _css_rules(css: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules that stand in no other; brace by brace, for a pattern is quadratic."""
    depth = 0
    before = selectors = ""
    for piece in _BRACE.split(css):
        if piece == "{":
            depth += 1
            selectors = before if depth == 1 else "@"
        elif piece == "}":
            if depth == 1 and "@" not in selectors:
                yield selectors[-_MAX_SELECTORS:], before
            depth = max(0, depth - 1)
        else:
            before = piece


def _is_indent(attributes: dict[str, str | None]) -> bool:
    """Gmail and Outlook indent with ``<blockquote style="margin:0 0 0 40px;border:none">``."""
    style = attributes.get("style") or ""
    return attributes.get("type") != "cite" and not attributes.get("class") and bool(_INDENT.search(style))


def _is_bare(attributes: dict[str, str | None]) -> bool:
    """Yandex quotes so, and editors so set apart what the writer cites; only the words around tell which."""
    return attributes.keys() <= {"style", "dir", "align"} and "border" not in (attributes.get("style") or "").lower()


def _holds_answers(node: LexborNode, classes: str) -> bool:
    # Gmail leaves answers between quoted passages within its frame: there, only what is quoted counts.
    if "gmail_quote" not in classes:
        return False
    child = node.child
    for _ in range(_MAX_CHILDREN):
        if child is None or child.tag == "blockquote":
            return child is not None
        child = child.next
    return False


def _is_forward(node: LexborNode) -> bool:
    # Gmail wraps a forwarded mail as it does a quoted one; only its first words tell.
    return bool(_FORWARDS.match((node.text(deep=True) or "")[:200]))
