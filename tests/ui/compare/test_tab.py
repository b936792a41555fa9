"""The second tab's questions: what they answer, what they refuse, and how many passes they cost."""

import base64
import json
import math
import threading

import gradio as gr
import numpy as np
import pytest
import torch

import attention
from attention import hub, masking, reading
from attention.models import CATALOGUE, get
from attention.row_sum import joined, row_sum
from attention.sentence import NOTHING
from attention.ui.api import (
    cross_attention,
    download_progress,
    explain,
    mask_word,
    self_attention,
)
from attention.ui.contract import endpoints

TEXT = "The black cat sat on the mat."
EXAMPLES = [
    "The cat sat on the mat",
    "I like black cats.",
    "The dog ate the meat because it was hungry.",
    "I drank coffee with my friend yesterday.",
    "He went to the bank to get some money.",
]


def weights(shown: dict) -> np.ndarray:
    counts = np.frombuffer(base64.b64decode(shown["weights"]), "<u2")
    shape = shown["layers"], shown["heads"], len(shown["rows"]), len(shown["columns"])
    return counts.reshape(shape) / 65535


@pytest.mark.parametrize("text", EXAMPLES)
@pytest.mark.parametrize("model", ["marian-mini-en-fr", "marian-mini-en-ja"])
def test_a_translation_is_three_maps_of_what_the_tokenizer_and_greedy_decoding_give(
    text, model, plain
):
    tokenizer, network = plain(model)
    answer = cross_attention(text, "", model)
    source = tokenizer(text)["input_ids"]
    pad = tokenizer.pad_token_id
    written = network.generate(
        torch.tensor([source]),
        num_beams=1,
        do_sample=False,
        max_length=None,
        max_new_tokens=64,
        bad_words_ids=[[pad]],
        forced_eos_token_id=None,
    )[0].tolist()
    assert [one["kind"] for one in answer["maps"]] == ["encoder", "decoder", "cross"]
    encoder_map, decoder_map, cross_map = answer["maps"]
    columns = tokenizer.convert_ids_to_tokens(source)
    rows = tokenizer.convert_ids_to_tokens(written)
    assert encoder_map["rows"] == encoder_map["columns"] == cross_map["columns"] == columns
    assert decoder_map["rows"] == cross_map["rows"] == rows[:-1]
    assert cross_map["predicts"] == rows[1:]
    assert all(
        p >= max(chance for _, chance in others) - 1e-4
        for p, others in zip(cross_map["probabilities"], cross_map["candidates"], strict=True)
    ), "the forced pass chooses what greedy decoding chose"
    for one in answer["maps"]:
        assert weights(one).sum(-1) == pytest.approx(1, abs=1e-4)


def test_explain_is_the_rows_sum():
    trace = attention.cross_attention(TEXT)
    one = row_sum(trace.map("decoder"), 1, 2, 3)
    answer = explain(TEXT, "", "marian-mini-en-fr", "decoder", 1, 2, 3)
    assert answer["row"] == trace.map("decoder").rows[3]
    assert answer["columns"] == list(trace.map("decoder").columns)
    for name in ("query", "keys", "values", "products", "scaled", "weights", "lengths", "output"):
        assert np.array(answer[name]) == pytest.approx(getattr(one, name), abs=1e-6)
    later = answer["scores"][4:]
    assert later == [None] * len(later)
    assert answer["scores"][:4] == pytest.approx(answer["scaled"][:4])
    assert answer["difference"] < 1e-6
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    together = joined(get(CATALOGUE["marian-mini-en-fr"]), trace.map("decoder"), 1, 3)
    assert answer["joined"]["heads"] == pytest.approx(together.heads, abs=1e-6)
    assert answer["joined"]["output"] == pytest.approx(together.output, abs=1e-6)


def test_explain_explains_the_sentence_with_its_word_hidden():
    found = masking.mask_word(TEXT, 3)
    one = row_sum(found.after.maps[0], 2, 1, 3)
    answer = explain(TEXT, "", "bert-mini", "self", 2, 1, 3, 3)
    assert (answer["row"], answer["columns"][3]) == ("[MASK]", "[MASK]")
    assert answer["weights"] == pytest.approx(one.weights, abs=1e-6)
    shown = weights(mask_word(TEXT, 3)["after"]["maps"][0])[2, 1, 3]
    assert answer["weights"] == pytest.approx(shown, abs=1e-4), "it is the sum of what is shown"
    assert answer["weights"] != explain(TEXT, "", "bert-mini", "self", 2, 1, 3)["weights"]
    with pytest.raises(gr.Error, match="is no word"):
        explain(TEXT, "", "bert-mini", "self", 2, 1, 3, 0)


def test_explain_adds_up():
    answer = explain(TEXT, "", "bert-mini", "self", 2, 1, 3)
    q, k, v = (np.array(answer[name]) for name in ("query", "keys", "values"))
    assert k @ q == pytest.approx(np.array(answer["products"]), abs=1e-3)
    raised = np.exp(np.array(answer["products"]) / math.sqrt(len(q)))
    assert raised / raised.sum() == pytest.approx(np.array(answer["weights"]), abs=1e-4)
    assert np.array(answer["weights"]) @ v == pytest.approx(np.array(answer["output"]), abs=1e-3)


def test_a_pair_and_an_own_translation_are_explained_too():
    pair = explain("The cat sat.", "It was tired.", "bert-mini", "self", 0, 0, 6)
    assert pair["row"] == attention.self_attention("The cat sat.", "It was tired.").maps[0].rows[6]
    own = explain("I like black cats.", "J'aime les chats.", "marian-mini-en-fr", "cross", 0, 0, 1)
    assert len(own["columns"]) == len(attention.cross_attention("I like black cats.").maps[0].rows)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("", "", "bert-mini", "self", 0, 0, 0), "Type a sentence"),
        ((TEXT, "", "no-such-model", "self", 0, 0, 0), "Choose one of: bert-mini"),
        ((TEXT, "", "bert-mini", "cross", 0, 0, 0), "bert-mini has no map 'cross'.* self"),
        ((TEXT, "", "marian-mini-en-fr", "self", 0, 0, 0), "encoder, decoder, cross"),
        ((TEXT, "", "bert-mini", "self", 6, 0, 0), "no layer 6"),
        ((TEXT, "", "bert-mini", "self", 0, "mean", 0), "no head 'mean'"),
        ((TEXT, "", "bert-mini", "self", 0, 0, None), "no token None"),
        ((TEXT, "", "bert-mini", ["self"], 0, 0, 0), "no map"),
        ((TEXT, "", ["bert-mini"], "self", 0, 0, 0), "Choose one of"),
        ((7, "", "bert-mini", "self", 0, 0, 0), "A text is"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_so(arguments, message):
    with pytest.raises(gr.Error, match=message):
        explain(*arguments)


def test_mask_word_gives_guesses_and_both_pictures():
    answer = mask_word(TEXT, 3)
    found = masking.mask_word(TEXT, 3)
    assert answer["tokens"] == [3]
    assert [name for name, _ in answer["guesses"][0]] == [name for name, _ in found.guesses[0]]
    assert answer["before"] == self_attention(TEXT)
    assert answer["after"]["maps"][0]["rows"][3] == "[MASK]"
    after = weights(answer["after"]["maps"][0])
    assert after == pytest.approx(found.after.maps[0].weights, abs=1e-4)
    with pytest.raises(gr.Error, match="is no word"):
        mask_word(TEXT, 0)


def test_a_sentence_costs_one_pass_each_however_much_is_explored(monkeypatch):
    passes = []
    for module, name in ((reading, "read_encoder"), (reading, "read_translation")):
        real = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *given, real=real, name=name: passes.append(name) or real(*given)
        )
    text = "Two small birds sang in the garden this morning."
    both = (self_attention, cross_attention)
    threads = [threading.Thread(target=ask, args=(text,)) for ask in both * 3]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(passes) == ["read_encoder", "read_translation"]
    for token in range(4):
        explain(text, "", "bert-mini", "self", token, 0, token)
        explain(text, "", "marian-mini-en-fr", "cross", 0, token, token)
    self_attention(text)
    cross_attention(text)
    assert len(passes) == 2
    ran = []
    run = masking.run
    monkeypatch.setattr(masking, "run", lambda *given: ran.append(1) or run(*given))
    mask_word(text, 2)
    assert (len(passes), len(ran)) == (2, 1)


@pytest.mark.parametrize("text", ["", "   ", "\u200b\x00", None])
@pytest.mark.parametrize("ask", [self_attention, cross_attention])
def test_nothing_typed_is_told_so(ask, text):
    with pytest.raises(gr.Error, match=NOTHING):
        ask(text)


def test_a_long_text_says_what_is_shown():
    for ask in (self_attention, cross_attention):
        picture = ask("the cat sat on the mat and " * 18)
        assert picture["notes"] == ["cut"]
        assert picture["shown"] == 64 < picture["pieces"]


def test_a_model_that_cannot_be_had_is_stood_in_for(monkeypatch):
    def nothing(*given, **named):
        raise hub.Unavailable("no_hub")

    monkeypatch.setattr(hub, "fetch", nothing)
    picture = self_attention(TEXT, "", "google-bert/bert-base-uncased")
    assert picture["model"] == "bert-mini"
    assert picture["notes"] == ["no_hub"]


def test_a_download_is_told_to_who_asks(monkeypatch):
    shares = {"distilbert/distilbert-base-uncased": 0.25}
    monkeypatch.setattr(hub, "progress", shares.get)
    assert download_progress("distilbert/distilbert-base-uncased") == {"progress": 0.25}
    assert download_progress("bert-mini") == {"progress": 1}
    with pytest.raises(gr.Error, match="no model"):
        download_progress("../../etc")


def test_no_question_waits_in_gradios_queue():
    """A plain POST is one stateless request then, which any process behind a balancer answers."""
    from attention.ui.page import build_page

    functions = build_page().fns.values()
    assert {one.api_name for one in functions} == set(endpoints())
    assert not [one.api_name for one in functions if one.queue]
