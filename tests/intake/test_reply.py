"""The writer's own words, told from quotes and signatures."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skrzynka.intake.html import MAYBE
from skrzynka.intake.reply import cut

OWN = "Dzień dobry,\npotrzebne są mediacje w szkole.\nOla"
THEIRS = "Zapraszamy do konsultacji.\nProsimy o opinie."

ATTRIBUTIONS = [
    "On Thu, May 26, 2022 at 9:02 AM Koordynatorka <k@um.example> wrote:",
    "On 26/05/2022 09:02, Koordynatorka wrote:",
    "On Thu, 26 May 2022 09:02:14 +0200, Koordynatorka <k@um.example>\nwrote:",
    "2022-05-26 9:02 GMT+02:00 Koordynatorka <k@um.example>:",
    "W dniu 26.05.2022 o 09:02, Koordynatorka pisze:",
    "W dniu czw., 26 maj 2022 o 09:02 Koordynatorka <k@um.example>\nnapisał(a):",
    "czw., 26 maj 2022 o 09:02 Koordynatorka konsultacji\n<k@um.example> napisał(a):",
    "Dnia 26 maja 2022 09:02 Koordynatorka <k@um.example> napisał(a):",
    "Wiadomość napisana przez Koordynatorka <k@um.example> w dniu 26.05.2022, o godz. 09:02:",
    "чт, 26 трав. 2022 р. о 09:02 Koordynatorka <k@um.example> пише:",
    '26 травня 2022, 09:02:14, від "Koordynatorka" <k@um.example>:',
    "26.05.22 09:02, Koordynatorka пише:",
    "чт, 26 мая 2022 г. в 09:02, Koordynatorka <k@um.example>:",
    "Четверг, 26 мая 2022, 9:02 +02:00 от Koordynatorka <k@um.example>:",
    '26.05.2022, 09:02, "Koordynatorka" <k@um.example>:',
    "26 мая 2022 г., в 09:02, Koordynatorka <k@um.example> написал(а):",
    "Am 26.05.2022 um 09:02 schrieb Koordynatorka:",
    "Am Do., 26. Mai 2022 um 09:02 Uhr schrieb Koordynatorka <k@um.example>:",
    "Le jeu. 26 mai 2022 à 09:02, Koordynatorka <k@um.example> a écrit :",
    "El jue, 26 may 2022 a las 9:02, Koordynatorka (<k@um.example>) escribió:",
    "Il giorno gio 26 mag 2022 alle ore 09:02 Koordynatorka <k@um.example> ha scritto:",
    "Em qui., 26 de mai. de 2022 às 09:02, Koordynatorka <k@um.example> escreveu:",
    "Op do 26 mei 2022 om 09:02 schreef Koordynatorka <k@um.example>:",
    "čt 26. 5. 2022 v 9:02 odesílatel Koordynatorka <k@um.example> napsal:",
    "Den tors 26 maj 2022 kl 09:02 skrev Koordynatorka <k@um.example>:",
    "tor. 26. mai 2022 kl. 09:02 skrev Koordynatorka <k@um.example>:",
    "Den tor. 26. maj 2022 kl. 09.02 skrev Koordynatorka <k@um.example>:",
    "Koordynatorka <k@um.example> 于2022年5月26日周四 09:02写道：",
    "2022年5月26日(木) 9:02 Koordynatorka <k@um.example>:",
]

BLOCKS = [
    ("From", "Sent", "To", "Subject"),
    ("Od", "Wysłano", "Do", "Temat"),
    ("Від", "Надіслано", "Кому", "Тема"),
    ("От", "Отправлено", "Кому", "Тема"),
    ("Von", "Gesendet", "An", "Betreff"),
    ("De", "Envoyé", "À", "Objet"),
    ("De", "Enviado el", "Para", "Asunto"),
    ("Da", "Inviato", "A", "Oggetto"),
    ("De", "Enviada em", "Para", "Assunto"),
    ("Van", "Verzonden", "Aan", "Onderwerp"),
    ("Od", "Odesláno", "Komu", "Předmět"),
    ("Från", "Skickat", "Till", "Ämne"),
    ("Fra", "Sendt", "Til", "Emne"),
    ("发件人", "发送时间", "收件人", "主题"),
    ("差出人", "送信日時", "宛先", "件名"),
]


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_marked_quotes_below_an_attribution_are_cut(attribution: str) -> None:
    found = cut(f"{OWN}\n\n{attribution}\n\n{quoted(THEIRS)}\n")
    assert found.text == OWN
    assert found.quoted == f"{attribution}\n\n{quoted(THEIRS)}"


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_unmarked_quotes_below_an_attribution_with_an_address_are_cut(attribution: str) -> None:
    found = cut(f"{OWN}\n\n{attribution}\n\n{THEIRS}\n")
    assert found.text == (OWN if "@" in attribution else found.text)


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_an_answer_below_the_quote_is_kept(attribution: str) -> None:
    assert cut(f"{attribution}\n{quoted(THEIRS)}\n\n{OWN}\n").text == OWN


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_answers_between_quoted_lines_are_kept(attribution: str) -> None:
    found = cut(f"{attribution}\n> Pierwsze pytanie?\n\nTak.\n\n> Drugie pytanie?\n\nNie, dziękuję.\n")
    assert found.text == "Tak.\n\nNie, dziękuję."


@pytest.mark.parametrize("labels", BLOCKS)
@pytest.mark.parametrize("shape", ["{}: {}", "*{}:* {}", "{} : {}"])
@pytest.mark.parametrize("line", ["", "________________________________\n", "-----Original Message-----\n"])
def test_header_blocks_are_cut_in_every_language(labels: tuple[str, ...], shape: str, line: str) -> None:
    values = ("Koordynatorka <k@um.example>", "26.05.2022 09:02", "ola@example.org", "Zaproszenie")
    block = "\n".join(shape.format(label, value) for label, value in zip(labels, values, strict=True))
    assert cut(f"{OWN}\n\n{line}{block}\n\n{THEIRS}\n").text == OWN


def test_the_block_after_two_dashes_is_the_signature() -> None:
    found = cut(f"{OWN}\n-- \nOla Nowak\ntel. 000\n")
    assert (found.text, found.signature) == (OWN, "--\nOla Nowak\ntel. 000")


def test_a_long_text_below_two_dashes_is_no_signature() -> None:
    text = "Wstęp\n--\n" + "\n".join(f"Zdanie numer {n}." for n in range(30))
    assert cut(text).text == text


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Wysłane z iPhone'a",
        "Wysłano z mojego iPada",
        "Wysłane z telefonu Samsung Galaxy",
        "Wysłano z aplikacji mobilnej Poczta WP",
        "Надіслано з iPhone",
        "Відправлено з пристрою Android",
        "Отправлено с iPhone",
        "Отправлено из мобильной Яндекс Почты",
        "Von meinem iPhone gesendet",
        "Gesendet von Mail für Windows",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Enviado do meu iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Odesláno z iPhonu",
        "Skickat från min iPhone",
        "Get Outlook for Android",
        "Pobierz aplikację Outlook dla systemu iOS",
        "iPhoneから送信",
        "发自我的iPhone",
    ],
)
def test_what_a_phone_adds_is_not_the_writers(line: str) -> None:
    found = cut(f"{OWN}\n\n{line}\n")
    assert (found.text, found.signature) == (OWN, line)


@pytest.mark.parametrize(
    "text",
    [
        "Wysłane z urzędu pismo nie dotarło do szkoły.",
        "Od: poniedziałku\nDo: piątku\nnie ma zajęć.",
        "Pani dyrektor w dniu 3 maja 2022 powiedziała nam tak:\nnie ma miejsc.",
        "Moje punkty:\n- mediacje\n- świetlica",
        "Napisałem do szkoły 26.05.2022:\nbez odpowiedzi.",
        "Co mnie boli:\n\n> nic",
        ">From tego miejsca widać szkołę",
    ],
)
def test_the_writers_words_are_not_cut(text: str) -> None:
    words = [word for word in text.removeprefix(">").split() if word != ">"]
    assert [word for word in words if word not in cut(text).text.split()] in ([], ["nic"])


def test_where_nothing_would_be_left_all_is_kept() -> None:
    found = cut(quoted(THEIRS))
    assert found.text == THEIRS
    assert found.quoted == quoted(THEIRS)


@pytest.mark.parametrize(
    "footer",
    [
        "_______________________________________________\nRada mailing list\nRada@example.org\nhttps://example.org/mailman/listinfo/rada",
        "-- \nOtrzymujesz tę wiadomość, ponieważ należysz do grupy.\nAby wypisać się, napisz na x@example.org",
        "This message is confidential and intended only for the addressee.\nPlease delete it otherwise.",
        "Treść tej wiadomości zawiera informacje poufne, przeznaczone tylko dla adresata.",
        "Це повідомлення є конфіденційним і призначене лише для адресата.",
    ],
)
def test_what_servers_add_below_is_not_the_writers(footer: str) -> None:
    assert cut(f"{OWN}\n\n{footer}\n").text == OWN


def test_marks_of_pictures_are_no_words() -> None:
    assert cut("Tak.\n\n[cid:foto1@example.net]\n\n[image: plac.jpg]\nNie.").text == "Tak.\n\nNie."


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab >:-\n@1ź\u200b_|*", max_size=400))
def test_no_word_is_lost(text: str) -> None:
    found = cut(text)
    kept = f"{found.text}{found.quoted}{found.signature}"
    assert sum(c.isalnum() for c in kept) >= sum(c.isalnum() for c in text)
    assert found.text or not any(c.isalnum() for c in text)


def test_many_drawn_lines_take_no_time() -> None:
    assert cut("Dzień dobry\n" + "---\n\n" * 3000 + "koniec").text.endswith("koniec")
    assert cut("Dzień dobry\n" + "---\n\n" * 3000).text == "Dzień dobry"


@pytest.mark.parametrize(
    "line",
    [
        "---",
        "-" * 70,
        "On 6 Jun 2022 at 10:00 x wrote:",
        "From: a <a@example.org>",
        ">>> a 6/6/2022 10:00",
        "--\nx",
        "> x\nTak:",
    ],
)
def test_a_megabyte_of_anything_takes_little_time(line: str) -> None:
    begin = time.process_time()
    cut(f"Tak.\n{line}\n" + f"{line}\n" * (1_000_000 // len(line)))
    assert time.process_time() - begin < 10


def test_a_warning_above_mail_from_outside_is_not_the_writers() -> None:
    banner = "CAUTION: This email originated from outside of the organization. Do not click links."
    assert cut(f"{banner}\n\n{OWN}\n").text == OWN


def test_a_passage_set_apart_is_the_writers_unless_it_begins_as_a_mail_does() -> None:
    apart = f"{MAYBE}Cytat z regulaminu.\n"
    assert cut(f"Regulamin mówi:\n{apart}Nie zgadzam się.").text.split() == (
        ["Regulamin", "mówi:", "Cytat", "z", "regulaminu.", "Nie", "zgadzam", "się."]
    )
    assert cut(f"Nie.\n\n6.06.2022, 10:00, Urząd <k@um.example>:\n{apart}").text == "Nie."
    assert cut(f"Nie.\n\n{MAYBE}6.06.2022, 10:00, Urząd <k@um.example>:\n{apart}").text == "Nie."
