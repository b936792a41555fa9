"""What BERTviz itself makes of a Trace: the markup of a view, and what it hands its script.

Where the page and its files come from: `page`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from attention.trace import AttentionMap, Trace

if TYPE_CHECKING:
    from torch import Tensor

DECIMALS = 4


def drawing(trace: Trace, view: str, layers: list[int]) -> tuple[str, dict[str, Any]]:
    """Let BERTviz draw these layers; return its markup and the parameters of its script.

    The markup's root has the id "bertviz"; the numbers have four decimals.
    """
    page = own_page(trace, view, layers)
    before = "window.bertviz_params = " if view == "neuron" else "const params = "
    params, _ = json.JSONDecoder().raw_decode(page, page.index(before) + len(before))
    params["include_layers"] = layers
    params["bidirectional"] = True
    markup = page[: page.index('<script type="text/javascript">')].split("</script>")[1]
    markup = markup.replace(params["root_div_id"], "bertviz")
    params["root_div_id"] = "bertviz"
    return markup.strip(), params


def own_page(trace: Trace, view: str, layers: list[int], decimals: int | None = DECIMALS) -> str:
    """Return the document that BERTviz's own function makes, of weights of so many decimals.

    With decimals None they are written as BERTviz writes a model's float32, in up to 17 digits.
    """
    draw = _neuron_view if view == "neuron" else _weights_view
    return draw(trace, view, layers, decimals)


def count_numbers(trace: Trace, view: str) -> int:
    """Count the numbers a layer takes; of a pair, BERTviz sends each part beside the whole."""
    pair = trace.second is not None
    maps = trace.maps[:1] if view == "neuron" else trace.maps
    weights = sum(int(drawn.weights[0].size) for drawn in maps) * (2 if pair else 1)
    if view != "neuron":
        return weights
    vectors = int(maps[0].query[0].size + maps[0].key[0].size)
    return weights + vectors * (3 if pair else 1)


def _weights_view(trace: Trace, view: str, layers: list[int], decimals: int | None) -> str:
    import bertviz

    show = {"head": bertviz.head_view, "model": bertviz.model_view}[view]
    if trace.maps[0].kind == "self":
        drawn = trace.map("self")
        arguments: dict[str, Any] = {
            "attention": _tensors(drawn.weights, decimals),
            "tokens": list(drawn.rows),
            "sentence_b_start": trace.second,
        }
    else:
        arguments = {
            f"{drawn.kind}_attention": _tensors(drawn.weights, decimals) for drawn in trace.maps
        }
        arguments["encoder_tokens"] = list(trace.map("encoder").rows)
        arguments["decoder_tokens"] = list(trace.map("decoder").rows)
    return str(show(**arguments, include_layers=layers, html_action="return").data)


def _neuron_view(trace: Trace, view: str, layers: list[int], decimals: int | None) -> str:
    from bertviz.neuron_view import show

    replay = _Replay(trace.maps[0], layers, trace.second, decimals)
    kind = "bert" if replay.second else "gpt2"  # as "gpt2" it adds no tokens of its own
    document = show(
        replay, kind, replay, "first", replay.second, display_mode="light", html_action="return"
    )
    return str(document.data)


def _tensors(array: np.ndarray, decimals: int | None) -> list[Tensor]:
    """One tensor (1, heads, n, …) a layer; of float64, four decimals are written as four."""
    import torch

    if decimals is not None:
        array = array.astype("float64").round(decimals)
    return [torch.tensor(layer)[None] for layer in array]


class _Replay:
    """Plays to BERTviz's neuron view the model and the tokenizer it asks for, from a recording."""

    def __init__(
        self, one: AttentionMap, layers: list[int], second: int | None, decimals: int | None
    ):
        self.tokens = {"first": list(one.rows)}
        self.second = None
        self.cls_token = self.sep_token = None
        if second:
            self.second = "second"
            self.cls_token, self.sep_token = one.rows[0], one.rows[second - 1]
            self.tokens = {
                "first": list(one.rows[1 : second - 1]),
                "second": list(one.rows[second:-1]),
            }
        recorded = (array[layers] for array in (one.weights, one.query, one.key))
        arrays = (_tensors(array, decimals) for array in recorded)
        names = ("attn", "queries", "keys")
        self.layers = [dict(zip(names, each, strict=True)) for each in zip(*arrays, strict=True)]

    def __call__(
        self, ids: object, token_type_ids: object = None
    ) -> tuple[list[dict[str, Tensor]]]:
        return (self.layers,)

    def eval(self) -> _Replay:
        return self

    def tokenize(self, sentence: str) -> list[str]:
        return self.tokens[sentence]

    def convert_tokens_to_ids(self, tokens: list[str]) -> list[int]:
        return [0] * len(tokens)
