"""How a translator looks: the weights of eager transformers, its own choices, its own pieces."""

import re
from itertools import pairwise

import pytest
import torch

import attention
from attention import reading
from attention.models import CATALOGUE, get
from attention.sentence import as_trained

FRENCH, JAPANESE = "marian-mini-en-fr", "marian-mini-en-ja"
SENTENCES = [
    "I like black cats.",
    "The cat sat on the mat",
    "Where is the station?",
    "Tom isn't here!",
]
both = pytest.mark.parametrize("model", [FRENCH, JAPANESE])


@pytest.fixture(scope="module")
def oracle(plain):
    """Plain transformers, step by step and without a cache of its own."""

    class Oracle:
        def __init__(self, model: str):
            self.tokenizer, self.network = plain(model)
            self.start = self.network.config.decoder_start_token_id
            self.end, self.pad = self.tokenizer.eos_token_id, self.tokenizer.pad_token_id

        def source(self, text: str) -> list[int]:
            return self.tokenizer(as_trained(text, "en"))["input_ids"]

        def forced(self, source: list[int], read: list[int]):
            with torch.no_grad():
                said = self.network(
                    torch.tensor([source]),
                    decoder_input_ids=torch.tensor([read]),
                    output_attentions=True,
                )
            said.logits[..., self.pad] = -torch.inf  # a pad is no choice
            return said

        def greedy(self, source: list[int]) -> list[int]:
            """The ids it writes, from the start token to the last before </s>."""
            written = [self.start]
            while len(written) <= 64:
                likeliest = self.forced(source, written).logits[0, -1].argmax().item()
                if likeliest == self.end:
                    break
                written.append(likeliest)
            return written

    return Oracle


@both
@pytest.mark.parametrize("text", SENTENCES)
def test_all_is_what_eager_transformers_says_step_by_step(text, model, oracle):
    plain = oracle(model)
    source = plain.source(text)
    read = plain.greedy(source)
    said = plain.forced(source, read)
    trace = attention.cross_attention(text, model=model)
    assert [one.kind for one in trace.maps] == ["encoder", "decoder", "cross"]
    tokens, cross = plain.tokenizer.convert_ids_to_tokens, trace.map("cross")

    assert list(cross.columns) == tokens(source)
    assert list(cross.rows) == tokens(read)
    # The forced pass makes the choices that were made one by one.
    chosen = said.logits[0].argmax(-1).tolist()
    assert list(cross.predicts) == tokens(chosen) == tokens([*read[1:], plain.end])
    for kind, name in {"encoder": "encoder", "decoder": "decoder", "cross": "cross"}.items():
        eager = torch.stack(said[f"{name}_attentions"])[:, 0]
        ours = torch.tensor(trace.map(kind).weights)
        torch.testing.assert_close(ours, eager, atol=1e-6, rtol=0)
    chances = said.logits[0].softmax(-1)
    likeliest = chances.topk(5)
    assert cross.probabilities == pytest.approx(likeliest.values[:, 0].tolist(), abs=1e-5)
    for row, candidates in enumerate(cross.candidates):
        assert [token for token, _ in candidates] == tokens(likeliest.indices[row, 1:].tolist())
        expected = likeliest.values[row, 1:].tolist()
        assert [chance for _, chance in candidates] == pytest.approx(expected, abs=1e-5)


@both
def test_rows_and_columns_of_the_three_maps(model):
    trace = attention.cross_attention("I like black cats.", model=model)
    encoder, decoder, cross = trace.maps
    assert encoder.rows == encoder.columns == cross.columns
    assert decoder.rows == decoder.columns == cross.rows
    assert encoder.predicts is None
    for one in (decoder, cross):
        assert one.rows[0] == "<pad>" and one.special_rows[0]
        assert one.predicts == (*one.rows[1:], "</s>")
        assert sum(one.special_rows) == 1
    assert cross.columns[-1] == "</s>" and cross.special_columns == (False,) * (
        len(cross.columns) - 1
    ) + (True,)
    assert trace.translation
    written = "".join(cross.rows[1:]).replace("▁", " ").strip()
    assert trace.translation == written


def test_the_decoder_sees_nothing_of_what_comes_after():
    decoder = attention.cross_attention("I like black cats.").map("decoder")
    for row in range(len(decoder.rows)):
        assert (decoder.weights[:, :, row, row + 1 :] == 0).all()


@both
@pytest.mark.parametrize("text", SENTENCES)
def test_the_weights_follow_from_the_query_and_key(text, model):
    for one in attention.cross_attention(text, model=model).maps:
        query, key = torch.tensor(one.query), torch.tensor(one.key)
        scores = query @ key.mT / query.shape[-1] ** 0.5
        if one.kind == "decoder":
            hidden = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
            scores = scores.masked_fill(hidden, -torch.inf)
        ours = torch.tensor(one.weights)
        torch.testing.assert_close(ours, scores.softmax(-1), atol=2e-5, rtol=0)


@pytest.mark.parametrize(
    ("model", "target"),
    [(FRENCH, "J'aime les chats noirs."), (FRENCH, "Non !"), (JAPANESE, "私は黒い猫が好きです。")],
)
def test_a_given_translation_is_read(model, target, oracle):
    plain, text = oracle(model), "I like black cats."
    trace = attention.cross_attention(text, target, model)
    cross = trace.map("cross")
    assert trace.translation == target
    pieces = plain.tokenizer(text_target=target)["input_ids"]  # ends with </s>
    said = plain.forced(plain.source(text), [plain.start, *pieces[:-1]])
    assert list(cross.rows) == ["<pad>", *plain.tokenizer.convert_ids_to_tokens(pieces[:-1])]
    assert list(cross.predicts) == plain.tokenizer.convert_ids_to_tokens(pieces)
    chances = said.logits[0].softmax(-1)[range(len(pieces)), pieces].tolist()
    assert cross.probabilities == pytest.approx(chances, abs=1e-5)
    eager = torch.stack(said.cross_attentions)[:, 0]
    torch.testing.assert_close(torch.tensor(cross.weights), eager, atol=1e-6, rtol=0)
    for token, others in zip(cross.predicts, cross.candidates, strict=True):
        assert len(others) == 4 and token not in [other for other, _ in others]


def test_its_own_translation_given_back_makes_the_same_picture():
    for text in SENTENCES:
        free = attention.cross_attention(text)
        given = attention.cross_attention(text, free.translation)
        if given.map("cross").rows == free.map("cross").rows:  # it may be cut otherwise
            assert given.map("cross").predicts == free.map("cross").predicts
            assert (given.map("cross").weights == free.map("cross").weights).all()
            return
    pytest.fail("none of the translations is cut as it was written")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (
            "The well-known cat isn't (really) uncharacteristically here, is it?",
            "Le chat, n'est-ce pas ?",
        ),
        ("I don't know...", "J'aime les chats extraordinairement indépendants."),
    ],
)
def test_pieces_of_a_word_share_its_number(text, target):
    cross = attention.cross_attention(text, target).map("cross")
    for pieces, numbers, line in (
        (cross.columns, cross.column_words, text),
        (cross.rows, cross.row_words, target),
    ):
        words: dict[int, str] = {}
        for piece, number in zip(pieces, numbers, strict=True):
            if number >= 0:
                words[number] = words.get(number, "") + piece.replace("▁", "")
        # A run of marks may be one piece; else every word and every mark is on its own.
        found = [words[number] for number in range(len(words))]
        assert re.findall(r"\w+|[^\w\s]+", " ".join(found)) == found
        assert "".join(found) == line.replace(" ", "")
        assert [word for word in found if word.isalnum()] == re.findall(r"\w+", line)


def test_in_japanese_every_piece_is_a_word():
    cross = attention.cross_attention("I like cats.", "私は猫が好きです。", JAPANESE).map("cross")
    pieces = [piece for piece in cross.rows[1:] if piece != "▁"]
    assert set(cross.row_words[1:]) == set(range(len(pieces)))
    for before, after in pairwise(range(1, len(cross.rows))):
        joined = cross.row_words[before] == cross.row_words[after]
        assert joined == (cross.rows[before] == "▁")


def test_an_unknown_piece_is_shown_as_typed_and_marked():
    cross = attention.cross_attention("Snow ☃ fell.", "La neige ☃ est tombée.").map("cross")
    for tokens, unknown, special in (
        (cross.rows, cross.unknown_rows, cross.special_rows),
        (cross.columns, cross.unknown_columns, cross.special_columns),
    ):
        assert [token for token, is_unknown in zip(tokens, unknown, strict=True) if is_unknown] == [
            "☃"
        ]
        assert not special[tokens.index("☃")]


def test_special_tokens_typed_as_text_keep_their_mark():
    cross = attention.cross_attention("hello </s> world").map("cross")
    assert cross.columns.count("</s>") == 2 == sum(cross.special_columns)
    assert cross.column_words[cross.columns.index("</s>")] == -1


def test_a_long_text_is_cut_at_64_tokens_and_says_so(oracle):
    text, target = "so " * 91, "donc " * 91
    trace = attention.cross_attention(text, target)
    cross = trace.map("cross")
    assert trace.notes == ("cut", "cut_target")
    assert len(cross.columns) == len(cross.rows) == trace.shown == 64
    assert cross.columns[-1] == "</s>"
    plain = oracle(FRENCH)
    assert trace.pieces == len(plain.tokenizer(text)["input_ids"])
    # What the last row shown predicts is the piece that comes next, not an end that does not.
    pieces = plain.tokenizer.convert_ids_to_tokens(plain.tokenizer(text_target=target)["input_ids"])
    assert list(cross.predicts) == pieces[:64] and cross.predicts[-1] != "</s>"
    assert list(cross.rows) == ["<pad>", *pieces[:63]]


def test_63_pieces_and_the_end_are_not_cut():
    trace = attention.cross_attention("so " * 63, "un " * 63)
    assert (trace.notes, trace.shown, trace.pieces) == ((), 64, 64)
    assert trace.map("cross").predicts[-1] == "</s>" and len(trace.map("cross").rows) == 64


def test_a_pad_is_never_written_nor_a_candidate(monkeypatch):
    """Its logit is not trained, so that it may be any number."""
    before = attention.cross_attention("I like black cats.")
    network = get(CATALOGUE[FRENCH]).network
    bias = network.final_logits_bias.clone()
    bias[0, network.config.pad_token_id] = 1000
    monkeypatch.setitem(network._buffers, "final_logits_bias", bias)
    monkeypatch.setattr(reading._pass, "cache", {})
    after = attention.cross_attention("I like black cats.")
    assert after.translation == before.translation
    assert after.map("cross").probabilities == before.map("cross").probabilities
    assert after.map("cross").candidates == before.map("cross").candidates
