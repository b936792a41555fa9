"""Figures of a model in training, which goes on as if nobody had looked."""

import pytest
import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer, MarianMTModel, MarianTokenizer

from attention.models import WEIGHTS
from training import grammar
from training.watch import Watch

CONLLU = """\
1\tDogs\tdog\tNOUN\t_\t_\t2\tnsubj\t_\t_
2\tsleep\tsleep\tVERB\t_\t_\t0\troot\t_\t_
3\twell\twell\tADV\t_\t_\t2\tadvmod\t_\t_
4\tnow\tnow\tADV\t_\t_\t2\tadvmod\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

"""


def bert():
    folder = WEIGHTS / "bert-mini"
    model = AutoModelForMaskedLM.from_pretrained(folder, attn_implementation="sdpa").float()
    return model, AutoTokenizer.from_pretrained(folder)


def marian():
    folder = WEIGHTS / "marian-mini-en-fr"
    model = MarianMTModel.from_pretrained(folder, attn_implementation="sdpa").float()
    return model, MarianTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("parts", [bert, marian])
def test_layers_are_told_and_the_model_is_left_as_it_was(parts):
    model, tokenizer = parts()
    model.train()
    chance = torch.get_rng_state()
    figures = Watch(model, tokenizer, ["The black cat sat on the mat.", "I like it."])()
    layers = 6 if parts is bert else 3
    assert set(figures) == {"special", "entropy"}
    assert len(figures["special"]) == len(figures["entropy"]) == layers
    assert all(0 <= share <= 1 for share in figures["special"] + figures["entropy"])
    assert model.training and model.config._attn_implementation == "sdpa"
    assert torch.equal(chance, torch.get_rng_state())


def test_the_gain_needs_a_treebank(tmp_path):
    file = tmp_path / "dogs.conllu"
    file.write_text(CONLLU * 40, encoding="utf-8")
    figures = Watch(*bert(), [], file)()
    finished = grammar.figures(grammar.read(WEIGHTS / "bert-mini", file))
    assert figures == {name: finished[name] for name in ("special", "entropy", "gain")}
