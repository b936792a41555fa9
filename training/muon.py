"""The optimisers: Muon for the matrices inside the layers, AdamW for everything else."""

import re
from collections import defaultdict

import torch
from torch import Tensor, nn
from torch.optim import AdamW, Optimizer

QUERY_OR_KEY = re.compile(r"\.self.*\.(q_proj|k_proj|query|key)\.")


class Muon(Optimizer):
    """Momentum made orthogonal (Jordan et al. 2024, kellerjordan.github.io/posts/muon).

    Unlike `torch.optim.Muon` it treats all matrices of one shape in one batched product, in
    float32: twenty times faster on a CPU that lacks bfloat16.
    """

    def __init__(
        self,
        matrices: list[Tensor],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        shares: dict[Tensor, float] | None = None,
    ):
        """`shares` names matrices that learn at a share of the rate."""
        super().__init__(matrices, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.shares = shares or {}

    @torch.no_grad()
    def step(self, closure=None) -> None:
        """Take one step along the orthogonalised momentum of every matrix."""
        for group in self.param_groups:
            shapes = defaultdict(list)
            for matrix in group["params"]:
                if matrix.grad is not None:
                    shapes[tuple(sorted(matrix.shape))].append(matrix)
            for matrices in shapes.values():
                self._step(matrices, group)

    def _step(self, matrices: list[Tensor], group: dict) -> None:
        gradients = [matrix.grad for matrix in matrices]
        momenta = [
            self.state[matrix].setdefault("momentum", torch.zeros_like(matrix))
            for matrix in matrices
        ]
        torch._foreach_lerp_(momenta, gradients, 1 - group["momentum"])
        updates = torch._foreach_lerp(gradients, momenta, group["momentum"])
        wide = torch.stack([u if u.shape[0] <= u.shape[1] else u.T for u in updates])
        for matrix, update in zip(matrices, orthogonal(wide), strict=True):
            rows, columns = matrix.shape
            lr = group["lr"] * self.shares.get(matrix, 1.0)
            matrix.mul_(1 - lr * group["weight_decay"])
            tall = update if rows <= columns else update.T
            matrix.add_(tall, alpha=-lr * max(1, rows / columns) ** 0.5)


def orthogonal(matrices: Tensor, rounds: int = 5) -> Tensor:
    """Return `matrices (n, rows, columns)`, rows <= columns, with singular values near 1.

    By five rounds of Newton-Schulz with the coefficients of the same page.
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(rounds):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x


def optimisers(
    model: nn.Module,
    muon_rate: float,
    adam_rate: float,
    weight_decay: float,
    query_key_share: float = 1.0,
) -> list[Optimizer]:
    """Return Muon for the matrices of the layers and AdamW for everything else.

    The queries and keys of the encoder learn at `query_key_share` of Muon's rate: at the full rate
    they can saturate the softmax before the layer is of use, and a head then stays where it looks.
    """
    matrices, others, shares = [], [], {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            inside = parameter.ndim == 2 and ".layer" in f".{name}"
            (matrices if inside else others).append(parameter)
            if inside and "encoder" in name and QUERY_OR_KEY.search(name):
                shares[parameter] = query_key_share
    return [
        Muon(matrices, muon_rate, weight_decay=weight_decay, shares=shares),
        AdamW(others, adam_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    ]
