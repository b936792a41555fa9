"""What JavaScript is told of characters: python -m attention.ui.character_tables writes it.

Browsers know other editions of Unicode than Python and the tokenizers do, so that the browser's
own classes, cases and normal forms would read some texts otherwise than the models' tokenizers.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tokenizers import normalizers, pre_tokenizers

from attention import characters

FILE = Path(__file__).parent / "engine" / "tokenizers" / "tables.js"
CODES = [*range(0xD800), *range(0xE000, 0x110000)]
NAMED = ["BLANK", "DROPPED", "TAGS", "VARIATION", "JOINERS", "JOINING"]
NAMED += ["PICTOGRAPHS", "FLAG_LETTERS", "KANA", "HAN", "LATIN"]
WIDTH = 90
HANGUL = range(0xAC00, 0xD7A4)  # their parts are counted, not looked up
HEAD = """// Written by python -m attention.ui.character_tables; do not edit. ranges.js unpacks it.
// Character classes, cases and normal forms as Python and the tokenizers library have them.
"""


def tables() -> str:
    """Return the JavaScript module that holds all tables."""
    named = {name: pack_ranges(getattr(characters, name)) for name in NAMED}
    scripts = {name: pack_ranges(ranges) for name, ranges in characters.SCRIPTS.items()}
    named |= {
        "EXTENDING": _class(lambda code: characters.extends(chr(code))),
        "SIMPLIFIED": pack_ranges(ranges_of(map(ord, characters.simplified()))),
        "PUNCTUATION_AND_SYMBOLS": _class(lambda code: _category(code)[0] in "PS"),
        "INVISIBLE": _class(lambda code: _category(code) in ("Cf", "Zs", "Cc")),
        "CANONICAL": _mapping(lambda code: _decomposed(code, canonical=True)),
        "COMPATIBLE": _mapping(lambda code: _decomposed(code, canonical=False)),
        "UNCOMPOSED": _class(_is_never_composed),
        "COMBINING": _combining_classes(),
    }
    lines = [HEAD]
    for name, text in (named | _bert()).items():
        lines.append(_constant(name, text))
    lines.append("// prettier-ignore\nexport const SCRIPTS = {")
    lines += [f"  {name}: {_folded(text)}," for name, text in scripts.items()]
    return "\n".join([*lines, "};\n"])


def ranges_of(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of every run of codes that follow one another."""
    run: tuple[int, int] | None = None
    for code in sorted(codes):
        if run and code == run[1] + 1:
            run = (run[0], code)
            continue
        if run:
            yield run
        run = (code, code)
    if run:
        yield run


def pack_ranges(ranges: Iterable[tuple[int, int]]) -> str:
    """Write ranges in base 36: how far each begins from the end before, and how much longer."""
    packed, past = [], 0
    for first, last in ranges:
        packed.append(_base36(first - past) + (f".{_base36(last - first)}" if last > first else ""))
        past = last
    return " ".join(packed)


def _bert() -> dict[str, str]:
    """What BERT's normaliser and pre-tokenizer do, asked of the library itself."""
    clean = normalizers.BertNormalizer(True, False, False, False)
    spaced = normalizers.BertNormalizer(False, True, False, False)
    bare = normalizers.BertNormalizer(False, False, True, False)
    lower = normalizers.Lowercase()
    split = pre_tokenizers.BertPreTokenizer()
    cleaned = {code: clean.normalize_str(chr(code)) for code in CODES}
    nfd = normalizers.NFD()
    return {
        "BERT_REMOVED": _class(lambda code: cleaned[code] == ""),
        "BERT_SPACE": _class(lambda code: cleaned[code] == " "),
        "BERT_CHINESE": _class(lambda code: len(spaced.normalize_str(chr(code))) > 1),
        "BERT_ACCENT": _class(lambda code: bare.normalize_str(chr(code)) == ""),
        "BERT_PUNCTUATION": _class(lambda code: len(split.pre_tokenize_str(f"a{chr(code)}a")) == 3),
        "BERT_LOWER": _mapping(lambda code: _changed(chr(code), lower.normalize_str(chr(code)))),
        "BERT_UNDECOMPOSED": _class(
            lambda code: (
                _decomposed(code, canonical=True) and nfd.normalize_str(chr(code)) == chr(code)
            )
        ),
        "BERT_UNORDERED": _class(lambda code: _is_unordered(chr(code), nfd)),
    }


def _is_unordered(letter: str, nfd) -> bool:
    """Tell whether the library, which knows an older Unicode, takes a mark for a letter."""
    combining = unicodedata.combining(letter)
    if not combining:
        return False
    wrong_order = f"\u0345{letter}" if combining < 240 else f"{letter}\u0334"
    return nfd.normalize_str(wrong_order) == wrong_order


def _category(code: int) -> str:
    return unicodedata.category(chr(code))


def _changed(before: str, after: str) -> list[int]:
    return [] if before == after else list(map(ord, after))


def _decomposed(code: int, canonical: bool) -> list[int]:
    """One step of a character's decomposition, of either kind."""
    parts = unicodedata.decomposition(chr(code)).split()
    if not parts or code in HANGUL or parts[0].startswith("<") == canonical:
        return []
    return [int(part, 16) for part in parts if not part.startswith("<")]


def _is_never_composed(code: int) -> bool:
    return len(_decomposed(code, canonical=True)) == 2 and (
        unicodedata.normalize("NFC", chr(code)) != chr(code)
    )


def _combining_classes() -> str:
    classes: dict[int, list[int]] = {}
    for code in CODES:
        combining = unicodedata.combining(chr(code))
        if combining:
            classes.setdefault(combining, []).append(code)
    return "|".join(
        f"{_base36(combining)}:{pack_ranges(ranges_of(codes))}"
        for combining, codes in sorted(classes.items())
    )


def _class(belongs: Callable[[int], object]) -> str:
    return pack_ranges(ranges_of(code for code in CODES if belongs(code)))


def _mapping(change: Callable[[int], list[int]]) -> str:
    """Write what characters become: runs at one distance together, others one by one."""
    entries = [(code, change(code)) for code in CODES]
    entries = [(code, into) for code, into in entries if into]
    packed, past, place = [], 0, 0
    while place < len(entries):
        code, into = entries[place]
        step = 2 if _follows(entries, place, 2) and not _follows(entries, place, 1) else 1
        count = 1
        while len(into) == 1 and _follows(entries, place, step, count):
            count += 1
        run = f"{'*' if step == 1 else '/'}{_base36(count)}" if count > 1 else ""
        packed.append(f"{_base36(code - past)}{run}={','.join(map(_base36, into))}")
        past, place = entries[place + count - 1][0], place + count
    return " ".join(packed)


def _follows(entries, place: int, step: int, count: int = 1) -> bool:
    """Tell whether the entry `count` further on is `step` times as far on, on both sides."""
    if place + count >= len(entries):
        return False
    (code, into), (further, other) = entries[place], entries[place + count]
    return len(into) == len(other) == 1 and (further - code == other[0] - into[0] == step * count)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = digits[number % 36]
    while number := number // 36:
        text = digits[number % 36] + text
    return text


def _constant(name: str, text: str) -> str:
    return f"// prettier-ignore\nexport const {name} = {_folded(text)};"


def _folded(text: str) -> str:
    if len(text) <= WIDTH - 20:
        return f'"{text}"'
    parts = [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]
    return "[\n" + "".join(f'    "{part}",\n' for part in parts) + '  ].join("")'


if __name__ == "__main__":
    FILE.write_text(tables())
