"""Which characters are what: ranges said once, read by Python and written out for JavaScript.

Written out and not asked of unicodedata where they can be, so that a newer Unicode, in Python or
in a browser, reads the same text in the same way.
"""

import re
import unicodedata
from functools import cache

Ranges = tuple[tuple[int, int], ...]  # first and last, both included


def _ranges(text: str) -> Ranges:
    parts = (part.partition("-") for part in text.split())
    return tuple((int(first, 16), int(last or first, 16)) for first, _, last in parts)


BLANK = _ranges("9-d 1c-20 85 a0 1680 2000-200a 2028-2029 202f 205f 2800 3000")
# Controls, direction marks, fillers, private use, surrogates and what is no character: no one can
# see them, and some turn the text around them.
DROPPED = _ranges(
    "0-8 e-1b 7f-84 86-9f ad 34f 61c 115f-1160 17b4-17b5 180e 200b 200e-200f 202a-202e 2060-206f"
    " 3164 d800-f8ff fdd0-fdef feff ffa0 fff0-fffb fffe-ffff 13430-1343f 1bca0-1bca3 1d173-1d17a"
    + "".join(f" {plane:x}fffe-{plane:x}ffff" for plane in range(1, 14))
    + " e0000-e001f e0080-e00ff e01f0-10ffff"
)
TAGS = _ranges("e0020-e007f")  # they spell the flags of Scotland, Wales and others
VARIATION = _ranges("180b-180d 180f fe00-fe0f e0100-e01ef")  # the form of the character before
JOINERS = _ranges("200c-200d")
# Scripts whose letters join, so that a joiner or a non-joiner between two changes what is read.
JOINING = _ranges(
    "600-8ff 900-dff 1000-109f 1780-17ff 1800-18af 1b00-1b7f a840-a87f a980-a9df aa60-aa7f"
    " fb50-fdff fe70-fefc 11000-11fff 1e900-1e95f"
)
PICTOGRAPHS = _ranges("a9 ae 2190-2bff 3030 303d 3297 3299 1f000-1faff")
SKIN_TONES = _ranges("1f3fb-1f3ff")
FLAG_LETTERS = _ranges("1f1e6-1f1ff")

KANA = _ranges("3041-3096 3099-30ff 31f0-31ff ff66-ff9f")
HAN = _ranges("3005-3007 3400-9fff f900-faff 20000-3ffff")
LATIN = _ranges("41-5a 61-7a c0-24f 1e00-1eff 2c60-2c7f a720-a7ff ff21-ff3a ff41-ff5a")
SCRIPTS = {  # of languages that no built-in model has learned
    "el": _ranges("370-3ff 1f00-1fff"),
    "ru": _ranges("400-52f 1c80-1c8f 2de0-2dff a640-a69f"),
    "he": _ranges("590-5ff fb1d-fb4f"),
    "ar": _ranges("600-6ff 750-77f 860-8ff fb50-fdcf fdf0-fdff fe70-fefc"),
    "hi": _ranges("900-963 966-97f a8e0-a8ff"),
    "th": _ranges("e00-e7f"),
    "ko": _ranges("1100-11ff 3130-318f a960-a97f ac00-d7ff ffa1-ffdc"),
    "other": _ranges(
        "530-58f 700-74f 780-85f 980-dff e80-10ff 1200-1c7f 1c90-1cff 2c00-2c5f 2c80-2ddf"
        " 3105-312f 31a0-31bf a000-a63f a6a0-a6ff a800-a8df a900-a95f a980-aaff ab00-abff"
        " 10000-1cfff 1e000-1efff"
    ),
}


def letters(ranges: Ranges) -> str:
    """Write ranges as the inside of a regular expression's character class."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def pattern(ranges: Ranges, count: str = "") -> re.Pattern[str]:
    """Return the regular expression of one character of `ranges`, or of `count` of them."""
    return re.compile(f"[{letters(ranges)}]{count}")


@cache
def extends(character: str) -> bool:
    """Tell whether a character belongs to the one before it: a combining mark and its like."""
    code = ord(character)
    if code < 0x300:
        return False
    return unicodedata.category(character)[0] == "M" or any(
        first <= code <= last for first, last in EXTENDING
    )


# Besides combining marks: joiners, skin tones, tags, the later parts of a Hangul syllable, the
# voicing marks of half-width katakana, and what becomes one of these in its compatible form.
EXTENDING = (
    *JOINERS,
    *SKIN_TONES,
    *TAGS,
    *_ranges("1160-11ff d7b0-d7ff ff9e-ffa0 ffc2-ffdc e33 eb3 3133 3135-3136 313a-313f 314f-3164"),
    *_ranges("3167-316d 316f-3170 3182-3183 3187-318e ffa3 ffa5-ffa6 ffaa-ffaf"),
)


@cache
def simplified() -> frozenset[str]:
    """Return the characters that Chinese writes today and Japanese does not.

    Those of GB 2312, China's basic set, that Japan's JIS X 0208 lacks, and a few of Taiwan's.
    """
    chinese = {chr(code) for code in range(0x4E00, 0xA000) if _has(chr(code), "gb2312")}
    return frozenset({one for one in chinese if not _has(one, "iso2022_jp")} | set("這嗎妳說"))


def _has(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
