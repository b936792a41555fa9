"""The engine's worker in browsers answers what Python answers (DESIGN §5b)."""

import json
from pathlib import Path

from attention.masking import mask_word
from attention.models import CATALOGUE
from tests.browser.test_other_browsers import started  # noqa: F401
from tests.engine.test_parity import (
    BERTS,
    TRANSLATORS,
    assert_same,
    assert_same_guesses,
    in_own_language,
    read,
    texts,
)

SCRIPT = (Path(__file__).parent / "engine_answers.js").read_text("utf-8")
AT_ONCE = 10  # questions
HIDDEN = 12  # sentences of each BERT in which a word is hidden


def answers(page, questions: list[tuple]) -> list[dict]:
    said = []
    for start in range(0, len(questions), AT_ONCE):
        some = json.dumps(questions[start : start + AT_ONCE])
        script = SCRIPT.replace("ASKED", some).strip().removesuffix(";")
        said += json.loads(page.evaluate(script))
    return said


def pictures(model: str, asked: list[str], beside: list[str | None]) -> list[tuple]:
    """(question, what Python reads) of each text with what stands beside it."""
    name, other = (
        ("cross_attention", "target") if model in TRANSLATORS else ("self_attention", "pair")
    )
    return [
        ((model, name, {"text": text, other: more}), read(model, text, more))
        for text, more in zip(asked, beside, strict=False)
    ]


def assert_pictures(page, asked: list[tuple]):
    said = answers(page, [question for question, _ in asked])
    for (_, trace), answer in zip(asked, said, strict=True):
        assert_same(trace, answer)


def test_chromium_on_hundreds_of_sentences(page_at):
    page = page_at("?tab=basics")
    asked = []
    for model in (*BERTS, *TRANSLATORS):
        own = in_own_language(model, texts(CATALOGUE[model].language))
        asked += pictures(model, own, [None] * len(own))
        asked += pictures(model, own[::2], own[1::2] if model in BERTS else own[3::2])
    assert len(asked) >= 350
    assert_pictures(page, asked)
    masked = [
        (model, text, token)
        for model in BERTS
        for text in in_own_language(model, texts(CATALOGUE[model].language))[:HIDDEN]
        for token in (1, 3)
    ]
    said = answers(
        page,
        [(model, "mask_word", {"text": text, "token": token}) for model, text, token in masked],
    )
    for (model, text, token), answer in zip(masked, said, strict=True):
        expected = mask_word(text, token, model)
        for mine, theirs in zip(answer["guesses"], expected.guesses, strict=True):
            assert_same_guesses(mine, theirs)
        assert_same(expected.after, answer["after"])


def test_webkit_and_firefox_on_forty(started, server):  # noqa: F811
    started.open(server)
    asked = []
    for model in (*BERTS, *TRANSLATORS):
        own = in_own_language(model, texts(CATALOGUE[model].language))
        asked += pictures(model, [*own[:5], *own[-3:]], [None] * 8)
    assert len(asked) == 40
    assert_pictures(started, asked)
    assert not started.errors()
