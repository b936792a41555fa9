import torch
from torch import nn

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
