import torch

from training.revive import forget, revive

NAMES = [
    "model.encoder.layers.0.self_attn.q_proj.weight",
    "model.encoder.layers.1.self_attn.q_proj.weight",
    "model.encoder.layers.1.self_attn.k_proj.bias",
    "model.encoder.layers.1.self_attn.v_proj.weight",
    "model.decoder.layers.1.self_attn.q_proj.weight",
]


def checkpoint() -> dict:
    shapes = [(4,) if name.endswith("bias") else (4, 4) for name in NAMES]
    return {
        "model": {name: torch.ones(shape) for name, shape in zip(NAMES, shapes, strict=True)},
        "average": [torch.ones(shape) for shape in shapes],
        "optimisers": [{"state": {0: {"momentum": torch.ones(2)}, 1: {"momentum": torch.ones(2)}}}],
    }


def test_only_queries_and_keys_of_the_named_encoder_layers_change():
    saved = checkpoint()
    assert revive(saved, NAMES, layers=[1]) == NAMES[1:3]
    changed = [not one.eq(1).all() for one in saved["model"].values()]
    assert changed == [False, True, True, False, False]
    for name, average in zip(NAMES, saved["average"], strict=True):
        assert torch.equal(saved["model"][name], average)
    assert saved["model"][NAMES[1]].abs().max() < 0.2 and saved["model"][NAMES[2]].eq(0).all()


def test_the_optimiser_forgets_them():
    saved = checkpoint()
    forget(saved, [[1]])
    momenta = [saved["optimisers"][0]["state"][number]["momentum"].sum() for number in (0, 1)]
    assert momenta == [2, 0]
