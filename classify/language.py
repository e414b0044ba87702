"""Which language a text is written in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from skrzynka.classify import letters, odds, paragraphs, voices
from skrzynka.classify.odds import Odds
from skrzynka.classify.records import Language
from skrzynka.classify.words import without_addresses

UNKNOWN = Language("und", 0.0)

_LIMIT = 20_000  # characters; a longer text says no more of its language
_MOST_PARTS, _ASKED = 40, 2  # parts of a text that are read, and of which langdetect is asked where the others doubt
_MAIN = 3.0  # how much likelier (logarithm of odds) a part is in the language of the others


def detect(text: str, languages: Sequence[str]) -> Language:
    """The language of ``text``; ``languages`` (ISO 639-1) are likelier than others where it is short.

    Addresses are no words. Each paragraph is told by itself, and one in doubt goes with the others. The language of
    most letters is the mail's, so that a salutation in another one counts little; ``shares`` tells how they part.
    A text without words of any language gives ``und``.
    """
    parts = sorted(paragraphs.split(without_addresses(text[:_LIMIT])), key=lambda part: -part.weight)[:_MOST_PARTS]
    read = [(part.weight, odds.of(part, languages, ask=n < _ASKED)) for n, part in enumerate(parts)]
    read = [(weight, said) for weight, said in read if said]
    if not read:
        return UNKNOWN
    main = _main(read)
    told = [(weight, *_told(said, main)) for weight, said in read]
    weights = _sums((code, weight) for weight, code, _ in told)
    sure = _sums((code, weight * chance) for weight, code, chance in told)
    total = sum(weights.values())
    code = next(iter(weights))
    shares = tuple((code, round(weight / total, 3)) for code, weight in weights.items())
    return Language(code, round(sure[code] / weights[code], 3), shares)


def recognised() -> frozenset[str]:
    """Every language that ``detect`` can find."""
    return voices.known() | letters.known()


def _main(read: Sequence[tuple[float, Odds]]) -> str:
    """The language that most letters are likely to be in."""
    return next(
        iter(_sums((code, weight * chance) for weight, said in read for code, chance in odds.chances(said).items()))
    )


def _told(said: Odds, main: str) -> tuple[str, float]:
    """The language of a part, where that of most letters is likelier than others; and how sure it is by itself."""
    code, _ = odds.likeliest({code: one + _MAIN * (code == main) for code, one in said.items()})
    return code, odds.chances(said)[code]


def _sums(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The sum of each language, the greatest first."""
    sums: defaultdict[str, float] = defaultdict(float)
    for code, number in pairs:
        sums[code] += number
    return dict(sorted(sums.items(), key=lambda one: -one[1]))
