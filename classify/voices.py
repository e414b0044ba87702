"""Two voices that tell languages: pieces of words, and langdetect."""

import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import eldc
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

_UNREADABLE = re.compile("[\0\ud800-\udfff]")
_SAMPLE, _TRIALS, _SEED = 300, 2, 2022  # langdetect gets slower with more of the text, not better
_PROFILES = {
    "LATIN": (
        "pl", "en", "de", "cs", "sk", "es", "fr", "it", "pt", "nl", "tr", "vi", "ro", "hu", "lt", "lv", "et", "sv",
        "no", "da", "fi", "hr", "sl", "sq", "ca",
    ),
    "CYRILLIC": ("uk", "ru", "bg"),
}  # fmt: skip


def pieces(text: str) -> dict[str, float]:
    """For each language, how good words of it the pieces of lowercase ``text`` make: 0 to about 4, for any length."""
    # eldc stops at a NUL, refuses half letters, and tells 1 - exp(-score), which says little of differences near 1.
    scores = _eldc().detect_details(_UNREADABLE.sub(" ", text)).scores
    return {code: -math.log(max(1e-6, 1.0 - said)) for code, said in scores.items()}


def langdetect(text: str, script: str) -> Mapping[str, float]:
    """How likely langdetect takes the languages that it knows to be, lowercase ``text`` given."""
    if script not in _PROFILES:
        return {}
    factory = _factory(_PROFILES[script])
    detector = factory.create()
    detector.n_trial = _TRIALS
    detector.append(text[:_SAMPLE])
    try:
        return dict.fromkeys(_PROFILES[script], 0.0) | {said.lang: said.prob for said in detector.get_probabilities()}
    except LangDetectException:
        return {}


def known() -> frozenset[str]:
    """Every language of which the pieces can speak."""
    return frozenset(eldc.LANGUAGES)


@cache
def _eldc() -> Any:  # noqa: ANN401 - it has no types
    """A detector of our own, whose settings no other import can change."""
    eldc.init()
    detector = eldc.instance()
    detector.set_scores(eldc.MAX_SCORES)
    return detector


@cache
def _factory(codes: tuple[str, ...]) -> DetectorFactory:
    """A detector of our own: the module's shared one can be reseeded by any other import."""
    profiles = files("langdetect").joinpath("profiles")
    factory = DetectorFactory()
    factory.set_seed(_SEED)
    factory.load_json_profile([profiles.joinpath(code).read_text("utf-8") for code in codes])
    return factory
