import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skrzynka.classify.language import detect, recognised

USUAL = ("pl", "uk", "en", "ru")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Brakuje świetlicy dla dzieci na naszym osiedlu, proszę o pomoc.", "pl"),
        ("Дітям потрібні додаткові уроки польської мови у школі.", "uk"),
        ("Детям нужны дополнительные уроки польского языка в школе.", "ru"),
        ("Our children need more Polish lessons at school.", "en"),
        ("Дзецям патрэбныя ўрокі польскай мовы, бо ў школе цяжка.", "be"),
        ("Unsere Kinder brauchen mehr Polnischunterricht in der Schule.", "de"),
        ("Nos enfants ont besoin de plus de cours de polonais à l'école.", "fr"),
        ("Nuestros hijos necesitan más clases de polaco en la escuela.", "es"),
        ("Con tôi cần thêm lớp học tiếng Ba Lan ở trường.", "vi"),
        ("Çocuklarımızın okulda daha fazla Lehçe dersine ihtiyacı var.", "tr"),
        ("Naše děti potřebují ve škole více hodin polštiny.", "cs"),
        ("Naše deti potrebujú v škole viac hodín poľštiny.", "sk"),
        ("I nostri figli hanno bisogno di più lezioni di polacco a scuola.", "it"),
        ("Os nossos filhos precisam de mais aulas de polaco na escola.", "pt"),
        ("Copiii noștri au nevoie de mai multe ore de poloneză la școală.", "ro"),
        ("A gyerekeinknek több lengyelóra kellene az iskolában.", "hu"),
        ("Mūsų vaikams mokykloje reikia daugiau lenkų kalbos pamokų.", "lt"),
        ("Našoj djeci treba više sati poljskog jezika u školi.", "hr"),
        ("Децата ни имат нужда от повече уроци по полски език в училище.", "bg"),
        ("На нашите деца им требаат повеќе часови по полски јазик, ќе помогнете ли?", "mk"),
        ("ჩვენს შვილებს სჭირდებათ პოლონური ენის გაკვეთილები", "ka"),
        ("أطفالنا بحاجة إلى مزيد من دروس اللغة البولندية في المدرسة", "ar"),
        ("子どもたちは学校でもっとポーランド語の授業が必要です", "ja"),
        ("我们的孩子在学校需要更多的波兰语课", "zh"),
    ],
)
def test_a_sentence_is_told_apart(text: str, code: str) -> None:
    assert detect(text, USUAL).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dzień dobry", "pl"), ("Zgadzam się", "pl"), ("ok, popieram", "pl"), ("Proszę o ławkę", "pl"),
        ("Добрий день", "uk"), ("Дякую", "uk"), ("дякую, побачила", "uk"), ("дайте нам майданчик", "uk"),
        ("Здравствуйте", "ru"), ("Спасибо большое!", "ru"), ("нужна остановка", "ru"), ("где записаться?", "ru"),
        ("Thank you!", "en"), ("I agree", "en"), ("yes please", "en"), ("More benches", "en"),
        ("Дзякуй вялікі", "be"), ("патрэбны садок для дзяцей", "be"),
        ("Vielen Dank", "de"), ("obrigado pela ajuda", "pt"), ("děkuji moc", "cs"), ("Merci beaucoup", "fr"),
    ],
)  # fmt: skip
def test_a_few_words_are_enough(text: str, code: str) -> None:
    assert detect(text, USUAL).code == code


@pytest.mark.parametrize(
    "text",
    [
        "brakuje swietlicy dla dzieci na naszym osiedlu prosze o pomoc",
        "dzieki, zalatwione",
        "prosze o wiecej zajec z jezyka polskiego, corka ledwo rozumie nauczycielke",
        "PROSZE O PRZEJSCIE PRZY SZKOLE",
    ],
)
def test_polish_is_told_without_its_own_letters(text: str) -> None:
    assert detect(text, USUAL).code == "pl"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dobryi den, potribna dopomoga dlya ditey", "uk"),
        ("Dobryy den, my zhyvemo u Vrotslavi vzhe rik i shukaiemo shkolu dlia syna", "uk"),
        ("proszu dopomohty, dytyna ne rozumije wczytelku i bojit'sja chodyty do szkoly", "uk"),
        ("dyakuyu", "uk"),
        ("zdravstvuyte, nuzhna pomosh s shkoloi", "ru"),
        ("Podskazhite pozhaluista, kuda obratitsia, esli rebenka obizhaiut v klasse", "ru"),
        ("spasibo bolshoe", "ru"),
    ],
)
def test_ukrainian_and_russian_in_latin_letters_are_what_they_are(text: str, code: str) -> None:
    assert detect(text, USUAL).code == code


@pytest.mark.parametrize(
    "text",
    [
        "Добрый дэнь, дитям потрибна допомога в школи",
        "Мы шукаемо репетитора польськои мовы для сына, дуже потрибно",
        "Дитина не розумие вчительку, чи можна додатковы урокы писля школы?",
    ],
)
def test_ukrainian_on_a_russian_keyboard_is_ukrainian(text: str) -> None:
    assert detect(text, USUAL).code == "uk"


@pytest.mark.parametrize(
    "text",
    [
        "шо ми можем сделать для дітей, нада якийсь кружок бо вони цілий день дома сидять",
        "Здраствуйте, я хочу спитати чого в школі нема переводчика, нам обіщали ще осінню",
        "Мій малий ходить в третій клас, учітєльніца каже шо він нічо не понімає",
        "Я хочу спитати, чому так мало лавочек, люди устают и сидят на бордюрах, дякую",
        "нам обєщали кружок но нічого не сделали",
        "Спасіба вам большое за помощь дітям",
    ],
)
def test_surzhyk_is_ukrainian(text: str) -> None:
    assert detect(text, USUAL).code == "uk"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("My name is Oleksandr Kovalenko, Szkoła Podstawowa nr 12 im. Marii Dąbrowskiej. We need lessons.", "en"),
        ("Мій син ходить до Szkoła Podstawowa nr 12 im. Marii Dąbrowskiej, ul. Kwiatowa 3", "uk"),
        ("Дзвоніть\n\nSzkoła Podstawowa nr 12\nim. Marii Dąbrowskiej\nul. Kwiatowa 3, 50-001 Wrocław", "uk"),
        ("Moja córka Oksana Kowalczuk chodzi z Hansem Müllerem i Jiřím Dvořákem do jednej klasy.", "pl"),
        ("Please fix the crossing at Plac Grunwaldzki and Aleja Kromera.", "en"),
        ("Моя дочь учится в классе вместе с Лесей Українець и Іриною Гнатюк, они дружат с первого дня.", "ru"),
    ],
)
def test_names_streets_and_schools_do_not_mislead(text: str, code: str) -> None:
    assert detect(text, USUAL).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dzień dobry!\n\nМи живемо у Вроцлаві вже рік. Дітям потрібні уроки польської мови.", "uk"),
        ("Szanowni Państwo,\nу нашому дворі немає дитячого майданчика.\nZ poważaniem", "uk"),
        ("Добрий день!\n\nNa naszej ulicy nie ma ani jednego drzewa, latem nie da się tam siedzieć.", "pl"),
        ("Hello,\n\nproszę o ławkę przy przystanku, bo mama nie może długo stać.\n\nThanks", "pl"),
    ],
)
def test_a_salutation_in_another_language_does_not_hide_the_letter(text: str, code: str) -> None:
    assert detect(text, USUAL).code == code


@pytest.mark.parametrize(
    "text",
    ["", "   ", "123 456", "🎉🎉", "https://example.org/strona ola@example.org", "fgjhk", "asdf qwer zxcv", "..."],
)
def test_where_there_is_nothing_to_tell_nothing_is_told(text: str) -> None:
    assert detect(text, USUAL).code == "und"


POLISH = "Piszę w sprawie placu zabaw na naszym osiedlu, dzieci nie mają gdzie się bawić."
ENGLISH = "The playground is broken and our children have nowhere to play, please fix it soon."
UKRAINIAN = "Пишу щодо дитячого майданчика в нашому районі, дітям немає де гратися після школи."


@pytest.mark.parametrize(
    ("text", "main", "others"),
    [
        (f"{POLISH} {POLISH}\n\n{ENGLISH}", "pl", {"en"}),
        (f"{ENGLISH}\n\n{POLISH}\n\n{ENGLISH}", "en", {"pl"}),
        (f"{UKRAINIAN}\n{UKRAINIAN}\n\n{POLISH}", "uk", {"pl"}),
        (f"{POLISH}\n{UKRAINIAN} {UKRAINIAN}", "uk", {"pl"}),
    ],
)
def test_paragraphs_tell_the_shares_of_a_mail_in_two_languages(text: str, main: str, others: set[str]) -> None:
    found = detect(text, USUAL)
    assert found.code == main
    assert {code for code, _ in found.shares} == {main, *others}
    assert found.shares[0][0] == main
    assert sum(share for _, share in found.shares) == pytest.approx(1, abs=0.01)


def test_wrapped_lines_are_one_paragraph() -> None:
    found = detect("Piszę w sprawie\nplacu zabaw, bo\nno i wie Pani\nsama, jak jest", USUAL)
    assert found.shares == (("pl", 1.0),)


def test_a_doubtful_paragraph_goes_with_the_others() -> None:
    assert detect(f"{UKRAINIAN}\n\nНе знаю.\n\n{UKRAINIAN}", USUAL).shares == (("uk", 1.0),)


def test_a_language_that_nobody_expects_is_found_all_the_same() -> None:
    assert detect("Prosím o lavičku před školou, babička nemůže dlouho stát.", ("pl",)).code == "cs"
    assert detect("Por favor, pongan un banco delante de la escuela.", ("en",)).code == "es"


def test_what_the_consultation_expects_decides_where_a_text_may_be_two_languages() -> None:
    assert detect("Нормально", ("uk",)).code == "uk"
    assert detect("Нормально", ("ru",)).code == "ru"


def test_a_text_that_may_be_two_languages_is_not_told_surely() -> None:
    assert detect("Нормально", USUAL).confidence < 0.9
    assert detect("Детям нужны дополнительные уроки польского языка в школе.", USUAL).confidence > 0.99


def test_the_same_text_gives_the_same_answer_whatever_was_read_before() -> None:
    text = "mamo tato park"
    first = detect(text, USUAL)
    for other in ("Guten Tag", "Привіт усім", "Hello there"):
        detect(other, USUAL)
    assert detect(text, USUAL) == first


def test_all_languages_of_the_tests_are_recognised() -> None:
    assert {"pl", "uk", "en", "ru", "be", "de", "fr", "es", "vi", "tr", "mk", "ka"} <= recognised()


@pytest.mark.parametrize(
    "text", ["щ" * 50_000, "a\n\n" * 20_000, "Ż é я\n" * 8_000, "\x00\ud800 a" * 9_000, "'" * 50_000]
)
def test_a_hostile_text_takes_no_longer_than_a_long_one(text: str) -> None:
    began = time.perf_counter()
    detect(text, USUAL)
    assert time.perf_counter() - began < 1


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    found = detect(text, USUAL)
    assert 0 <= found.confidence <= 1
    assert len(found.code) in {2, 3}
