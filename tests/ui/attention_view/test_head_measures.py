"""What the browser measures of heads is what Python measures, on real sentences."""

import json

import numpy as np
import pytest

from attention import cross_attention, self_attention
from attention.head_roles import SENTENCES
from attention.measures import measure, role_of
from attention.models import CATALOGUE
from attention.ui.encode_trace import picture
from tests.node import run_module

SCRIPT = """
import { rolesOf } from "./attention_view/head_measures.js";
import { unpack } from "./attention_view/decode_weights.js";
console.log(JSON.stringify(asked.map((map) => rolesOf(unpack(map)))));
"""
BUILT_IN = [model for model in CATALOGUE.values() if model.built_in]


@pytest.mark.parametrize("model", BUILT_IN, ids=lambda model: model.name)
def test_the_browser_measures_what_python_does(model):
    read = cross_attention if model.target else self_attention
    texts = json.loads(SENTENCES.read_text("utf-8"))[model.language][:6]
    maps, questions = [], []
    for trace in (read(text, model=model.name) for text in texts):
        for attention_map, sent in zip(trace.maps, picture(trace)["maps"], strict=True):
            maps.append(attention_map)
            questions.append(sent)
    for attention_map, answer in zip(maps, run_module(SCRIPT, questions), strict=True):
        role, score = role_of(measure(attention_map))
        assert [[head["role"] for head in layer] for layer in answer] == role.tolist()
        strengths = [[head["score"] for head in layer] for layer in answer]
        assert np.allclose(strengths, score.astype(float), atol=1e-3)
