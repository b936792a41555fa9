"""What was typed is what is shown: no sign gets lost on the way into tokens and out of them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attention
from attention.reading import self_attention
from attention.sentence import clean
from attention.typed import covering, typed_words, visible

TEXTS = [
    "मुझे",
    "كَتَبَ الدَّرْسَ",
    "ที่นี่",
    "❤️ and ❤️",
    "猫が好き❤️",
    "👨‍👩‍👧 and 🏳️‍🌈",
    "می‌خواهد",
    "😀 Zürich à 猫",
    "The café in Ｔｏｋｙｏ isn’t “naïve”…",
    "㌖ ｶﾞｷﾞ ﬁne",
    "e\u0323\u0301 x\u0301x",
]
MODELS = [
    "bert-mini",
    "bert-mini-ja",
    "marian-mini-en-fr",
    "marian-mini-en-ja",
    "marian-mini-ja-en",
]


def sides(trace: attention.Trace):
    """The tokens of the source, and those of the translation where there is one."""
    for one in trace.maps[:2]:
        yield one.rows, one.typed_rows, one.row_words, one.unknown_rows, one.special_rows


def read(text: str, model: str, monkeypatch) -> attention.Trace:
    monkeypatch.setattr("attention.reading._for_language", lambda model, text: (model, ()))
    if model.startswith("bert"):
        return attention.self_attention(text, model=model)
    return attention.cross_attention(text, text, model)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("text", TEXTS)
def test_the_words_are_what_was_typed(text, model, monkeypatch):
    for _, typed, words, _, special in sides(read(text, model, monkeypatch)):
        parts = [part for part, mark in zip(typed, special, strict=True) if not mark]
        assert "".join(parts) == clean(text).replace(" ", "")
        shown: dict[int, str] = {}
        for part, word in zip(typed, words, strict=True):
            shown[word] = shown.get(word, "") + part
        for word in shown.values():  # no chip that no one can see, and no ▁ that no one typed
            assert any(unicodedata.category(letter)[0] not in "CZ" for letter in word)
            assert "▁" not in word and word.strip("\ufe0f")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("text", TEXTS)
def test_an_unknown_token_is_shown_whole(text, model, monkeypatch):
    for rows, typed, _, unknown, _ in sides(read(text, model, monkeypatch)):
        for token, part, is_unknown in zip(rows, typed, unknown, strict=True):
            assert token.strip() and token.strip("\ufe0f\u200d\u200c")
            if is_unknown and part:
                assert token == part


def test_the_signs_that_were_lost():
    def chips(text, model="bert-mini"):
        return self_attention(text, model=model).maps[0].rows[1:-1]

    assert chips("मुझे") == ("मुझे",)
    assert chips("❤️") == ("❤️",)
    assert chips("👨‍👩‍👧") == ("👨‍👩‍👧",)
    assert chips("猫が好き❤️")[-1] == "❤️"
    words = attention.cross_attention("😀 Zürich à 猫").map("cross")
    assert words.columns[0] == "▁" and words.typed_columns[:2] == ("", "😀")


def test_the_pieces_of_one_sign_are_one_word():
    one = self_attention("👨‍👩‍👧が㌖", model="bert-mini-ja").maps[0]
    assert one.typed_rows == ("[CLS]", "👨‍", "👩‍", "👧", "が", "㌖", "", "[SEP]")
    assert one.row_words == (-1, 0, 0, 0, 1, 2, 2, -1)


def test_a_token_hidden_is_shown_as_hidden():
    from attention.masking import mask_word

    after = mask_word("The Zürich cat", 2).after.maps[0]
    assert after.typed_rows[2] == "[MASK]" and after.typed_rows[1] == "The"


def test_all_of_a_long_text_is_counted_and_the_cut_is_told():
    trace = self_attention("so many words " * 100)
    assert (trace.shown, trace.pieces, trace.notes) == (64, 302, ("cut",))
    trace = attention.cross_attention("so many words " * 100)
    assert trace.shown == 64 and trace.pieces == 301 and trace.notes[0] == "cut"
    trace = self_attention("x" * 900)
    assert (trace.shown, trace.pieces, trace.notes) == (3, 3, ("cut_text",))
    assert trace.texts == ("x" * 500,)


@pytest.mark.parametrize(
    ("text", "asked", "model", "notes"),
    [
        ("東京", "bert-mini", "bert-mini-ja", ("han",)),
        ("東京", "bert-mini-ja", "bert-mini-ja", ()),
        ("猫が好き", "bert-mini", "bert-mini-ja", ("other_language",)),
        ("我喜欢猫", "bert-mini", "bert-mini", ("wrong_language",)),
        ("我喜欢猫", "bert-mini-ja", "bert-mini-ja", ("wrong_language",)),
        ("Кошка", "bert-mini", "bert-mini", ("wrong_language",)),
        ("고양이", "bert-mini", "bert-mini", ("wrong_language",)),
        ("Ｔｈｅ　ｃａｔ", "bert-mini", "bert-mini", ()),
    ],
)
def test_the_note_says_no_more_than_the_letters_tell(text, asked, model, notes):
    trace = self_attention(text, model=asked)
    assert (trace.model, trace.notes) == (model, notes)


def test_full_width_letters_are_read():
    one = self_attention("Ｔｈｅ　ｃａｔ　ｓａｔ．").maps[0]
    assert one.rows[1:-1] == ("the", "cat", "sat", ".") and not any(one.unknown_rows)
    assert one.typed_rows[1:-1] == ("Ｔｈｅ", "ｃａｔ", "ｓａｔ", "．")


text_and_cuts = st.text("ab \u0301👧", max_size=20).flatmap(
    lambda text: st.tuples(
        st.just(text), st.lists(st.integers(0, len(text)), max_size=8).map(sorted)
    )
)


@given(text_and_cuts)
def test_stretched_spans_keep_their_order_and_hold_the_old(text_and_cuts):
    text, cuts = text_and_cuts
    spans = [*zip(cuts[::2], cuts[1::2], strict=False), None]
    stretched = covering(spans, text)
    for before, after in zip(spans, stretched, strict=True):
        assert (after is None) == (before is None)
        if before and before[0] < before[1]:
            assert after[0] <= before[0] and after[1] >= before[1]
    assert len("".join(filter(None, typed_words(stretched, text)))) <= len(text)


few = settings(max_examples=25)


@few
@given(st.text(st.characters(), max_size=60))
def test_nothing_typed_gets_lost_but_marks_on_a_blank(text):
    try:
        one = self_attention(text).maps[0]
        line = clean(text)
    except ValueError:
        return
    parts = "".join(
        part for part, mark in zip(one.typed_rows, one.special_rows, strict=True) if not mark
    )
    letters = [a for a in line if unicodedata.category(a)[0] not in "MZC"]
    if not any(one.special_rows[1:-1]) and len(one.rows) < 64:
        assert [a for a in parts if unicodedata.category(a)[0] not in "MZC"] == letters


@pytest.mark.parametrize(("text", "seen"), [("a", "a"), ("\ufe0f", "U+FE0F"), ("\u200d", "U+200D")])
def test_what_no_one_can_see_is_shown_by_its_number(text, seen):
    assert visible(text) == seen
