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
from transformers import AttentionInterface

import attention
from attention import models, reading
from attention.backend import NAME
from attention.masking import mask_word
from attention.models import CATALOGUE, get
from attention.row_sum import joined, row_sum
from attention.trace import AttentionMap, Trace
from attention.ui.encode_trace import picture

FOLDER = Path(os.environ.get("ATTENTION_WEIGHTS", models.WEIGHTS))
NODE = ("node", str(Path(__file__).parent / "answer.mjs"))
SENTENCES = json.loads((models.WEIGHTS / "sentences.json").read_text("utf-8"))
WEIGHT, PROBABILITY = 2e-5, 1e-4  # the largest differences that are allowed
BERTS = ("bert-mini", "bert-mini-ja")
TRANSLATORS = ("marian-mini-en-fr", "marian-mini-en-ja", "marian-mini-ja-en")
LONG = {
    "en": "The old cat slept near the warm stove while the children played. " * 8,
    "ja": "猫は魚を食べ、犬は水を飲みました。" * 8,
}
ODD = (
    "Ωμέγα 🙂 naïve <script>",
    "[MASK] [SEP] </s>",
    "東京 and Kyōto, ㌖!",
    "¿?… “so” — ’tis",
    "a",
)
SAME = (  # the fields of a map that are equal; weights, probabilities and candidates are close
    *("kind", "rows", "columns", "predicts", "special_rows", "special_columns"),
    *("row_words", "column_words", "unknown", "typed", "layers", "heads", "opening", "mean_roles"),
)


@pytest.fixture(autouse=True)
def weights(monkeypatch):
    monkeypatch.setattr(models, "WEIGHTS", FOLDER)


def texts(language: str) -> list[str]:
    """Sentences, two at once, parts of sentences, odd ones, and one of more than 64 tokens."""
    sentences = SENTENCES[language]
    blank = "" if language == "ja" else " "
    two = [blank.join(pair) for pair in zip(sentences[::3], sentences[1::3], strict=False)]
    parts = [text[: len(text) // 2] for text in sentences[::2]]
    return [*sentences, *two, *parts, *ODD, LONG[language]]


def answers(model: str, questions: list[tuple], folder: Path | None = None) -> list[dict]:
    """Ask the engine: a question is the name of an endpoint and its arguments."""
    entry = CATALOGUE[model]
    asked = {
        "folder": str(folder or FOLDER / model),
        "charsmap": str(FOLDER / "charsmap.bin"),
        "entry": {"name": model, "language": entry.language, "target": entry.target, "files": {}},
        "questions": questions,
    }
    run = subprocess.run(NODE, input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def read(model: str, text: str, other: str | None = None) -> Trace:
    """What Python reads with this very model, whatever language the text is in."""
    function = attention.cross_attention if CATALOGUE[model].target else attention.self_attention
    return function(text, other, model)


def numbers(packed: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(packed), "<f4")


def assert_same(trace: Trace, answer: dict):
    """The same picture, but for the roundings of the wire."""
    value = picture(trace)
    for field in ("model", "texts", "translation", "shown", "pieces", "notes"):
        assert answer[field] == value[field], field
    for mine, theirs, attention_map in zip(answer["maps"], value["maps"], trace.maps, strict=True):
        for field in SAME:
            assert mine[field] == theirs[field], (field, trace.texts)
        assert_same_weights(mine, attention_map)
        if attention_map.predicts:
            assert mine["probabilities"] == pytest.approx(
                attention_map.probabilities, abs=PROBABILITY
            )
            for guesses, expected in zip(mine["candidates"], attention_map.candidates, strict=True):
                assert_same_guesses(guesses, expected)


def assert_same_weights(mine: dict, attention_map: AttentionMap):
    difference = np.abs(numbers(mine["weights"]) - attention_map.weights.ravel())
    assert difference.max() <= WEIGHT


def assert_same_guesses(guesses: list, expected):
    """The same tokens with the same probabilities; those of equal probability in any order."""
    assert [p for _, p in guesses] == pytest.approx([p for _, p in expected], abs=PROBABILITY)
    mine, least = dict(guesses), min(p for _, p in expected)
    for token, probability in expected:
        assert token in mine or probability < least + PROBABILITY, (token, expected, mine)
        assert mine.get(token, least) == pytest.approx(probability, abs=PROBABILITY)


def assert_all_same(model: str, traces: list[Trace], questions: list[tuple]):
    for trace, answer in zip(traces, answers(model, questions), strict=True):
        assert_same(trace, answer)


def in_own_language(model: str, asked: list[str]) -> list[str]:
    """Texts that Python gives to this model, and not to one of another language."""
    return [text for text in asked if "other_language" not in read(model, text).notes]


@pytest.mark.parametrize("model", BERTS)
def test_bert_reads_as_it_does_in_python(model):
    asked = in_own_language(model, texts(CATALOGUE[model].language))
    traces = [read(model, text) for text in asked]
    assert any("cut" in trace.notes for trace in traces)
    assert_all_same(model, traces, [("self_attention", {"text": text}) for text in asked])


@pytest.mark.parametrize("model", BERTS)
def test_bert_reads_pairs_as_it_does_in_python(model):
    asked = in_own_language(model, texts(CATALOGUE[model].language))
    pairs = list(zip(asked[::2], asked[1::2], strict=False))
    questions = [("self_attention", {"text": text, "pair": pair}) for text, pair in pairs]
    assert_all_same(model, [read(model, *pair) for pair in pairs], questions)


@pytest.mark.parametrize("model", TRANSLATORS)
def test_marian_translates_as_it_does_in_python(model):
    asked = in_own_language(model, texts(CATALOGUE[model].language))
    traces = [read(model, text) for text in asked]
    assert any("cut" in trace.notes for trace in traces)
    assert_all_same(model, traces, [("cross_attention", {"text": text}) for text in asked])


@pytest.mark.parametrize("model", TRANSLATORS)
def test_marian_reads_a_translation_that_is_given(model):
    entry = CATALOGUE[model]
    language = "ja" if entry.target == "ja" else "en"
    targets = [*ODD, LONG[language], *SENTENCES[language]][:15]
    pairs = list(zip(SENTENCES[entry.language], targets, strict=False))
    traces = [read(model, *pair) for pair in pairs]
    assert any("cut_target" in trace.notes for trace in traces)
    questions = [("cross_attention", {"text": text, "target": target}) for text, target in pairs]
    assert_all_same(model, traces, questions)


@pytest.mark.parametrize("model", BERTS)
def test_bert_guesses_a_hidden_word_as_it_does_in_python(model):
    places = [
        (text, token) for text in SENTENCES[CATALOGUE[model].language][:12] for token in (1, 3)
    ]
    masked = [mask_word(text, token, model) for text, token in places]
    questions = [("mask_word", {"text": text, "token": token}) for text, token in places]
    for one, answer in zip(masked, answers(model, questions), strict=True):
        assert tuple(answer["tokens"]) == one.tokens
        for guesses, expected in zip(answer["guesses"], one.guesses, strict=True):
            assert_same_guesses(guesses, expected)
        assert_same(one.before, answer["before"])
        assert_same(one.after, answer["after"])


STEPS = ("query", "keys", "values", "products", "scaled", "weights", "lengths", "moved", "output")


@pytest.mark.parametrize("model", (*BERTS, *TRANSLATORS))
def test_a_row_is_calculated_as_in_python(model):
    entry = CATALOGUE[model]
    text = SENTENCES[entry.language][2]
    trace = read(model, text)
    places = [
        {"map": one.kind, "layer": layer, "head": (layer + 1) % one.heads, "token": token}
        for one in trace.maps
        for layer in range(one.layers)
        for token in (0, 3)
    ]
    questions = [("explain", {"text": text, **place}) for place in places]
    for place, answer in zip(places, answers(model, questions), strict=True):
        attention_map = trace.map(place["map"])
        expected = row_sum(attention_map, place["layer"], place["head"], place["token"])
        for step in STEPS:
            assert np.array(answer[step]) == pytest.approx(getattr(expected, step), abs=1e-4), step
        scores = [-np.inf if score is None else score for score in answer["scores"]]
        assert scores == pytest.approx(expected.scores, abs=1e-4)
        assert answer["difference"] < 1e-6
        together = joined(get(entry), attention_map, place["layer"], place["token"])
        assert answer["joined"]["output"] == pytest.approx(together.output, abs=1e-4)
        assert answer["joined"]["heads"] == pytest.approx(together.heads, abs=1e-4)
        assert answer["joined"]["bias"] == pytest.approx(together.bias, abs=1e-5)


def bert_states(model: str, text: str) -> list[torch.Tensor]:
    loaded = get(CATALOGUE[model])
    with torch.no_grad():
        encoded = loaded.tokenizer(text, return_tensors="pt")
        return loaded.network(**encoded, output_hidden_states=True).hidden_states


@pytest.mark.parametrize("model", BERTS)
def test_every_layer_of_bert_speaks_as_in_python(model):
    loaded, text = get(CATALOGUE[model]), SENTENCES[CATALOGUE[model].language][1]
    with torch.no_grad():
        logits = [loaded.network.cls(states)[0, 2] for states in bert_states(model, text)]
    (answer,) = answers(model, [("layers", {"text": text, "token": 2})])
    assert_same_layers(loaded, logits, answer)


@pytest.mark.parametrize("model", BERTS)
def test_the_next_layer_reads_what_the_calculation_ends_with(model):
    text = SENTENCES[CATALOGUE[model].language][1]
    states = bert_states(model, text)
    questions = [
        ("explain", {"text": text, "layer": layer, "token": 2}) for layer in range(len(states) - 1)
    ]
    for layer, answer in enumerate(answers(model, questions)):
        assert numbers(answer["next"]["own"]) == pytest.approx(states[layer][0, 2], abs=1e-4)
        assert numbers(answer["next"]["next"]) == pytest.approx(states[layer + 1][0, 2], abs=1e-4)


@pytest.mark.parametrize("model", TRANSLATORS)
def test_every_layer_of_a_decoder_speaks_as_in_python(model):
    loaded, text = get(CATALOGUE[model]), SENTENCES[CATALOGUE[model].language][1]
    network, trace = loaded.network, read(model, text)
    source, written = (
        loaded.tokenizer.convert_tokens_to_ids(list(tokens))
        for tokens in (trace.map("encoder").rows, trace.map("decoder").rows)
    )
    with torch.no_grad():
        hidden = network(
            torch.tensor([source]),
            decoder_input_ids=torch.tensor([written]),
            output_hidden_states=True,
            use_cache=False,
        ).decoder_hidden_states
        logits = [(network.lm_head(one) + network.final_logits_bias)[0, 2] for one in hidden]
    for row in logits:
        row[network.config.pad_token_id] = -torch.inf
    questions = [("layers", {"text": text, "token": 2})]
    questions += [
        ("explain", {"text": text, "map": kind, "layer": layer, "token": 2})
        for layer in range(3)
        for kind in ("decoder", "cross")
    ]
    answer, *calculations = answers(model, questions)
    assert_same_layers(loaded, logits, answer)
    for layer, (looking_back, across) in enumerate(
        zip(calculations[::2], calculations[1::2], strict=True)
    ):
        own, reads = looking_back["next"], across["next"]
        assert numbers(own["own"]) == pytest.approx(hidden[layer][0, 2], abs=1e-4)
        assert numbers(reads["own"]) == pytest.approx(numbers(own["next"]), abs=1e-6)
        assert numbers(reads["next"]) == pytest.approx(hidden[layer + 1][0, 2], abs=1e-4)


def assert_same_layers(loaded, logits, answer):
    assert len(answer) == len(logits)
    for guesses, row in zip(answer, logits, strict=True):
        likely = row.softmax(-1).topk(3)
        tokens = loaded.tokenizer.convert_ids_to_tokens(likely.indices.tolist())
        expected = list(zip(tokens, likely.values.tolist(), strict=True))
        assert_same_guesses(guesses, expected)


@pytest.fixture
def block(monkeypatch):
    """Block columns in Python, by kind of attention; block(model, {kind: column})."""

    def block(model: str, columns: dict[str, int]):
        kinds = get(CATALOGUE[model]).kinds

        def attention_forward(module, query, key, value, mask, *arguments, **named):
            column = columns.get(kinds[module])
            if column is not None and key.shape[-2] > column:
                mask = torch.zeros(query.shape[-2], key.shape[-2]) if mask is None else mask.clone()
                mask[..., column] = -torch.inf
            return forward(module, query, key, value, mask, *arguments, **named)

        monkeypatch.setitem(AttentionInterface._global_mapping, NAME, attention_forward)
        reading._traces.clear()  # it remembers what it read without the block

    forward = AttentionInterface._global_mapping[NAME]
    yield block
    reading._traces.clear()


@pytest.mark.parametrize("model", BERTS)
def test_bert_reads_the_same_without_a_word(model, block):
    asked = SENTENCES[CATALOGUE[model].language][:8]
    questions = [("self_attention", {"text": text, "blocked": [2]}) for text in asked]
    before = answers(model, [(name, {"text": question["text"]}) for name, question in questions])
    block(model, {"self": 2})
    for text, answer, was in zip(asked, answers(model, questions), before, strict=True):
        assert_same(read(model, text), answer)
        weights = numbers(answer["maps"][0]["weights"]).reshape(-1, answer["shown"])
        assert (weights[:, 2] == 0).all()
        assert weights.sum(-1) == pytest.approx(1, abs=1e-5)
        assert answer["maps"][0]["weights"] != was["maps"][0]["weights"]
        assert len(answer["moved"]["self"]) == answer["shown"]
        assert max(answer["moved"]["self"]) > 0.001


@pytest.mark.parametrize("model", TRANSLATORS)
@pytest.mark.parametrize(
    ("blocked", "columns"),
    [
        ([2], {"encoder": 2, "cross": 2}),
        ([["encoder", 1]], {"encoder": 1}),
        ([["cross", 3]], {"cross": 3}),
        ([["decoder", 1], ["cross", 1]], {"decoder": 1, "cross": 1}),
    ],
)
def test_marian_translates_the_same_without_a_word(model, blocked, columns, block):
    asked = SENTENCES[CATALOGUE[model].language][:4]
    questions = [("cross_attention", {"text": text, "blocked": blocked}) for text in asked]
    block(model, columns)
    assert_all_same(model, [read(model, text) for text in asked], questions)


def test_a_weight_that_is_changed_is_noticed(tmp_path):
    model = "bert-mini"
    shutil.copytree(FOLDER / model, tmp_path, dirs_exist_ok=True)
    packed = bytearray((tmp_path / "weights.packed").read_bytes())
    start = 8 + struct.unpack("<Q", packed[:8])[0]
    header = json.loads(packed[8:start])
    query = header["tensors"]["bert.encoder.layer.0.attention.self.query.weight"]
    packed[start + query["data"]] ^= 0x40
    (tmp_path / "weights.packed").write_bytes(packed)
    text = SENTENCES["en"][0]
    (answer,) = answers(model, [("self_attention", {"text": text})], tmp_path)
    with pytest.raises(AssertionError):
        assert_same_weights(answer["maps"][0], read(model, text).maps[0])
