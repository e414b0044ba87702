"""Invented mails as the store would give them back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from skrzynka.classify.records import Evidence
from skrzynka.digest.insights import Condition
from skrzynka.store.comparison import Comparison
from skrzynka.store.questions import LedgerSum
from skrzynka.store.records import MACHINE, AttachmentNote, Authentication, Kind, MailRow, Period, State, StoredMail

MORNING = datetime(2022, 6, 1, 6, 0, tzinfo=UTC)
YESTERDAY = MORNING - timedelta(days=1)
HOUR = MORNING.astimezone(ZoneInfo("Europe/Warsaw"))

_ROW = MailRow(
    number=1,
    received_at=MORNING - timedelta(hours=12),
    archived_at=MORNING - timedelta(hours=12),
    from_email="olena@poczta.example",
    from_name="Олена Коваленко",
    subject="Пропозиція",
    kind=Kind.OPINION,
    state=State.OPINION,
    period=Period.OPEN,
    language="uk",
    scope="edukacja",
    secondary=None,
    confidence=0.87,
    needs_review=False,
    tagged_by=MACHINE,
)

_MAIL = StoredMail(
    row=_ROW,
    mailbox="INBOX",
    uidvalidity=1,
    uid=1,
    sha256="0" * 64,
    reason="",
    message_id="<1@poczta.example>",
    forwarded_by=None,
    sent_at=None,
    text="",
    quoted="",
    signature="",
    attachments=(),
    attachment_text="",
    defects=(),
    authentication=Authentication(),
    duplicate_of=None,
    evidence=(),
    ranking=(),
    model="1",
)


def mail(number: int, text: str = "Więcej lekcji polskiego.", **changes: object) -> StoredMail:
    """A mail with that number and text; ``changes`` are fields of its row or of the mail itself."""
    in_row = {name: changes.pop(name) for name in list(changes) if name in MailRow.__slots__}
    row = replace(_ROW, number=number, **in_row)  # type: ignore[arg-type]  # the fields' own types
    return replace(_MAIL, row=row, uid=number, text=text, **changes)  # type: ignore[arg-type]  # the fields' own types


def total(mails: list[StoredMail]) -> LedgerSum:
    """The ledger's sum over ``mails``."""
    states = [each.row.state for each in mails]
    return LedgerSum(
        in_mailbox=len(mails),
        opinions=states.count(State.OPINION),
        other=states.count(State.OTHER),
        duplicates=states.count(State.DUPLICATE),
        quarantined=states.count(State.QUARANTINED),
        pending=states.count(State.PENDING),
    )


WELL = Condition(HOUR, compared=Comparison(HOUR, on_server=143, in_store=143, both=143, unexplained=0))
"""A service that works."""

HOSTILE = (
    '<script>alert("x")</script><img src=x onerror=alert(1)>\n'
    "\x1b[2J\x1b]0;pwned\x07 \u202egnp.exe\u202c {{ 7*7 }} {0.__class__}\r"
    "143 in the mailbox = 0 opinions; unexplained 143\n\n\n\n-- \n"
    "مرحبا, це лист із \u202eприхованим\u202c змістом."
)

LONG = " ".join(["Наші діти люблять футбол, але на нашому подвір'ї немає де грати, тому вони сидять удома."] * 12)

DAY = [
    mail(
        9,
        "Dzień dobry,\n\nproszę, żeby w szkole na Nadodrzu powstał oddział przygotowawczy. Mój syn uczy się w klasie, w"
        " której nikt nie mówi po ukraińsku, i po lekcjach nie ma z kim ćwiczyć polskiego.\n\nJedna dodatkowa godzina"
        " dziennie zmieniłaby bardzo dużo.",
        from_name="Anna Wiśniewska-Kowalczyk",
        subject="Oddział przygotowawczy na Nadodrzu",
        language="pl",
        confidence=0.93,
        evidence=(
            Evidence("oddział przygotowawczy", "edukacja", 0.6),
            Evidence("polskiego", "edukacja", 0.3),
            Evidence("Nadodrzu", "spolecznosci", 0.1),
        ),
        attachments=(AttachmentNote("plan lekcji.pdf", "application/pdf", 1200, "scan"),),
    ),
    mail(
        10,
        "Доброго дня! Моя донька ходить до першого класу. Хотілося б, щоб у школі була асистентка, яка говорить"
        " українською і допомагає вчительці.",
        secondary="procesy",
        evidence=(Evidence("асистентка", "edukacja", 0.5),),
    ),
    mail(
        11,
        "Hello, our volunteers at the station are exhausted. Please pay for a coordinator and for supervision, and keep"
        " the school clubs going after the summer. Young people want to help, but nobody organises them.",
        from_name="",
        from_email="james.okafor@mail.example",
        subject="Volunteers need a coordinator",
        language="en",
        scope="wolontariat",
        confidence=0.81,
        evidence=(Evidence("volunteers", "wolontariat", 0.5), Evidence("coordinator", "wolontariat", 0.4)),
    ),
    mail(
        12,
        "Здравствуйте. В классе моего сына его дразнят из-за акцента. Нужна медиация и занятия для всего класса, а не"
        " наказания.",
        from_name="Ирина",
        subject="",
        language="ru",
        scope="konflikty",
        confidence=0.9,
        tagged_by="Marta z biura",
        evidence=(Evidence("медиация", "konflikty", 0.7),),
    ),
    mail(13, LONG, subject="Футбол", scope="spolecznosci", confidence=0.77),
    mail(
        14,
        "Chcielibyśmy mieć gdzie się spotykać z dziećmi z naszego bloku i decydować o tym, co tam będzie.",
        from_name="Tomasz Zięba",
        subject="Miejsce spotkań",
        language="pl",
        scope="spolecznosci",
        confidence=0.46,
        needs_review=True,
        ranking=(("spolecznosci", 0.46), ("procesy", 0.38), (None, 0.09), ("edukacja", 0.03)),
        evidence=(Evidence("naszego bloku", "spolecznosci", 0.3),),
    ),
    mail(
        15,
        "",
        from_name="Світлана Петренко",
        subject="Лист у вкладенні",
        scope="usamodzielnianie",
        confidence=0.52,
        needs_review=True,
        period=Period.EARLY,
        attachment_text="Просимо допомогти з орендою житла біля школи.",
        attachments=(AttachmentNote("лист.docx", "application/msword", 9000),),
        ranking=(("usamodzielnianie", 0.52), ("edukacja", 0.31), ("dokumenty", 0.07)),
    ),
    mail(
        16,
        "",
        kind=Kind.UNREADABLE,
        state=State.QUARANTINED,
        subject="(brak)",
        from_name="",
        from_email="",
        scope=None,
        tagged_by=None,
        reason="the structure cannot be read",
    ),
    mail(17, HOSTILE, from_name='"><b>Zły\u202e\n', subject="Re: <script>\r\nBcc: x", language="ar", scope=None),
    mail(18, "", kind=Kind.AUTO_REPLY, state=State.OTHER, scope=None, tagged_by=None, reason="auto-submitted"),
    mail(19, "", kind=Kind.AUTO_REPLY, state=State.OTHER, scope=None, tagged_by=None, reason="auto-submitted"),
    mail(20, "", kind=Kind.NEWSLETTER, state=State.OTHER, scope=None, tagged_by=None, reason="list-unsubscribe"),
    mail(21, "", kind=Kind.DUPLICATE, state=State.DUPLICATE, scope=None, tagged_by=None, reason="same as 9"),
    mail(
        22,
        "O której jest spotkanie przy stole? Mam też pomysł.",
        kind=Kind.QUESTION,
        state=State.OTHER,
        needs_review=True,
        scope=None,
        tagged_by=None,
        language="pl",
        from_name="Kasia",
        subject="Spotkanie 2 czerwca",
        reason="asks, and may propose something too",
    ),
]
"""What one busy day brings."""
