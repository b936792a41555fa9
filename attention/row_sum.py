"""One row's sum: how one head gets from a query to its weights and its output."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from attention.models import Loaded
from attention.reference import attend
from attention.trace import AttentionMap, check_place


@dataclass(frozen=True, eq=False)
class RowSum:
    """One row of one head, step by step; d numbers a vector, n_k columns looked at.

    query (d), keys and values (n_k, d); products q·k, scaled = q·k/√d, scores (-inf: may not be
    seen) and weights (n_k); lengths, the lengths of the values, and moved = weight x length (n_k),
    how far each column moves the output (Kobayashi et al. 2020); output (d). difference is the
    largest one between these weights and those the model used.
    """

    attention_map: AttentionMap
    layer: int
    head: int
    token: int
    query: np.ndarray
    keys: np.ndarray
    values: np.ndarray
    products: np.ndarray
    scaled: np.ndarray
    scores: np.ndarray
    weights: np.ndarray
    lengths: np.ndarray
    moved: np.ndarray
    output: np.ndarray
    difference: float


@dataclass(frozen=True, eq=False)
class Joined:
    """How the heads of a row are joined: W_o times each head's output, added up, plus a bias.

    heads (heads) and bias are lengths; output (d_model) is the sum, and length its length.
    """

    heads: np.ndarray
    bias: float
    output: np.ndarray
    length: float


@contextmanager
def _in_float32() -> Iterator[None]:
    """Ignore the caller's autocast: numpy has no bfloat16."""
    with torch.autocast("cpu", enabled=False):
        yield


@_in_float32()
def row_sum(attention_map: AttentionMap, layer: int, head: int, token: int) -> RowSum:
    """Compute again, with attend(), how row `token` of a head came by its weights and its output.

    Everything is numbered from 0. Raises ValueError for a layer, head or token that is not there.
    """
    _check(attention_map, layer, head, token)
    query, key, value = _row(attention_map, layer, token)
    query, key, value = query[head], key[head], value[head]
    one = attend(query, key, value, _mask(attention_map, token))
    length = value.norm(dim=-1)
    recorded = attention_map.weights[layer, head, token]
    return RowSum(
        attention_map,
        layer,
        head,
        token,
        query=query[0].numpy(),
        keys=key.numpy(),
        values=value.numpy(),
        products=attend(query, key, value, similarity="dot").scores[0].numpy(),
        scaled=attend(query, key, value).scores[0].numpy(),
        scores=one.scores[0].numpy(),
        weights=one.weights[0].numpy(),
        lengths=length.numpy(),
        moved=(one.weights[0] * length).numpy(),
        output=one.output[0].numpy(),
        difference=float(np.abs(one.weights[0].numpy() - recorded).max()),
    )


@_in_float32()
def joined(loaded: Loaded, attention_map: AttentionMap, layer: int, token: int) -> Joined:
    """Join the outputs of all heads of row `token` as the model does: W_o·[head 1; head 2; …] + b.

    Raises ValueError for a layer or token that is not there.
    """
    _check(attention_map, layer, 0, token)
    outputs = attend(*_row(attention_map, layer, token), _mask(attention_map, token)).output[:, 0]
    join = loaded.join(attention_map.kind, layer)
    with torch.no_grad():
        parts = join.weight.reshape(-1, *outputs.shape)  # (d_model, heads, d): a block a head
        each = torch.einsum("mhd,hd->hm", parts, outputs)
        together = each.sum(0) + join.bias
    return Joined(
        each.norm(dim=-1).numpy(),
        float(join.bias.detach().norm()),
        together.numpy(),
        float(together.norm()),
    )


def _row(attention_map: AttentionMap, layer: int, token: int) -> tuple[Tensor, Tensor, Tensor]:
    """Query (heads, 1, d), key and value (heads, n_k, d)."""
    query = torch.tensor(attention_map.query[layer, :, token : token + 1])
    return query, torch.tensor(attention_map.key[layer]), torch.tensor(attention_map.value[layer])


def _mask(attention_map: AttentionMap, token: int) -> Tensor | None:
    if attention_map.allowed is not None:
        return torch.tensor(attention_map.allowed[token])
    if attention_map.kind != "decoder":
        return None
    return torch.arange(len(attention_map.columns)) <= token  # nothing that comes later


def _check(attention_map: AttentionMap, layer: object, head: object, token: object) -> None:
    check_place("layer", layer, attention_map.layers)
    check_place("head", head, attention_map.heads)
    check_place("token", token, len(attention_map.rows))
