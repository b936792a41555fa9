"""Every chip shows what was typed: in whole words no mark of a tokenizer, none that is empty."""

import json
import subprocess
from pathlib import Path

import attention

SCRIPT = Path(__file__).with_name("units.mjs")


def chips(*maps) -> list[tuple[list[str], list[str]]]:
    sides = [
        {
            "tokens": one.columns,
            "words": one.column_words,
            "special": one.special_columns,
            "unknown": one.unknown_columns,
            "typed": one.typed_columns,
        }
        for one in maps
    ]
    command = ["node", SCRIPT]
    done = subprocess.run(
        command, input=json.dumps(sides), capture_output=True, check=True, text=True
    )
    return [tuple(words) for words in json.loads(done.stdout)]


def test_whole_words_are_what_was_typed():
    texts = ["😀 Zürich à 猫", "The Zürich café, मुझे ❤️", "猫が好き❤️", "👨‍👩‍👧が好き"]
    models = ["marian-mini-en-fr", "bert-mini", "bert-mini-ja", "bert-mini-ja"]
    maps = [
        attention.cross_attention(text, model=model).map("cross")
        if model.startswith("marian")
        else attention.self_attention(text, model=model).map("self")
        for text, model in zip(texts, models, strict=True)
    ]
    (marian, _), (english, pieces), (heart, _), (family, _) = chips(*maps)
    assert marian == ["😀", "Zürich", "à", "猫", "</s>"]
    assert english == ["[CLS]", "The", "Zürich", "café", ",", "मुझे", "❤️", "[SEP]"]
    assert pieces[1] == "the" and "##ur" in pieces
    assert heart[-2] == "❤️"
    assert family[1] == "👨‍👩‍👧"


def test_no_chip_is_empty():
    one = attention.cross_attention("½ ㌖ ﬁ \u0301").map("cross")
    for words, pieces in chips(one):
        assert all(text.strip() for text in (*words, *pieces))
