"""Both languages have every word the page uses, and no other."""

import re
from pathlib import Path

import pytest

from attention.ui.words import LANGUAGES, WORDS

UI = Path(__file__).parents[2] / "attention" / "ui"
SAME = re.compile(r"^[\W\d_]*$")  # no letters: the same in every language


def test_the_languages_have_the_same_keys():
    assert WORDS["en"].keys() == WORDS["ja"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty(language):
    assert all(text.strip() for text in WORDS[language].values())


def test_placeholders_are_the_same_in_both():
    for key, english in WORDS["en"].items():
        found = [sorted(re.findall(r"\{\w+\}", text)) for text in (english, WORDS["ja"][key])]
        assert found[0] == found[1], key


def test_every_key_is_used_and_every_used_key_is_there():
    code = "".join(
        path.read_text("utf-8") for kind in ("*.py", "*.js", "*.html") for path in UI.rglob(kind)
    )
    asked = set(re.findall(r"""(?:\bt|phrase)\(\s*["'`]([\w-]+\.[\w-]+)["'`]""", code))
    assert asked <= WORDS["en"].keys()
    # A key of which one part is computed, t(`picture.${look}`), is used by the other part.
    computed = tuple(re.findall(r"""["'`]([\w-]+\.[\w-]*)\$\{""", code))
    computed += tuple(re.findall(r"""f"([\w-]+\.[\w-]*)\{""", code))
    computed_first = tuple(re.findall(r"""["'`]\$?\{\w+\}(\.[\w-]+)["'`]""", code))
    quoted = set(re.findall(r"""["'`]([\w-]+\.[\w-]+)["'`]""", code))
    for key in WORDS["en"]:
        used = key in quoted or key.startswith(computed) or key.endswith(computed_first)
        assert used, f"{key} is never used"


def test_japanese_is_translated():
    names = {"bertviz.tab", "bertviz.tab_short"}
    for key, japanese in WORDS["ja"].items():
        if japanese == WORDS["en"][key] and not SAME.match(japanese):
            left = re.sub(r"\{\w+\}", "", japanese)
            assert key in names or not re.search(r"[a-z]{3}", left), key
