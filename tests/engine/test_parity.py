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
from attention.bertviz.page import SKELETON, library
from attention.masking import mask_word
from attention.models import CATALOGUE, get
from attention.moved import moved
from attention.next_layer import next_layer
from attention.row_sum import joined, row_sum
from attention.trace import AttentionMap, Trace
from attention.ui.bertviz.tab import bertviz_view
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
        "skeleton": json.loads(library(SKELETON)),
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
        assert answer["next"]["own"] == pytest.approx(states[layer][0, 2], abs=1e-4)
        assert answer["next"]["next"] == pytest.approx(states[layer + 1][0, 2], abs=1e-4)


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
        assert own["own"] == pytest.approx(hidden[layer][0, 2], abs=1e-4)
        assert reads["own"] == pytest.approx(own["next"], abs=1e-6)
        assert reads["next"] == pytest.approx(hidden[layer + 1][0, 2], abs=1e-4)


def assert_same_layers(loaded, logits, answer):
    assert len(answer) == len(logits)
    for guesses, row in zip(answer, logits, strict=True):
        likely = row.softmax(-1).topk(3)
        tokens = loaded.tokenizer.convert_ids_to_tokens(likely.indices.tolist())
        expected = list(zip(tokens, likely.values.tolist(), strict=True))
        assert_same_guesses(guesses, expected)


BLOCKED = ([2], [[3, 2]], [1, [2, 1], [2, 2], [4, 3]], [0, [3, 3]])
TRANSLATOR_BLOCKED = (
    *([2], [["encoder", 1]], [["cross", 3]], [["decoder", 1], ["cross", 1]]),
    *([["cross", 2, 1]], [["decoder", 3, 1], 1], [["cross", 1, column] for column in range(9)]),
)


def questions_without(model: str, looks: tuple, sentences: list[str]) -> list[dict]:
    """Questions, each without some looks at tokens that it has."""
    asked = []
    for number, text in enumerate(sentences):
        columns = len(read(model, text).maps[0].columns)
        blocked = looks[number % len(looks)]
        # The last number of a look is its column.
        there = [look for look in blocked if np.atleast_1d(np.array(look, object))[-1] < columns]
        asked.append({"text": text, "blocked": there})
    return asked


def assert_moved(model: str, question: dict, trace: Trace, answer: dict):
    expected = moved(read(model, question["text"]), trace)
    assert answer.get("moved", {}).keys() == (expected.keys() if question["blocked"] else set())
    for kind, distances in answer.get("moved", {}).items():
        assert distances == pytest.approx(expected[kind], abs=PROBABILITY)


def assert_blocked(trace: Trace, answer: dict):
    for mine, attention_map in zip(answer["maps"], trace.maps, strict=True):
        weights = numbers(mine["weights"]).reshape(attention_map.weights.shape)
        assert weights.sum(-1) == pytest.approx(1, abs=1e-5)
        if attention_map.allowed is not None:
            assert (weights[:, :, ~attention_map.allowed] == 0).all()


@pytest.mark.parametrize("model", BERTS)
def test_bert_reads_the_same_without_some_looks(model):
    sentences = in_own_language(model, texts(CATALOGUE[model].language))[:40]
    asked = questions_without(model, BLOCKED, sentences)
    said = answers(model, [("self_attention", question) for question in asked])
    furthest = 0.0
    for question, answer in zip(asked, said, strict=True):
        trace = attention.self_attention(**question, model=model)
        assert_same(trace, answer)
        assert_blocked(trace, answer)
        assert_moved(model, question, trace, answer)
        furthest = max(furthest, *answer.get("moved", {"self": [0]})["self"])
    assert furthest > 0.01


@pytest.mark.parametrize("model", TRANSLATORS)
def test_marian_translates_the_same_without_some_looks(model):
    sentences = in_own_language(model, SENTENCES[CATALOGUE[model].language])
    asked = questions_without(model, TRANSLATOR_BLOCKED, sentences)
    said = answers(model, [("cross_attention", question) for question in asked])
    for question, answer in zip(asked, said, strict=True):
        trace = attention.cross_attention(**question, model=model)
        assert_same(trace, answer)
        assert_blocked(trace, answer)
        assert_moved(model, question, trace, answer)


@pytest.mark.parametrize("model", BERTS)
def test_a_hidden_word_is_guessed_the_same_without_some_looks(model):
    sentences = in_own_language(model, SENTENCES[CATALOGUE[model].language])
    asked = [{**q, "token": 3} for q in questions_without(model, BLOCKED, sentences)]
    said = answers(model, [("mask_word", question) for question in asked])
    for question, answer in zip(asked, said, strict=True):
        masked = mask_word(**question, model=model)
        for guesses, expected in zip(answer["guesses"], masked.guesses, strict=True):
            assert_same_guesses(guesses, expected)
        assert_same(masked.after, answer["after"])


@pytest.mark.parametrize("model", (*BERTS, *TRANSLATORS))
def test_layers_say_the_same_words(model):
    translates = CATALOGUE[model].target is not None
    looks = TRANSLATOR_BLOCKED if translates else BLOCKED
    sentences = in_own_language(model, SENTENCES[CATALOGUE[model].language])
    asked = questions_without(model, ((), *looks), sentences)
    asked = [{**question, "token": number % 3} for number, question in enumerate(asked)]
    if not translates:
        asked += [{**question, "token": 3, "hidden": 3} for question in asked]
    said = answers(model, [("layers", question) for question in asked])
    for question, answer in zip(asked, said, strict=True):
        guesses = attention.layer_guesses(**question, model=model)
        assert len(answer) == len(guesses)
        for mine, expected in zip(answer, guesses, strict=True):
            assert_same_guesses(mine, expected)


@pytest.mark.parametrize("model", (*BERTS, *TRANSLATORS))
def test_a_blocked_row_goes_on_to_the_next_layer_as_in_python(model):
    entry = CATALOGUE[model]
    text, looks = SENTENCES[entry.language][2], [1] if entry.target else [[3, 2]]
    reading_of = attention.cross_attention if entry.target else attention.self_attention
    trace = reading_of(text, model=model, blocked=looks)
    places = [(one.kind, layer) for one in trace.maps for layer in range(one.layers)]
    questions = [
        ("explain", {"text": text, "blocked": looks, "map": kind, "layer": layer, "token": 3})
        for kind, layer in places
    ]
    for (kind, layer), answer in zip(places, answers(model, questions), strict=True):
        step = next_layer(get(entry), trace, kind, layer, 3)
        for name in ("own", "gathered", "normalised", "next"):
            assert answer["next"][name] == pytest.approx(getattr(step, name), abs=1e-4), name
        assert (answer["next"]["fed"] is None) == (step.fed is None)
        for name in ("lengths", "cosines"):
            for mine, theirs in zip(answer["next"][name], getattr(step, name)(), strict=True):
                assert mine == (theirs and pytest.approx(theirs, abs=1e-4))


@pytest.mark.parametrize("model", (*BERTS, *TRANSLATORS))
def test_bertviz_draws_the_same_document(model):
    entry = CATALOGUE[model]
    text, second = SENTENCES[entry.language][1:3]
    other = {None: second, "fr": "Bonjour & <b>.", "ja": "猫。", "en": "It's me."}[entry.target]
    asked = [
        {"view": view, "text": text + " $x <i>", "other": given, "layers": layers}
        for view in ("head", "model", "neuron")
        for given, layers in (("", []), (other, []), (other, [2, 0, 99]))
    ]
    said = answers(model, [("bertviz_view", question) for question in asked])
    for question, answer in zip(asked, said, strict=True):
        expected = bertviz_view(**question, model=model)
        mine, theirs = (split_document(one.pop("html")) for one in (answer, expected))
        assert mine[0] == theirs[0]
        assert_same_parameters(mine[1], theirs[1])
        expected["layers"] = list(expected["layers"])
        assert answer.pop("asked").items() >= expected.pop("asked").items()
        assert answer == expected


def split_document(html: str) -> tuple[str, dict]:
    before, rest = html.split('id="bertviz-params">')
    parameters, after = rest.split("</script>", 1)
    return before + after, json.loads(parameters)


def assert_same_parameters(mine, theirs):
    """The same keys, in the same order, with the same values; numbers as they were rounded."""
    if isinstance(theirs, dict):
        assert list(mine) == list(theirs)
        for name in theirs:
            assert_same_parameters(mine[name], theirs[name])
    elif isinstance(theirs, list) and theirs and not isinstance(theirs[0], dict | str):
        assert np.array(mine) == pytest.approx(np.array(theirs), abs=1.5e-4)
    elif isinstance(theirs, list):
        assert len(mine) == len(theirs)
        for one, other in zip(mine, theirs, strict=True):
            assert_same_parameters(one, other)
    else:
        assert mine == theirs


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
