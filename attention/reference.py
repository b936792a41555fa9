"""Scaled dot-product attention: the formula, and nothing else."""

import math
from typing import NamedTuple

import torch
from torch import Tensor

SIMILARITIES = ("scaled dot", "dot", "cosine")


class Attended(NamedTuple):
    """What attention computed: scores and weights (..., n_q, n_k), output (..., n_q, d_v)."""

    scores: Tensor
    weights: Tensor
    output: Tensor


def attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | None = None,
    similarity: str = "scaled dot",
) -> Attended:
    """Let every query look at every key, and mix the values by how strongly it looks.

    query (..., n_q, d), key (..., n_k, d), value (..., n_k, d_v). mask, broadcastable to
    (..., n_q, n_k), is boolean (True: may look) or is added to the scores (-inf: may not).
    The scores returned are those the softmax sees: scaled and masked. A row that may look
    nowhere gets weights and output of zero, not NaN. "cosine" scores a zero vector 0.
    Of float16 and bfloat16 the scores and weights are float32, the output is as value is.
    Raises ValueError for an unknown similarity, and for a mask of whole numbers: 0 and 1 could
    mean either.
    Follows Vaswani et al. 2017, "Attention Is All You Need", equation 1.
    """
    if similarity not in SIMILARITIES:
        raise ValueError(f"similarity is one of {', '.join(SIMILARITIES)}, not {similarity!r}")
    if mask is not None and not (mask.dtype == torch.bool or mask.is_floating_point()):
        raise ValueError("a mask is boolean, or numbers with a fraction that are added: not whole")
    if query.dtype in (torch.float16, torch.bfloat16):  # float16 ends at 65,504
        query, key = query.float(), key.float()
    if similarity == "cosine":
        query, key = _unit(query), _unit(key)
    scale = query.shape[-1] ** -0.5 if similarity == "scaled dot" else 1.0
    scores = query @ key.mT * scale  # (..., n_q, n_k)
    if mask is not None and mask.dtype == torch.bool:
        scores = scores.masked_fill(~mask, -math.inf)
    elif mask is not None:
        scores = scores + mask
    nowhere = (scores == -math.inf).all(-1, keepdim=True)
    at_least = torch.promote_types(scores.dtype, torch.float32)  # autocast's products are shorter
    weights = scores.softmax(-1, at_least).masked_fill(nowhere, 0.0)
    return Attended(scores, weights, weights.to(value.dtype) @ value)


def _unit(vectors: Tensor) -> Tensor:
    length: Tensor = vectors.norm(dim=-1, keepdim=True)
    return vectors / length.where(length > 0, 1.0)
