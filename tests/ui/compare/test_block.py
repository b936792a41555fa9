"""Blocked looks in a link and by words, and what changed in a text: pure JavaScript, in Node.js."""

import pytest
from node import run_module

import attention
from attention.ui.encode_trace import picture

LOOKS = "compare/blocked_looks.js"
TEXT = "The unbelievable cats sleep."


def call(expression: str, *, of: str = LOOKS, **named):
    script = f"""
import * as it from "./{of}";
const maps = asked.maps ?? [];
console.log(JSON.stringify({expression}));
"""
    return run_module(script, named)


@pytest.fixture(scope="module")
def bert():
    return picture(attention.self_attention(TEXT))["maps"]


@pytest.fixture(scope="module")
def translator():
    return picture(attention.cross_attention(TEXT))["maps"]


def test_a_link_keeps_what_can_be_blocked_and_nothing_else(bert, translator):
    read = "it.readLooks(asked.text, maps)"
    looks = [2, [4, 3]]
    assert call("it.writeLooks(asked.looks)", looks=looks) == "2_4-3"
    assert call(read, text="2_4-3", maps=bert) == looks
    hostile = "2_2_-1_99_3-99_1-2-3_cross-1_NaN__1e1_<b>_1.5_ 1_4-3"
    assert call(read, text=hostile, maps=bert) == looks
    assert call(read, text=None, maps=bert) == []
    looks = [1, ["cross", 3, 2], ["decoder", 0]]
    assert call(read, text="1_cross-3-2_decoder-0_2-3_self-1_cross-3-64", maps=translator) == looks
    assert attention.cross_attention(TEXT, blocked=looks), "Python reads them as well"


def test_the_pieces_of_a_word_are_blocked_and_undone_together(bert):
    words = bert[0]["row_words"]
    pieces = [place for place, word in enumerate(words) if word == 1]
    assert len(pieces) > 1
    looks = call("it.looksAt('self', [1], asked.pieces)", pieces=pieces)
    assert looks == [[1, piece] for piece in pieces]
    groups = call("it.groupLooks([...asked.looks, 1], maps)", looks=looks, maps=bert)
    assert [group["looks"] for group in groups] == [looks, [1]]
    name = call("it.namesOf(asked.group, asked)", group=groups[0], maps=bert)
    assert name == {"row": "the", "column": "unbelievable"}
    assert call("it.toggled(asked.looks, asked.looks)", looks=looks) == []
    assert call("it.toggled([1], [1, 2])") == [1, 2]


@pytest.mark.parametrize(
    ("kind", "row", "look"),
    [
        ("self", True, [1, 2]),
        ("self", False, 2),
        ("encoder", True, ["encoder", 1, 2]),
        ("cross", False, 2),
        ("decoder", False, ["decoder", 2]),
    ],
)
def test_a_look_is_written_as_python_reads_it(kind, row, look):
    assert call(f"it.looksAt('{kind}', {'[1]' if row else 'null'}, [2])") == [look]


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("J'aime les chats noirs.", "J'aime les chats.", " noirs", ""),
        ("私は黒い猫が好きです。", "私は猫が好きです。", "黒い", ""),
        ("Le chat dort.", "Un chat dort.", "Le", "Un"),
        ("", "Oui.", "", "Oui."),
    ],
)
def test_what_changed_is_marked(before, after, gone, new):
    both = call(
        "it.textChanges(asked.before, asked.after)",
        of="compare/text_changes.js",
        before=before,
        after=after,
    )
    assert ["".join(piece["text"] for piece in side) for side in both] == [before, after]
    changed = ["".join(p["text"] for p in side if p["changed"]) for side in both]
    assert changed == [gone, new]
