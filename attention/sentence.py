"""What a visitor typed, made fit for a tokenizer."""

import re
import unicodedata

from attention import characters
from attention.characters import letters
from attention.language import language_of
from attention.spelling import as_trained

__all__ = ["as_trained", "clean", "cut", "joined", "language_of", "one_line"]

MAX_CHARACTERS = 500  # characters that are read
MAX_COUNTED = 20_000  # characters whose tokens are counted, so that a book takes no more memory
MEASURED = 1_000_000  # characters that are looked through for these
MAX_TOKENS = 64  # a side, special ones included
NOTHING = "Type a sentence first."
_BACK = 100  # characters that are given up at most, so that the cut falls between two words
_BLANKS = re.compile(f"[{letters(characters.BLANK)}]+")
_DROPPED = re.compile(f"[{letters(characters.DROPPED)}]")
# Each keeps what its group matches, and drops every other.
_TAGS = re.compile(
    f"(\U0001f3f4[{letters(characters.TAGS)}]{{2,8}}(?<=\U000e007f))|[{letters(characters.TAGS)}]"
)
_VARIATION = re.compile(
    f"(?<![^ {letters((*characters.VARIATION, *characters.JOINERS))}])"
    f"[{letters(characters.VARIATION)}]"
)
_JOINERS = re.compile(
    f"((?<=[{letters(characters.JOINING)}])[\u200c\u200d](?=[{letters(characters.JOINING)}])"
    f"|(?<=[{letters(characters.PICTOGRAPHS)}\ufe0f])\u200d"
    f"(?=[{letters(characters.PICTOGRAPHS)}]))|[\u200c\u200d]"
)
_FLAG_LETTERS = re.compile(f"[{letters(characters.FLAG_LETTERS)}]+$")


def clean(text: str | None) -> str:
    """Return `text` on one line, at most 500 characters, without what no one can see.

    What is seen stays, and what shapes it: marks, joiners within an emoji or between letters of
    scripts that join. A longer text is cut between two words. Raises ValueError when nothing is
    left to read, or when `text` is no text.
    """
    return cut(one_line(text))


def one_line(text: str | None) -> str:
    """Return what clean() returns before it is cut: at most 20,000 characters.

    Raises ValueError as clean() does.
    """
    if not isinstance(text, str | None):
        raise ValueError(f"A text is a string, not {type(text).__name__}.")
    line = _BLANKS.sub(" ", _DROPPED.sub("", (text or "")[:MEASURED]))
    line = re.sub(" +", " ", line).strip(" ")[:MAX_COUNTED]
    line = _VARIATION.sub("", _TAGS.sub(r"\1", line))
    line = re.sub(" +", " ", _JOINERS.sub(r"\1", line)).strip(" ")
    line = unicodedata.normalize("NFC", line)
    if not line:
        raise ValueError(NOTHING)
    return line


def cut(line: str) -> str:
    """Return the first 500 characters of a line, less where that would cut a word or a sign."""
    if len(line) <= MAX_CHARACTERS:
        return line
    space = line.rfind(" ", MAX_CHARACTERS - _BACK, MAX_CHARACTERS + 1)
    if space > 0:
        return line[:space]
    end = MAX_CHARACTERS
    while end > MAX_CHARACTERS - _BACK and joined(line, end):
        end -= 1
    return line[: end if not joined(line, end) else MAX_CHARACTERS].rstrip(" ")


def joined(line: str, place: int) -> bool:
    """Tell whether the characters before and after a place are one sign to whoever reads."""
    before, after = line[place - 1], line[place]
    if characters.extends(after) or before == "\u200d":
        return True
    flags = _FLAG_LETTERS.search(line[:place])
    return flags is not None and len(flags[0]) % 2 == 1
