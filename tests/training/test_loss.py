import pytest
import torch
from torch.nn.functional import cross_entropy as oracle

from training import loss


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_and_gradients_are_those_of_torch(smoothing, monkeypatch):
    monkeypatch.setattr(loss, "ROWS", 7)
    torch.manual_seed(0)
    tensors = [
        torch.randn(shape, dtype=torch.float64, requires_grad=True)
        for shape in ((20, 6), (11, 6), (11,))
    ]
    hidden, weight, bias = tensors
    labels = torch.randint(11, (20,))
    expected = oracle(hidden @ weight.T + bias, labels, label_smoothing=smoothing)
    wanted = torch.autograd.grad(expected, tensors)
    found = loss.cross_entropy(hidden, weight, labels, bias, smoothing)
    assert found.item() == pytest.approx(expected.item())
    for one, other in zip(torch.autograd.grad(found, tensors), wanted, strict=True):
        torch.testing.assert_close(one, other)
