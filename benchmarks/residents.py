"""Mails as residents would send them, generated from the shipped examples: the same at each run."""

import random
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

from skrzynka.classify import examples

STYLES = (
    '<p style="margin:0 0 8px;font-family:Calibri,sans-serif;font-size:11pt">{}</p>',
    "<div>{}<br></div>",
    "<p>{}</p>",
)


def mails(count: int) -> Iterator[bytes]:
    """Letters of residents as programs send them: with HTML beside the text, some quoting, a third with a photo."""
    chance, known = random.Random(11), [each for each in examples.load() if each.scope]
    by_language = [[each for each in known if each.language == code] for code in ("pl", "uk", "en", "ru")]
    for number in range(count):
        theirs = chance.choice(by_language)
        text = "\n\n".join(each.body for each in chance.sample(theirs, chance.randint(1, 3)))
        message = EmailMessage(policy=SMTP)
        message["Received"] = "from mx.example.org by mail.example.org; Wed, 1 Jun 2022 10:00:00 +0200"
        message["From"], message["To"] = f"Mieszkaniec {number} <m{number}@example.org>", "opinie@um.example"
        message["Subject"], message["Date"] = chance.choice(theirs).subject, "Wed, 1 Jun 2022 10:00:00 +0200"
        message["Message-ID"] = f"<{number}@example.org>"
        if number % 5 == 0:
            text += "\n\nOn Tue, 31 May 2022 at 09:12, Urząd wrote:\n" + "> Zapraszamy do konsultacji.\n" * 30
        message.set_content(text)
        style = chance.choice(STYLES)
        lines = "\n".join(style.format(line) for line in text.split("\n"))
        css = "\n".join(f"p.c{place} {{ margin: {place}px; }}" for place in range(chance.randint(0, 250)))
        message.add_alternative(f"<html><head><style>{css}</style></head><body>{lines}</body></html>", subtype="html")
        if number % 3 == 0:
            photo = b"\xff\xd8\xff\xe0" + chance.randbytes(chance.randint(4_000, 25_000))
            message.add_attachment(photo, maintype="image", subtype="jpeg", filename="zdjecie.jpg")
        yield message.as_bytes()
