"""The report as a person asks for it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from skrzynka.tests.commands.conftest import Run


def test_every_form_is_written_with_the_evaluation_in_its_annex(run: Run, played: Path) -> None:
    done = run("report", "--format", "html,docx,pdf,xlsx,csv", "--out", "out/r")
    assert done.code == 0, done.err
    assert sorted(path.name for path in (played / "out/r").iterdir()) == [
        f"report-internal-pl.{form}" for form in ("csv", "docx", "html", "pdf", "xlsx")
    ]
    assert done.err == "", "no bar where nobody looks"
    assert "Jak dobrze program wskazuje zakres" not in (played / "out/r/report-internal-pl.html").read_text("utf-8")
    numbers = [line["number"] for line in run("list", "--state", "opinion", "--json").lines]
    for number in numbers[:12]:
        assert run("retag", str(number), "edukacja").code == 0
    assert run("report", "--out", "out/r").code == 0
    assert "Jak dobrze program wskazuje zakres" in (played / "out/r/report-internal-pl.html").read_text("utf-8")


def test_summaries_want_a_model_and_are_marked(run: Run, played: Path) -> None:
    done = run("report", "--summaries")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "classifier.endpoint" in done.err

    class Model(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the standard library's name
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"choices": [{"message": {"content": "Proszą o dużo."}}]}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        config = played / "config.toml"
        own = f'[classifier]\nendpoint = "http://127.0.0.1:{server.server_port}/v1"\nmodel = "tiny"\n\n[imap]'
        config.write_text(config.read_text("utf-8").replace("[imap]", own, 1), "utf-8")
        assert run("report", "--summaries").code == 0
        server.shutdown()
    page = (played / "report-internal-pl.html").read_text("utf-8")
    assert page.count("<p>Proszą o dużo.</p>") == 7
    assert "Streszczenia napisał model językowy tiny" in page


def test_a_wrong_form_or_folder_is_one_clear_line(run: Run, played: Path) -> None:
    assert run("report", "--format", "odt").code == 2
    (played / "file").write_text("x")
    done = run("report", "--out", "file")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
