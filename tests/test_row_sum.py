"""One row's sum against torch's own attention and against the modules of plain transformers."""

from dataclasses import replace

import numpy as np
import pytest
import tiny
import torch
from torch.nn.functional import scaled_dot_product_attention

from attention.encoder import read_encoder
from attention.models import Loaded, Model, get
from attention.reading import cross_attention, self_attention
from attention.row_sum import joined, row_sum

TEXT = "The black cat sat on the mat."
KINDS = ("self", "encoder", "decoder", "cross")


@pytest.fixture(scope="module")
def maps():
    traces = (self_attention(TEXT), cross_attention(TEXT))
    return {one.kind: one for trace in traces for one in trace.maps}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [(0, 0, 0), (1, 3, 4), (2, 5, -1)])
def test_a_row_is_what_torch_computes(maps, kind, place):
    one = maps[kind]
    layer, head, token = place
    token %= len(one.rows)
    found = row_sum(one, layer, head, token)
    q, k, v = (torch.tensor(getattr(one, n)[layer, head]) for n in ("query", "key", "value"))
    output = scaled_dot_product_attention(q, k, v, is_causal=kind == "decoder")
    assert found.output == pytest.approx(output[token].numpy(), abs=1e-5)
    assert found.products == pytest.approx((k @ q[token]).numpy(), rel=1e-4, abs=1e-5)
    assert found.scaled * q.shape[-1] ** 0.5 == pytest.approx(found.products, rel=1e-5, abs=1e-5)
    assert found.weights == pytest.approx(one.weights[layer, head, token], abs=1e-6)
    assert found.difference < 1e-6
    assert found.lengths == pytest.approx(v.pow(2).sum(-1).sqrt().numpy(), rel=1e-5)
    assert found.moved == pytest.approx(found.weights * found.lengths, rel=1e-5)


def test_only_the_decoder_is_masked(maps):
    for kind in KINDS:
        found = row_sum(maps[kind], 1, 2, 3)
        later = np.arange(len(found.scores)) > 3
        assert (found.scores[later] == -np.inf).all() == (kind == "decoder")
        assert np.isfinite(found.scaled).all()
        assert found.scores[~later] == pytest.approx(found.scaled[~later])
    assert row_sum(maps["decoder"], 0, 0, 0).weights[0] == 1


def test_a_difference_would_be_seen(maps):
    one = maps["self"]
    other = replace(one, weights=np.full_like(one.weights, 1 / len(one.columns)))
    assert row_sum(other, 0, 4, 3).difference == pytest.approx(
        np.abs(one.weights[0, 4, 3] - 1 / len(one.columns)).max(), abs=1e-6
    )


@pytest.mark.parametrize("layer", [0, 4])
def test_bert_joins_its_heads_so(plain, layer):
    tokenizer, network = plain("bert-mini")
    dense = f"bert.encoder.layer.{layer}.attention.output.dense"
    real = output_of(network, dense, **tokenizer(TEXT, return_tensors="pt"))
    one = self_attention(TEXT).maps[0]
    for token in range(len(one.rows)):
        found = joined(get(model("bert-mini")), one, layer, token)
        assert found.output == pytest.approx(real[token], abs=2e-5)
        assert found.length == pytest.approx(np.linalg.norm(real[token]), rel=1e-4)


@pytest.mark.parametrize("kind", ["encoder", "decoder", "cross"])
def test_marian_joins_its_heads_so(plain, kind):
    tokenizer, network = plain("marian-mini-en-fr")
    place = {"encoder": "encoder.layers.1.self_attn", "decoder": "decoder.layers.1.self_attn"}
    name = f"model.{place.get(kind, 'decoder.layers.1.encoder_attn')}.out_proj"
    one = cross_attention(TEXT).map(kind)
    read = tokenizer.convert_tokens_to_ids(list(cross_attention(TEXT).map("cross").rows))
    encoding = tokenizer(TEXT, return_tensors="pt")
    real = output_of(network, name, **encoding, decoder_input_ids=torch.tensor([read]))
    for token in range(len(one.rows)):
        found = joined(get(model("marian-mini-en-fr", "fr")), one, 1, token)
        assert found.output == pytest.approx(real[token], abs=2e-5)


def test_distilbert_joins_its_heads_so(tmp_path):
    tiny.save_bert(tmp_path, tiny.distilbert())
    loaded = Loaded(Model("tiny/distilbert", "en"), tmp_path)
    one = read_encoder(loaded, "the cat sat", None).maps[0]
    ids = loaded.tokenizer("the cat sat", return_tensors="pt")["input_ids"]
    name = "distilbert.transformer.layer.1.attention.out_lin"
    real = output_of(tiny.distilbert(), name, input_ids=ids)
    assert joined(loaded, one, 1, 2).output == pytest.approx(real[2], abs=1e-4)


def test_a_head_adds_its_part(maps):
    """What is left without a head is the sum of the others: the parts are added, nothing else."""
    loaded = get(model("bert-mini"))
    found = joined(loaded, maps["self"], 3, 2)
    weight = loaded.join("self", 3).weight.detach().numpy()
    d = maps["self"].query.shape[-1]
    outputs = [row_sum(maps["self"], 3, head, 2).output for head in range(maps["self"].heads)]
    parts = [weight[:, h * d : (h + 1) * d] @ output for h, output in enumerate(outputs)]
    assert found.heads == pytest.approx([np.linalg.norm(one) for one in parts], rel=1e-4)
    bias = loaded.join("self", 3).bias.detach().numpy()
    assert found.bias == pytest.approx(np.linalg.norm(bias), rel=1e-5)
    assert found.output == pytest.approx(sum(parts) + bias, abs=1e-5)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ((6, 0, 0), "no layer 6 here: they go from 0 to 5"),
        ((0, -1, 0), "no head -1"),
        ((0, 0, 10), "no token 10"),
        ((0, 0, 1.0), r"no token 1\.0"),
        ((None, 0, 0), "no layer None"),
    ],
)
def test_what_is_not_there(maps, place, message):
    with pytest.raises(ValueError, match=message):
        row_sum(maps["self"], *place)


def model(name: str, target: str | None = None) -> Model:
    return Model(name, "en", target)


def output_of(network, name: str, **inputs) -> np.ndarray:
    """What the module `name` gives while the network runs: (tokens, d_model)."""
    seen = []
    hook = network.get_submodule(name).register_forward_hook(
        lambda module, args, output: seen.append(output)
    )
    with torch.no_grad():
        network(**inputs)
    hook.remove()
    return seen[0][0].numpy()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_a_callers_autocast_has_no_say(maps, dtype):
    loaded = get(model("bert-mini"))
    before = row_sum(maps["self"], 1, 2, 3), joined(loaded, maps["self"], 1, 3)
    with torch.autocast("cpu", dtype=dtype):
        after = row_sum(maps["self"], 1, 2, 3), joined(loaded, maps["self"], 1, 3)
        recorded = read_encoder(loaded, TEXT, None).maps[0]  # whoever runs it so gets bfloat16
    assert np.array_equal(before[0].weights, after[0].weights)
    assert np.array_equal(before[1].output, after[1].output)
    assert recorded.weights == pytest.approx(maps["self"].weights, abs=0.1)
