"""What the browser reads of a translator's tokenizer is what MarianTokenizer uses."""

import json
import struct
import sys

import pytest
from sentencepiece import SentencePieceProcessor
from transformers import AutoTokenizer, MarianTokenizer

from attention.models import CATALOGUE, WEIGHTS
from training import tokenizer_json

TRANSLATORS = [name for name, model in CATALOGUE.items() if model.built_in and model.target]


class CharacterMap:
    """SentencePiece's normalisation, from charsmap.bin: a double-array trie, and texts."""

    def __init__(self, file: bytes):
        (size,) = struct.unpack_from("<I", file)
        self.units = struct.unpack_from(f"<{size // 4}I", file, 4)
        self.texts = file[4 + size :]

    def longest(self, text: bytes) -> tuple[int, bytes | None]:
        """Return how many bytes the longest entry covers, and what stands for them."""
        node, match = self.step(0), (0, None)
        for length, byte in enumerate(text, 1):
            node ^= byte
            unit = self.units[node]
            if unit & 0x800000FF != byte:
                break
            node ^= self.offset(unit)
            if unit & 0x100:
                start = self.units[node] & 0x7FFFFFFF
                match = length, self.texts[start : self.texts.index(b"\0", start)]
        return match

    def step(self, node: int) -> int:
        return node ^ self.offset(self.units[node])

    @staticmethod
    def offset(unit: int) -> int:
        return (unit >> 10) << ((unit & 0x200) >> 6)

    def normalise(self, text: str) -> str:
        """Spell a text as SentencePiece does, "▁" before every word."""
        left, parts = text.encode(), []
        while left:
            length, written = self.longest(left[:64])
            if written is None:
                length = next(n for n in range(1, 5) if n == len(left) or left[n] & 0xC0 != 0x80)
                written = left[:length]
            parts.append(written)
            left = left[length:]
        words = [word for word in b"".join(parts).decode().split(" ") if word]
        return "".join("▁" + word for word in words)


@pytest.fixture(scope="module")
def spell():
    return CharacterMap(tokenizer_json.CHARSMAP.read_bytes()).normalise


@pytest.mark.parametrize("model", TRANSLATORS)
def test_the_files_are_those_of_the_tokenizer(model):
    folder = WEIGHTS / model
    written = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    assert written["vocab"] == json.loads((folder / "vocab.json").read_text("utf-8"))
    for side in tokenizer_json.SIDES:
        file = folder / f"{side}.spm"
        assert written[side] == [list(piece) for piece in tokenizer_json.pieces(file)]
        assert tokenizer_json.charsmap(file) == tokenizer_json.CHARSMAP.read_bytes()


@pytest.mark.parametrize("model", TRANSLATORS)
def test_transformers_still_loads_the_same_tokenizer(model):
    tokenizer = AutoTokenizer.from_pretrained(WEIGHTS / model)
    assert type(tokenizer) is MarianTokenizer
    spm = SentencePieceProcessor(model_file=str(WEIGHTS / model / "source.spm"))
    written = json.loads((WEIGHTS / model / "tokenizer.json").read_text("utf-8"))
    for text in ("The black cat sat on the mat.", "猫がマットの上に座った。", "ｶﾞｷﾞ 🐈 <pad"):
        ids = [written["vocab"].get(piece, 1) for piece in spm.encode(text, out_type=str)]
        assert tokenizer(text)["input_ids"] == [*ids, 0]


def test_the_character_map_spells_all_of_unicode_as_sentencepiece_does(spell):
    spm = SentencePieceProcessor(model_file=str(WEIGHTS / TRANSLATORS[0] / "source.spm"))
    letters = [chr(code) for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    texts = ["a" + "a".join(letters[i : i + 64]) for i in range(0, len(letters), 64)]
    texts += ["".join(letters[i : i + 48]) for i in range(0, 0x30000, 48)]
    wrong = [text for text in texts if spell(text) != spm.normalize(text)]
    assert not wrong


def test_the_character_map_spells_what_is_odd(spell):
    spm = SentencePieceProcessor(model_file=str(WEIGHTS / TRANSLATORS[0] / "source.spm"))
    for text in (
        "",
        "  ",
        " a  b ",
        "ｶﾞｷﾞ",
        "が",
        "①②㌔ ﬁne",
        "e\u0301\u0301",
        "a\u3000b\u200bc",
        "▁a",
    ):
        assert spell(text) == spm.normalize(text)


def test_another_character_map_is_refused(tmp_path, monkeypatch):
    other = tmp_path / "charsmap.bin"
    other.write_bytes(b"\0")
    monkeypatch.setattr(tokenizer_json, "CHARSMAP", other)
    with pytest.raises(ValueError, match="another character map"):
        tokenizer_json.write(WEIGHTS / TRANSLATORS[0])
