"""Invented letters: forms that many people send, and what single people write."""

CLUBS = (
    "Szanowni Państwo, popieram wydłużenie godzin otwarcia świetlic szkolnych do godziny osiemnastej. Rodzice dzieci,"
    " które przyjechały z Ukrainy, pracują zmianowo i nie mają z kim zostawić dzieci po lekcjach. Świetlica powinna"
    " zatrudniać choć jedną osobę, która mówi po ukraińsku, i mieć ciepły posiłek. Proszę o wpisanie tego do założeń"
    " polityki i o wskazanie pieniędzy na ten cel."
)
CLUBS_UK = (
    "Шановні, підтримую подовження роботи шкільних світлиць до вісімнадцятої години. Батьки дітей, які приїхали з"
    " України, працюють позмінно і не мають з ким залишити дітей після уроків. У світлиці має працювати хоча б одна"
    " людина, яка розмовляє українською, і має бути тепла їжа. Прошу вписати це до засад політики і знайти на це гроші."
)
PLAYGROUND = (
    "Dear City, the playground on our estate has been closed since autumn and our children, local and newly arrived"
    " alike, have nowhere to meet. Please reopen it before the holidays, put up benches and signs in three languages,"
    " and let the estate council decide with the parents what else should be built there. We are ready to help with"
    " our own hands on any Saturday."
)
OWN = (
    "Moja córka Ola siedzi codziennie sama od czternastej do siedemnastej, bo pracuję w piekarni. Sąsiadka pomaga nam"
    " we wtorki, ale sama jest chora i nie wiemy, co będzie dalej po wakacjach."
)
SHORT = (
    "Popieram!",
    "Popieram w całości. Z poważaniem, Jan Nowak",
    "Szanowni Państwo, popieram projekt i proszę o jego przyjęcie. Z poważaniem, Anna Lis",
    "Szanowni Państwo, popieram projekt i proszę o jego przyjęcie. Z poważaniem, Jan Nowak",
    "Дякую за все, підтримую.",
    "I fully support this, kind regards",
)
OPINIONS = (
    (
        "Szanowni Państwo, w związku z konsultacjami społecznymi zgłaszam uwagę: w szkole na Kozanowie brakuje"
        " asystentki kulturowej, a dzieci z Ukrainy nie rozumieją poleceń na lekcjach matematyki i przyrody."
    ),
    (
        "Szanowni Państwo, w związku z konsultacjami społecznymi zgłaszam uwagę: na Psim Polu nie ma świetlicy dla"
        " nastolatków, a boisko zamykają o szesnastej i młodzież stoi pod sklepem."
    ),
    "Szanowni Państwo, popieram dłuższe godziny świetlic, bo sama kończę pracę o siedemnastej i nie zdążę po syna.",
)
