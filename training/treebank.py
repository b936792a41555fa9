"""Sentences of a CoNLL-U file, plain or .xz: their words, and which word depends on which."""

import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from attention.sentence import as_trained, language_of

LENGTHS = {"en": (4, 14), "ja": (5, 28)}  # words: the first is for all that is not Japanese


class Link(NamedTuple):
    """One dependency: the places of the dependent word and of its head, and the relation."""

    dependent: int
    head: int
    relation: str


class Sentence(NamedTuple):
    """A text as the models read it, the characters (start, end) of each word, and the links."""

    text: str
    words: tuple[tuple[int, int], ...]
    links: tuple[Link, ...]


def read(file: Path, lengths: tuple[int, int] | None = None) -> list[Sentence]:
    """Return the sentences of `file` that are neither short nor long.

    `lengths` are the fewest and the most words; without it 4 to 14, in Japanese 5 to 28.
    """
    open_ = lzma.open if file.suffix == ".xz" else open
    with open_(file, "rt", encoding="utf-8") as lines:
        blocks = list(_blocks(lines))
    language = language_of(" ".join(row[1] for rows in blocks for row in rows))
    least, most = lengths or LENGTHS[language]
    parsed = [_sentence(rows, language) for rows in blocks]
    return [sentence for sentence in parsed if least <= len(sentence.words) <= most]


def _blocks(lines) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            rows.append(line.rstrip("\n").split("\t"))
        elif not line.strip() and rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _sentence(rows: list[list[str]], language: str) -> Sentence:
    words = [row for row in rows if row[0].isdecimal()]
    text, spans = "", {}
    for form, spaced, numbers in _tokens(rows):
        written = as_trained(form, language)
        parts = [as_trained(words[number - 1][1], language) for number in numbers]
        if "".join(parts) != written:  # French "au" is "à le": the first of its words stands for it
            parts = [written] + [""] * (len(numbers) - 1)
        for number, part in zip(numbers, parts, strict=True):
            spans[number] = (len(text), len(text) + len(part))
            text += part
        text += " " * spaced
    links = [
        Link(int(row[0]) - 1, int(row[6]) - 1, row[7].partition(":")[0])
        for row in words
        if row[6] != "0"
    ]
    return Sentence(text.rstrip(), tuple(spans[int(row[0])] for row in words), tuple(links))


def _tokens(rows: list[list[str]]) -> Iterator[tuple[str, bool, list[int]]]:
    """Yield what stands in the text: its form, whether a space follows, the words it is made of."""
    covered = 0
    for row in rows:
        first, _, last = row[0].partition("-")
        if "." in first or int(first) <= covered:  # an empty node, or a part of a token
            continue
        covered = int(last or first)
        spaced = "SpaceAfter=No" not in row[9].split("|")
        yield row[1], spaced, list(range(int(first), covered + 1))
