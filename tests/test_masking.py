"""A hidden word's guesses and attention, against plain transformers."""

import numpy as np
import pytest
import torch

from attention import masking, self_attention
from attention.masking import mask_word

TEXT = "The black cat sat on the mat."
CAT = 3


def test_the_guesses_are_the_models_own(plain):
    tokenizer, network = plain("bert-mini")
    found = mask_word(TEXT, CAT)
    encoding = tokenizer("The black [MASK] sat on the mat.", return_tensors="pt")
    with torch.no_grad():
        answer = network(**encoding, output_attentions=True)
    likeliest = answer.logits[0, CAT].softmax(-1).topk(5)
    assert found.tokens == (CAT,)
    assert [token for token, _ in found.guesses[0]] == tokenizer.convert_ids_to_tokens(
        likeliest.indices.tolist()
    )
    assert [p for _, p in found.guesses[0]] == pytest.approx(likeliest.values.tolist(), abs=1e-5)
    for layer, weights in enumerate(answer.attentions):
        assert found.after.maps[0].weights[layer] == pytest.approx(weights[0].numpy(), abs=1e-5)


def test_before_and_after_can_be_laid_over_each_other():
    found = mask_word(TEXT, CAT)
    before, after = found.before.maps[0], found.after.maps[0]
    assert before.weights is self_attention(TEXT).maps[0].weights
    assert after.rows == (*before.rows[:CAT], "[MASK]", *before.rows[CAT + 1 :])
    assert after.columns == after.rows
    assert after.row_words == before.row_words
    assert after.special_rows == before.special_rows
    assert np.abs(after.weights - before.weights).max() > 0.01
    assert found.after.texts == found.before.texts


def test_every_piece_of_a_word_is_hidden():
    text = "The cat sat on the unbelievablyquick mat."
    before = self_attention(text).maps[0]
    place = before.rows.index("un") if "un" in before.rows else 6
    pieces = [i for i, word in enumerate(before.row_words) if word == before.row_words[place]]
    assert len(pieces) > 1
    for piece in pieces:
        found = mask_word(text, piece)
        assert found.tokens == tuple(pieces)
        assert [found.after.maps[0].rows[i] for i in pieces] == ["[MASK]"] * len(pieces)
        assert [len(one) for one in found.guesses] == [5] * len(pieces)


def test_a_pair_stays_a_pair(plain):
    tokenizer, network = plain("bert-mini")
    found = mask_word("The cat sat.", 2, pair="It was tired.")
    encoding = tokenizer("The [MASK] sat.", "It was tired.", return_tensors="pt")
    with torch.no_grad():
        likeliest = network(**encoding).logits[0, 2].softmax(-1).topk(5)
    assert [p for _, p in found.guesses[0]] == pytest.approx(likeliest.values.tolist(), abs=1e-5)
    assert len(found.after.texts) == 2


def test_a_typed_mask_and_a_piece_not_known_can_be_hidden():
    assert mask_word("The [MASK] sat.", 2).tokens == (2,)
    unknown = self_attention("The ☃ sat.").maps[0].unknown_rows.index(True)
    assert mask_word("The ☃ sat.", unknown).after.maps[0].rows[unknown] == "[MASK]"


@pytest.mark.parametrize(
    ("token", "message"),
    [
        (0, r"\[CLS\] is no word"),
        (9, r"\[SEP\] is no word"),
        (10, "no token 10 here: they go from 0 to 9"),
        (-1, "no token -1"),
        (2.0, r"no token 2\.0"),
        (None, "no token None"),
        ("cat", "no token 'cat'"),
    ],
)
def test_what_is_no_word(token, message):
    with pytest.raises(ValueError, match=message):
        mask_word(TEXT, token)


def test_translators_guess_no_words():
    with pytest.raises(ValueError, match="Choose one of"):
        mask_word(TEXT, CAT, "marian-mini-en-fr")


def test_a_class_that_hides_the_same_word_costs_one_pass(monkeypatch):
    passes = []
    run = masking.run
    monkeypatch.setattr(masking, "run", lambda *given: passes.append(1) or run(*given))
    text = "A dog slept under the old table."
    found = [mask_word(text, 2) for _ in range(3)]
    assert len(passes) == 1
    assert found[0].guesses == found[2].guesses
