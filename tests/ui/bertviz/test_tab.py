"""What the BERTviz tab answers: real models, and a clear no to everything else."""

import json
import re

import gradio as gr
import numpy as np
import pytest

import attention
from attention.bertviz.page import VIEWS
from attention.sentence import NOTHING
from attention.ui import initial_views
from attention.ui.api import bertviz
from attention.ui.bertviz.tab import bertviz_view

TEXT = "The cat sat on the mat."
STEP = 2e-4  # of weights with four decimals, which may round to either side elsewhere


def params(html: str) -> dict:
    return json.loads(re.search(r'id="bertviz-params">(.*?)</script>', html, re.S)[1])


def test_the_kept_view_is_the_fresh_one():
    kept = initial_views.initial_view("bertviz")
    fresh = json.loads(json.dumps(bertviz_view("head", initial_views.SENTENCE, "", "bert-mini")))
    assert kept.keys() == fresh.keys()
    for key in kept.keys() - {"html"}:
        assert kept[key] == fresh[key]
    old, new = params(kept["html"]), params(fresh["html"])
    weights = [np.array(one["attention"][0].pop("attn")) for one in (old, new)]
    assert np.abs(weights[0] - weights[1]).max() <= STEP
    assert old == new
    outside = [
        re.sub(r'id="bertviz-params">.*?</script>', "", one["html"]) for one in (kept, fresh)
    ]
    assert outside[0] == outside[1]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("model", ["bert-mini", "marian-mini-en-fr"])
def test_every_view_of_every_kind_of_model(view, model):
    given = bertviz_view(view, TEXT, "", model)
    assert given["asked"] == {"view": view, "text": TEXT, "other": "", "model": model}
    assert given["translates"] is (model != "bert-mini")
    assert given["layers"] == tuple(range(given["of"]))
    assert f'data-view="{view}"' in given["html"]


def test_the_heads_it_recommends_are_the_ones_that_look_there_most():
    given = bertviz_view("head", TEXT, "", "bert-mini")
    weights = attention.self_attention(TEXT).maps[0].weights
    rows = np.arange(1, weights.shape[2] - 1)  # without [CLS] and [SEP]
    before = weights[:, :, rows, rows - 1].mean(-1)
    last = weights[:, :, rows, -1].mean(-1)
    for name, share in (("previous", before), ("separator", last)):
        place = given["heads"][name]
        assert share[place["layer"], place["head"]] == share.max()


def test_of_two_sentences_the_hint_opens_the_head_that_looks_across():
    given = bertviz_view("neuron", TEXT, "It was tired.", "bert-mini")
    pair = attention.self_attention(TEXT, "It was tired.")
    second, weights = pair.second, pair.maps[0].weights
    across = weights[:, :, second:-1, 1 : second - 1].sum(-1).mean(-1)
    place = given["heads"]["other"]
    assert across[place["layer"], place["head"]] == across.max() > 0.2
    assert "other" not in bertviz_view("head", TEXT, "", "bert-mini")["heads"]


def test_chosen_layers_are_drawn():
    assert bertviz_view("head", TEXT, "", "bert-mini", [3, 1])["layers"] == (1, 3)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (("head", "  ", "", "bert-mini"), NOTHING),
        (("head", TEXT, "", "someone/else"), "Choose one of"),
        (("heads", TEXT, "", "bert-mini"), "view is one of"),
    ],
)
def test_what_cannot_be_answered_is_told_so(question, reason):
    with pytest.raises(gr.Error, match=reason):
        bertviz_view(*question)


@pytest.mark.parametrize("view", VIEWS)
def test_the_endpoint_gives_a_document_of_its_own(view):
    html = bertviz(view, TEXT, "", "bert-mini", 2, 1)
    assert 'data-layer="2" data-head="1"' in html and "<script src=" not in html
    block = params(html)["attention"]
    block = block["all"] if view == "neuron" else block[0]
    weights = attention.self_attention(TEXT).maps[0].weights
    assert np.abs(np.array(block["attn"]) - weights).max() <= 1e-4


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (("heads", TEXT), "view is one of"),
        (("head", ""), "Type a sentence"),
        (("head", TEXT, "", "someone/else"), "Choose one of"),
        (("head", TEXT, "", "bert-mini", 99), "layer is from 0"),
        (("head", TEXT, "", "bert-mini", 0, 99), "head is from 0"),
        (("head", TEXT, "", "bert-mini", "x"), "layer is from 0"),
        (("head", TEXT, "", "bert-mini", None), "layer is from 0"),
    ],
)
def test_the_endpoint_says_what_is_wrong(question, reason):
    with pytest.raises(gr.Error, match=reason):
        bertviz(*question)
