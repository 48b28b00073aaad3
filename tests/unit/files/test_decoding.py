"""Encodings: Russian code pages are read where they are no doubt, and never as something else."""

import random

import pytest

from oresurvey.files.decoding import CODE_PAGES, OTHERS, encoding_of

NAMES = [
    *("Норильск", "Талнах", "Октябрьское", "Берёзовское", "Гайское"),
    *("Учалинское", "Сибай", "Юбилейное", "Подольское", "Узельга"),
    *("Молодёжное", "Малеевское", "Риддер", "Зыряновск", "Жезказган"),
    *("Нурказган", "Актогай", "Бозшаколь", "Коунрад", "Саяк"),
]


def sheets(count: int = 100):
    """Small sheets of names of deposits, in several ways of writing."""
    drawn = random.Random(0)
    for number in range(count):
        rows = [f"{drawn.choice(NAMES)};шлиф {k};{k}.jpg" for k in range(1 + number % 4)]
        text = "\n".join(["deposit;section;image", *rows])
        yield (text, text.lower(), text.upper())[number % 3]


@pytest.mark.parametrize("page", [*CODE_PAGES, *OTHERS])
def test_a_code_page_is_never_taken_for_another(page):
    """What is read is what was written, or nothing is."""
    read = 0
    for text in sheets():
        try:
            encoding = encoding_of(text.encode(page))
        except UnicodeDecodeError:
            continue
        assert text.encode(page).decode(encoding) == text
        read += 1
    if page == "cp1251":
        assert read > 70


@pytest.mark.parametrize(
    ("page", "text"),
    [
        *(("cp1255", text) for text in ("מכרה נחושת", "תמנע מכרה הזהב", "בארשבע המכרות הגדולים")),
        *(("cp1253", text) for text in ("Ορυχείο Κασσάνδρα", "ορυχειο κασσανδρα", "ΜΑΝΤΕΜ ΛΑΚΚΟΣ")),
        *(("cp1256", "منجم النحاس"), ("tis-620", "เหมืองแร่ทองแดง"), ("gb18030", "江西德兴铜矿")),
        *(("shift_jis", "鉱山の研磨片"), ("euc-kr", "광산 시료 연마편"), ("cp1251", "Кривий Ріг")),
        *(("cp1252", "Gîte découvert"), ("cp1252", "ÖÄÜ ÜÖ ÄÄÖÜ"), ("cp1250", "Żółty Łosoś")),
    ],
)
def test_other_alphabets_are_not_taken_for_russian(page, text):
    with pytest.raises(UnicodeDecodeError):
        encoding_of(f"deposit;section\n{text};s1\n".encode(page))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_known_by_its_bytes(encoding):
    assert encoding_of("Норильск;шлиф".encode(encoding)) == encoding
