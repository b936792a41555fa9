"""Both languages have every word the page uses, and no other."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from attention.ui.words import LANGUAGES, WORDS
from training import head_jobs

PACKAGE = Path(__file__).parents[2] / "attention"
CODE = {
    path: path.read_text("utf-8")
    for kind in ("*.py", "*.js", "*.html")
    for path in PACKAGE.rglob(kind)
}
TEXT = re.compile(r"""["'`]([\w. -]+)["'`]""")
FIELD = re.compile(r"\b(\w+):")  # {cat: "The cat sat"}
TEMPLATE = re.compile(r"""(?:`|\bf")((?:[\w.-]|\$?\{[^`{}]*\})+)[`"]""")
# What jobs.json may call a job, and the page asks for by that name.
JOBS = {
    f"job.{relation}_{direction}"
    for relation in (*head_jobs.RELATIONS, *head_jobs.JAPANESE.values())
    for direction in head_jobs.NAMES
}
COMPUTED = re.compile(r"\$?\{[^{}]*\}")
SAME = re.compile(r"^[\W\d_]*$")  # no letters: the same in every language


def test_the_languages_have_the_same_keys():
    assert WORDS["en"].keys() == WORDS["ja"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty(language):
    assert all(text.strip() for text in WORDS[language].values())


def test_placeholders_are_the_same_in_both():
    for key, english in WORDS["en"].items():
        found = [sorted(re.findall(r"\{\w+\}", text)) for text in (english, WORDS["ja"][key])]
        assert found[0] == found[1], key


def test_every_used_key_is_there():
    asked = re.findall(r"""(?:\bt|phrase)\(\s*["'`]([\w-]+\.[\w-]+)["'`]""", "".join(CODE.values()))
    assert set(asked) <= WORDS["en"].keys()


def test_every_key_is_called():
    assert [key for key in WORDS["en"] if not is_called(key)] == []


def test_every_job_has_a_name():
    assert WORDS["en"].keys() >= JOBS


@pytest.mark.parametrize("namespace", sorted({key.partition(".")[0] for key in WORDS["en"]}))
def test_a_dead_key_is_noticed_in_every_namespace(namespace):
    for name in ("never", "mix_output", "tab_long", "step_never", "hint_head_never"):
        assert not is_called(f"{namespace}.{name}")


@cache
def named(folder: Path | None) -> set[str]:
    """What the code of one folder, or all of it, names: whole texts, and names of fields."""
    code = "\n".join(text for path, text in CODE.items() if folder in (None, path.parent))
    names = set(TEXT.findall(code)) | set(FIELD.findall(code))
    return names | {name.replace(" ", "_") for name in names} | set("123456789")


@cache
def templates() -> list[tuple[str, re.Pattern, Path]]:
    """The texts with computed parts, `basics.step_${step}` or f"{name}.tab": how each starts, a
    pattern whose groups are the computed parts, and its folder."""
    return [
        (parts[0], re.compile("(.+)".join(map(re.escape, parts))), path.parent)
        for path, code in CODE.items()
        for text in TEMPLATE.findall(code)
        if re.search(r"\w[._]", "".join(parts := COMPUTED.split(text)))
    ]


def is_called(key: str, folder: Path | None = None) -> bool:
    """Whether the code names `key` whole, or in parts that it names and puts together.

    What follows nothing but a namespace, `basics.${key}`, must be named in the same folder.
    """
    if key.startswith("job."):
        return key in JOBS
    if key in named(folder):
        return True
    for start, pattern, where in templates():
        made = pattern.fullmatch(key)
        bare = start.endswith(".") and where.name != "shared"
        if made and all(is_called(part, where if bare else None) for part in made.groups()):
            return True
    return False


def test_japanese_is_translated():
    names = {"bertviz.tab", "bertviz.tab_short"}
    for key, japanese in WORDS["ja"].items():
        if japanese == WORDS["en"][key] and not SAME.match(japanese):
            left = re.sub(r"\{\w+\}", "", japanese)
            assert key in names or not re.search(r"[a-z]{3}", left), key


QUOTED = r"\{(?:word|other|predicted|piece|w\d)\}"
# 語 is a whole word in 単語 alone; else it is part of a language's name, or a counter (1語).
OTHER_WORDS = ("日本語", "英語", "中国語", "ドイツ語", "フランス語", "言語", "語順", "語彙", "主語")
OTHER_WORDS += ("目的語", "述語", "補語", "複合語")  # a part of a sentence, as 主語
ONE_SPELLING = {"一つ": "1つ", "一語": "1語", "ネコ": "猫", "くらべ": "比べ", "かけら": "トークン"}


@pytest.mark.parametrize("key", WORDS["ja"])
def test_japanese_keeps_its_rules(key):
    text = WORDS["ja"][key]
    left = re.sub(r"[\d}]語", "", text.replace("単語", ""))
    for word in OTHER_WORDS:
        left = left.replace(word, "")
    assert "語" not in left, "単語 is what a word is called"
    assert not re.search("[:(),;!?]", text), "punctuation has the width of Japanese"
    for other, ours in ONE_SPELLING.items():
        assert other not in text, f"it is {ours} elsewhere"
    bare = re.search(rf"(?<!「){QUOTED}|{QUOTED}(?!」)", text)
    assert not bare, "「」 stand around a word"
    for sentence in re.split("[。？]", text):
        assert len(sentence) <= 60, "two sentences are read more easily than one long one"


def test_a_calculation_is_no_sum():
    """ "Sum" reads as addition: it is said only of numbers that are added."""
    added = {"basics.origin_position", "bertviz.hint_neuron_1"}
    for key, text in WORDS["en"].items():
        assert key in added or not re.search(r"\bsums?\b", text, re.I), key


def test_challenges_begin_with_a_capital_in_english():
    for key, text in WORDS["en"].items():
        assert not re.match(r"basics\.challenge_", key) or text[0].isupper(), key


def test_the_size_of_the_built_in_bert_is_the_one_written():
    config = json.loads((PACKAGE / "weights" / "bert-mini" / "config.json").read_text("utf-8"))
    layers, heads = config["num_hidden_layers"], config["num_attention_heads"]
    assert f"{layers} layers × {heads} heads" in WORDS["en"]["self-vs-cross.bert_size"]
    assert f"{layers}層 × {heads}ヘッド" in WORDS["ja"]["self-vs-cross.bert_size"]
