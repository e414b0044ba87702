"""Whether a text says anything at all."""

import re

_SAYS = re.compile("[\\w?!+\u2600-\u27bf\U0001f000-\U0001faff]|[:;=]-?[()DP]")
"""A letter, a digit, a question; a picture letter too: a thumb is an answer."""


def says_anything(text: str) -> bool:
    """Whether a person would say that something stands there; dashes, stars and dots are nothing."""
    return bool(_SAYS.search(text))
