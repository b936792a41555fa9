"""A BERTviz document from a Trace: what `drawing` draws, in a page with its files.

Only these two know BERTviz.
"""

import html
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from string import Template

from attention.bertviz.drawing import count_numbers, drawing
from attention.bertviz.skeleton import VIEWS, skeleton
from attention.trace import Trace

LARGEST = 4_000_000  # bytes of a document without its library files
USUAL = 6  # bytes of a number in the document: "0.123,"
_FRAME = Path(__file__).parent / "frame"
SKELETON = "skeleton.json"  # a library file too: what a document is filled from in the browser
_PARAMS = "window.bertviz_params"  # where BERTviz's neuron view looks, and now the others too
_REFERENCE = re.compile(
    r'<(script) src="libraries/(\S+)"></script>|<(link) .*href="libraries/(\S+)">'
)


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
    if len(wanted) * count_numbers(trace, view) * USUAL > LARGEST:  # one layer tells what fits
        each = len(_page(trace, view, [layer], layer, head).encode())
        wanted = _spread(wanted, max(1, min(len(wanted), LARGEST // each)), layer)
    page = _page(trace, view, wanted, layer, head)
    while len(page.encode()) > LARGEST and len(wanted) > 1:
        wanted = _spread(wanted, len(wanted) - 1, layer)
        page = _page(trace, view, wanted, layer, head)
    return Document(page, tuple(wanted), of)


def library(name: str) -> str:
    """Return the text of the library file a document names; raises KeyError if there is none."""
    return skeleton(_libraries()["frame.html"]) if name == SKELETON else _libraries()[name]


def library_names() -> tuple[str, ...]:
    """Return the names of all library files."""
    return (*_libraries(), SKELETON)


def self_contained(document: str) -> str:
    """Put every library file a document names into it, so that it opens from disk, offline."""

    def text(reference: re.Match[str]) -> str:
        tag = "script" if reference[1] else "style"
        return f"<{tag}>{library(reference[2] or reference[4])}</{tag}>"

    return _REFERENCE.sub(text, document)


@cache
def _libraries() -> dict[str, str]:
    def packaged(package: str, path: str) -> str:
        # find_spec imports parents only: neither BERTviz, nor the torch it brings, is loaded.
        spec = find_spec(package)
        assert spec and spec.origin, f"{package} is not installed"
        return (Path(spec.origin).parent / path).read_text("utf-8")

    texts = {f"{view}_view.js": packaged("bertviz", f"{view}_view.js") for view in VIEWS}
    texts = {name: text.replace("PYTHON_PARAMS", _PARAMS) for name, text in texts.items()}
    texts["d3.js"] = packaged("dagre_py", "js/d3.v5.min.js")
    texts["jquery.js"] = packaged("xstatic.pkg.jquery", "data/jquery.min.js")
    for path in _FRAME.iterdir():
        texts[path.name] = path.read_text("utf-8")
    return texts


def _spread(layers: list[int], count: int, keep: int) -> list[int]:
    step = (len(layers) - 1) / max(1, count - 1)
    chosen = [layers[round(i * step)] for i in range(count)]
    nearest = min(range(count), key=lambda i: abs(chosen[i] - keep))
    chosen[nearest] = keep
    return sorted(set(chosen))


def _page(trace: Trace, view: str, layers: list[int], layer: int, head: int | None) -> str:
    markup, params = drawing(trace, view, layers)
    of = trace.maps[0].layers
    return Template(library("frame.html")).substitute(
        view=view,
        layer=layer,
        head="" if head is None else head,
        map="",
        title=html.escape(f"{' / '.join(trace.texts)} ({trace.model})"),
        markup=markup,
        of=of,
        drawn=f"Layers {', '.join(map(str, layers))} of {of}." if len(layers) < of else "",
        version=version("bertviz"),
        # A token "</script>" must not end the script.
        params=json.dumps(params, separators=(",", ":")).replace("<", "\\u003c"),
    )
