"""Asking, without a page: what is posted, what is tried again, whose answer counts."""

import pytest
from node import run_module

# A server made of a list: each request takes its next entry. A pause takes no time.
SERVER = """
globalThis.document = {
  baseURI: "http://here.invalid/app/", documentElement: { dataset: {} },
};
globalThis.navigator = { connection: { saveData: true } };
const pauses = [];
globalThis.setTimeout = (act, milliseconds) => { pauses.push(milliseconds); queueMicrotask(act); };
const requests = [];
globalThis.fetch = async (url, { body }) => {
  requests.push({ url: String(url), data: JSON.parse(body).data });
  const given = asked.answers.shift();
  if (given === "cut") throw new TypeError("Failed to fetch");
  const { status = 200, retry, body: said } = given;
  return new Response(said, { status, headers: retry ? { "Retry-After": retry } : {} });
};
const { ask } = await import("./shared/answers.js");
const outcome = await ask(asked.name, asked.args).then(
  (answer) => ({ answer }), ({ code, message }) => ({ code, message }));
console.log(JSON.stringify({ outcome, requests, pauses }));
"""


def asked(*answers, name="self_attention", args=None) -> dict:
    question = {"name": name, "args": args or {"text": "A cat."}, "answers": list(answers)}
    return run_module(SERVER, question)


FULL = {"status": 503, "retry": "1", "body": ""}
FINE = {"body": '{"data": [{"maps": 7}]}'}
ANSWER = {"maps": 7, "by": "server"}


def test_arguments_are_posted_in_order_with_the_defaults_of_the_rest():
    given = asked(FINE, name="explain", args={"layer": 2, "text": "A cat.", "hidden": None})
    assert given["outcome"] == {"answer": ANSWER}
    (request,) = given["requests"]
    assert request["url"] == "http://here.invalid/app/gradio_api/run/explain"
    assert request["data"] == ["A cat.", "", "bert-mini", "self", 2, 0, 0, None, None]


def test_an_argument_that_is_not_taken_is_an_error_of_ours():
    given = asked(args={"sentence": "A cat."})
    assert "takes no sentence" in given["outcome"]["message"]
    assert not given["requests"]


def test_a_full_server_is_asked_again_after_the_pause_it_names():
    given = asked(FULL, {**FULL, "retry": "3"}, FINE)
    assert given["outcome"] == {"answer": ANSWER}
    assert [int(pause / 1000) for pause in given["pauses"]] == [1, 3]


def test_a_server_that_stays_full_is_left_alone():
    given = asked(*[{**FULL, "retry": "900"}] * 9)
    assert given["outcome"]["code"] == "busy"
    assert len(given["requests"]) == 4
    assert all(pause <= 11_000 for pause in given["pauses"])


@pytest.mark.parametrize(
    "given",
    [
        "cut",
        {"body": '{"data": [7'},
        {"status": 502, "body": "<html>"},
        {"status": 500, "body": ""},
        {"status": 500, "body": '{"error": "a fault of ours", "visible": true}'},
    ],
)
def test_a_lost_line_is_told_at_once(given):
    told = asked(given)
    assert told["outcome"]["code"] == "lost"
    assert len(told["requests"]) == 1


def test_what_is_wrong_with_a_question_is_told_in_its_words():
    body = '{"error": "There is no model here.", "visible": true, "title": "Error"}'
    told = asked({"status": 500, "body": body})
    assert told["outcome"] == {"code": "refused", "message": "There is no model here."}


# Every request waits until its number is let go.
ORDER = """
globalThis.document = { baseURI: "http://here.invalid/", documentElement: { dataset: {} } };
globalThis.navigator = { connection: { saveData: true } };
const waiting = [];
globalThis.fetch = (url, { body, signal }) => new Promise((resolve, reject) => {
  const [text] = JSON.parse(body).data;
  signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
  waiting.push(() => resolve(new Response(JSON.stringify({ data: [{ text }] }))));
});
const { createAsker } = await import("./shared/answers.js");
const asker = createAsker();
const answered = [];
for (const text of asked.texts)
  asker.ask("self_attention", { text })
    .then((answer) => answered.push(answer.text), () => answered.push("failed"));
if (asked.cancel) asker.cancel();
await new Promise((done) => setTimeout(done)); // the device was asked first
for (const number of asked.order) {
  waiting[number]();
  await new Promise((done) => setTimeout(done));
}
console.log(JSON.stringify(answered));
"""


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_only_the_newest_question_is_answered_whatever_comes_first(order):
    question = {"texts": ["one", "two", "three"], "order": order}
    assert run_module(ORDER, question) == ["three"]


def test_what_is_cancelled_is_never_answered():
    question = {"texts": ["one"], "order": [0], "cancel": True}
    assert run_module(ORDER, question) == []
