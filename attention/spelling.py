"""Text as a model's training sentences are written, which remembers what was typed."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from attention import characters

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-"}
    | {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}  # ＡＢＣ！
)
# No model has learned them: they choose between forms of what stands before, or join.
_FORMS = characters.pattern(
    (*characters.VARIATION, *characters.JOINERS, *characters.TAGS), count=""
)
_SPACE_IN_JAPANESE = re.compile(r"(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff])")
_FRENCH_MARK = re.compile(r"\s*([?!;:»])")


Span = tuple[int, int]


class Spelling(NamedTuple):
    """A text, and for each of its characters which slice of the typed text it stands for."""

    text: str
    spans: tuple[Span, ...]

    def typed(self, start: int, end: int) -> Span:
        """Return the slice of the typed text that text[start:end] stands for."""
        if start >= end:  # nothing, somewhere
            edge = self.spans[start][0] if start < len(self.spans) else self._end
            return edge, edge
        return self.spans[start][0], max(end for _, end in self.spans[start:end])

    @property
    def _end(self) -> int:
        return self.spans[-1][1] if self.spans else 0


def as_typed(text: str) -> Spelling:
    """Return `text` as it is."""
    return Spelling(text, tuple((place, place + 1) for place in range(len(text))))


def spell(text: str, language: str) -> Spelling:
    """Write `text` the way the built-in models' training sentences in `language` are written."""
    spelling = _mapped(as_typed(text), lambda part: _FORMS.sub("", part))
    if language == "ja":
        spelling = _mapped(spelling, _japanese)
        return _replaced(spelling, _SPACE_IN_JAPANESE, "")
    spelling = _mapped(spelling, lambda part: part.translate(_PLAIN))
    return _replaced(spelling, _FRENCH_MARK, " ") if language == "fr" else spelling


def as_trained(text: str, language: str) -> str:
    """Return the text of spell(): `text` as the training sentences in `language` are written."""
    return spell(text, language).text


def _japanese(part: str) -> str:
    return unicodedata.normalize("NFKC", part).replace("~", "〜")


def _mapped(spelling: Spelling, change: Callable[[str], str]) -> Spelling:
    """Change a text part by part: a part is a character and the marks that belong to it."""
    text: list[str] = []
    spans: list[Span] = []
    for start, end in _parts(spelling.text):
        part = change(spelling.text[start:end])
        if part == spelling.text[start:end]:
            spans += spelling.spans[start:end]
        else:
            spans += [spelling.typed(start, end)] * len(part)
        text.append(part)
    return Spelling("".join(text), tuple(spans))


def _parts(text: str) -> Iterator[Span]:
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not characters.extends(text[place]):
            yield start, place
            start = place


def _replaced(spelling: Spelling, pattern: re.Pattern[str], blank: str) -> Spelling:
    """Put `blank` where the pattern finds blanks, before the mark it may have found with them."""
    text: list[str] = []
    spans: list[Span] = []
    past = 0
    for found in pattern.finditer(spelling.text):
        stays = found.start(1) if pattern.groups else found.end()
        text += [spelling.text[past : found.start()], blank]
        spans += spelling.spans[past : found.start()]
        spans += [spelling.typed(found.start(), stays)] * len(blank)
        past = stays
    text.append(spelling.text[past:])
    return Spelling("".join(text), (*spans, *spelling.spans[past:]))
