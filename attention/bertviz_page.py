"""A BERTviz document from a Trace; the only file that knows BERTviz."""

import html
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from string import Template

from attention.trace import AttentionMap, Trace

VIEWS = ("head", "model", "neuron")
LARGEST = 4_000_000  # bytes of a document without its library files
DECIMALS = 4
SHORTEST = 4  # bytes of a number in the document: "0.0,"
_FRAME = Path(__file__).parent / "bertviz_frame"
_PARAMS = "window.bertviz_params"  # where BERTviz's neuron view looks, and now the others too
_REFERENCE = re.compile(r'<(script) src="bertviz/(\S+)"></script>|<(link) .*href="bertviz/(\S+)">')


@dataclass(frozen=True)
class Document:
    """A view as HTML that names its library files, and which of the model's layers it draws."""

    html: str
    layers: tuple[int, ...]
    of: int


def bertviz_document(
    trace: Trace,
    view: str = "head",
    layer: int = 0,
    head: int | None = None,
    layers: tuple[int, ...] | None = None,
) -> Document:
    """Let BERTviz draw `trace` in its head, model or neuron view.

    It opens with `layer` and `head` (None: all) chosen. `layers` are those to draw, by default
    all. Fewer are drawn, spread evenly, when the document would be larger than LARGEST; `layer` is
    always one of them. Numbers have four decimals. Raises ValueError for what the trace has not.
    """
    if view not in VIEWS:
        raise ValueError(f"view is one of {', '.join(VIEWS)}, not {view!r}")
    of, heads = trace.maps[0].layers, trace.maps[0].heads
    if layer not in range(of):
        raise ValueError(f"layer is from 0 to {of - 1}, not {layer!r}")
    if head is not None and head not in range(heads):
        raise ValueError(f"head is from 0 to {heads - 1}, not {head!r}")
    layer = int(layer)
    wanted = sorted({layer, *(layers or range(of))} & set(range(of)))
    most = max(1, LARGEST // (SHORTEST * _numbers(trace, view)))  # more would surely be too much
    if len(wanted) > most:
        wanted = _spread(wanted, most, layer)
    page = _page(trace, view, wanted, layer, head)
    while len(page) > LARGEST and len(wanted) > 1:
        fit = max(1, min(len(wanted) - 1, len(wanted) * LARGEST // len(page)))
        wanted = _spread(wanted, fit, layer)
        page = _page(trace, view, wanted, layer, head)
    return Document(page, tuple(wanted), of)


def library(name: str) -> str:
    """Return the text of the library file a document names; raises KeyError if there is none."""
    return _libraries()[name]


def self_contained(document: str) -> str:
    """Put every library file a document names into it, so that it opens from disk, offline."""

    def text(found: re.Match) -> str:
        tag = "script" if found[1] else "style"
        return f"<{tag}>{library(found[2] or found[4])}</{tag}>"

    return _REFERENCE.sub(text, document)


@cache
def _libraries() -> dict[str, str]:
    def packaged(package: str, path: str) -> str:
        # find_spec imports parents only: neither BERTviz, nor the torch it brings, is loaded.
        return (Path(find_spec(package).origin).parent / path).read_text("utf-8")

    texts = {f"{view}_view.js": packaged("bertviz", f"{view}_view.js") for view in VIEWS}
    texts = {name: text.replace("PYTHON_PARAMS", _PARAMS) for name, text in texts.items()}
    texts["d3.js"] = packaged("dagre_py", "js/d3.v5.min.js")
    texts["jquery.js"] = packaged("xstatic.pkg.jquery", "data/jquery.min.js")
    for path in _FRAME.iterdir():
        texts[path.name] = path.read_text("utf-8")
    return texts


def _numbers(trace: Trace, view: str) -> int:
    """How many numbers one layer takes; of a pair BERTviz sends each part beside the whole."""
    pair, maps = len(trace.texts) > 1, trace.maps[:1] if view == "neuron" else trace.maps
    weights = sum(one.weights[0].size for one in maps) * (2 if pair else 1)
    if view != "neuron":
        return weights
    return weights + (maps[0].query[0].size + maps[0].key[0].size) * (3 if pair else 1)


def _spread(layers: list[int], count: int, keep: int) -> list[int]:
    step = (len(layers) - 1) / max(1, count - 1)
    chosen = [layers[round(i * step)] for i in range(count)]
    nearest = min(range(count), key=lambda i: abs(chosen[i] - keep))
    chosen[nearest] = keep
    return sorted(set(chosen))


def _page(trace: Trace, view: str, layers: list[int], layer: int, head: int | None) -> str:
    markup, params = _drawn(trace, view, layers)
    drawn = f"Layers {', '.join(map(str, layers))} of {trace.maps[0].layers}."
    return Template(library("frame.html")).substitute(
        view=view,
        layer=layer,
        head="" if head is None else head,
        map="",
        title=html.escape(f"{' / '.join(trace.texts)} ({trace.model})"),
        markup=markup,
        drawn=drawn if len(layers) < trace.maps[0].layers else "",
        version=version("bertviz"),
        # A token "</script>" must not end the script.
        params=json.dumps(params, separators=(",", ":")).replace("<", "\\u003c"),
    )


def _drawn(trace: Trace, view: str, layers: list[int]) -> tuple[str, dict]:
    """Call BERTviz's own function; return its markup and the parameters it hands its script."""
    page = (_neuron_view if view == "neuron" else _weights_view)(trace, view, layers)
    before = "window.bertviz_params = " if view == "neuron" else "const params = "
    params, _ = json.JSONDecoder().raw_decode(page, page.index(before) + len(before))
    params["include_layers"] = layers
    params["bidirectional"] = True
    markup = page[: page.index('<script type="text/javascript">')].split("</script>")[1]
    markup = markup.replace(params["root_div_id"], "bertviz")
    params["root_div_id"] = "bertviz"
    return markup.strip(), params


def _weights_view(trace: Trace, view: str, layers: list[int]) -> str:
    import bertviz

    show = {"head": bertviz.head_view, "model": bertviz.model_view}[view]
    if trace.maps[0].kind == "self":
        one = trace.map("self")
        found = {"attention": _tensors(one.weights), "tokens": list(one.rows)}
        found["sentence_b_start"] = _second(one) if len(trace.texts) > 1 else None
    else:
        found = {f"{one.kind}_attention": _tensors(one.weights) for one in trace.maps}
        found["encoder_tokens"] = list(trace.map("encoder").rows)
        found["decoder_tokens"] = list(trace.map("decoder").rows)
    return show(**found, include_layers=layers, html_action="return").data


def _neuron_view(trace: Trace, view: str, layers: list[int]) -> str:
    from bertviz.neuron_view import show

    one = trace.maps[0]
    replay = _Replay(one, layers, _second(one) if len(trace.texts) > 1 else None)
    kind = "bert" if len(trace.texts) > 1 else "gpt2"  # as "gpt2" it adds no tokens of its own
    return show(
        replay, kind, replay, "first", replay.second, display_mode="light", html_action="return"
    ).data


def _tensors(array) -> list:
    """One tensor (1, heads, n, …) a layer, float64 so that four decimals are written as four."""
    import torch

    return [torch.from_numpy(one.astype("float64").round(DECIMALS))[None] for one in array]


def _second(one: AttentionMap) -> int:
    """Where the second sentence of a pair starts: after the first separator."""
    return one.special_rows.index(True, 1) + 1


class _Replay:
    """Plays to BERTviz's neuron view the model and the tokenizer it asks for, from a recording."""

    def __init__(self, one: AttentionMap, layers: list[int], second: int | None):
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
        arrays = (_tensors(array[layers]) for array in (one.weights, one.query, one.key))
        names = ("attn", "queries", "keys")
        self.layers = [dict(zip(names, each, strict=True)) for each in zip(*arrays, strict=True)]

    def __call__(self, ids, token_type_ids=None):
        return (self.layers,)

    def eval(self):
        return self

    def tokenize(self, sentence: str) -> list[str]:
        return self.tokens[sentence]

    def convert_tokens_to_ids(self, tokens: list[str]) -> list[int]:
        return [0] * len(tokens)
