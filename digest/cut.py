"""A digest that is too long for mail programs, made shorter; the attached table has every opinion."""

from collections.abc import Sequence
from dataclasses import replace

from skrzynka.digest.records import Digest, Group


def size(digest: Digest) -> int:
    """How many opinions are shown with their words, those of campaigns aside."""
    return len(digest.attention.doubtful) + sum(len(group.opinions) for group in digest.groups)


def cut(digest: Digest, most: int) -> Digest:
    """The same digest with at most ``most`` opinions: those that need a person first, then some of every scope."""
    doubtful = digest.attention.doubtful[:most]
    each = _each(digest.groups, most - len(doubtful))
    return replace(
        digest,
        attention=replace(digest.attention, doubtful=doubtful, more=len(digest.attention.doubtful) - len(doubtful)),
        groups=tuple(
            Group(group.scope, group.opinions[:each], more=len(group.opinions[each:])) for group in digest.groups
        ),
    )


def _each(groups: Sequence[Group], most: int) -> int:
    """How many opinions each scope may show, so that they are ``most`` together."""
    each = 0
    while each < most and sum(min(len(group.opinions), each + 1) for group in groups) <= most:
        each += 1
    return each
