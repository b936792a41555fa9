"""The heads at work on a sentence: which looks are told, and which are named after a job."""

import json
from pathlib import Path

import pytest

import attention
from attention.closed_classes import CLOSED_CLASSES
from attention.ui.encode_trace import picture
from tests.node import run_module

SCRIPT = """
globalThis.location = { search: "", pathname: "/" };
globalThis.addEventListener = () => {};
globalThis.document = {
  addEventListener() {},
  documentElement: { lang: "en" },
  getElementById: () => ({ textContent: "{}" }),
};
const { unpack } = await import("./attention_view/decode_weights.js");
const { workingHeads } = await import("./compare/working_heads.js");
const brief = ({ from, to, weight, job }) => [from.text, to.text, weight, job];
console.log(JSON.stringify(asked.map((map) => workingHeads(unpack(map)).heads.map(
  ({ jobs, looks }) => ({ jobs: jobs.map(({ job }) => job), looks: looks.map(brief) }),
))));
"""
WORDS = ("the", "black", "cat", "is", "sleep", "##ing", "on", "mats", ".")
AT = {(0, 2): 0.9, (3, 4): 0.8, (6, 7): 0.7, (6, 8): 0.3, (1, 0): 0.6, (2, 2): 1.0, (7, 1): 0.2}


def heads(jobs: list[str], looks: dict = AT) -> list[dict]:
    """The one head of a map with these looks and jobs."""
    n = len(WORDS)
    weights = [[looks.get((i, j), 0) for j in range(n)] for i in range(n)]
    measured = [
        {"layer": 0, "head": 0, "job": job, "share": 0.9 - i / 10, "offset": 0.2}
        for i, job in enumerate(jobs)
    ]
    map_ = {
        "kind": "self", "rows": WORDS, "columns": WORDS, "weights": weights, "jobs": measured,
        "row_words": [0, 1, 2, 3, 4, 4, 5, 6, 7], "column_words": [0, 1, 2, 3, 4, 4, 5, 6, 7],
    }  # fmt: skip
    return run_module(SCRIPT, [map_])[0]


def test_a_look_is_named_only_where_its_closed_class_word_says_so():
    [head] = heads(["obj_dependent_to_head", "det_dependent_to_head", "case_dependent_to_head"])
    assert [(*look[:2], look[3]) for look in head["looks"]] == [
        ("the", "cat", "det_dependent_to_head"),
        ("is", "sleeping", None),  # a helping verb: the head has no such job
        ("on", "mats", "case_dependent_to_head"),
        ("black", "the", None),
    ]
    [head] = heads(["cop_dependent_to_head"])
    assert head["looks"] == [], "“is sleeping” is no copula: nothing here for this head"
    [head] = heads(["det_head_to_dependent"])
    assert [(*look[:2], look[3]) for look in head["looks"]] == [("black", "the", None)]


def test_a_head_without_a_job_is_not_given_one():
    assert heads([]) == []


@pytest.mark.parametrize("model", ["bert-mini", "bert-mini-ja"])
def test_the_jobs_are_those_that_were_measured(model):
    text = {"bert-mini": "The girls are happy.", "bert-mini-ja": "猫が水を飲みました。"}[model]
    sent = picture(attention.self_attention(text, model=model))["maps"][0]
    [board] = run_module(SCRIPT, [sent])
    kept = json.loads((Path(attention.__file__).parent / f"weights/{model}/jobs.json").read_text())
    assert sum(len(head["jobs"]) for head in board) == len(kept["self"])
    for head in board:
        assert all(weight >= 0.3 for *_, weight, _ in head["looks"])
        assert {name for *_, name in head["looks"]} <= {*head["jobs"], None}


def test_the_words_of_the_board_are_of_closed_classes():
    script = Path(attention.__file__).parent / "ui/compare/working_heads.js"
    lines = [line for line in script.read_text("utf-8").splitlines() if line.startswith('  ["')]
    words = {word for line in lines for word in line.split('"')[3].split()}
    assert "the" in words and "です" in words
    assert words <= CLOSED_CLASSES
