"""Header fields as programs write them, and what people should read."""

from base64 import b64encode
from unittest.mock import ANY

import pytest

from skrzynka.intake.headers import decode_address, decode_header
from skrzynka.intake.params import parameter_value


def b64(text: str, charset: str) -> str:
    return b64encode(text.encode(charset)).decode()


FIELDS = [
    (b"=?UTF-8?Q?Za=C5=BC=C3=B3=C5?= =?UTF-8?Q?=82=C4=87?=", "Zażółć"),
    (b"=?utf-8?q?Za=C5=BC=C3=B3=C5=82=C4=87_g=C4=99=C5=9Bl=C4=85?=", "Zażółć gęślą"),
    (b"=?UTF-8?B?" + b64("Zażółć", "utf8").encode() + b"?= plain", "Zażółć plain"),
    (b"Re: =?iso-8859-2?Q?=AF=F3=B3w?=", "Re: Żółw"),
    (b"=?windows-1250?Q?=AF=F3=B3w?=", "Żółw"),
    (b"=?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?= <a@b.c>", "Patrik Fältström <a@b.c>"),
    (b"=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
    (b"=?gb2312?B?" + b64encode("中文标题".encode("gb2312")) + b"?=", "中文标题"),
    (b"=?UTF-8*en?Q?hello_=C3=A9?=", "hello é"),
    (b"=?utf-8?Q?a?=  =?utf-8?Q?b?=", "ab"),
    (b"=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"),
    (b"=?utf-8?Q?a?= b", "a b"),
    (b"(=?utf-8?Q?a?=)", "(a)"),
    (b"x=?utf-8?Q?=C3=A9?=y", "xéy"),
    (b"=?utf-8?Q?with space =C3=A9?=", "with space é"),
    ("Zażółć raw".encode(), "Zażółć raw"),
    ("Zażółć raw gęślą".encode("cp1250"), "Zażółć raw gęślą"),
    (b"=?UTF-8?Q?raw_\xc5\xbc_in?=", "raw ż in"),
    (b"=?x-unknown?B?" + b64("Żółw", "utf8").encode() + b"?=", "Żółw"),
    (b"=?utf-8?B?SGVsbG8?=", "Hello"),
    (b"=?utf-8?B?SGVsbG8=?= =?utf-8?B?IHdvcmxk?=", "Hello world"),
    (b"=?utf-8?Q?=?=", "="),
    (b"=?utf-8?Q??= x", " x"),
    (b"=?us-ascii?Q?=C5=BC?=", "ż"),
    (b"=?UTF-8?Q?=E2=9C=85?= ok", "✅ ok"),
    (b"=?unicode-1-1-utf-7?Q?Za+AXwA8wFCAQc-?=", "Zażółć"),
    (b"=?koi8-r?B?" + b64encode("Привет".encode("koi8-r")) + b"?=", "Привет"),
    (b"=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?= =?windows-1251?Q?_=EC=E8=F0?=", "Привет мир"),
    (b"=?utf-8?B?8J+YgA==?=", "😀"),
    (b"=?utf-8?Q?=F0=9F=98?= =?utf-8?Q?=80?=", "😀"),
    (b"=?utf-8?B?8J+Y?=\r\n\t=?utf-8?B?gA==?=", "😀"),
    (b"=?UTF-8?B?YcW?=", "a\ufffd"),
    (b"=?iso-8859-1?Q?caf=E9?= =?utf-8?Q?_=C5=BC?=", "café ż"),
    (b"=?utf8?Q?=C5=BC?=", "ż"),
    (b"=?cp1250?Q?=BF?=", "ż"),
    (b'"=?utf-8?Q?=C5=BC?=" x', '"ż" x'),
    (b"=?utf-8?Q?one=20two?=", "one two"),
    (b"=?UTF-8?Q?50%_=E2=80=93?=", "50% –"),
    (b"=?utf-8?Q?=c5=bc?=", "ż"),
    (b"=?ks_c_5601-1987?B?" + b64encode("한국어".encode("cp949")) + b"?=", "한국어"),
    (b"=?big5?B?" + b64encode("繁體".encode("big5")) + b"?=", "繁體"),
    (b"=?utf-8?Q?Hello?==?utf-8?Q?World?=", "HelloWorld"),
    (b"=?utf-8?Q?Subject_with_?question??=", "Subject with ?question?"),
    (b"=?UTF-8?q?=?==?UTF-8?Q?x?=", "=x"),
    (b"=?utf-8?B?W1RFU1RdIFphxbw=\r\n?=", "[TEST] Zaż"),
    (b"=?utf-8?Q?a\r\n b?=", "a b"),
    (b"=?iso-8859-15?Q?=A4?=", "€"),
    (b"=?windows-1258?Q?=E0?=", "à"),
    (b"=?UTF-8?B?77u/QQ==?=", "A"),
    (b"=?utf-16?B?//5BAA==?=", "A"),
    (b"=?charset?Q?x=C5=BC?=", "xż"),
    (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
    (b"a =? b ?= c", "a =? b ?= c"),
]

ADDRESSES = [
    (b'"Kowalska, Anna" <a@example.org>', "a@example.org", "Kowalska, Anna"),
    (b"=?utf-8?Q?Kowalska=2C_Anna?= <a@example.org>", "a@example.org", "Kowalska, Anna"),
    (b"a@example.org (Anna K)", "a@example.org", "Anna K"),
    (b"Anna K <a@example.org>, B <b@example.org>", "a@example.org", "Anna K"),
    (b"<a@example.org>", "a@example.org", ""),
    (b"a@example.org", "a@example.org", ""),
    (b'"a@example.org" <b@example.org>', "b@example.org", "a@example.org"),
    (b"Anna [Urzad] <a@example.org>", "a@example.org", "Anna [Urzad]"),
    (b"Anna Kowalska a@example.org", "a@example.org", "Anna Kowalska"),
    (b"=?utf-8?Q?Anna?= =?utf-8?Q?_K?= <a@example.org>", "a@example.org", "Anna K"),
    (b"=?utf-8?B?" + b64("Anna <x>", "utf8").encode() + b"?= <a@example.org>", "a@example.org", "Anna <x>"),
    (b'"Anna \\"Ania\\" K" <a@example.org>', "a@example.org", 'Anna "Ania" K'),
    (b"'Anna K' <a@example.org>", "a@example.org", "Anna K"),
    (b"=?utf-8?Q?=22Anna_K=22?= <a@example.org>", "a@example.org", "Anna K"),
    (b"=?utf-8?Q?a=40example.org_=3D=3Futf-8?= x", "", ANY),
    ("Żaneta <a@example.org>".encode(), "a@example.org", "Żaneta"),
    (b'<"odd local"@example.org>', '"odd local"@example.org', ""),
    (b"Grupa: Anna <a@example.org>;", "a@example.org", "Anna"),
    (b"Anna <a@example.org", "a@example.org", "Anna"),
    (b"Anna <<a@example.org>>", "a@example.org", "Anna"),
    (b"Anna <mailto:a@example.org>", "a@example.org", "Anna"),
    (b"Anna <a(at)example.org>", "", ANY),
    (b"undisclosed-recipients:;", "", ANY),
    (b"MAILER-DAEMON", "", "MAILER-DAEMON"),
    (b"MAILER-DAEMON (Mail System)", "", ANY),
    ("a@żółw.example".encode(), "a@żółw.example", ""),
    (b"a@xn--w-uga1v.example", "a@xn--w-uga1v.example", ""),
    (b"Anna (dom) K <a@example.org>", "a@example.org", ANY),
    (b"=?UTF-8?Q?a=40example=2Eorg?=", "a@example.org", ""),
    (b"=?UTF-8?B?" + b64("Anna <a@example.org>", "utf8").encode() + b"?=", "a@example.org", "Anna"),
    (b'"Anna" a@example.org', "a@example.org", "Anna"),
    (b"Anna K. <a@example.org> (home)", "a@example.org", "Anna K."),
    (b"@relay.example:a@example.org", "a@example.org", ANY),
    (b"<@relay.example:a@example.org>", "a@example.org", ANY),
    (b"Anna\t<a@example.org>", "a@example.org", "Anna"),
    (b'"Smith, J" <j@example.org>, "Doe" <d@example.org>', "j@example.org", "Smith, J"),
    (b"/G=Anna/S=K/@example.org", "/G=Anna/S=K/@example.org", ""),
    (b"a@[192.0.2.1]", "a@[192.0.2.1]", ""),
    (b"root@localhost (Cron Daemon)", "root@localhost", "Cron Daemon"),
    (b"Foo Bar at example <foo@localhost>", "foo@localhost", "Foo Bar at example"),
]

PARAMETERS = [
    (b"text/plain; name*=utf-8''Za%C5%BC.txt", "name", "Zaż.txt"),
    (b"attachment; filename*0*=utf-8''Za%C5; filename*1*=%BC.txt", "filename", "Zaż.txt"),
    (b"attachment; filename*0=a; filename*1=b.txt", "filename", "ab.txt"),
    (b'attachment; filename="=?utf-8?Q?=C5=BC.txt?="', "filename", "ż.txt"),
    (b"attachment; filename==?utf-8?Q?=C5=BC.txt?=", "filename", "ż.txt"),
    (b'attachment; filename="ra\xc5\xbcw.txt"', "filename", "rażw.txt"),
    (b"attachment; filename=moj plik.txt", "filename", "moj plik.txt"),
    (b'attachment; filename="a\\"b.txt"', "filename", 'a"b.txt'),
    (
        b'attachment; filename="=?utf-8?B?'
        + b64("zażółć gęślą", "utf8").encode()
        + b"?=\r\n =?utf-8?B?"
        + b64(" jaźń.pdf", "utf8").encode()
        + b'?="',
        "filename",
        "zażółć gęślą jaźń.pdf",
    ),
    (b'attachment; FileName="A.txt"; size=12', "filename", "A.txt"),
    (b"attachment;filename=A.txt;", "filename", "A.txt"),
    (b"attachment; filename='A.txt'", "filename", "'A.txt'"),
    (b'attachment; filename="C:\\\\docs\\\\a.txt"', "filename", "C:\\docs\\a.txt"),
    (b'attachment; filename="C:\\docs\\a.txt"', "filename", "C:\\docs\\a.txt"),
    (b"attachment; filename*=iso-8859-2'pl'%BF.txt", "filename", "ż.txt"),
    (b"attachment; filename*=%C5%BC.txt", "filename", "ż.txt"),
    (b'attachment; filename="%C5%BC.txt"', "filename", "ż.txt"),
    (b'attachment; filename="a;b.txt"', "filename", "a;b.txt"),
    (b"attachment; filename*0*=utf-8''a%20; filename*1=\"b c\"; filename*2*=%20d.txt", "filename", "a b c d.txt"),
    (b'attachment; filename=unterminated.txt"', "filename", 'unterminated.txt"'),
    (b'attachment; filename="unterminated.txt', "filename", "unterminated.txt"),
    (b"attachment filename=x.txt", "filename", "x.txt"),
    (b'attachment; filename = "x.txt"', "filename", "x.txt"),
    (b"attachment; filename*=\"utf-8''%C5%BC.txt\"", "filename", "ż.txt"),
    (b"attachment; filename*=UTF-8''\"x y.txt\"", "filename", "x y.txt"),
    (b'attachment; filename="=?iso-8859-2?Q?=BF?= =?iso-8859-2?Q?=F3=B3w.doc?="', "filename", "żółw.doc"),
    (b'attachment; filename="plik =?utf-8?Q?=C5=BC?=.txt"', "filename", "plik ż.txt"),
]


@pytest.mark.parametrize(("raw", "expected"), FIELDS)
def test_a_field_is_read_as_it_was_meant(raw: bytes, expected: str) -> None:
    assert decode_header(raw)[0] == expected


@pytest.mark.parametrize(("raw", "address", "name"), ADDRESSES)
def test_an_address_is_told_from_its_name(raw: bytes, address: str, name: str) -> None:
    assert decode_address(raw)[:2] == (address, name)


@pytest.mark.parametrize(("raw", "parameter", "expected"), PARAMETERS)
def test_a_parameter_is_read_however_it_was_encoded(raw: bytes, parameter: str, expected: str) -> None:
    assert parameter_value(raw, parameter) == expected


def test_raw_letters_in_a_header_are_mostly_in_the_charset_of_the_text() -> None:
    assert decode_address("Żaneta <zaneta@example.org>".encode("cp1250"), "windows-1250")[1] == "Żaneta"
    assert decode_header("Прошу".encode("koi8-r"), "windows-1251")[0] == "Прошу"
