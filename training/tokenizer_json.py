"""A translator's tokenizer as the browser reads it: python -m training.tokenizer_json FOLDER ...

`tokenizer.json` in the folder: {"source": [[piece, score], ...], "target": the same, each in the
order of its SentencePiece model, "vocab": {token: id}}. `charsmap.bin` in attention/weights is
SentencePiece's character map, the same for all: how it spells a text before it is cut.
MarianTokenizer reads neither.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from attention.models import WEIGHTS

CHARSMAP = WEIGHTS / "charsmap.bin"
SIDES = ("source", "target")
NORMALIZER_SPEC, PRECOMPILED_CHARSMAP = 3, 2  # field numbers in sentencepiece_model.proto


def write(folder: Path) -> None:
    """Write tokenizer.json of the translator in `folder`, and the character map if there is none.

    Raises ValueError when the translator spells by another map than the one that is there.
    """
    charsmaps = {charsmap(folder / f"{side}.spm") for side in SIDES}
    if not CHARSMAP.exists():
        CHARSMAP.write_bytes(next(iter(charsmaps)))
    if charsmaps != {CHARSMAP.read_bytes()}:
        raise ValueError(f"{folder} spells by another character map than {CHARSMAP}")
    entries = {side: pieces(folder / f"{side}.spm") for side in SIDES}
    entries["vocab"] = json.loads((folder / "vocab.json").read_text("utf-8"))
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text + "\n", "utf-8")


def pieces(file: Path) -> list[tuple[str, float]]:
    """Return the pieces of a SentencePiece model with their scores, in its order."""
    model = SentencePieceProcessor(model_file=str(file))
    return [(model.id_to_piece(i), model.get_score(i)) for i in range(len(model))]


def charsmap(file: Path) -> bytes:
    """Return the character map of a SentencePiece model."""
    (spec,) = (value for field, value in _fields(file.read_bytes()) if field == NORMALIZER_SPEC)
    (found,) = (value for field, value in _fields(spec) if field == PRECOMPILED_CHARSMAP)
    return found


def _fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield number and value of the fields of a protobuf message.

    protobuf.dev/programming-guides/encoding: a tag, then a number, 4 or 8 bytes, or so many bytes.
    """
    place = 0

    def number() -> int:
        nonlocal place
        value = shift = 0
        while True:
            byte = message[place]
            place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while place < len(message):
        field, kind = divmod(number(), 8)
        if kind == 0:
            yield field, number()
            continue
        size = {1: 8, 5: 4}.get(kind) or number()
        yield field, message[place : place + size]
        place += size


def main() -> None:
    """Write the files of the folders that are named."""
    line = argparse.ArgumentParser(description="Write a translator's tokenizer for the browser.")
    line.add_argument("models", type=Path, nargs="+", help="folders of finished translators")
    for folder in line.parse_args().models:
        write(folder)


if __name__ == "__main__":
    main()
