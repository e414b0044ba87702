"""A tiny model of a city's own, and a small server that answers as language models do."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

WORDS = {"[UNK]": 0, "rower": 1, "drzewo": 2, "szkoła": 3, "bike": 4, "tree": 5, "school": 6}
_MEANS = [0, 1, 2, 3, 1, 2, 3]
"""What each word means: words of one meaning have one vector."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model of four token vectors, and its tokenizer."""
    onnx = pytest.importorskip("onnx", reason="needs pip install onnx onnxruntime tokenizers")
    from onnx import TensorProto, helper, numpy_helper
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    made = tmp_path / "model"
    made.mkdir()
    table = numpy_helper.from_array(np.eye(4, dtype=np.float32)[_MEANS], "table")
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "words"])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", "words", 4])
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["vectors"])], "tiny", [ids], [vectors], [table]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(made / "model.onnx"))
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    tokenizer.save(str(made / "tokenizer.json"))
    return made


@dataclass
class Server:
    """Answers each question by ``answer``: a text for the model's message, or a status, or a wait in seconds."""

    url: str = ""
    answer: Callable[[dict[str, Any]], str | int | float] = lambda _asked: '{"scope": "none"}'
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the standard library's name
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.asked.append(asked)
            told.keys.append(self.headers["Authorization"])
            said = told.answer(asked)
            if isinstance(said, float):
                told.stop.wait(said)
                return
            self.send_response(200 if isinstance(said, str) else said)
            if said == 302:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            if isinstance(said, str):
                self.wfile.write(json.dumps({"choices": [{"message": {"content": said}}]}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        told.url = f"http://127.0.0.1:{http.server_port}/v1"
        yield told
        told.stop.set()
        http.shutdown()
        thread.join()
