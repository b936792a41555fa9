"""The way to the next layer ends in what the next layer reads: the recorded hidden states."""

import numpy as np
import pytest
import tiny

import attention
from attention.encoder import read_encoder
from attention.models import CATALOGUE, Loaded, Model, get
from attention.next_layer import next_layer

TEXT = "The black cat sat on the mat."


def test_what_bert_ends_with_is_what_the_next_layer_reads():
    for blocked in ((), [2]):
        trace = attention.self_attention(TEXT, blocked=blocked)
        for layer in range(trace.maps[0].layers):
            for token in (0, 2, 3, 8):
                step = next_layer(get(CATALOGUE["bert-mini"]), trace, "self", layer, token)
                assert step.own == pytest.approx(trace.hidden["self"][layer, token])
                states = trace.hidden["self"][layer + 1, token]
                assert step.next == pytest.approx(states, abs=1e-4)


@pytest.mark.parametrize("kind", ["encoder", "cross"])
def test_what_a_translator_ends_with_is_what_the_next_layer_reads(kind):
    side = {"encoder": "encoder", "cross": "decoder"}[kind]
    loaded = get(CATALOGUE["marian-mini-en-fr"])
    for blocked in ((), [2], [["decoder", 3, 1]]):
        trace = attention.cross_attention(TEXT, blocked=blocked)
        for layer in range(trace.map(kind).layers):
            for token in range(5):
                step = next_layer(loaded, trace, kind, layer, token)
                expected = trace.hidden[side][layer + 1, token]
                assert step.next == pytest.approx(expected, abs=1e-4)


def test_behind_a_decoders_look_back_comes_its_look_across():
    loaded, trace = get(CATALOGUE["marian-mini-en-fr"]), attention.cross_attention(TEXT)
    back, across = (next_layer(loaded, trace, kind, 1, 3) for kind in ("decoder", "cross"))
    assert back.fed is None and np.array_equal(back.next, back.normalised)
    assert np.array_equal(across.own, back.next)
    assert back.lengths()[3] is None and back.cosines()[3] is None


def test_distilbert_goes_on_in_the_same_way(tmp_path):
    tiny.save_bert(tmp_path, tiny.distilbert())
    loaded = Loaded(Model("tiny/distilbert", "en"), tmp_path)
    trace = read_encoder(loaded, "the cat sat", None)
    for layer in range(2):
        step = next_layer(loaded, trace, "self", layer, 2)
        assert step.next == pytest.approx(trace.hidden["self"][layer + 1, 2], abs=1e-4)


def test_lengths_and_cosines_are_those_of_the_vectors():
    step = next_layer(get(CATALOGUE["bert-mini"]), attention.self_attention(TEXT), "self", 2, 3)
    vectors = [step.own, step.gathered, step.normalised, step.fed, step.next]
    assert step.lengths() == pytest.approx([float((v**2).sum() ** 0.5) for v in vectors], rel=1e-5)
    own = step.own / np.linalg.norm(step.own)
    expected = [float(own @ v / np.linalg.norm(v)) for v in vectors]
    assert step.cosines() == pytest.approx(expected, abs=1e-5)
    assert step.cosines()[0] == pytest.approx(1)


@pytest.mark.parametrize(("layer", "token"), [(6, 0), (0, 10), (-1, 0)])
def test_what_is_not_there(layer, token):
    trace = attention.self_attention(TEXT)
    with pytest.raises(ValueError, match="There is no"):
        next_layer(get(CATALOGUE["bert-mini"]), trace, "self", layer, token)
