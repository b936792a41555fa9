"""What a visitor typed becomes one line that a tokenizer can take."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention.sentence import LONGEST, as_trained, clean, language_of

anything = st.text(st.characters(), max_size=600)  # lone surrogates and NUL included


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("The cat sat.", "The cat sat."),
        ("  two\t words\r\nand\u2028a\u3000line\x1c.\n", "two words and a line ."),
        ("a\x00b\x07c\x7f\x85d", "abc d"),
        ("zero\u200bwidth\u200d\ufeff \u00adsoft", "zerowidth soft"),
        ("right\u202eto\u2066left\u202c\u2069", "righttoleft"),
        ("lone \ud800 surrogate\udfff", "lone surrogate"),
        ("private \ue000\U000f0000", "private"),
        ("cafe\u0301", "café"),
        ("🐈 👩‍👩‍👧", "🐈 👩👩👧"),
        ("مرحبا שלום", "مرحبا שלום"),
        ("<script>alert(`${1}`)</script> {{x}} \"q\" 'p'",) * 2,
        ("x" * 10_000, "x" * 500),
    ],
)
def test_what_can_be_seen_stays(typed, read):
    assert clean(typed) == read


@pytest.mark.parametrize("nothing", ["", " ", "\n\t\u3000", "\x00", "\u200b\u200d", "\ud800", None])
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
    assert not {unicodedata.category(one) for one in line} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    line.encode()  # no lone surrogates: it can be sent and written
    assert clean(line[:LONGEST]) == line[:LONGEST].strip()


@given(anything, st.sampled_from(["en", "fr", "ja", "de"]))
def test_writing_as_trained_never_fails(typed, language):
    as_trained(typed, language)


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "It’s “so” – …", 'It\'s "so" - ...'),
        ("fr", "Ça va? Oui ! Non;  bien:", "Ça va ? Oui ! Non ; bien :"),
        ("fr", "L’été", "L'été"),
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
    ],
)
def test_the_letters_tell_the_language(language, text):
    assert language_of(text) == language
