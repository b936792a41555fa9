"""What a visitor typed becomes one line that a tokenizer can take."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention.characters import extends
from attention.sentence import MAX_CHARACTERS, as_trained, clean, cut, language_of, one_line
from attention.spelling import as_typed, spell

anything = st.text(st.characters(), max_size=600)  # lone surrogates and NUL included


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("The cat sat.", "The cat sat."),
        ("  two\t words\r\nand\u2028a\u3000line\x1c.\n", "two words and a line ."),
        ("a\x00b\x07c\x7f\x85d", "abc d"),
        ("zero\u200bwidth\u200d\ufeff \u00adsoft", "zerowidth soft"),
        ("\ufe0f\u200d👩\u200d", "👩"),
        ("a\ufe0f\ufe0f\ufe0fb", "a\ufe0fb"),  # no more than one form of a letter
        ("🐈\U000e0041\U000e0042", "🐈"),  # tags that spell no flag
        ("\u3164a\u115f\u2800b\U000e0001", "a b"),
        ("right\u202eto\u2066left\u202c\u2069", "righttoleft"),
        ("lone \ud800 surrogate\udfff", "lone surrogate"),
        ("private \ue000\U000f0000", "private"),
        ("cafe\u0301", "café"),
        *[(same, same) for same in ("🐈 👩‍👩‍👧", "🏳️‍🌈", "👩🏽‍🚀", "1️⃣", "猫が好き❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "葛󠄀")],
        *[(same, same) for same in ("मुझे", "क्‍ष", "می‌خواهد", "كَتَبَ", "ที่นี่", "مرحبا שלום", "ශ්‍රී")],
        ("\n" * 600 + "The cat.", "The cat."),
        ("cat" + " " * 600 + "dog", "cat dog"),
        ("\x00" * 30_000 + "cat", "cat"),
        ("<script>alert(`${1}`)</script> {{x}} \"q\" 'p'",) * 2,
        ("x" * 10_000, "x" * 500),
    ],
)
def test_what_can_be_seen_stays(typed, read):
    assert clean(typed) == read


@pytest.mark.parametrize(
    ("typed", "end"),
    [
        ("extraordinary " * 60, "extraordinary"),  # between two words
        ("x" * 600, "x" * 500),  # where there is no between
        ("猫" + "が" * 600, "が" * 499),
        ("a" * 499 + "e\u0323\u0301\u0308" * 9, "a"),  # not between a letter and its marks
        ("a" * 497 + "👨‍👩‍👧" * 9, "a"),
        ("a" * 499 + "🇫🇷🇯🇵", "a"),
        ("a" * 498 + "🇫🇷🇯🇵", "🇫🇷"),
        ("a" + "\u0308\u0323" * 600, "\u0323"),  # nor less than 400
    ],
)
def test_a_long_text_is_cut_where_a_reader_would(typed, end):
    line = clean(typed)
    assert 400 <= len(line) <= MAX_CHARACTERS and line.endswith(end)
    assert one_line(typed).startswith(line) and cut(line) == line


def test_a_book_is_counted_up_to_a_bound():
    assert len(one_line("word " * 10**6 + "end")) in range(19_990, 20_001)


@pytest.mark.parametrize(
    "nothing", ["", " ", "\n\t\u3000", "\x00", "\u200b\u200d", "\ud800", "\u3164\u115f\u2800", None]
)
def test_nothing_to_read_asks_for_a_sentence(nothing):
    with pytest.raises(ValueError, match="Type a sentence first"):
        clean(nothing)


@given(anything)
def test_clean_leaves_one_visible_line_or_asks_for_one(typed):
    try:
        line = clean(typed)
    except ValueError as error:
        assert str(error) == "Type a sentence first."
        return
    assert line == " ".join(line.split()) and line
    assert unicodedata.is_normalized("NFC", line)
    assert not {unicodedata.category(one) for one in line} & {"Cc", "Cs", "Co", "Zl", "Zp"}
    assert not set(line) & set("\u00ad\u200b\u200e\u200f\u202a\u202e\u2066\u2069\u3164\ufeff")
    line.encode()  # no lone surrogates: it can be sent and written
    assert clean(line[:MAX_CHARACTERS]) == line[:MAX_CHARACTERS].strip()


@given(anything, st.sampled_from(["en", "fr", "ja", "de"]))
def test_writing_as_trained_never_fails(typed, language):
    spelling = spell(typed, language)
    assert spelling.text == as_trained(typed, language)
    assert len(spelling.spans) == len(spelling.text)
    starts = [start for start, _ in spelling.spans]
    assert starts == sorted(starts) and all(0 <= s <= e <= len(typed) for s, e in spelling.spans)


def test_what_becomes_a_mark_belongs_to_the_character_before():
    for code in (*range(0xD800), *range(0xE000, 0x110000)):
        compatible = unicodedata.normalize("NFKC", chr(code))
        assert extends(chr(code)) or not extends(compatible[0]), hex(code)


@given(anything)
def test_japanese_is_written_in_its_compatible_form_part_by_part(typed):
    plain = re.sub("[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e01ef]", "", typed)
    whole = unicodedata.normalize("NFKC", plain).replace("~", "〜")
    assert as_trained(typed, "ja") == re.sub("(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff])", "", whole)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ｔｈｅ “ｃａｔ”… sat — ok"),
        ("fr", "Ça va? «Oui» ! Non;  bien:"),
        ("ja", "私 は ｶﾞｷﾞ ㌖ ❤️ 👨‍👩‍👧 ＡＢＣ"),
    ],
)
def test_every_character_knows_what_was_typed_for_it(language, text):
    spelling = spell(text, language)
    for place, letter in enumerate(spelling.text):
        typed = text[slice(*spelling.spans[place])]
        if letter != " ":
            assert letter in as_trained(typed, language)
    assert as_typed(text).typed(2, 5) == (2, 5)


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "It’s “so” – …", 'It\'s "so" - ...'),
        ("fr", "Ça va? Oui ! Non;  bien:", "Ça va ? Oui ! Non ; bien :"),
        ("fr", "L’été", "L'été"),
        ("en", "Ｔｈｅ　ｃａｔ　ｓａｔ．", "The cat sat."),
        ("fr", "Ｌｅ　ｃｈａｔ！", "Le chat !"),
        ("ja", "猫が好き❤️ 葛󠄀", "猫が好き❤ 葛"),
        ("ja", "ㅎㅏㄴ ﾊﾟﾝ", "하ᄂ パン"),
        ("ja", "ＡＢＣ！？ｶﾞ", "ABC!?ガ"),
        ("ja", "私 は 黒い　猫 です", "私は黒い猫です"),
        ("ja", "I like 猫 です", "I like 猫です"),
        ("ja", "ええ～", "ええ〜"),
    ],
)
def test_text_is_written_as_the_training_sentences_are(language, typed, read):
    assert as_trained(clean(typed), language) == read


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "猫が好きです。"),
        ("ja", "ネコ"),
        ("ja", "ﾈｺ"),
        ("ja", "私は BERT が好き"),
        ("en", "The cat sat on the mat."),
        ("en", "L'été à Orléans"),
        ("en", "the word 猫 means cat"),
        ("any", "123 + 4 = 127"),
        ("any", "🐈!?"),
        ("en", "Ｔｈｅ　ｃａｔ　ｓａｔ．"),
        ("han", "東京"),
        ("han", "黒猫。"),
        ("zh", "我喜欢猫"),
        ("zh", "这只猫坐在垫子上。"),
        ("ja", "東京タワー"),
        ("ko", "고양이가 좋아요."),
        ("ar", "أحب القطط"),
        ("ar", "می‌خواهد"),
        ("el", "Καλημέρα κόσμε"),
        ("hi", "मुझे बिल्ली पसंद है"),
        ("ru", "Кошка сидела на ковре."),
        ("he", "שלום"),
        ("th", "ฉันชอบแมว"),
        ("other", "მე მიყვარს კატა"),
        ("other", "আমি বিড়াল"),
        ("en", "the word Привет means hello"),
    ],
)
def test_the_letters_tell_the_language(language, text):
    assert language_of(text) == language
