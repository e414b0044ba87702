"""HTML, as a person sees it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skrzynka.intake.html import to_text
from skrzynka.intake.reply import cut


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display:none'>x</div>",
        "<span style='visibility: hidden'>x</span>",
        "<div style='max-height:0;overflow:hidden'>x</div>",
        "<div style='font-size:0px'>x</div>",
        "<font style='color:#FFFFFF'>x</font>",
        "<p style='mso-hide:all'>x</p>",
        "<p hidden>x</p>",
        "<style>.a{color:red} .b, .c{display:none}</style><p class='c'>x</p>",
        "<script>x</script><template>x</template><title>x</title>",
        "<!-- x --><img alt=x src=x>",
    ],
)
def test_what_nobody_sees_is_gone(hidden: str) -> None:
    assert to_text(f"<p>Widać</p>{hidden}<p>to</p>").split() == ["Widać", "to"]


def test_white_words_on_a_coloured_ground_are_seen() -> None:
    assert (
        to_text("<table><tr><td style='background:#005'><a style='color:#fff'>Zapisz się</a></table>") == "Zapisz się"
    )


def test_rules_for_small_screens_hide_nothing() -> None:
    assert to_text("<style>@media (max-width:600px){.a{display:none}}</style><p class=a>tak</p>") == "tak"


def test_paragraphs_lists_and_links_are_kept() -> None:
    html = "<p>Proszę:</p><ul><li>ławkę</li><li><a href='x'>drzewo</a></li></ul><ol><li>raz</li><li>dwa</li></ol>"
    assert to_text(html) == "Proszę:\n\n- ławkę\n- drzewo\n\n1. raz\n2. dwa"


def test_letters_written_as_entities_are_letters() -> None:
    assert to_text("Za&#380;&oacute;&#322;&#x107;&nbsp;&amp; tak") == "Zażółć & tak"


@pytest.mark.parametrize(
    "quote",
    [
        "<div class='gmail_quote'><div class='gmail_attr'>X:</div><blockquote class='gmail_quote'>Y</blockquote></div>",
        "<blockquote type='cite'>Y</blockquote>",
        "<blockquote style='border-left:2px solid orange'>Y</blockquote>",
        "<div id='divRplyFwdMsg'>Z</div><div>Y</div>",
        "<hr id='stopSpelling'>Y",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3pt 0 0 0'><p>Z</p></div><p>Y</p>",
        "<div class='yahoo_quoted'>Y</div>",
        "<div class='protonmail_quote'>X<blockquote class='protonmail_quote'>Y</blockquote></div>",
        "<div name='quote'>Y</div>",
        "<div id='mail-editor-reference-message-container'>Y</div>",
    ],
)
def test_quotes_are_cut_before_they_become_text(quote: str) -> None:
    assert cut(to_text(f"<div>Moje słowa</div>{quote}")).text == "Moje słowa"


def test_an_indented_paragraph_is_no_quote() -> None:
    html = "<div>Moje</div><blockquote style='margin:0 0 0 40px;border:none;padding:0'>słowa</blockquote>"
    assert cut(to_text(html)).text.split() == ["Moje", "słowa"]


def test_a_forwarded_mail_is_not_marked_as_quoted() -> None:
    html = "<div class='gmail_quote'><div>---------- Forwarded message ---------<br>Od: A</div>słowa</div>"
    assert ">" not in to_text(html)


def test_a_program_s_signature_is_a_signature() -> None:
    found = cut(to_text("<div>Słowa</div><div class='gmail_signature'>Ola<br>tel. 0</div>"))
    assert (found.text, found.signature) == ("Słowa", "Ola\ntel. 0")


@pytest.mark.parametrize("tag", ["div", "blockquote class=gmail_quote", "b", "table><tr><td", "ul><li"])
def test_depth_is_no_danger(tag: str) -> None:
    assert "na dnie" in to_text(f"<{tag}>" * 10_000 + "na dnie")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/= \"'abdivpquote!-&;#x0\n", max_size=300))
def test_no_markup_breaks_it(html: str) -> None:
    cut(to_text(html))


@pytest.mark.parametrize("tag", ["div", "blockquote", "b", "table><tr><td", "ul><li", "p", "dd><b"])
def test_html_of_any_depth_gives_its_words(tag: str) -> None:
    # Parsers look through all open elements at each tag: this would take hours.
    assert "Brakuje placu zabaw." in to_text(f"<{tag}>" * 200_000 + "Brakuje placu zabaw.")


def test_no_entity_makes_a_control_character() -> None:
    assert to_text("<p>a&#2;b&#3;c&#4;d&#27;[31m</p>") == "abcd[31m"
