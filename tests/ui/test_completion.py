"""A question that leaves arguments out takes their defaults; nothing else is touched."""

import inspect
import json

import pytest

from attention.ui.completion import completed


def endpoint(text: str, other: str = "", model: str = "bert-mini", blocked=None):
    """As the app's endpoints are."""


PARAMETERS = list(inspect.signature(endpoint).parameters.values())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (["cat"], ["cat", "", "bert-mini", None]),
        (["cat", "dog", "m"], ["cat", "dog", "m", None]),
        (["cat", "dog", "m", [1]], ["cat", "dog", "m", [1]]),
        (["cat", "dog", "m", [1], 5], ["cat", "dog", "m", [1], 5]),
        ([], []),  # text has no default
    ],
)
def test_a_short_list_is_completed(data, expected):
    body = json.dumps({"data": data, "session_hash": "x"}).encode()
    assert json.loads(completed(body, PARAMETERS)) == {"data": expected, "session_hash": "x"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"data": {}}', b"\xff", b"1"])
def test_what_is_no_question_stays_as_it_is(body):
    assert completed(body, PARAMETERS) == body
