"""Sentence embeddings from a folder: a text is compared with each scope's names, description and keywords."""

import hashlib
from collections.abc import Sequence
from math import exp
from pathlib import Path
from typing import Any, Self

import numpy as np

from skrzynka.classify.records import Scope
from skrzynka.classify.vectors import Floats
from skrzynka.models.pooled import Chances
from skrzynka.neutral import one_line
from skrzynka.settings import ConfigError

_TOKENS = 512
_SHARPNESS = 0.03  # difference of cosines that makes a scope e times likelier
_FILES = ("model.onnx", "tokenizer.json")


class Embeddings:
    """An ONNX model that gives token vectors, and its tokenizer; the mean of the vectors is the text's."""

    def __init__(self, session: Any, tokenizer: Any, scopes: Sequence[Scope], version: str) -> None:  # noqa: ANN401  # foreign objects
        self._session = session
        self._tokenizer = tokenizer
        self._inputs = {each.name for each in session.get_inputs()}
        self._keys = [scope.key for scope in scopes]
        self._scopes = np.stack([self._vector(_words(scope)) for scope in scopes])
        self.version = version

    @classmethod
    def of(cls, folder: Path, scopes: Sequence[Scope]) -> Self:
        """The model of a folder with model.onnx and tokenizer.json. Raises ConfigError."""
        where = f"classifier.embeddings {one_line(str(folder))}"
        try:
            from onnxruntime import InferenceSession, SessionOptions
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ConfigError(f"{where}: needs more: pip install 'skrzynka[embeddings]'") from error
        model, tokens = (folder / name for name in _FILES)
        if missing := [path.name for path in (model, tokens) if not path.is_file()]:
            raise ConfigError(f"{where}: lacks {', '.join(missing)}; name the folder of a model in ONNX form")
        options = SessionOptions()
        options.intra_op_num_threads = 1  # mails are read side by side
        try:
            tokenizer = Tokenizer.from_file(str(tokens))
            tokenizer.enable_truncation(_TOKENS)
            session = InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            version = f"embeddings-{hashlib.sha256(model.read_bytes()).hexdigest()[:12]}"
            return cls(session, tokenizer, scopes, version)
        except Exception as error:
            raise ConfigError(
                f"{where}: cannot be used ({type(error).__name__}); is it a text model in ONNX form?"
            ) from error

    def chances(self, text: str) -> Chances | None:
        """How like each scope a text is; of no topic it knows nothing, and gives it the mean."""
        try:
            likeness = self._scopes @ self._vector(text)
        except Exception:  # noqa: BLE001  # a foreign model must stop no mail
            return None
        values = [*likeness, float(likeness.mean())]
        weights = [exp((value - max(values)) / _SHARPNESS) for value in values]
        return dict(zip([*self._keys, None], (weight / sum(weights) for weight in weights), strict=True))

    def _vector(self, text: str) -> Floats:
        encoded = self._tokenizer.encode(text)
        given = {
            "input_ids": np.array([encoded.ids], np.int64),
            "attention_mask": np.array([encoded.attention_mask], np.int64),
            "token_type_ids": np.array([encoded.type_ids], np.int64),
        }
        output = self._session.run(None, {name: value for name, value in given.items() if name in self._inputs})[0][0]
        mask = given["attention_mask"][0][:, None]
        mean = (output * mask).sum(axis=0) / max(int(mask.sum()), 1)
        unit: Floats = (mean / max(float(np.linalg.norm(mean)), 1e-6)).astype(np.float32)
        return unit


def _words(scope: Scope) -> str:
    return ". ".join((*scope.names.values(), scope.description, ", ".join(scope.keywords)))
