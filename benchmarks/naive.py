"""The peer: the same way as somebody would first write it in an afternoon, with the same packages. Not ours.

One FETCH a mail, mail-parser, ``langdetect.detect``, a scikit-learn pipeline's ``predict`` for each mail, one commit a
row.
"""

import mailparser
from imapclient import IMAPClient
from langdetect import DetectorFactory, LangDetectException, detect
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, create_engine

from skrzynka.classify import examples
from skrzynka.tests.servers import PASSWORD, USER


class Own(SQLModel, registry=registry()):
    """The peer has no tables but its own."""


class NaiveOpinion(Own, table=True):
    """A row for each mail."""

    id: int | None = Field(default=None, primary_key=True)
    uid: int
    sender: str
    subject: str
    text: str
    language: str
    scope: str
    raw: bytes


def trained() -> Pipeline:
    """Words and letters into a linear model, as every tutorial has it."""
    known = [each for each in examples.load() if each.scope]
    features = make_union(
        TfidfVectorizer(), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), max_features=100_000)
    )
    model = make_pipeline(features, LogisticRegression(max_iter=200))
    model.fit([f"{each.subject} {each.body}" for each in known[:1500]], [each.scope for each in known[:1500]])
    return model


def pipeline(port: int, count: int, path: str, model: Pipeline) -> None:
    """Take in ``count`` mails."""
    DetectorFactory.seed = 0
    engine = create_engine(f"sqlite:///{path}")
    Own.metadata.create_all(engine)
    with IMAPClient("127.0.0.1", port, ssl=False) as client, Session(engine) as session:
        client.login(USER, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        for uid in client.search("ALL")[:count]:
            raw = client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
            mail = mailparser.parse_from_bytes(raw)
            text = "\n".join(mail.text_plain) or mail.body
            try:
                language = detect(text)
            except LangDetectException:
                language = "und"
            scope = model.predict([f"{mail.subject} {text}"])[0]
            sender = mail.from_[0][1] if mail.from_ else ""
            session.add(
                NaiveOpinion(
                    uid=uid, sender=sender, subject=mail.subject, text=text, language=language, scope=scope, raw=raw
                )
            )
            session.commit()
