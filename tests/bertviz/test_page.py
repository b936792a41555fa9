"""The document BERTviz draws holds the trace's own numbers, and nothing typed breaks out of it."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from recorded import pair, sentence, translation

from attention.bertviz import page as bertviz_page
from attention.bertviz.page import VIEWS, bertviz_document, library, self_contained
from attention.trace import Trace

TOLERANCE = 1e-4
WORDS = ("[CLS]", *(f"w{i}" for i in range(64)))
HOSTILE = "</script><script>window.hacked=1</script>"


def params(html: str) -> dict:
    """What the document's scripts get, read as a browser reads: to the first end of a script."""
    script = r'<script type="application/json" id="bertviz-params">(.*?)</script>'
    return json.loads(re.search(script, html, re.S)[1])


def close(written, exact) -> bool:
    written = np.array(written)
    return written.shape == exact.shape and np.abs(written - exact).max() <= TOLERANCE


def pretty(tokens) -> list[str]:
    """As BERTviz writes the mark of a word's start."""
    return [token.replace("▁", " ") for token in tokens]


@pytest.mark.parametrize("view", ["head", "model"])
def test_a_sentence_has_the_maps_own_weights(view):
    trace = sentence()
    (block,) = params(bertviz_document(trace, view).html)["attention"]
    assert close(block["attn"], trace.maps[0].weights)
    assert block["left_text"] == block["right_text"] == list(trace.maps[0].rows)


@pytest.mark.parametrize("view", ["head", "model"])
def test_a_pair_has_every_part_of_the_weights(view):
    trace = pair()
    weights, first, second = trace.maps[0].weights, slice(0, 4), slice(4, 8)
    whole, aa, bb, ab, ba = params(bertviz_document(trace, view).html)["attention"]
    assert close(whole["attn"], weights)
    assert close(aa["attn"], weights[:, :, first, first])
    assert close(bb["attn"], weights[:, :, second, second])
    assert close(ab["attn"], weights[:, :, first, second])
    assert close(ba["attn"], weights[:, :, second, first])
    assert ab["left_text"] == list(trace.maps[0].rows[first])
    assert ab["right_text"] == list(trace.maps[0].rows[second])


@pytest.mark.parametrize("view", ["head", "model"])
def test_a_translation_has_all_three_maps(view):
    trace = translation()
    blocks = params(bertviz_document(trace, view).html)["attention"]
    for block, one in zip(blocks, trace.maps, strict=True):
        assert block["name"].lower() == one.kind
        assert close(block["attn"], one.weights)
        assert block["left_text"] == pretty(one.rows)
    assert blocks[2]["right_text"] == pretty(trace.map("encoder").rows)


def test_the_neuron_view_has_the_recorded_queries_and_keys():
    trace = sentence()
    one = trace.maps[0]
    block = params(bertviz_document(trace, "neuron").html)["attention"]["all"]
    assert close(block["attn"], one.weights)
    assert close(block["queries"], one.query)
    assert close(block["keys"], one.key)
    assert block["left_text"] == block["right_text"] == list(one.rows)


def test_the_neuron_view_of_a_pair_looks_from_one_sentence_at_the_other():
    trace = pair()
    one, first, second = trace.maps[0], slice(0, 4), slice(4, 8)
    blocks = params(bertviz_document(trace, "neuron").html)["attention"]
    assert blocks["all"]["left_text"] == list(one.rows)
    for name, rows, columns in (("ab", first, second), ("ba", second, first), ("aa", first, first)):
        assert close(blocks[name]["attn"], one.weights[:, :, rows, columns])
        assert close(blocks[name]["queries"], one.query[:, :, rows])
        assert close(blocks[name]["keys"], one.key[:, :, columns])
        assert blocks[name]["left_text"] == list(one.rows[rows])


def test_the_neuron_view_of_a_translation_is_its_encoders_and_looks_both_ways():
    trace = translation()
    found = params(bertviz_document(trace, "neuron").html)
    assert close(found["attention"]["all"]["queries"], trace.map("encoder").query)
    assert found["bidirectional"] is True


@pytest.mark.parametrize("view", VIEWS)
def test_chosen_layers_are_those_drawn(view):
    trace = sentence()
    document = bertviz_document(trace, view, layer=2, layers=(0,))
    assert document.layers == (0, 2) and document.of == 3
    found = params(document.html)
    assert found["include_layers"] == [0, 2]
    block = next(iter(found["attention"].values())) if view == "neuron" else found["attention"][0]
    assert close(block["attn"], trace.maps[0].weights[[0, 2]])


@pytest.mark.parametrize("view", VIEWS)
def test_too_large_a_document_has_fewer_layers_spread_and_with_the_one_asked_for(view, monkeypatch):
    trace = sentence(WORDS[:12], layers=9)
    whole = bertviz_document(trace, view)
    assert whole.layers == tuple(range(9)) and "of 9" not in whole.html
    monkeypatch.setattr(bertviz_page, "LARGEST", len(whole.html) // 2)
    document = bertviz_document(trace, view, layer=5)
    assert len(document.html) <= len(whole.html) // 2
    assert 2 <= len(document.layers) < 9
    assert 5 in document.layers and document.layers[0] == 0 and document.layers[-1] == 8
    assert f"Layers {', '.join(map(str, document.layers))} of 9." in document.html


BASE = {"layers": 12, "heads": 12, "d": 64}  # BERT-base's
LONGEST = {
    "sentence": lambda: sentence(("[CLS]", *(f"猫{i}" for i in range(62)), "[SEP]"), **BASE),
    "pair": lambda: pair(("[CLS]", *WORDS[1:31], "[SEP]", *WORDS[32:63], "[SEP]"), 32, **BASE),
    "translation": lambda: translation(WORDS[:64], WORDS[:64], **BASE),
}


@pytest.mark.parametrize("name", LONGEST)
@pytest.mark.parametrize("view", VIEWS)
def test_64_tokens_of_twelve_layers_and_heads_are_at_most_4_mb(view, name):
    document = bertviz_document(LONGEST[name](), view, layer=11, layers=None)
    size = len(document.html.encode())
    assert size <= 4_000_000
    drawn = len(document.layers)
    if drawn < 12:  # as many as fit, the first and the one asked for among them; and it says so
        assert size * (drawn + 1) / drawn > 3_900_000
        assert {0, 11} <= set(document.layers) or document.layers == (11,)
        assert f"Layers {', '.join(map(str, document.layers))} of 12." in document.html
    assert drawn < 12 or (view, name) in {("head", "sentence"), ("model", "sentence")}
    found = params(document.html)
    assert found["include_layers"] == list(document.layers)
    blocks = found["attention"].values() if view == "neuron" else found["attention"]
    assert all(len(block["attn"]) == len(document.layers) for block in blocks)


@pytest.mark.parametrize("view", VIEWS)
def test_one_layer_is_drawn_however_large(view, monkeypatch):
    monkeypatch.setattr(bertviz_page, "LARGEST", 10)
    assert bertviz_document(sentence(), view, layer=1).layers == (1,)


@pytest.mark.parametrize("view", VIEWS)
def test_a_token_cannot_end_the_script(view):
    tokens = ["[CLS]", HOSTILE, "<!--<script>", "\u2028${x}`\\", "[SEP]"]
    trace = sentence(tokens)
    plain = bertviz_document(sentence(WORDS[:5]), view).html
    html = bertviz_document(trace, view).html
    for mark in ("<script", "</script", "<!--"):
        assert html.count(mark) == plain.count(mark)
    found = params(html)["attention"]
    block = found["all"] if view == "neuron" else found[0]
    assert block["left_text"] == tokens


def test_a_text_cannot_leave_the_title():
    trace = sentence()
    trace = Trace(trace.model, ("</title><script>x</script>",), trace.maps)
    assert "<script>x" not in bertviz_document(trace).html


def test_a_document_is_the_same_every_time():
    assert bertviz_document(sentence()).html == bertviz_document(sentence()).html


def test_it_opens_with_the_layer_and_head_asked_for():
    html = bertviz_document(sentence(), "head", layer=2, head=3).html
    assert '<html lang="en" data-view="head" data-layer="2" data-head="3"' in html


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"view": "heads"}, "view is one of head, model, neuron"),
        ({"layer": 3}, "layer is from 0 to 2"),
        ({"layer": -1}, "layer is from 0 to 2"),
        ({"head": 4}, "head is from 0 to 3"),
    ],
)
def test_what_the_trace_has_not_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        bertviz_document(sentence(), **change)


@pytest.mark.parametrize("view", VIEWS)
def test_a_self_contained_document_asks_for_nothing(view):
    html = self_contained(bertviz_document(sentence(), view).html)
    assert not re.search(r'(src|href)="', html.replace(library("jquery.js"), ""))
    assert "cdnjs" not in re.sub(r"require\.config\(\{.*?\}\);", "", html, flags=re.S)
    for name in ("jquery.js", "d3.js", "fit.js", "frame.css", f"{view}_view.js"):
        assert library(name) in html
    assert "default-src 'none'" in html
    assert "Jesse Vig" in html and "A Multiscale Visualization of Attention" in html


def test_d3_is_of_the_version_bertviz_is_written_for():
    assert 'version="5.' in library("d3.js")


def test_the_library_files_need_no_torch():
    code = (
        "import sys; from attention.bertviz.page import library; library('d3.js');"
        "print({'torch', 'bertviz', 'IPython'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
