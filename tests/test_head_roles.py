"""What heads usually do: the kept roles are the measured ones."""

import json

import pytest

from attention import head_roles
from attention.models import CATALOGUE, WEIGHTS

BUILT_IN = [name for name, model in CATALOGUE.items() if model.built_in]


@pytest.mark.parametrize("model", BUILT_IN)
def test_the_kept_roles_are_the_measured_ones(model):
    kept = json.loads((WEIGHTS / model / "roles.json").read_text("utf-8"))
    fresh = head_roles.measured(model)
    assert kept.keys() == fresh.keys()
    for kind, layers in fresh.items():
        pairs = [
            pair for two in zip(layers, kept[kind], strict=True) for pair in zip(*two, strict=True)
        ]
        same = [(new, old) for new, old in pairs if new["role"] == old["role"]]
        # At a threshold another processor may name the neighbouring role.
        assert len(same) >= len(pairs) - 1
        for new, old in same:
            assert new["score"] == pytest.approx(old["score"], abs=0.01)


@pytest.mark.parametrize("model", BUILT_IN)
def test_a_built_in_model_knows_where_to_open(model):
    kinds = ("encoder", "decoder", "cross") if CATALOGUE[model].target else ("self",)
    for kind in kinds:
        opens = head_roles.opening(model, kind)
        roles = head_roles.mean_roles(model, kind)
        assert 0 <= opens["layer"] < len(roles)
        assert opens["head"] is None or 0 <= opens["head"] < len(roles[0])


def test_other_models_have_no_habits():
    assert head_roles.mean_roles("google-bert/bert-base-uncased", "self") is None
    assert head_roles.mean_roles("../../etc", "self") is None
    assert head_roles.opening("nobody/knows", "self") is None


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_sentences_are_fixed_and_different(language):
    texts = json.loads(head_roles.SENTENCES.read_text("utf-8"))[language]
    assert len(set(texts)) == 24
