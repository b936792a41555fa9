"""transformers runs on attend(), and what flows through it is recorded.

Importing this module registers the implementation under NAME; a model is put on it by
`from_pretrained(..., attn_implementation=NAME)`.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import eager_mask

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


@contextmanager
def recording() -> Iterator[list[Call]]:
    """Collect every call of attention made inside the block, by this thread or task alone."""
    calls: list[Call] = []
    token = _calls.set(calls)
    try:
        yield calls
    finally:
        _calls.reset(token)


def run_attend(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    **_,
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
    attended = attend(query, key, value, attention_mask)
    calls = _calls.get()
    if calls is not None:
        calls.append(Call(module, query, key, value, attended.weights))
    return attended.output.transpose(1, 2).contiguous(), attended.weights


AttentionInterface.register(NAME, run_attend)
# The additive mask of the eager implementation: -inf would turn its padding rows into zeros.
AttentionMaskInterface.register(NAME, eager_mask)
