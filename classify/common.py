"""Words that are common in a language: they tell short texts apart where letters do not."""

import gzip
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

FILE = "common.txt.gz"
"""A line for each language: its code and its commonest words, by the lists of the ``wordfreq`` package."""

_COMMON = {
    "pl": "i w na nie się sie to że ze jest do jak z o ale co czy dla są sa być byc tak już juz mam nam was państwa "
    "dzień dzien dobry dziękuję dziekuje proszę prosze żeby zeby bo od po przez tylko które ktore który ktory bardzo "
    "moje moja mój moj nasze dzieci szkole szkoły może moze można mozna gdzie kiedy jeszcze za przy pani pan witam "
    "ma jej ich ja my my tym tego też tez niech lub albo ich mi mnie u ok",
    "en": "the and is are was to of in for not that this it you we they have has with my our your at on be can could "
    "would should please hello thanks thank who what when where there from but if or an so no yes i he she me his her "
    "their them do does don't it's i'm about more all will just children school child kids also some very how by",
    "de": "und der die das ist nicht ich wir sie ein eine zu mit für fur auf im den von es bin haben sehr dass auch "
    "werden kinder schule bitte danke guten tag keine mein unsere am an als wie wird sind",
    "cs": "a je se na že v pro s jsem jsou není děti škola škole děkuji dobrý den prosím ale jako jak by když také "
    "které který více velmi ještě už nebo být mám máme od po za tak",
    "sk": "a je sa na že v pre s som sú nie deti škola škole ďakujem dobrý deň prosím ale ako keď tiež ktoré ktorý "
    "veľmi ešte už alebo byť mám máme od po za tak",
    "es": "el la los las de que y en un una es no por para con mi nuestro se lo como más muy pero niños escuela hola "
    "gracias su sus está son del al",
    "fr": "le la les de des et en un une est pas pour avec mon notre nous je vous que qui dans ce ne très enfants "
    "école bonjour merci sont sur du au",
    "it": "il la gli di che e in un una è non per con mio nostro si come più molto ma bambini scuola grazie sono del "
    "al della nel",
    "pt": "o a os as de que e em um uma é não para com meu nosso se como mais muito mas crianças escola obrigado são "
    "do da na no",
    "nl": "de het een en van is niet voor met mijn ons wij ik dat op te in zijn maar kinderen school dank heel ook",
    "tr": "ve bir bu için çok da de ile ben biz çocuk çocuklar okul var yok teşekkürler merhaba ama gibi daha ne",
    "vi": "và là của có không cho được tôi chúng với các một những trường con em cảm ơn xin chào",
    "ro": "și si de la în in nu este un o pentru cu mai că ca sunt copii școala mulțumesc",
    "uk": "і й та в у на не що це як до з із за від але для є був була було вже ще ми ви вони я мені нам вас мене або "
    "щоб чи коли де дуже дякую добрий день доброго дня прошу будь ласка дитина дітей діти школі школи школа треба хай "
    "який яка яке які тільки також бо про по при його її їх наш наша наші мій моя моє син сина донька тут там так ні "
    "все всі може можна нема немає хто його них без після вас",
    "ru": "и в во на не что это как до с со из за от но для есть был была было уже ещё еще мы вы они я мне нам вас "
    "меня или чтобы ли когда где очень спасибо добрый день здравствуйте прошу пожалуйста ребёнок ребенок детей дети "
    "школе школы школа надо нужно пусть который какой какая какие только также потому про по при его её ее их наш "
    "наша наши мой моя моё сын сына дочь дочка здесь тут там так нет всё все может можно кто них без после если у "
    "к о об",
    "bg": "и в на не че това как до с за от но е беше вече още ние вие те аз ми или да ли кога къде много благодаря "
    "добър ден моля дете децата училище трябва който която само също по при ги си се са съм няма ще без след",
    "be": "і у на не што гэта як да з за ад але для ёсць быў была было ўжо яшчэ мы вы яны я мне нам або каб ці калі "
    "дзе вельмі дзякуй добры дзень калі ласка дзіця дзяцей дзеці школе трэба які якая толькі таксама бо пра па без "
    "пасля",
}
"""What residents' mails begin with and are full of; and Belarusian, of which no list is at hand."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def votes(text: str) -> dict[str, float]:
    """For each language, what the words of ``text`` say for it; a word of many languages says little."""
    found: dict[str, float] = {}
    for word in _WORD.findall(text.lower()):
        owners = _owners().get(word, ())
        for code in owners:
            found[code] = found.get(code, 0.0) + 1 / len(owners)
    return found


@cache
def _owners() -> Mapping[str, tuple[str, ...]]:
    """The languages of each word."""
    owners: dict[str, tuple[str, ...]] = {}
    each: dict[tuple[str, ...], tuple[str, ...]] = {}  # many words have the same ones, which are held once
    for code, words in (*_listed(), *((code, words.split()) for code, words in _COMMON.items())):
        for word in words:
            if code not in (known := owners.get(word, ())):
                owners[word] = each.setdefault(both := (*known, code), both)
    return owners


def _listed() -> Iterator[tuple[str, list[str]]]:
    packed = files("skrzynka.classify").joinpath(FILE).read_bytes()
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        code, *words = line.split(" ")
        yield code, words
