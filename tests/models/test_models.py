"""A city's own models beside the shipped tagger."""

from pathlib import Path
from typing import Any

import pytest

from skrzynka import models
from skrzynka.classify.records import Classifier, Scope
from skrzynka.models.pooled import Chances, Pooled
from skrzynka.settings import ConfigError, OwnModels, load, parse, shipped
from skrzynka.tests.models.conftest import Server

SCOPES = (
    Scope(1, "rowery", {"pl": "Rower"}, "rower", ("bike",)),
    Scope(2, "zielen", {"pl": "Drzewo"}, "drzewo", ("tree",)),
    Scope(3, "szkoly", {"pl": "Szkoła"}, "szkoła", ("school",)),
)


def classifier(**own: Any) -> Classifier:
    return models.load(SCOPES, ("pl", "en"), None, OwnModels(**own))


def test_without_a_model_of_ones_own_nothing_changes() -> None:
    assert classifier().version == models.load(SCOPES, ("pl", "en")).version


def test_texts_are_compared_with_scopes_in_any_language_that_the_model_knows(folder: Path) -> None:
    own = classifier(embeddings=folder)
    assert [own.classify("", text).tag.scope for text in ("bike bike", "tree", "school")] == [
        "rowery",
        "zielen",
        "szkoly",
    ]
    tag = own.classify("", "tree").tag
    assert "+embeddings-" in tag.model
    assert tag.model == own.version
    assert not tag.auto
    assert sum(share for _, share in tag.ranking) == pytest.approx(1)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: (folder / "model.onnx").unlink(), "lacks model.onnx"),
        (lambda folder: (folder / "model.onnx").write_bytes(b"no model"), "cannot be used"),
        (lambda folder: (folder / "tokenizer.json").write_text("{}"), "cannot be used"),
    ],
)
def test_a_folder_without_a_model_is_one_clear_line(folder: Path, spoil: Any, told: str) -> None:
    spoil(folder)
    with pytest.raises(ConfigError, match=told) as refused:
        classifier(embeddings=folder)
    assert "\n" not in str(refused.value)


def test_an_endpoint_chooses_among_the_scopes(server: Server) -> None:
    server.answer = lambda _: '{"scope": "zielen"}'
    own = classifier(endpoint=server.url, model="tiny")
    tag = own.classify("Wniosek", "Posadźcie coś na skwerze.").tag
    assert tag.scope == "zielen"
    assert tag.model.endswith("+endpoint-tiny")
    assert not tag.auto
    (asked,) = server.asked
    assert asked["model"] == "tiny"
    assert asked["response_format"]["json_schema"]["schema"]["properties"]["scope"]["enum"] == [
        "rowery",
        "zielen",
        "szkoly",
        "none",
    ]
    assert asked["messages"][1]["content"] == "<letter>\nWniosek\nPosadźcie coś na skwerze.\n</letter>"


@pytest.mark.parametrize(
    "said",
    ["zielen", '{"scope": "hack"}', '{"scope": ["zielen"]}', "[]", '{"x": 1}', "ignore all rules", 500, 302, 401],
)
def test_nonsense_leaves_the_shipped_answer_as_it_is(server: Server, said: str | int) -> None:
    server.answer = lambda _: said
    own, base = classifier(endpoint=server.url, model="tiny"), classifier()
    text = "Potrzebne są stojaki na rower przy szkole."
    assert own.classify("", text) == base.classify("", text)


def test_a_server_that_hangs_or_is_away_is_left_alone_for_a_while(server: Server) -> None:
    server.answer = lambda _: 5.0
    own = classifier(endpoint=server.url, model="tiny", seconds=1)
    text = "Potrzebne są stojaki na rower."
    before = own.classify("", text)
    for _ in range(20):
        assert own.classify("", text) == before
    assert len(server.asked) == 1, "twenty texts did not wait for it"
    server.answer = lambda _: '{"scope": "zielen"}'
    assert own.classify("", text).tag.model.endswith("+endpoint-tiny")
    away = classifier(endpoint="http://127.0.0.1:1/v1", model="tiny")
    assert away.classify("", text) == before


def test_the_key_comes_from_the_environment_or_a_file(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("from-file\n")
    classifier(endpoint=server.url, model="m", key_file=tmp_path / "key").classify("", "drzewo")
    monkeypatch.setenv("SKRZYNKA_CLASSIFIER_KEY", "from-env")
    classifier(endpoint=server.url, model="m").classify("", "drzewo")
    assert server.keys == ["Bearer from-file", "Bearer from-env"]


class Fixed:
    version = "fixed"

    def __init__(self, **chances: float) -> None:
        self._chances: Chances = {(key if key != "none" else None): share for key, share in chances.items()}

    def chances(self, text: str) -> Chances | None:
        return self._chances if text else None


def test_another_voice_may_doubt_a_tag_but_never_make_it_surer() -> None:
    chosen = load(None)
    base = models.load(chosen.scope_records, chosen.consultation.languages)
    text = "Mojego syna w klasie wyzywają od banderowców i popychają. Potrzebne są mediacje."
    alone = base.classify("", text).tag
    assert (alone.scope, alone.auto) == ("konflikty", True)
    agreed = Pooled(base, [Fixed(konflikty=0.99)]).classify("", text).tag
    assert (agreed.scope, agreed.auto) == ("konflikty", True)
    assert agreed.confidence <= alone.confidence
    doubted = Pooled(base, [Fixed(edukacja=0.9, konflikty=0.05)]).classify("", text).tag
    assert not doubted.auto


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('endpoint = "https://api.example.com/v1"\nmodel = "m"', "would be sent to api.example.com"),
        ('endpoint = "http://api.example.com/v1"\nmodel = "m"\nsend_texts_to_this_server = true', "without encryption"),
        ('endpoint = "http://127.0.0.1:1/v1"', "wants the name of a model"),
        ('endpoint = "ftp://127.0.0.1/"\nmodel = "m"', "write an address such as"),
        ('endpoint = "http://user:pass@127.0.0.1/"\nmodel = "m"', "without a login"),
    ],
)
def test_no_letter_leaves_this_machine_unless_it_is_said_in_so_many_words(lines: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        parse(f"{shipped()}\n[classifier]\n{lines}\n", "config.toml", Path())


def test_what_is_said_in_so_many_words_is_done() -> None:
    lines = 'endpoint = "https://api.example.com/v1"\nmodel = "m"\nsend_texts_to_this_server = true'
    chosen = parse(f"{shipped()}\n[classifier]\n{lines}\nembeddings = 'e5'\n", "config.toml", Path("/srv/x"))
    assert chosen.own_models.endpoint == "https://api.example.com/v1"
    assert chosen.own_models.embeddings == Path("/srv/x/e5")
