"""What was typed where a token stands: the slices of a text that tokens stand for."""

import unicodedata
from collections.abc import Sequence

from attention.sentence import joined
from attention.spelling import Span


def covering(spans: Sequence[Span | None], text: str) -> list[Span | None]:
    """Stretch spans, in the order of the text, until no sign that was typed stands outside.

    A tokenizer drops accents, joiners and the like. What it drops belongs to the token before, or
    at the start of a word to the token behind. None, for a token that was not typed, stays.
    """
    typed = [(place, *span) for place, span in enumerate(spans) if span and span[0] < span[1]]
    stretched, past = list(spans), 0
    for number, (place, start, end) in enumerate(typed):
        follows = typed[number + 1][1] if number + 1 < len(typed) else len(text)
        while start > past and text[start - 1] != " ":
            start -= 1
        while end < follows and text[end] != " ":
            end += 1
        stretched[place] = (start, end)
        past = max(past, end)
    return stretched


def typed_words(spans: Sequence[Span | None], text: str) -> list[str | None]:
    """Return what was typed for each token, so that those of a word, end to end, are the word.

    Where several tokens stand for one sign (㌖), the first of them has it, the others have "".
    """
    words: list[str | None] = []
    past = 0
    for span in spans:
        if span is None:
            words.append(None)
            continue
        words.append(text[max(span[0], past) : span[1]].strip(" "))
        past = max(past, span[1])
    return words


def within_sign(before: Span | None, span: Span | None, text: str) -> bool:
    """Tell whether a token goes on with the sign, an emoji for instance, of the token before."""
    if before is None or span is None:
        return False
    if span[0] == before[1]:
        return 0 < span[0] < len(text) and joined(text, span[0])
    return span[0] < before[1]


def visible(text: str) -> str:
    """Return `text`, or the number of its first character where no one could see it: "U+FE0F"."""
    seen = any(unicodedata.category(letter) not in ("Cf", "Zs", "Cc") for letter in text)
    selectors = text and all(0xFE00 <= ord(letter) <= 0xFE0F for letter in text)
    return text if seen and not selectors else f"U+{ord(text[0]):04X}" if text else text
