"""The colours of style.css: told apart by every reader, and readable in both themes."""

import itertools
import re
from pathlib import Path

import pytest
from coloraide import Color

STYLE = (Path(__file__).parents[2] / "attention/ui/shell/style.css").read_text("utf-8")
ROLES = ("query", "key", "value", "attention")
SIGHT = ("normal", "deutan", "protan")
METHODS = ("brettel", "vienot", "machado")
STRONGEST = int(re.search(r"--shade-most: (\d+)%;", STYLE)[1]) / 100


def colours(selector: str) -> dict[str, str]:
    block = re.search(rf"^{re.escape(selector)} \{{(.*?)^\}}", STYLE, re.M | re.S)[1]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


THEMES = {"light": colours(":root"), "dark": colours(":root") | colours(".dark")}


def seen(colour: str, sight: str, method: str) -> Color:
    if sight == "normal":
        return Color(colour)
    return Color(colour).filter(sight, 1, method=method).convert("srgb").clip()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("method", METHODS)
def test_roles_are_told_apart(theme, sight, method):
    for one, other in itertools.combinations(ROLES, 2):
        pair = (seen(THEMES[theme][role], sight, method) for role in (one, other))
        distance = next(pair).delta_e(next(pair), method="2000")
        assert distance >= 15, f"{one} and {other} are {distance:.1f} apart"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["card", "paper"])
@pytest.mark.parametrize("text", [*ROLES, "ink", "ink-soft"])
def test_text_is_readable(theme, ground, text):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_words_are_readable_on_attention(theme):
    shade = Color(THEMES[theme]["card"]).mix(THEMES[theme]["attention"], STRONGEST, space="srgb")
    assert contrast(THEMES[theme]["on-attention"], THEMES[theme]["attention"]) >= 4.5
    assert contrast(THEMES[theme]["ink"], shade) >= 4.5


def contrast(one, other) -> float:
    return Color(one).contrast(other, method="wcag21")
