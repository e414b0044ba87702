"""What opinions on one scope have in common: sentences of like meaning, put together. Nothing is invented. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skrzynka.classify.evidence import deciding
from skrzynka.classify.records import Evidence
from skrzynka.classify.vectors import Floats, Vectors
from skrzynka.classify.words import split
from skrzynka.report.records import Postulate

_ALIKE = 0.82  # likeness of meaning (cosine) from which on two sentences ask for the same
_MOST = 8  # of one scope
_LEAST = 2  # opinions that make a postulate
_LETTERS = 260


@dataclass(frozen=True, slots=True)
class Voice:
    """An opinion as it is compared: its number, language, text that may be shown, and what decided its tag."""

    number: int
    language: str
    text: str
    evidence: tuple[Evidence, ...]


def postulates(voices: Sequence[Voice], vectors: Vectors, rarity: Floats) -> tuple[list[Postulate], int]:
    """The commonest postulates, the most asked for first, and how many opinions ask for something of their own.

    Each opinion speaks by the sentence that decided its tag. One joins the postulate that it is most alike, in the
    order of the numbers, so the same opinions give the same postulates.
    """
    said = [(voice, sentence) for voice in voices if (sentence := _sentence(voice))]
    if not said:
        return [], 0
    meanings = np.stack([_meaning(sentence, vectors, rarity) for _, sentence in said])
    groups = _grouped(meanings)
    large = sorted((group for group in groups if len(group) >= _LEAST), key=lambda group: (-len(group), group[0]))
    found = [_postulate([said[at] for at in group], meanings[group]) for group in large[:_MOST]]
    return found, sum(len(group) for group in groups) - sum(len(each.numbers) for each in found)


def _sentence(voice: Voice) -> str:
    sentence = next(iter(deciding(voice.text, voice.evidence, most=1)), "")
    return " ".join(sentence.split())


def _grouped(meanings: Floats) -> list[list[int]]:
    """Places by group: each joins the group whose mean it is most alike, or begins one."""
    groups: list[list[int]] = []
    means = np.zeros((0, meanings.shape[1]), np.float32)
    for at, meaning in enumerate(meanings):
        alike = means @ meaning if groups else np.zeros(0)
        best = int(alike.argmax()) if groups else -1
        if best >= 0 and alike[best] >= _ALIKE and np.any(meaning):
            groups[best].append(at)
            total = meanings[groups[best]].sum(axis=0)
            means[best] = total / max(float(np.linalg.norm(total)), 1e-6)
        else:
            groups.append([at])
            means = np.vstack([means, meaning])
    return groups


def _postulate(said: Sequence[tuple[Voice, str]], meanings: Floats) -> Postulate:
    nearest = int((meanings @ meanings.mean(axis=0)).argmax())
    voice, sentence = said[nearest]
    shown = sentence if len(sentence) <= _LETTERS else sentence[: _LETTERS - 1].rsplit(" ", 1)[0] + " …"
    return Postulate(shown, voice.language, voice.number, tuple(sorted(each.number for each, _ in said)))


def _meaning(sentence: str, vectors: Vectors, rarity: Floats) -> Floats:
    rows = list(dict.fromkeys(row for word in split(sentence) if (row := vectors.row(word.folded)) is not None))
    if not rows:
        return np.zeros(vectors.width, np.float32)
    total: Floats = (vectors.of(rows) * rarity[rows][:, None]).sum(axis=0)
    unit: Floats = total / max(float(np.linalg.norm(total)), 1e-6)
    return unit.astype(np.float32)
