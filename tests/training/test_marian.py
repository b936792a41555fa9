import itertools
import os
import signal

import pytest
import torch
from transformers import AutoTokenizer, MarianConfig, MarianMTModel

from training import marian

ENGLISH = ["the cat", "a dog", "my bird", "the old man", "this child", "Tom", "a tree", "snow"]
FRENCH = ["le chat", "un chien", "mon oiseau", "le vieil homme", "cet enfant", "Tom", "un arbre"]
VERBS = [("sees", "voit"), ("likes", "aime"), ("hears", "entend"), ("finds", "trouve")]


def tiny(vocabulary: int) -> MarianConfig:
    shape = CONFIG(vocabulary).to_dict()
    small = {"d_model": 12, "encoder_ffn_dim": 16, "decoder_ffn_dim": 16, "decoder_layers": 1}
    return MarianConfig(**shape | small | {"encoder_layers": 1, "dropout": 0.1})


CONFIG = marian.config


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Return a function that trains to a number of steps in a folder and returns the model made."""
    whole = [
        (f"{one} {verb[0]} {two} {number}.", f"{un} {verb[1]} {deux} {number}.")
        for (one, un), verb, (two, deux) in itertools.product(
            zip(ENGLISH, FRENCH, strict=False), VERBS, zip(ENGLISH, FRENCH, strict=False)
        )
        for number in range(100, 103)
    ]
    file = tmp_path / "pairs.tsv"
    file.write_text("".join(f"{a}\t{b}\n" for a, b in whole), encoding="utf-8")
    split = marian.pairs.split
    monkeypatch.setattr(marian.pairs, "split", lambda found: split(found, size=10))
    monkeypatch.setattr(marian, "config", tiny)

    def run(name: str, steps: int) -> MarianMTModel:
        out = tmp_path / name / "out"
        options = (
            f"x --pairs {file} --target fr --run {tmp_path / name} --out {out} --steps {steps}"
        )
        monkeypatch.setattr(
            "sys.argv", [*options.split(), "--pieces", "30", "33", "--tokens", "400"]
        )
        marian.main()
        return MarianMTModel.from_pretrained(out, dtype=torch.float32).eval()

    return run, tmp_path


def test_a_stopped_run_goes_on_to_the_same_model(command, monkeypatch):
    run, _ = command
    whole = run("whole", 60)
    loss, calls = marian.translation_loss, itertools.count(1)

    def stopping(*given):
        if next(calls) == 55:
            os.kill(os.getpid(), signal.SIGTERM)
        return loss(*given)

    monkeypatch.setattr(marian, "translation_loss", stopping)
    unfinished = run("parts", 60)
    finished = run("parts", 60)
    assert all(map(torch.equal, whole.parameters(), finished.parameters()))
    assert not all(map(torch.equal, whole.parameters(), unfinished.parameters()))


def test_only_pieces_of_the_target_come_out(command):
    run, folder = command
    model = run("one", 51)
    tokenizer = AutoTokenizer.from_pretrained(folder / "one" / "out")
    given = tokenizer(["the cat sees Tom 101."], return_tensors="pt")
    produced = int((model.final_logits_bias == 0).sum())
    assert produced == 33 and model.final_logits_bias[0, produced:].eq(marian.NEVER).all()
    assert model.generate(**given, max_new_tokens=20)[0, 1:].max() < produced
    assert tokenizer.convert_ids_to_tokens(model.config.pad_token_id) == "<pad>"


def test_encode_agrees_with_the_tokenizer(command):
    run, folder = command
    run("one", 51)
    tokenizer = AutoTokenizer.from_pretrained(folder / "one" / "out")
    source, target = "Tom likes the cat 104.", "Tom aime le chat 104."
    given = tokenizer([source], text_target=[target])
    home = folder / "one" / "out"
    assert marian.encode([source], home, "source", 10**6) == given["input_ids"]
    assert marian.encode([target], home, "target", 33) == given["labels"]
