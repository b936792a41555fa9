"""What a model says after each layer: its own output layer on plain transformers' hidden states."""

import pytest
import tiny
import torch

import attention
from attention.encoder import read_encoder
from attention.logit_lens import output_layer
from attention.masking import mask_word
from attention.models import Loaded, Model
from attention.spelling import as_trained

CUP = "She drank a cup of tea."


def top(tokenizer, logits):
    likeliest = logits.softmax(-1).topk(3)
    names = tokenizer.convert_ids_to_tokens(likeliest.indices.tolist())
    return list(zip(names, likeliest.values.tolist(), strict=True))


def assert_same(found, expected):
    assert [word for word, _ in found] == [word for word, _ in expected]
    assert [p for _, p in found] == pytest.approx([p for _, p in expected], abs=1e-5)


@pytest.mark.parametrize(
    ("model", "text"), [("bert-mini", CUP), ("bert-mini-ja", "彼女はお茶を飲んだ。")]
)
def test_bert_speaks_after_every_layer(plain, model, text):
    tokenizer, network = plain(model)
    rows = attention.self_attention(text, model=model).maps[0].rows
    ids = torch.tensor([tokenizer.convert_tokens_to_ids(list(rows))])
    with torch.no_grad():
        states = network(ids, output_hidden_states=True).hidden_states
        for token in range(len(rows)):
            found = attention.layer_guesses(text, token, model)
            assert len(found) == len(states) == CATALOGUE_LAYERS[model] + 1
            for guesses, state in zip(found, states, strict=True):
                assert_same(guesses, top(tokenizer, network.cls(state)[0, token]))


CATALOGUE_LAYERS = {"bert-mini": 6, "bert-mini-ja": 6}


def test_a_hidden_word_ends_with_its_guesses(plain):
    found = attention.layer_guesses(CUP, 6, hidden=6)
    assert_same(found[-1], mask_word(CUP, 6).guesses[0][:3])
    assert found[-1][0][0] == "coffee", "as tried"
    assert found[0][0][0] != "coffee"


def test_blocked_looks_change_what_is_said():
    text = "The girls are happy."
    found = attention.layer_guesses(text, 3, hidden=3, blocked=[2])
    assert_same(found[-1], mask_word(text, 3, blocked=[2]).guesses[0][:3])
    assert found[-1] != attention.layer_guesses(text, 3, hidden=3)[-1]


@pytest.mark.parametrize("model", ["marian-mini-en-fr", "marian-mini-en-ja"])
def test_a_translators_next_word_takes_shape(plain, model):
    tokenizer, network = plain(model)
    text = "I like black cats."
    trace = attention.cross_attention(text, model=model)
    rows = trace.map("decoder").rows
    source = tokenizer(as_trained(text, "en"), return_tensors="pt")["input_ids"]
    read = torch.tensor([tokenizer.convert_tokens_to_ids(list(rows))])
    with torch.no_grad():
        said = network(source, decoder_input_ids=read, output_hidden_states=True)
        for token in range(len(rows)):
            found = attention.layer_guesses(text, token, model)
            assert len(found) == len(said.decoder_hidden_states)
            for guesses, state in zip(found, said.decoder_hidden_states, strict=True):
                logits = network.lm_head(state)[0, token] + network.final_logits_bias[0]
                logits[tokenizer.pad_token_id] = -torch.inf
                assert_same(guesses, top(tokenizer, logits))
            predicted = trace.map("decoder")
            assert found[-1][0][0] == predicted.predicts[token]
            assert found[-1][0][1] == pytest.approx(predicted.probabilities[token], abs=1e-5)


def test_a_given_translation_is_read():
    found = attention.layer_guesses("I like cats.", 1, "marian-mini-en-fr", "Les chats.")
    cross = attention.cross_attention("I like cats.", "Les chats.").map("cross")
    assert dict(found[-1]).keys() <= {cross.predicts[1], *(word for word, _ in cross.candidates[1])}


def test_distilbert_has_another_output_layer(tmp_path):
    tiny.save_bert(tmp_path, tiny.distilbert())
    loaded = Loaded(Model("tiny/distilbert", "en"), tmp_path)
    trace = read_encoder(loaded, "the cat sat", None)
    ids = loaded.tokenizer("the cat sat", return_tensors="pt")["input_ids"]
    with torch.no_grad():
        expected = tiny.distilbert()(ids).logits[0]
        found = output_layer(loaded, torch.tensor(trace.hidden["self"][-1]))
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-5)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ((CUP, 9), "no token 9 here: they go from 0 to 8"),
        ((CUP, -1), "no token -1"),
        ((CUP, "cup"), "no token 'cup'"),
        ((CUP, None), "no token None"),
        ((CUP, 2.0), r"no token 2\.0"),
        (("", 0), "Type a sentence"),
        ((CUP, 0, "no-such-model"), "Choose one of"),
        ((CUP, 2, "bert-mini", None, 0), "is no word"),
        ((CUP, 0, "marian-mini-en-fr", None, 2), "words are hidden from a BERT alone"),
        ((CUP, 0, "bert-mini", None, None, [99]), "no column 99"),
    ],
)
def test_a_question_that_makes_no_sense(question, message):
    with pytest.raises(ValueError, match=message):
        attention.layer_guesses(*question)
