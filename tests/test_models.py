"""The catalogue, what may be loaded of it, and who stands in when a model cannot be had."""

import json
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import partial

import pytest
import tiny
import torch
from local_hub import lay_out

import attention
from attention import hub, models, reading
from attention.models import CATALOGUE, WEIGHTS, find, load, stand_in

HUB_BERT = "google-bert/bert-base-uncased"
MULTILINGUAL = "google-bert/bert-base-multilingual-cased"
DISTILBERT = "distilbert/distilbert-base-uncased"
HUB_MARIAN = "Helsinki-NLP/opus-mt-en-fr"
BUILT_IN = [model for model in CATALOGUE.values() if model.built_in]
STRANGERS = [
    *("", " ", "bert", "BERT-mini", "bert-mini ", "../bert-mini", "bert-mini/../../..", "weights"),
    *("/etc/passwd", "C:\\models", "./attention/weights/bert-mini", "bert-mini\x00", "\ud800"),
    *("https://huggingface.co/google-bert/bert-base-uncased", "file:///etc/passwd"),
    *("someone/else", "google-bert/bert-base-uncased@main", None, 3, ["bert-mini"]),
]


@pytest.fixture
def no_loading(monkeypatch):
    def refuse(*_):
        raise AssertionError("nothing may be fetched or loaded")

    for place, name in ((hub, "fetch"), (models, "Loaded"), (models, "_built_in")):
        monkeypatch.setattr(place, name, refuse)


@pytest.mark.parametrize("translates", [False, True])
@pytest.mark.parametrize("name", STRANGERS, ids=repr)
def test_only_models_of_the_catalogue_are_loaded(name, translates, no_loading):
    with pytest.raises(ValueError) as refused:
        load(name, translates)
    for model in CATALOGUE.values():
        listed = str(refused.value).partition("Choose one of: ")[2].rstrip(".").split(", ")
        assert (model.name in listed) == ((model.target is not None) == translates)
    read = attention.cross_attention if translates else attention.self_attention
    with pytest.raises(ValueError, match="Choose one of"):
        read("The cat sat.", model=name)


def test_a_translator_is_no_encoder_nor_the_reverse(no_loading):
    for model in CATALOGUE.values():
        with pytest.raises(ValueError, match="Choose one of"):
            load(model.name, translates=model.target is None)
        assert find(model.name, translates=model.target is not None) is model


def test_built_in_models_are_the_defaults_and_stand_in_for_all_others():
    for model in CATALOGUE.values():
        if not model.built_in:
            other = stand_in(model)
            assert other.built_in and (other.target is None) == (model.target is None)
    assert stand_in(CATALOGUE[HUB_MARIAN]).name == "marian-mini-en-fr"
    assert stand_in(CATALOGUE["staka/fugumt-en-ja"]).name == "marian-mini-en-ja"
    assert stand_in(CATALOGUE[MULTILINGUAL]).name == "bert-mini"


@pytest.mark.parametrize("model", BUILT_IN, ids=lambda model: model.name)
def test_built_in_files_are_small_enough(model):
    files = list((WEIGHTS / model.name).iterdir())
    assert {"config.json", "model.safetensors"} <= {file.name for file in files}
    assert all(file.stat().st_size <= 9_961_472 for file in files)


@pytest.mark.parametrize("model", BUILT_IN, ids=lambda model: model.name)
def test_built_in_models_load_in_float32_without_the_network(model, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("asked the network"))
    loaded, notes = load(model.name, translates=model.target is not None)
    assert notes == () and loaded.entry is model
    assert {one.dtype for one in loaded.network.parameters()} == {torch.float32}
    assert not loaded.network.training
    assert load(model.name, translates=model.target is not None)[0] is loaded


def test_a_model_two_visitors_ask_for_is_loaded_once(monkeypatch):
    together, inside, made = threading.Barrier(2, timeout=60), threading.Barrier(2), []

    def loading(*what):
        made.append(what)
        with suppress(threading.BrokenBarrierError):
            inside.wait(0.5)  # for a second one, that should not come
        return what

    monkeypatch.setattr(models._built_in, "cache", {})
    monkeypatch.setattr(models, "Loaded", loading)

    def visit():
        together.wait()
        load("bert-mini")

    visitors = [threading.Thread(target=visit) for _ in range(2)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(60)
    assert len(made) == 1


@pytest.fixture
def offer(local_hub, tmp_path):
    """Put a repository on the local Hub: name, and a function that saves its files."""

    def offer(name: str, save):
        folder = tmp_path / name.replace("/", "-")
        save(folder)
        local_hub.server.repositories[name] = folder
        return folder

    offer.hub = local_hub
    return offer


HUB_MODELS = {
    HUB_BERT: (tiny.save_bert, "The cat sat.", ["[CLS]", "the", "cat", "sat", ".", "[SEP]"]),
    MULTILINGUAL: (
        partial(tiny.save_bert, lower=False),
        "The cat sat.",
        ["[CLS]", "The", "cat", "sat", ".", "[SEP]"],
    ),
    DISTILBERT: (
        lambda folder: tiny.save_bert(folder, tiny.distilbert()),
        "The cat sat.",
        ["[CLS]", "the", "cat", "sat", ".", "[SEP]"],
    ),
}


@pytest.mark.parametrize("name", HUB_MODELS)
def test_encoders_of_the_hub_are_read_like_the_built_in(name, offer):
    save, text, tokens = HUB_MODELS[name]
    offer(name, save)
    trace = attention.self_attention(text, model=name)
    assert (trace.model, trace.notes) == (name, ())
    assert list(trace.maps[0].rows) == tokens
    assert trace.maps[0].weights.shape[:2] == (2, 3)


@pytest.mark.parametrize("pickled", [False, True])
def test_translators_of_the_hub_are_read_like_the_built_in(offer, pickled):
    offer(HUB_MARIAN, partial(tiny.save_marian, pickled=pickled))
    trace = attention.cross_attention("I like cats.", "J'aime les chats.", HUB_MARIAN)
    assert (trace.model, trace.notes) == (HUB_MARIAN, ())
    assert [one.kind for one in trace.maps] == ["encoder", "decoder", "cross"]
    assert trace.map("cross").predicts[-1] == "</s>"
    assert attention.cross_attention("I like cats.", model=HUB_MARIAN).model == HUB_MARIAN


def test_weights_saved_in_float16_are_loaded_in_float32(offer):
    offer(HUB_BERT, lambda folder: tiny.save_bert(folder, tiny.bert().half()))
    loaded, notes = load(HUB_BERT)
    assert notes == () and {one.dtype for one in loaded.network.parameters()} == {torch.float32}


@pytest.mark.parametrize("kind", ["known", "unknown"])
def test_code_that_comes_with_a_model_never_runs(local_hub, tmp_path, kind):
    folder, ran = tmp_path / "model", tmp_path / "ran"
    tiny.save_bert(folder)
    code = f"open({str(ran)!r}, 'w')\nclass Evil: pass\nclass EvilConfig: pass\n"
    (folder / "evil.py").write_text(code)
    for name in ("config.json", "tokenizer_config.json"):
        settings = json.loads((folder / name).read_text())
        settings["auto_map"] = {
            "AutoConfig": "evil.EvilConfig",
            "AutoModelForMaskedLM": "evil.Evil",
            "AutoTokenizer": ["evil.Evil", "evil.Evil"],
        }
        if kind == "unknown":
            settings |= {"model_type": "evil", "architectures": ["Evil"], "tokenizer_class": "Evil"}
        (folder / name).write_text(json.dumps(settings))
    lay_out(local_hub.cache, HUB_BERT, folder)
    loaded, notes = load(HUB_BERT)
    assert not ran.exists()
    if kind == "known":  # transformers has the class itself
        assert (type(loaded.network).__name__, notes) == ("BertForMaskedLM", ())
    else:
        assert (loaded.entry.name, notes) == ("bert-mini", ("broken",))


def spoil(name: str, content: bytes | None):
    """Write other bytes into a file of a repository; None: as many zeros as it has bytes."""

    def spoil(folder):
        tiny.save_bert(folder)
        (folder / name).write_bytes(
            bytes((folder / name).stat().st_size) if content is None else content
        )

    return spoil


def not_numbers(folder):
    network = tiny.bert()
    network.bert.embeddings.word_embeddings.weight.data[5] = torch.nan
    tiny.save_bert(folder, network)


BROKEN = {
    "zeros for weights": spoil("model.safetensors", None),
    "no weights": spoil("model.safetensors", b""),
    "a page for weights": spoil("model.safetensors", b"<!doctype html>"),
    "weights that are no numbers": not_numbers,
    "garbage for a config": spoil("config.json", b"{[\xff"),
    "a page for a config": spoil("config.json", b"<!doctype html>"),
    "a config of nothing": spoil("config.json", b"{}"),
    "a config that is a list": spoil("config.json", b"[]"),
    "a config of another size": spoil("config.json", b'{"model_type": "bert", "vocab_size": 7}'),
    "garbage for tokenizer settings": spoil("tokenizer_config.json", b"\x00"),
    "garbage for a vocabulary": spoil("vocab.txt", b"\xff\xfe\xfd"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_model_is_stood_in_for_and_then_fetched_anew(offer, what):
    folder = offer(HUB_BERT, BROKEN[what])
    text = "The cat sat."
    trace = attention.self_attention(text, model=HUB_BERT)
    assert (trace.model, trace.texts, trace.notes) == ("bert-mini", (text,), ("broken",))
    tiny.save_bert(folder)
    assert attention.self_attention(text, model=HUB_BERT).notes == ("broken",)
    offer.hub.clock.now += hub.RETRY_AFTER + 1
    trace = attention.self_attention(text, model=HUB_BERT)
    assert (trace.model, trace.texts, trace.notes) == (HUB_BERT, (text,), ())


def test_a_corrupt_pickle_is_broken_too_and_nothing_in_it_runs(offer, tmp_path):
    def save(folder):
        tiny.save_marian(folder, pickled=True)
        (folder / "pytorch_model.bin").write_bytes(
            b"cbuiltins\nopen\n(V" + str(tmp_path / "ran").encode() + b"\nVw\ntR."
        )

    offer(HUB_MARIAN, save)
    trace = attention.cross_attention("I like cats.", model=HUB_MARIAN)
    assert (trace.model, trace.notes) == ("marian-mini-en-fr", ("broken",))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("fault", ["404", "500", "garbage", "html", "half", "corrupt"])
def test_a_hub_that_fails_leaves_the_built_in_model_and_the_text(offer, fault, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)  # the client's, between its attempts
    offer(HUB_MARIAN, tiny.save_marian)
    offer.hub.server.fault = fault
    text = "I like cats."
    trace = attention.cross_attention(text, model=HUB_MARIAN)
    code = "broken" if fault == "corrupt" else "no_hub"
    assert (trace.model, trace.texts, trace.notes) == ("marian-mini-en-fr", (text,), (code,))
    offer.hub.server.fault = None
    offer.hub.clock.now += hub.RETRY_AFTER + 1
    trace = attention.cross_attention(text, "J'aime les chats.", model=HUB_MARIAN)
    assert (trace.model, trace.texts, trace.notes) == (HUB_MARIAN, (text,), ())


def test_a_slow_hub_keeps_nobody_waiting(offer, monkeypatch):
    offer(HUB_BERT, tiny.save_bert)
    monkeypatch.setattr(hub, "fetch", partial(hub.fetch, patience=0.3))
    offer.hub.server.fault = "slow"
    trace = attention.self_attention("A slow cat sat.", model=HUB_BERT)
    assert (trace.model, trace.notes) == ("bert-mini", ("downloading",))
    offer.hub.server.go.set()
    hub._downloads[HUB_BERT].future.result(60)
    trace = attention.self_attention("A slow cat sat.", model=HUB_BERT)
    assert (trace.model, trace.notes) == (HUB_BERT, ())


THREADS = """
import threading, attention
from attention.models import CATALOGUE, find, get
gate, wrong = threading.Barrier(3), []
def load(name, translates):
    gate.wait()
    try:
        get(find(name, translates))
    except Exception as error:
        wrong.append(repr(error))
asked = [("bert-mini", False), ("marian-mini-en-fr", True), ("marian-mini-en-ja", True)]
threads = [threading.Thread(target=load, args=one) for one in asked]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(wrong)
"""


@pytest.mark.parametrize("attempt", range(3))
def test_models_that_are_asked_for_at_once_are_loaded_one_after_the_other(attempt):
    """In a fresh process, as the first visitors meet it: nothing is loaded yet."""
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("model", ["bert-mini", "marian-mini-en-fr"])
def test_a_model_reads_in_float32_whatever_autocast_says(model):
    read = attention.cross_attention if "marian" in model else attention.self_attention
    text = f"A sentence that only this test reads with {model}."
    with torch.autocast("cpu", dtype=torch.bfloat16):
        inside = read(text, model=model)
    reading._traces.clear()
    for ours, plain in zip(inside.maps, read(text, model=model).maps, strict=True):
        assert (ours.weights == plain.weights).all()
