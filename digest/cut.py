"""A digest or summary that is too long for mail programs, made shorter; the attached table has every opinion."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from skrzynka.digest.records import Closing, Digest, Group

Told = TypeVar("Told", bound=Digest | Closing)


def size(told: Digest | Closing) -> int:
    """How many opinions are shown with their words, those of campaigns aside."""
    doubtful = len(told.attention.doubtful) if isinstance(told, Digest) else 0
    return doubtful + sum(len(group.opinions) for group in told.groups)


def cut(told: Told, most: int) -> Told:
    """The same with at most ``most`` opinions: those that need a person first, then some of every scope."""
    if isinstance(told, Closing):
        return replace(told, groups=_cut(told.groups, _each(told.groups, most)))
    doubtful = told.attention.doubtful[:most]
    attention = replace(told.attention, doubtful=doubtful, more=len(told.attention.doubtful) - len(doubtful))
    return replace(told, attention=attention, groups=_cut(told.groups, _each(told.groups, most - len(doubtful))))


def _cut(groups: Sequence[Group], each: int) -> tuple[Group, ...]:
    return tuple(Group(group.scope, group.opinions[:each], more=len(group.opinions[each:])) for group in groups)


def _each(groups: Sequence[Group], most: int) -> int:
    """How many opinions each scope may show, so that they are ``most`` together."""
    each = 0
    while each < most and sum(min(len(group.opinions), each + 1) for group in groups) <= most:
        each += 1
    return each
