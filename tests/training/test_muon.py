import torch
from torch import nn
from transformers import MarianConfig, MarianModel

from training.muon import Muon, optimisers, orthogonal


def test_the_update_is_nearly_orthogonal():
    torch.manual_seed(0)
    singular = torch.linalg.svdvals(orthogonal(torch.randn(3, 16, 40)))
    assert singular.min() > 0.6 and singular.max() < 1.3


def test_muon_lowers_a_loss_for_tall_and_wide_matrices():
    torch.manual_seed(0)
    wide, tall = (nn.Parameter(torch.randn(shape)) for shape in ((4, 9), (9, 4)))
    optimiser = Muon([wide, tall], lr=0.05)
    losses = []
    for _ in range(30):
        loss = ((wide @ tall - torch.eye(4)) ** 2).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]


def test_only_matrices_inside_layers_go_to_muon():
    model = nn.ModuleDict({"layers": nn.ModuleList([nn.Linear(3, 3)]), "head": nn.Linear(3, 3)})
    muon, adam = optimisers(model, 0.02, 0.003, 0.0)
    assert [
        parameter is model["layers"][0].weight for parameter in muon.param_groups[0]["params"]
    ] == [True]
    assert len(adam.param_groups[0]["params"]) == 3


def test_only_queries_and_keys_of_the_encoder_learn_slower():
    model = MarianModel(MarianConfig(
        vocab_size=9, d_model=4, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=4, decoder_ffn_dim=4, pad_token_id=8,
    ))  # fmt: skip
    muon, _ = optimisers(model, 0.02, 0.003, 0.0, query_key_share=0.2)
    slow = [name for name, one in model.named_parameters() if one in muon.shares]
    where = "encoder.layers.0.self_attn"
    assert sorted(slow) == [f"{where}.k_proj.weight", f"{where}.q_proj.weight"]


def test_a_share_shortens_the_step():
    torch.manual_seed(0)
    fast, slow = (nn.Parameter(torch.zeros(4, 4)) for _ in range(2))
    fast.grad = slow.grad = torch.randn(4, 4)
    Muon([fast, slow], lr=0.02, shares={slow: 0.2}).step()
    torch.testing.assert_close(slow.detach(), 0.2 * fast.detach())
