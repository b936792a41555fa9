"""How BERT looks at a sentence: the weights of eager transformers, the tokens of its tokenizer."""

import re

import pytest
import torch

import attention

SENTENCES = [
    ("The cat sat on the mat", None),
    ("Don't stop: the well-known (and naïve) cats can't!", None),
    ("a", None),
    ("The cat sat on the mat.", "It was asleep, wasn't it?"),
    ("Snow ☃ is 雪 in Japanese; 🐈 is a cat.", None),
    ("One [MASK] sat [SEP] on the [UNK] mat [CLS].", "and [PAD] too"),
]
UNSEEN = "☃"  # no training sentence holds it


@pytest.fixture(scope="module")
def bert(plain):
    tokenizer, network = plain("bert-mini")

    def read(*texts):
        encoding = tokenizer(*filter(None, texts), return_tensors="pt")
        with torch.no_grad():
            return encoding, network(**encoding, output_attentions=True)

    read.tokenizer = tokenizer
    return read


@pytest.mark.parametrize(("text", "pair"), SENTENCES)
def test_the_weights_are_those_of_eager_transformers(text, pair, bert):
    _, said = bert(text, pair)
    (one,) = attention.self_attention(text, pair).maps
    eager = torch.stack(said.attentions)[:, 0]  # (layers, heads, n, n)
    torch.testing.assert_close(torch.tensor(one.weights), eager, atol=1e-6, rtol=0)
    assert one.kind == "self"
    assert abs(one.weights.sum(-1) - 1).max() < 1e-4


@pytest.mark.parametrize(("text", "pair"), SENTENCES)
def test_the_weights_follow_from_the_query_and_key(text, pair):
    (one,) = attention.self_attention(text, pair).maps
    query, key = torch.tensor(one.query), torch.tensor(one.key)
    again = (query @ key.mT / query.shape[-1] ** 0.5).softmax(-1)
    # A score of 100, divided where the model multiplies, is another in its seventh digit.
    torch.testing.assert_close(torch.tensor(one.weights), again, atol=2e-5, rtol=0)


@pytest.mark.parametrize(("text", "pair"), SENTENCES)
def test_rows_and_columns_are_the_tokenizers(text, pair, bert):
    encoding, _ = bert(text, pair)
    (one,) = attention.self_attention(text, pair).maps
    tokens = bert.tokenizer.convert_ids_to_tokens(encoding["input_ids"][0])
    assert one.rows == one.columns and len(one.rows) == len(tokens)
    for shown, token, unknown in zip(one.rows, tokens, one.unknown_rows, strict=True):
        assert unknown == (token == "[UNK]")
        assert unknown or shown == token
    special = [token in ("[CLS]", "[SEP]", "[PAD]") for token in tokens]
    assert list(one.special_rows) == list(one.special_columns) == special
    assert one.row_words == one.column_words and one.unknown_rows == one.unknown_columns


def test_the_sentence_of_the_first_tab():
    trace = attention.self_attention("The cat sat on the mat")
    assert (trace.model, trace.texts, trace.notes) == ("bert-mini", ("The cat sat on the mat",), ())
    assert trace.maps[0].rows == ("[CLS]", "the", "cat", "sat", "on", "the", "mat", "[SEP]")
    assert trace.maps[0].row_words == (-1, 0, 1, 2, 3, 4, 5, -1)
    assert (trace.shown, trace.pieces, trace.translation) == (8, 8, None)
    assert trace.map("self").predicts is None


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("the cat sat on the mat", None),
        ("uncharacteristically antidisestablishmentarian cats", None),
        ("don't stop, the well-known (and tame) cat's here!", None),
        ("the cat sat.", "the cat sat; wasn't it great?"),
    ],
)
def test_pieces_of_a_word_share_its_number(text, pair):
    (one,) = attention.self_attention(text, pair).maps
    words: dict[int, str] = {}
    for piece, word in zip(one.rows, one.row_words, strict=True):
        if word >= 0:
            words[word] = words.get(word, "") + piece.removeprefix("##")
    expected = [word for part in (text, pair or "") for word in re.findall(r"\w+|[^\w\s]", part)]
    assert [words[number] for number in range(len(words))] == expected


def test_an_unknown_word_is_shown_as_typed_and_marked():
    (one,) = attention.self_attention(f"Snow {UNSEEN} fell.").maps
    place = one.rows.index(UNSEEN)
    assert one.unknown_rows[place] and not one.special_rows[place] and one.row_words[place] == 1
    assert sum(one.unknown_rows) == 1


def test_in_japanese_every_piece_is_a_word():
    one = attention.self_attention("私は黒い猫が好きです。", model="bert-mini-ja").maps[0]
    assert "".join(one.rows[1:-1]) == "私は黒い猫が好きです。" and "猫" in one.rows
    assert one.row_words == (-1, *range(len(one.rows) - 2), -1)


def test_the_same_word_twice_is_two_words():
    (one,) = attention.self_attention("cat cat", "cat").maps
    assert one.row_words == (-1, 0, 1, -1, 2, -1)


def test_special_tokens_typed_as_text_keep_their_mark():
    (one,) = attention.self_attention("a [SEP] b [MASK] c").maps
    assert one.rows == ("[CLS]", "a", "[SEP]", "b", "[MASK]", "c", "[SEP]")
    assert one.special_rows == (True, False, True, False, False, False, True)
    assert one.row_words == (-1, 0, -1, 1, 2, 3, -1)


@pytest.mark.parametrize("pair", [None, "and " * 80])
def test_a_long_text_is_cut_at_64_tokens_and_says_so(pair, bert):
    text = "so " * 91
    trace = attention.self_attention(text, pair)
    (one,) = trace.maps
    assert len(one.rows) == 64 and one.rows[-1] == "[SEP]"
    assert (trace.shown, trace.notes) == (64, ("cut",))
    assert trace.pieces == len(bert.tokenizer(*filter(None, (text, pair)))["input_ids"])
    kept = bert.tokenizer(*filter(None, (text, pair)), truncation=True, max_length=64)
    assert list(one.rows) == bert.tokenizer.convert_ids_to_tokens(kept["input_ids"])


def test_64_tokens_are_not_cut():
    trace = attention.self_attention("so " * 62)
    assert (trace.shown, trace.pieces, trace.notes) == (64, 64, ())


@pytest.mark.parametrize("nothing", ["\u0301", "\ufe0f"])
def test_a_text_the_tokenizer_does_not_see_asks_for_a_sentence(nothing):
    with pytest.raises(ValueError, match="Type a sentence first"):
        attention.self_attention(nothing)


@pytest.mark.parametrize(
    ("model", "texts"),
    [
        ("bert-mini", ("The cat sat.", "It was asleep.")),
        ("bert-mini-ja", ("猫が座った。", "眠っていた。")),
    ],
)
def test_the_second_of_a_pair_is_told_from_the_first(plain, model, texts):
    """The model was trained so; a tokenizer may leave out which sentence a token is in."""
    tokenizer, network = plain(model)
    given = tokenizer(*texts, return_tensors="pt", return_token_type_ids=True)
    assert given["token_type_ids"].any()
    eager = torch.stack(network(**given, output_attentions=True).attentions)[:, 0]
    ours = attention.self_attention(*texts, model=model).maps[0].weights
    torch.testing.assert_close(torch.tensor(ours), eager, atol=1e-6, rtol=0)
