"""A number or a name of the contract stands in one place: its home."""

import ast
import re
from pathlib import Path

import pytest

from attention.ui import contract

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "attention"
# Where they are said, and what is made from there.
HOMES = {PACKAGE / name for name in ("sentence.py", "models.py", "toy.py", "ui/contract.py")}
HOMES |= {PACKAGE / "ui" / made for made in ("shared/contract.js", "engine/models.js")}
SOURCES = sorted({*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.js"), ROOT / "app.py"} - HOMES)
# A number means many things; beside one of these words it means the contract's.
NUMBERS = {
    contract.MAX_TOKENS: "token|piece|word",
    contract.MAX_CHARACTERS: "char|letter|text|sentence",
    contract.MAX_COUNTED: "char|letter|text|sentence|count",
    contract.toy.MOST_WORDS: "words",
    contract.MAX_LINK_BYTES: "byte|link|qr",
    contract.WEIGHT_TOTAL: "",  # it means nothing else
    contract.LINE_THRESHOLD: "threshold|percent|lines",
}
# "basics" and "bertviz" are also folders and parts of the page.
NAMES = {*contract.CATALOGUE, "self-vs-cross", contract.DEFAULT_SENTENCE, contract.NOTHING}
JS_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
JS_STRING = re.compile(r"""(["'`])((?:\\.|(?!\1).)*)\1""", re.S)
JS_NUMBER = re.compile(r"(?<![\w.$#])(0x[\da-f_]+|[1-9][\d_]*)(?![\w.%])", re.I)


def in_python(code: str) -> list[tuple[object, str]]:
    """The values that a file's code says, each with its line; a docstring is one of many words."""
    lines = code.splitlines()
    constants = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant))
    return [(one.value, lines[one.lineno - 1]) for one in constants]


def in_javascript(code: str) -> list[tuple[object, str]]:
    """The numbers and texts of a file's code, not of its comments, each with its line."""
    lines = code.splitlines()
    # A string may hold "//", and a comment a quote: whatever begins first ends first.
    either = re.compile(f"{JS_COMMENT.pattern}|{JS_STRING.pattern}", re.S)
    found, bare = [], []
    past = 0
    for match in either.finditer(code):
        line = lines[code.count("\n", 0, match.start())]
        if match[1]:
            found.append((match[2], line))
        bare.append(code[past : match.start()] + "\n" * match[0].count("\n"))
        past = match.end()
    bare.append(code[past:])
    for number, line in enumerate("".join(bare).splitlines()):
        found += [
            (int(one[0].replace("_", ""), 0), lines[number]) for one in JS_NUMBER.finditer(line)
        ]
    return found


def said_again(values: list[tuple[object, str]]) -> list[str]:
    """The lines that say a number or a name of the contract."""
    found = []
    for value, line in values:
        noun = NUMBERS.get(value) if type(value) is int else None
        if value in NAMES or (noun is not None and re.search(noun, line, re.I)):
            found.append(line.strip())
    return found


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_the_contract_says_is_said_nowhere_else(file):
    read = in_python if file.suffix == ".py" else in_javascript
    assert said_again(read(file.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (in_python, "MAX_TOKENS = 64"),
        (in_python, 'def read(text, model="bert-mini"): ...'),
        (in_python, "exact *= 65_535"),
        (in_javascript, "export const MAX_TOKENS = 64; // a side"),
        (in_javascript, "words.slice(0, 8)"),
        (in_javascript, "const scale = 0xffff;"),
        (in_javascript, "const url = `http://x`; // it's\nopen('self-vs-cross');"),
    ],
)
def test_the_search_finds_what_is_said_again(read, code):
    assert len(said_again(read(code))) == 1


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (in_python, '"""At most 64 tokens."""'),
        (in_python, "LARGEST = 64 * 1024  # bytes"),
        (
            in_javascript,
            "// 64 tokens at most, of bert-mini\nconst BLOCK = 64; /* 500\ncharacters */",
        ),
    ],
)
def test_the_search_leaves_what_is_explained(read, code):
    assert said_again(read(code)) == []
