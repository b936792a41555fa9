"""transformers on our attention says, number by number, what transformers on its own says."""

import threading

import pytest
import tiny
import torch

from attention.backend import NAME, attention_forward, recording
from attention.reference import attend

IDS = torch.tensor([[2, 7, 8, 9, 10, 3], [2, 7, 8, 3, 0, 0]])
PADDED = (IDS != 0).long()
TARGET = torch.tensor([[59, 5, 6, 7, 8], [59, 9, 0, 59, 59]])


def bert_inputs():
    return {"input_ids": IDS, "attention_mask": PADDED}


def marian_inputs():
    decoder_mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    return {**bert_inputs(), "decoder_input_ids": TARGET, "decoder_attention_mask": decoder_mask}


FAMILIES = {
    "bert": (tiny.bert, bert_inputs),
    "multilingual bert": (lambda: tiny.bert(vocab_size=119, type_vocab_size=2), bert_inputs),
    "distilbert": (tiny.distilbert, bert_inputs),
    "marian": (tiny.marian, marian_inputs),
}
ATTENTIONS = ("attentions", "encoder_attentions", "decoder_attentions", "cross_attentions")
STATES = ("hidden_states", "encoder_hidden_states", "decoder_hidden_states")


def run(network, inputs, implementation: str):
    network.set_attn_implementation(implementation)
    with torch.no_grad():
        return network(**inputs, output_hidden_states=True, output_attentions=True)


@pytest.mark.parametrize("padded", [True, False], ids=["padded", "whole"])
@pytest.mark.parametrize("family", FAMILIES)
def test_outputs_are_the_eager_ones(family, padded):
    make, inputs_of = FAMILIES[family]
    network, inputs = make(), inputs_of()
    if not padded:
        inputs = {name: one[:1] for name, one in inputs.items() if "mask" not in name}
    eager, ours = run(network, inputs, "eager"), run(network, inputs, NAME)
    torch.testing.assert_close(ours.logits, eager.logits, atol=1e-5, rtol=1e-6)
    compared = [name for name in (*STATES, *ATTENTIONS) if name in eager]
    assert len(compared) == (5 if family == "marian" else 2)
    for name in compared:
        assert len(eager[name]) == 2 + (name in STATES)
        for mine, theirs in zip(ours[name], eager[name], strict=True):
            torch.testing.assert_close(mine, theirs, atol=1e-6, rtol=0)


def test_the_models_look_somewhere():
    """Else the comparisons above would say little: attention alike everywhere is easy to match."""
    for make, inputs_of in FAMILIES.values():
        said = run(make(), inputs_of(), "eager")
        for name in ATTENTIONS:
            assert all(one.max() > 0.4 for one in said.get(name, ()))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_layer_and_head_is_recorded(family):
    make, inputs_of = FAMILIES[family]
    network, inputs = make(), inputs_of()
    with recording() as calls:
        said = run(network, inputs, NAME)
    if family == "marian":
        layers = zip(said.decoder_attentions, said.cross_attentions, strict=True)
        weights = [*said.encoder_attentions, *(one for layer in layers for one in layer)]
    else:
        weights = list(said.attentions)
    assert len({call.module for call in calls}) == len(calls) == len(weights)
    for call, expected in zip(calls, weights, strict=True):
        assert call.weights.shape[1] == 3 and torch.equal(call.weights, expected)
        assert call.query.shape[-1] == call.key.shape[-1] == call.value.shape[-1] == 8


@pytest.mark.parametrize("family", FAMILIES)
def test_the_weights_follow_from_the_recorded_queries_and_keys(family):
    make, inputs_of = FAMILIES[family]
    with recording() as calls:
        run(make(), inputs_of(), NAME)
    for call in calls:
        n_q, n_k = call.weights.shape[-2:]
        seen = torch.ones(2, 1, n_q, n_k, dtype=torch.bool)
        if n_k == IDS.shape[1]:
            seen &= PADDED.bool()[:, None, None, :]
        else:
            seen &= marian_inputs()["decoder_attention_mask"].bool()[:, None, None, :]
            seen &= torch.ones(n_q, n_k, dtype=torch.bool).tril()
        scores = call.query @ call.key.transpose(-1, -2) / call.query.shape[-1] ** 0.5
        expected = scores.masked_fill(~seen, float("-inf")).softmax(-1)
        torch.testing.assert_close(call.weights, expected, atol=1e-6, rtol=0)


def test_the_output_of_a_module_is_its_recorded_values_mixed():
    network, said = tiny.bert(), {}
    network.set_attn_implementation(NAME)
    for module in network.modules():
        if type(module).__name__ == "BertSelfAttention":
            module.register_forward_hook(lambda one, _, output: said.update({one: output[0]}))
    with torch.no_grad(), recording() as calls:
        network(**bert_inputs())
    assert len(calls) == len(said) == 2
    for call in calls:
        joined = (call.weights @ call.value).transpose(1, 2).flatten(2)
        torch.testing.assert_close(said[call.module], joined, atol=1e-6, rtol=0)


def test_two_threads_that_record_at_once_do_not_mix():
    together = threading.Barrier(3, timeout=60)
    recorded, unrecorded = {}, tiny.bert()
    unrecorded.set_attn_implementation(NAME)

    def record(name: str, network, inputs):
        with recording() as calls:
            together.wait()  # both have begun to record before one of them runs
            run(network, inputs, NAME)
            run(network, inputs, NAME)
            together.wait()
        recorded[name] = (calls, set(network.modules()))

    models = {"bert": (tiny.bert(), bert_inputs()), "marian": (tiny.marian(), marian_inputs())}
    threads = [threading.Thread(target=record, args=(name, *one)) for name, one in models.items()]
    for thread in threads:
        thread.start()
    together.wait()
    unrecorded(**bert_inputs())  # by a thread that records nothing
    together.wait()
    for thread in threads:
        thread.join(60)
    assert {name: len(calls) for name, (calls, _) in recorded.items()} == {"bert": 4, "marian": 12}
    for calls, modules in recorded.values():
        assert {call.module for call in calls} <= modules


def test_recording_ends_with_its_block_also_by_an_error():
    network = tiny.bert()
    with pytest.raises(KeyError), recording() as calls:
        run(network, bert_inputs(), NAME)
        raise KeyError
    with recording() as outer:
        with recording() as inner:
            run(network, bert_inputs(), NAME)
        assert (len(outer), len(inner)) == (0, 2)
        run(network, bert_inputs(), NAME)
    run(network, bert_inputs(), NAME)
    assert (len(calls), len(outer), len(inner)) == (2, 2, 2)


def test_the_shapes_are_those_transformers_expects():
    query, key, value = torch.randn(2, 3, 4, 8), torch.randn(2, 3, 5, 8), torch.randn(2, 3, 5, 8)
    output, weights = attention_forward(
        torch.nn.Identity(), query, key, value, None, scaling=8**-0.5
    )
    assert output.shape == (2, 4, 3, 8) and output.is_contiguous()
    assert torch.equal(output.transpose(1, 2), attend(query, key, value).output)
    assert torch.equal(weights, attend(query, key, value).weights)


def test_what_the_formula_does_not_have_is_refused():
    one = torch.ones(1, 1, 1, 4)
    with pytest.raises(ValueError, match="scaled by"):
        attention_forward(torch.nn.Identity(), one, one, one, None, scaling=1.0)
    with pytest.raises(ValueError, match="eval"):
        run(tiny.bert().train(), bert_inputs(), NAME)
