"""The engine in the browser answers what Python answers, on the same weights.

ATTENTION_WEIGHTS names another folder of models than the one in the package.
"""

import base64
import json
import os
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

import attention
from attention import models
from attention.models import CATALOGUE, get
from attention.row_sum import joined, row_sum
from attention.trace import Trace

FOLDER = Path(os.environ.get("ATTENTION_WEIGHTS", models.WEIGHTS))
NODE = ("node", str(Path(__file__).parent / "answer.mjs"))
SENTENCES = json.loads((models.WEIGHTS / "sentences.json").read_text("utf-8"))
WEIGHT, PROBABILITY = 2e-5, 1e-4  # the largest differences that are allowed
BERTS = ("bert-mini", "bert-mini-ja")
TRANSLATORS = ("marian-mini-en-fr", "marian-mini-en-ja", "marian-mini-ja-en")
LONG = {
    "en": "The old cat slept near the warm stove while the children played. ",
    "ja": "猫は魚を食べ、犬は水を飲みました。",
}


@pytest.fixture(autouse=True)
def weights(monkeypatch):
    monkeypatch.setattr(models, "WEIGHTS", FOLDER)


def texts(language: str) -> list[str]:
    """Sentences, two at once, parts of sentences, and a text of more than 64 tokens."""
    sentences = SENTENCES[language]
    following = [*sentences[1:], sentences[0]]
    blank = " " if language == "en" else ""
    return [
        *sentences,
        *(one + blank + other for one, other in zip(sentences, following, strict=True)),
        *(one[: len(one) // 2].strip() for one in sentences),
        LONG[language] * 8,
    ]


def answers(model: str, cases: list[dict], folder: Path | None = None) -> list[dict]:
    """Ask the engine."""
    entry = {"name": model, "target": CATALOGUE[model].target, "files": {}}
    folder = folder or FOLDER / model
    asked = json.dumps({"folder": str(folder), "entry": entry, "cases": cases})
    run = subprocess.run(NODE, input=asked, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def numbers(packed: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(packed), "<f4")


def source_of(model: str, trace: Trace) -> dict:
    """What Python's tokenizer made of the text of a trace."""
    attention_map = trace.maps[0]
    ids = get(CATALOGUE[model]).tokenizer.convert_tokens_to_ids(list(attention_map.columns))
    second = len(ids) if trace.second is None else trace.second
    return {
        "ids": ids,
        "tokens": list(attention_map.columns),
        "special": list(attention_map.special_columns),
        "words": list(attention_map.column_words),
        "unknown": list(attention_map.unknown_columns),
        "types": [int(place >= second) for place in range(len(ids))],
        "total": trace.pieces,
    }


def target_of(model: str, trace: Trace) -> dict:
    """The translation of a trace as a tokenizer gives it: the rows without the start token."""
    attention_map = trace.map("decoder")
    tokens = list(attention_map.predicts)
    if tokens[-1] == "</s>":
        tokens.pop()
    count = len(tokens)
    return {
        "ids": get(CATALOGUE[model]).tokenizer.convert_tokens_to_ids(tokens),
        "tokens": tokens,
        "special": [False] * count,
        "words": list(range(count)),
        "unknown": [False] * count,
    }


def bert_case(model: str, trace: Trace, name: str = "self_attention", **more) -> dict:
    mask = get(CATALOGUE[model]).tokenizer.mask_token_id
    pair = trace.texts[1] if len(trace.texts) > 1 else ""
    question = {"text": trace.texts[0], "pair": pair, **more}
    return {
        "name": name,
        "question": question,
        "reading": {"source": source_of(model, trace), "mask": mask},
    }


def translator_case(
    model: str, trace: Trace, target: str = "", name: str = "cross_attention", **more
) -> dict:
    reading = {"source": source_of(model, trace), "target": target_of(model, trace)}
    question = {"text": trace.texts[0], "target": target, **more}
    return {"name": name, "question": question, "reading": reading}


def assert_same_weights(trace: Trace, answer: dict):
    assert [one["kind"] for one in answer["maps"]] == [one.kind for one in trace.maps]
    for mine, theirs in zip(answer["maps"], trace.maps, strict=True):
        assert (mine["layers"], mine["heads"]) == theirs.weights.shape[:2]
        assert numbers(mine["weights"]) == pytest.approx(theirs.weights.ravel(), abs=WEIGHT)


def assert_same_translation(model: str, trace: Trace, answer: dict):
    tokenizer = get(CATALOGUE[model]).tokenizer
    for kind, mine in zip(("decoder", "cross"), answer["maps"][1:], strict=True):
        theirs = trace.map(kind)
        written = tokenizer.convert_ids_to_tokens([int(one) for one in mine["predicts"]])
        assert tuple(written) == theirs.predicts
        assert mine["probabilities"] == pytest.approx(theirs.probabilities, abs=PROBABILITY)
        for guesses, expected in zip(mine["candidates"], theirs.candidates, strict=True):
            assert_same_guesses(tokenizer, guesses, expected)


def assert_same_guesses(tokenizer, guesses: list, expected):
    """The same tokens with the same probabilities; those of equal probability in any order."""
    assert [p for _, p in guesses] == pytest.approx([p for _, p in expected], abs=PROBABILITY)
    mine = {tokenizer.convert_ids_to_tokens(int(one)): p for one, p in guesses}
    for token, probability in expected:
        least = min(p for _, p in expected)
        assert token in mine or probability < least + PROBABILITY, (token, expected, mine)
        assert mine.get(token, least) == pytest.approx(probability, abs=PROBABILITY)


@pytest.mark.parametrize("model", BERTS)
def test_bert_looks_where_it_looks_in_python(model):
    sentences = texts(CATALOGUE[model].language)
    following = [*sentences[1:], sentences[0]]
    traces = [attention.self_attention(text, model=model) for text in sentences]
    traces += [
        attention.self_attention(*pair, model) for pair in zip(sentences, following, strict=True)
    ]
    assert any("cut" in trace.notes for trace in traces)
    for trace, answer in zip(
        traces, answers(model, [bert_case(model, trace) for trace in traces]), strict=True
    ):
        assert_same_weights(trace, answer)
        assert (answer["shown"], answer["pieces"]) == (trace.shown, trace.pieces)
        assert tuple(answer["notes"]) == trace.notes


@pytest.mark.parametrize("model", TRANSLATORS)
def test_marian_writes_and_looks_as_it_does_in_python(model):
    traces = [
        attention.cross_attention(text, model=model) for text in texts(CATALOGUE[model].language)
    ]
    assert any("cut" in trace.notes for trace in traces)
    for trace, answer in zip(
        traces, answers(model, [translator_case(model, trace) for trace in traces]), strict=True
    ):
        assert_same_translation(model, trace, answer)
        assert_same_weights(trace, answer)


@pytest.mark.parametrize("model", TRANSLATORS)
def test_marian_reads_a_translation_that_is_given(model):
    entry = CATALOGUE[model]
    targets = SENTENCES["ja" if entry.target == "ja" else "en"]
    pairs = list(zip(SENTENCES[entry.language], targets, strict=True))
    traces = [attention.cross_attention(text, target, model) for text, target in pairs]
    cases = [
        translator_case(model, trace, target)
        for trace, (_, target) in zip(traces, pairs, strict=True)
    ]
    for trace, answer in zip(traces, answers(model, cases), strict=True):
        assert_same_translation(model, trace, answer)
        assert_same_weights(trace, answer)


@pytest.mark.parametrize("model", BERTS)
def test_bert_guesses_a_hidden_word_as_it_does_in_python(model):
    tokenizer = get(CATALOGUE[model]).tokenizer
    masked = [
        attention.masking.mask_word(text, token, model)
        for text in SENTENCES[CATALOGUE[model].language]
        for token in (1, 3)
    ]
    cases = [bert_case(model, one.before, "mask_word", token=one.tokens[0]) for one in masked]
    for one, answer in zip(masked, answers(model, cases), strict=True):
        assert tuple(answer["tokens"]) == one.tokens
        for guesses, expected in zip(answer["guesses"], one.guesses, strict=True):
            assert_same_guesses(tokenizer, guesses, expected)
        assert_same_weights(one.before, answer["before"])
        assert_same_weights(one.after, answer["after"])


STEPS = ("query", "keys", "values", "products", "scaled", "weights", "lengths", "moved", "output")


@pytest.mark.parametrize("model", (*BERTS, *TRANSLATORS))
def test_a_row_is_calculated_as_in_python(model):
    entry = CATALOGUE[model]
    read = attention.cross_attention if entry.target else attention.self_attention
    trace = read(SENTENCES[entry.language][2], model=model)
    make = translator_case if entry.target else bert_case
    places = [
        {"map": one.kind, "layer": layer, "head": (layer + 1) % one.heads, "token": token}
        for one in trace.maps
        for layer in range(one.layers)
        for token in (0, 3)
    ]
    cases = [make(model, trace, name="explain", **place) for place in places]
    for place, answer in zip(places, answers(model, cases), strict=True):
        attention_map = trace.map(place["map"])
        expected = row_sum(attention_map, place["layer"], place["head"], place["token"])
        for step in STEPS:
            assert np.array(answer[step]) == pytest.approx(getattr(expected, step), abs=1e-4), step
        scores = [-np.inf if one is None else one for one in answer["scores"]]
        assert scores == pytest.approx(expected.scores, abs=1e-4)
        assert answer["difference"] < 1e-6
        together = joined(get(entry), attention_map, place["layer"], place["token"])
        assert answer["joined"]["output"] == pytest.approx(together.output, abs=1e-4)
        assert answer["joined"]["heads"] == pytest.approx(together.heads, abs=1e-4)
        assert answer["joined"]["bias"] == pytest.approx(together.bias, abs=1e-5)


@pytest.mark.parametrize("model", BERTS)
def test_every_layer_of_bert_speaks_as_in_python(model):
    loaded = get(CATALOGUE[model])
    trace = attention.self_attention(SENTENCES[CATALOGUE[model].language][1], model=model)
    ids = torch.tensor([source_of(model, trace)["ids"]])
    with torch.no_grad():
        hidden = loaded.network(input_ids=ids, output_hidden_states=True).hidden_states
        logits = [loaded.network.cls(states)[0, 2] for states in hidden]
    assert_same_layers(
        loaded, logits, answers(model, [bert_case(model, trace, "layers", token=2)])[0]
    )


@pytest.mark.parametrize("model", TRANSLATORS)
def test_every_layer_of_a_decoder_speaks_as_in_python(model):
    loaded = get(CATALOGUE[model])
    trace = attention.cross_attention(SENTENCES[CATALOGUE[model].language][1], model=model)
    network, source, target = loaded.network, source_of(model, trace), target_of(model, trace)
    read = [network.config.decoder_start_token_id, *target["ids"]]
    with torch.no_grad():
        hidden = network(
            torch.tensor([source["ids"]]),
            decoder_input_ids=torch.tensor([read]),
            output_hidden_states=True,
            use_cache=False,
        ).decoder_hidden_states
        logits = [(network.lm_head(one) + network.final_logits_bias)[0, 2] for one in hidden]
    for row in logits:
        row[network.config.pad_token_id] = -torch.inf
    answer = answers(model, [translator_case(model, trace, name="layers", token=2)])[0]
    assert_same_layers(loaded, logits, answer)


def assert_same_layers(loaded, logits, answer):
    assert len(answer) == len(logits)
    for guesses, row in zip(answer, logits, strict=True):
        likely = row.softmax(-1).topk(3)
        tokens = loaded.tokenizer.convert_ids_to_tokens(likely.indices.tolist())
        expected = list(zip(tokens, likely.values.tolist(), strict=True))
        assert_same_guesses(loaded.tokenizer, guesses, expected)


def test_a_weight_that_is_changed_is_noticed(tmp_path):
    model = "bert-mini"
    shutil.copytree(FOLDER / model, tmp_path, dirs_exist_ok=True)
    packed = bytearray((tmp_path / "weights.packed").read_bytes())
    start = 8 + struct.unpack("<Q", packed[:8])[0]
    header = json.loads(packed[8:start])
    query = header["tensors"]["bert.encoder.layer.0.attention.self.query.weight"]
    packed[start + query["data"]] ^= 0x40
    (tmp_path / "weights.packed").write_bytes(packed)
    trace = attention.self_attention(SENTENCES["en"][0], model=model)
    (answer,) = answers(model, [bert_case(model, trace)], tmp_path)
    with pytest.raises(AssertionError):
        assert_same_weights(trace, answer)
