"""The endpoints over HTTP: a plain POST, a short one, gradio_client; blocked looks, layers."""

import os

import gradio as gr
import httpx
import pytest
from gradio_client import Client

import attention
from attention.masking import mask_word
from attention.moved import moved
from attention.ui import api
from attention.ui.page import build_page
from attention.ui.server import app_kwargs

TEXT = "The girls are happy."
SOURCE = "I like black cats."


@pytest.fixture(scope="module")
def address():
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    demo = build_page()
    demo.launch(app_kwargs=app_kwargs(), prevent_thread_lock=True, quiet=True, ssr_mode=False)
    yield demo.local_url
    demo.close()


def post(address: str, name: str, *data) -> httpx.Response:
    return httpx.post(f"{address}gradio_api/run/{name}", json={"data": data}, timeout=60)


def asked(address: str, name: str, *data):
    response = post(address, name, *data)
    assert response.status_code == 200, response.text
    return response.json()["data"][0]


def test_the_page_is_served_by_the_gradio_that_is_installed(address):
    page = httpx.get(address, headers={"accept-language": "ja"}).text
    assert '<html lang="ja"' in page and 'id="modules"' in page


@pytest.mark.parametrize("data", [(TEXT,), (TEXT, ""), (TEXT, "", "bert-mini", None)])
def test_a_short_question_takes_the_defaults(address, data):
    assert asked(address, "self_attention", *data) == api.self_attention(TEXT)


def test_blocked_looks_are_asked_in_a_plain_post(address):
    value = asked(address, "self_attention", TEXT, "", "bert-mini", [2, [1, 3]])
    trace = attention.self_attention(TEXT, blocked=[2, [1, 3]])
    assert value == api.self_attention(TEXT, "", "bert-mini", [2, [1, 3]])
    distances = moved(attention.self_attention(TEXT), trace)["self"]
    assert value["moved"]["self"] == pytest.approx(distances, abs=1e-6)
    assert "moved" not in asked(address, "self_attention", TEXT, "", "bert-mini", [])


def test_a_translation_without_a_word(address):
    value = asked(address, "cross_attention", SOURCE, "", "marian-mini-en-fr", [["cross", 2]])
    assert "noirs" in asked(address, "cross_attention", SOURCE)["translation"]
    assert "noirs" not in value["translation"]
    assert value["moved"].keys() == {"encoder", "decoder"}


def test_a_hidden_word_without_a_look(address):
    value = asked(address, "mask_word", TEXT, 3, "bert-mini", "", [2])
    masked = mask_word(TEXT, 3, blocked=[2])
    assert [word for word, _ in value["guesses"][0]] == [word for word, _ in masked.guesses[0]]
    for name, hidden in (("before", False), ("after", True)):
        free = mask_word(TEXT, 3).after if hidden else attention.self_attention(TEXT)
        expected = moved(free, getattr(masked, name))["self"]
        assert value[name]["moved"]["self"] == pytest.approx(expected, abs=1e-6)
    assert "moved" not in asked(address, "mask_word", TEXT, 3)["after"]


def test_a_rows_calculation_of_a_blocked_run_goes_on_to_the_next_layer(address):
    question = (TEXT, "", "bert-mini", "self", 1, 0, 3, None, [[3, 2]])
    value = asked(address, "explain", *question)
    assert value["scores"][2] is None and value["weights"][2] == 0
    assert value["difference"] < 1e-6
    states = attention.self_attention(TEXT, blocked=[[3, 2]]).hidden["self"]
    assert value["next"]["own"] == pytest.approx(states[1, 3], abs=1e-5)
    assert value["next"]["next"] == pytest.approx(states[2, 3], abs=1e-4)
    assert value["next"]["gathered"] == pytest.approx(value["joined"]["output"], abs=1e-5)


def test_layers_say_words(address):
    layers = asked(address, "layers", TEXT, 3, "bert-mini", "", 3, [2])
    guesses = attention.layer_guesses(TEXT, 3, hidden=3, blocked=[2])
    assert len(layers) == len(guesses) == 7
    for said, expected in zip(layers, guesses, strict=True):
        assert [word for word, _ in said] == [word for word, _ in expected]
        assert [p for _, p in said] == pytest.approx([p for _, p in expected], abs=1e-6)
    assert len(asked(address, "layers", SOURCE, 2, "marian-mini-en-fr")) == 4


@pytest.mark.parametrize(
    ("blocked", "message"),
    [
        ("2", "blocked is a list of looks"),
        ({"2": 1}, "blocked is a list of looks"),
        ([99], "There is no column 99 to block here: they go from 0 to 6."),
        ([[2, 99]], "There is no column 99"),
        ([-1], "no look that can be blocked. Name a column or [row, column]"),
        ([["self", 2]], "no look that can be blocked"),
        ([[[[2]]]], "no look that can be blocked"),
        ([None, True, "<script>"], "no look that can be blocked"),
        ([1.5], "no look that can be blocked"),
        ([1] * 5000, "At most 4096 looks can be blocked at once, not 5000."),
    ],
    ids=lambda value: repr(value)[:30],
)
@pytest.mark.parametrize("name", ["self_attention", "mask_word", "explain", "layers"])
def test_hostile_looks_get_a_message(name, blocked, message):
    arguments = {"text": TEXT, "blocked": blocked}
    if name == "mask_word":
        arguments["token"] = 3
    with pytest.raises(gr.Error) as told:
        getattr(api, name)(**arguments)
    assert message in told.value.message and len(told.value.message) < 200


def test_a_hostile_look_over_http_is_told_and_no_error_of_ours(address):
    response = post(address, "self_attention", TEXT, "", "bert-mini", [99])
    assert "There is no column 99 to block here" in response.text


def test_gradio_client_asks_as_before(address):
    client = Client(address, verbose=False)
    assert client.predict(TEXT, api_name="/self_attention") == api.self_attention(TEXT)
    value = client.predict(text=TEXT, blocked=[2], api_name="/self_attention")
    assert value == api.self_attention(TEXT, blocked=[2])
    assert client.predict(TEXT, 3, api_name="/mask_word")["tokens"] == [3]
    layers = client.predict(text=TEXT, token=3, hidden=3, api_name="/layers")
    assert layers == api.layers(TEXT, 3, hidden=3)
    explained = client.predict(TEXT, layer=1, token=2, api_name="/explain")
    assert explained["row"] == "girls"
