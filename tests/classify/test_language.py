import pytest
from hypothesis import given
from hypothesis import strategies as st

from skrzynka.classify.language import detect

USUAL = ("pl", "uk", "en", "ru")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Brakuje świetlicy dla dzieci na naszym osiedlu, proszę o pomoc.", "pl"),
        ("brakuje swietlicy dla dzieci na naszym osiedlu prosze o pomoc", "pl"),
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
        ("Децата ни имат нужда от повече уроци по полски език в училище.", "bg"),
        ("ჩვენს შვილებს სჭირდებათ პოლონური ენის გაკვეთილები", "ka"),
    ],
)
def test_a_sentence_is_told_apart(text: str, code: str) -> None:
    assert detect(text, USUAL).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("Dzień dobry", "pl"), ("Добрий день", "uk"), ("Здравствуйте", "ru"), ("Thank you!", "en"), ("Дякую", "uk")],
)
def test_a_few_words_are_told_apart(text: str, code: str) -> None:
    assert detect(text, USUAL).code == code


@pytest.mark.parametrize("text", ["", "   ", "123 456", "🎉🎉", "https://example.org/strona ola@example.org"])
def test_where_there_is_nothing_to_tell_nothing_is_told(text: str) -> None:
    assert detect(text, USUAL).code == "und"


def test_a_polish_salutation_does_not_hide_a_ukrainian_letter() -> None:
    found = detect("Szanowni Państwo,\nу нашому дворі немає дитячого майданчика, діти граються між машинами.", USUAL)
    assert found.code == "uk"
    assert dict(found.shares).keys() == {"uk", "pl"}
    assert sum(share for _, share in found.shares) == pytest.approx(1, abs=0.01)


def test_the_same_text_gives_the_same_answer_whatever_was_read_before() -> None:
    text = "mamo tato park"
    first = detect(text, USUAL)
    for other in ("Guten Tag", "Привіт усім", "Hello there"):
        detect(other, USUAL)
    assert detect(text, USUAL) == first


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    found = detect(text, USUAL)
    assert 0 <= found.confidence <= 1
    assert len(found.code) in {2, 3}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("uk", "дякую, побачила"), ("uk", "дайте нам майданчик"), ("uk", "dobryi den, potribna dopomoga dlya ditey"),
        ("ru", "zdravstvuyte, nuzhna pomosh s shkoloi"), ("ru", "spasibo bolshoe"), ("be", "Дзякуй вялікі"),
        ("be", "патрэбны садок для дзяцей"), ("de", "Vielen Dank"), ("pt", "obrigado pela ajuda"), ("en", "I agree"),
        ("en", "My name is Oleksandr Kovalenko, Szkoła Podstawowa nr 12 im. Marii Dąbrowskiej. We need lessons."),
        ("uk", "Dzień dobry!\n\nМи живемо у Вроцлаві вже рік. Дітям потрібні уроки польської мови."),
    ],
)  # fmt: skip
def test_a_few_words_are_enough(code: str, text: str) -> None:
    assert detect(text, ("pl", "uk", "en", "ru")).code == code


def test_paragraphs_tell_the_shares_of_a_mail_in_two_languages() -> None:
    polish = "Dzień dobry, piszę w sprawie placu zabaw na naszym osiedlu, dzieci nie mają gdzie się bawić."
    english = "Dear Sir, the playground is broken and children have nowhere to play, please fix it."
    found = detect(f"{polish} {polish}\n\n{english}", ("pl", "en"))
    assert found.code == "pl"
    assert [code for code, _ in found.shares] == ["pl", "en"]
    assert sum(share for _, share in found.shares) == pytest.approx(1, abs=0.01)
