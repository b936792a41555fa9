"""From one layer to the next: what becomes of the vector that a row gathered."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from attention.models import Loaded
from attention.row_sum import joined
from attention.trace import Trace

FeedForward = Callable[[Tensor], Tensor]
STEPS = ("own", "gathered", "normalised", "fed", "next")


@dataclass(frozen=True, eq=False)
class NextLayer:
    """A row's way to the next layer, each step a vector (d_model).

    own is what it was, gathered what all heads bring it; normalised is the layer norm of both
    together; fed is what the feed-forward network makes of that; next, the layer norm of these
    two together, is what the next layer reads. Behind a decoder's self-attention there is no
    feed-forward network: fed is None, and next what cross-attention reads.
    """

    own: np.ndarray
    gathered: np.ndarray
    normalised: np.ndarray
    fed: np.ndarray | None
    next: np.ndarray

    def lengths(self) -> list[float | None]:
        """The length of each step's vector, in the order of STEPS."""
        return [None if step is None else float(np.linalg.norm(step)) for step in self._steps()]

    def cosines(self) -> list[float | None]:
        """The cosine of each step's vector with `own`: how little it turned."""
        return [None if step is None else _cosine(step, self.own) for step in self._steps()]

    def _steps(self) -> tuple[np.ndarray | None, ...]:
        return tuple(getattr(self, name) for name in STEPS)


def next_layer(loaded: Loaded, trace: Trace, kind: str, layer: int, token: int) -> NextLayer:
    """Compute how row `token` of a map goes on from what its heads gathered in `layer`.

    Raises ValueError for a layer or token that is not there, KeyError for a kind that is not.
    """
    gathered = torch.tensor(joined(loaded, trace.map(kind), layer, token).output)
    if kind == "cross":  # it reads what self-attention hands on
        own = torch.tensor(next_layer(loaded, trace, "decoder", layer, token).next)
    else:
        own = torch.tensor(trace.hidden[kind][layer, token])
    after_attention, feed_forward, after_feeding = _parts(loaded, kind, layer)
    with torch.no_grad(), torch.autocast("cpu", enabled=False):
        normalised = after_attention(own + gathered)
        fed = None if kind == "decoder" else feed_forward(normalised)
        following = normalised if fed is None else after_feeding(normalised + fed)
    return NextLayer(
        own.numpy(),
        gathered.numpy(),
        normalised.numpy(),
        None if fed is None else fed.numpy(),
        following.numpy(),
    )


def _parts(loaded: Loaded, kind: str, layer: int) -> tuple[nn.Module, FeedForward, nn.Module]:
    """The layer norm behind attention, the feed-forward network, and the layer norm behind it."""
    network = loaded.network
    if kind == "self" and hasattr(network, "bert"):
        block = network.bert.encoder.layer[layer]

        return (
            block.attention.output.LayerNorm,
            lambda x: block.output.dense(block.intermediate(x)),
            block.output.LayerNorm,
        )
    if kind == "self":  # DistilBERT's feed-forward network reads a batch
        block = network.distilbert.transformer.layer[layer]
        return (
            block.sa_layer_norm,
            lambda x: block.ffn(x[None, None])[0, 0],
            block.output_layer_norm,
        )
    side = network.model.encoder if kind == "encoder" else network.model.decoder
    block = side.layers[layer]
    norm = block.encoder_attn_layer_norm if kind == "cross" else block.self_attn_layer_norm
    return norm, lambda x: block.fc2(block.activation_fn(block.fc1(x))), block.final_layer_norm


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    return float(one @ other / lengths) if lengths else 0.0
