"""What a visitor typed, made fit for a tokenizer."""

import re
import unicodedata

LONGEST = 500  # characters
MAX_TOKENS = 64  # a side, special ones included
NOTHING = "Type a sentence first."
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}  # control, format, surrogate, private use
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-"})
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")


def clean(text: str | None) -> str:
    """Return `text` on one line, at most 500 characters, without what no one can see.

    Raises ValueError when nothing is left to read, or when `text` is no text.
    """
    if not isinstance(text, str | None):
        raise ValueError(f"A text is a string, not {type(text).__name__}.")
    shown = (" " if one.isspace() else one for one in (text or "")[:LONGEST])
    line = "".join(one for one in shown if unicodedata.category(one) not in _INVISIBLE)
    line = unicodedata.normalize("NFC", " ".join(line.split()))
    if not line:
        raise ValueError(NOTHING)
    return line


def as_trained(text: str, language: str) -> str:
    """Write `text` the way the built-in models' training sentences in `language` are written."""
    if language == "ja":
        text = unicodedata.normalize("NFKC", text).replace("~", "〜")
        return re.sub(r"(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff])", "", text)
    text = text.translate(_PLAIN)
    if language == "fr":
        text = re.sub(r"\s*([?!;:»])", r" \1", text)
    return text


def language_of(text: str) -> str:
    """Tell the language of `text` by its letters: "ja", "en" (any in Latin letters) or "any".

    It is "ja" with more Japanese characters than words in Latin letters.
    """
    japanese, latin = len(_JAPANESE.findall(text)), len(_LATIN.findall(text))
    if japanese == latin == 0:
        return "any"
    return "ja" if japanese > latin else "en"
