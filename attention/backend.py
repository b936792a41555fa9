"""transformers runs on attend(), and what flows through it is recorded.

Importing this module registers the implementation under NAME; a model is put on it by
`from_pretrained(..., attn_implementation=NAME)`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import eager_mask

from attention.looks import Look, may_look
from attention.reference import attend

NAME = "attention_reference"


class Call(NamedTuple):
    """One layer's attention as it ran: who asked, and tensors (batch, heads, n, d_head)."""

    module: nn.Module
    query: Tensor
    key: Tensor
    value: Tensor
    weights: Tensor  # (batch, heads, n_q, n_k)


_calls: ContextVar[list[Call] | None] = ContextVar("calls", default=None)
_blocked: ContextVar[tuple[tuple[Look, ...], Mapping[nn.Module, str]]] = ContextVar(
    "blocked", default=((), {})
)


@contextmanager
def recording() -> Iterator[list[Call]]:
    """Collect every call of attention made inside the block, by this thread or task alone."""
    calls: list[Call] = []
    token = _calls.set(calls)
    try:
        yield calls
    finally:
        _calls.reset(token)


@contextmanager
def blocking(looks: Sequence[Look], kinds: Mapping[nn.Module, str]) -> Iterator[None]:
    """Block looks in every layer and head inside the block, for this thread or task alone.

    `kinds` tells the kind of attention of each module. Rows are positions, so that a decoder has
    to be run without a cache of what it read before.
    """
    token = _blocked.set((tuple(looks), kinds))
    try:
        yield
    finally:
        _blocked.reset(token)


def attention_forward(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    **_: object,
) -> tuple[Tensor, Tensor]:
    """Answer one call of transformers with attend().

    query, key, value (batch, heads, n, d_head); returns output (batch, n_q, heads, d_head) and
    weights (batch, heads, n_q, n_k). Follows transformers' AttentionInterface.
    Raises ValueError for what the formula does not have: another scaling, or dropout.
    """
    if scaling is not None and not math.isclose(scaling, query.shape[-1] ** -0.5):
        raise ValueError(f"scores are scaled by 1/sqrt(d_head), not by {scaling}")
    if dropout:
        raise ValueError("attention is read without dropout: call model.eval() first")
    attended = attend(query, key, value, _with_blocked(module, query, key, attention_mask))
    calls = _calls.get()
    if calls is not None:
        calls.append(Call(module, query, key, value, attended.weights))
    return attended.output.transpose(1, 2).contiguous(), attended.weights


def _with_blocked(
    module: nn.Module, query: Tensor, key: Tensor, mask: Tensor | None
) -> Tensor | None:
    looks, kinds = _blocked.get()
    allowed = may_look(looks, kinds[module], query.shape[-2], key.shape[-2]) if looks else None
    if allowed is None:
        return mask
    seen = torch.from_numpy(allowed)
    return seen if mask is None else mask.masked_fill(~seen, -math.inf)


AttentionInterface.register(NAME, attention_forward)
# The additive mask of the eager implementation: -inf would turn its padding rows into zeros.
AttentionMaskInterface.register(NAME, eager_mask)
