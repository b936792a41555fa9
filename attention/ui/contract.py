"""What Python and JavaScript must agree on, said once: limits, tabs, roles, models, defaults.

`python -m attention.ui.contract` writes shared/contract.js anew, and engine/models.js, what the
engine is told of the built-in models; a test holds both to fresh ones.
"""

import inspect
import json
import sys
import unicodedata
from pathlib import Path

from attention import toy
from attention.closed_classes import CLOSED_CLASSES
from attention.models import CATALOGUE, DEFAULT_BERT, DEFAULT_TRANSLATOR
from attention.sentence import MAX_CHARACTERS, MAX_COUNTED, MAX_TOKENS, NOTHING
from attention.ui import engine_files

SCRIPT = Path(__file__).parent / "shared" / "contract.js"
TABS = ("basics", "self-vs-cross", "bertviz")  # as links name them
# By the id of its place on the page: its folder, and the tab that it is, if any.
VIEWS: dict[str, dict] = {
    "header": {"folder": "shell/header", "tab": None},
    "toy": {"folder": "basics", "tab": "basics"},
    "reading": {"folder": "compare", "tab": "self-vs-cross"},
    "bertviz": {"folder": "bertviz", "tab": "bertviz"},
    "footer": {"folder": "shell/footer", "tab": None},
}
MAX_LINK_BYTES = 600  # a longer link is a QR code too fine for a phone at the back of a class
WEIGHT_TOTAL = 65535  # what the quantised weights of a row add up to
LINE_THRESHOLD = 80  # percent of a row that the lines show unless asked otherwise
POSITIONAL_ROLES = (
    "previous",
    "next",
    "same",
    "first",
    "separator",
    "punctuation",
    "confident",
    "broad",
)
# What of an address is the page's own; whatever else it carries stays out of shared links.
LINK_KEYS = (
    *("v", "tab", "lang", "embed", "__theme"),
    *("text", "pair", "target", "bert", "to", "toy", "bertviz"),
)
LINK_PREFIXES = ("toy.", "self.", "cross.", "bertviz.")
DEFAULT_SENTENCE = "The black cat sat on the mat."
INTO_JAPANESE = next(one.name for one in CATALOGUE.values() if one.target == "ja")
# Sentences worth reading; where each shows its point stands in compare/examples.js.
EXAMPLES: dict[str, dict] = {
    "number": {"text": "Where are my red shoes?", "hide": 2},  # a token
    "time": {"text": "They were happy yesterday.", "hide": 2},
    "rain": {"text": "強い雨が降っています。", "hide": 5},
    "cat": {"text": "The cat sat on the mat."},
    "adjective": {"text": "I like black cats."},
    "pronoun": {"text": "The man lost his hat."},
    "order": {"text": "She read an old book.", "to": INTO_JAPANESE},
    "agreement": {"text": "The book about the stars is good."},
    "hidden": {"text": "She drank a cup of coffee.", "hide": 6},
    "japanese": {"text": "私は黒い猫が好きです。"},
    "long": {"text": "My brother bought a new car last year, and he drives it to work every day."},
}
# What the hints of the BERTviz tab show their points with.
BERTVIZ_EXAMPLES: dict[str, dict] = {
    "sentence": {"text": DEFAULT_SENTENCE, "other": "", "model": DEFAULT_BERT},
    "translation": {"text": "I like black cats.", "other": "", "model": DEFAULT_TRANSLATOR},
    "pair": {"text": DEFAULT_SENTENCE, "other": "It was tired.", "model": DEFAULT_BERT},
}
# What an edition has (DESIGN §13); everything else is the same in both.
EDITIONS = {
    "gradio": {
        "server": True,  # answers questions, and fetches the Hub's models
        "judge": True,  # Python, which computes again what the browser has computed
        "codes": True,  # draws QR codes
        "offline": False,  # the whole page is kept on the device
    },
    "static": {"server": False, "judge": False, "codes": False, "offline": True},
}


def contract(edition: str = "gradio") -> dict:
    """Return every name and value that the page's scripts share with Python; JSON values only."""
    has = EDITIONS[edition]
    return {
        "EDITION": has,
        "MAX_TOKENS": MAX_TOKENS,
        "MAX_CHARACTERS": MAX_CHARACTERS,
        "MAX_COUNTED": MAX_COUNTED,
        "MAX_WORDS": toy.MOST_WORDS,
        "MAX_LINK_BYTES": MAX_LINK_BYTES,
        "WEIGHT_TOTAL": WEIGHT_TOTAL,
        "LINE_THRESHOLD": LINE_THRESHOLD,
        "TABS": TABS,
        "VIEWS": VIEWS,
        "POSITIONAL_ROLES": POSITIONAL_ROLES,
        "LINK_KEYS": LINK_KEYS,
        "LINK_PREFIXES": LINK_PREFIXES,
        "DEFAULT_SENTENCE": DEFAULT_SENTENCE,
        "DEFAULT_BERT": DEFAULT_BERT,
        "DEFAULT_TRANSLATOR": DEFAULT_TRANSLATOR,
        "EXAMPLES": EXAMPLES,
        "BERTVIZ_EXAMPLES": BERTVIZ_EXAMPLES,
        # Answers that the static edition brings along: question, as answers.js writes it, to file.
        "KEPT_ANSWERS": {},
        "MODELS": [
            {
                "name": model.name,
                "language": model.language,
                "target": model.target,
                "builtIn": model.built_in,
            }
            for model in CATALOGUE.values()
            if model.built_in or has["server"]
        ],
        "NOTHING": NOTHING,
        "ENDPOINTS": endpoints(),
        "CLOSED_CLASSES": sorted(CLOSED_CLASSES),
        "PUNCTUATION": punctuation(),
    }


def endpoints() -> dict[str, dict]:
    """Return what the page may ask: each endpoint's arguments in order, with their defaults."""
    from attention.ui.api import ENDPOINTS, download_progress
    from attention.ui.basics.tab import toy_attention
    from attention.ui.bertviz.tab import bertviz_view

    return {
        endpoint.__name__: {
            argument.name: None if argument.default is inspect.Parameter.empty else argument.default
            for argument in inspect.signature(endpoint).parameters.values()
        }
        for endpoint in (*ENDPOINTS, bertviz_view, download_progress, toy_attention)
    }


def punctuation() -> list[list[int]]:
    """Return the code points that Python calls punctuation, as [first, last]: browsers differ."""
    ranges: list[list[int]] = []
    for point in range(sys.maxunicode + 1):
        if unicodedata.category(chr(point)).startswith("P"):
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    return ranges


def script(edition: str = "gradio", **more: object) -> str:
    """Return the contract as a JavaScript module, one constant a name; `more` is added to it."""
    lines = [
        "// Made by `python -m attention.ui.contract`: what this page and Python must agree on.",
        "",
    ]
    for name, value in {**contract(edition), **more}.items():
        lines.append(f"export const {name} = {json.dumps(value, ensure_ascii=False)};")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    SCRIPT.write_text(script(), "utf-8")
    engine_files.SCRIPT.write_text(engine_files.script(), "utf-8")
