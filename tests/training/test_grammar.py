"""The measure of grammar, against a sentence worked out by hand."""

import pytest
import torch

from attention.models import CATALOGUE, WEIGHTS
from training import grammar, head_jobs, treebank

# "Dogs don't sleep.": don't is one token and two words.
CONLLU = """\
# text = Dogs don't sleep.
1\tDogs\tdog\tNOUN\t_\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\t_\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\t_\t_\t4\tadvmod:neg\t_\t_
3.1\tgone\tgo\tVERB\t_\t_\t_\t_\t_\t_
4\tsleep\tsleep\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_
"""


def read(tmp_path, text=CONLLU, lengths=(1, 9)):
    file = tmp_path / "tiny.conllu"
    file.write_text(text, encoding="utf-8")
    return treebank.read(file, lengths)


def test_words_are_found_in_the_text(tmp_path):
    (sentence,) = read(tmp_path)
    assert sentence.text == "Dogs don't sleep."
    parts = [sentence.text[start:end] for start, end in sentence.words]
    assert parts == ["Dogs", "do", "n't", "sleep", "."]
    assert [tuple(link) for link in sentence.links] == [
        (0, 3, "nsubj"), (1, 3, "aux"), (2, 3, "advmod"), (4, 3, "punct"),
    ]  # fmt: skip


def test_a_token_that_is_not_its_words_belongs_to_the_first(tmp_path):
    text = CONLLU.replace("don't", "dont").replace("\tn't", "\tnot")
    (sentence,) = read(tmp_path, text)
    parts = [sentence.text[start:end] for start, end in sentence.words]
    assert parts == ["Dogs", "dont", "", "sleep", "."]


def test_long_and_short_sentences_are_left_out(tmp_path):
    assert not read(tmp_path, lengths=(6, 9)) and not read(tmp_path, lengths=(1, 4))


def test_pieces_are_added_over_columns_and_averaged_over_rows():
    # [CLS], the two pieces of word 0, word 1; the special token belongs to no word.
    weights = torch.tensor(
        [
            [1.0, 0.0, 0.0, 0.0],
            [0.2, 0.1, 0.1, 0.6],
            [0.4, 0.2, 0.2, 0.2],
            [0.1, 0.3, 0.4, 0.2],
        ]
    )
    pieces = torch.tensor([[0, 0], [1, 0], [1, 0], [0, 1]]).bool()
    looks = grammar.word_looks(weights, pieces)
    torch.testing.assert_close(looks, torch.tensor([[0.0, 0.4], [0.7, 0.0]]))


def counted(looks, seen=(True,) * 4):
    """One layer of two heads reads three words, of which 0 and 1 depend on 2."""
    links = (treebank.Link(0, 2, "nsubj"), treebank.Link(1, 2, "nsubj"))
    sentence = treebank.Sentence("a b c", ((0, 1), (2, 3), (4, 5)), links)
    tally = {}
    grammar.count(tally, sentence, torch.tensor(looks), list(seen))
    return tally


LOOKS = [
    [
        [[0, 0.1, 0.8], [0.1, 0, 0.05], [0.3, 0.6, 0]],  # dust of 0.05 points right, and is not
        [[0, 0.5, 0.2], [0.1, 0, 0.7], [0.6, 0.3, 0]],
    ]
]


def test_a_head_is_right_when_its_strongest_look_is_at_the_partner():
    tally = counted(LOOKS)
    there, back = tally["nsubj", 0], tally["nsubj", 1]
    assert there.right.tolist() == [[1, 1]] and back.right.tolist() == [[1, 1]]
    torch.testing.assert_close(there.weight, torch.tensor([[0.85, 0.9]]))
    assert there.words == 2 and there.offset[1] == 0.5
    assert dict(there.offsets) == {2: 1, 1: 1} and dict(back.offsets) == {-2: 1, -1: 1}


def test_dust_that_points_right_does_not_count():
    dust = [[[[0, 0.01, 0.09], [0, 0, 0.1], [0.02, 0.01, 0]]]]
    assert counted(dust)["nsubj", 0].right.tolist() == [[1]]


def test_a_word_without_a_piece_is_left_out():
    assert counted(LOOKS, (True, False, True))["nsubj", 0].words == 1


def test_the_best_head_gains_over_the_best_offset():
    looks = grammar.Looks(
        torch.tensor([[30.0, 70.0]]), torch.tensor([[9.0, 40.0]]), {1: 40, 2: 30, 3: 30}
    )
    looks = looks._replace(offsets=grammar.Counter(looks.offsets))
    rare = looks._replace(offsets=grammar.Counter({1: 39}))
    heads = grammar.best_heads({("obj", 1): looks, ("iobj", 0): rare})
    assert heads == {
        "obj": {
            "layer": 0, "head": 1, "direction": "head to dependent", "share": 70.0, "weight": 0.4,
            "offset": 1, "offset_share": 40.0, "gain": 30.0, "words": 100,
        }
    }  # fmt: skip


@pytest.mark.parametrize(
    ("right", "weight", "offsets", "able"),
    [
        (60, 40, {1: 40, 2: 60 - 10, 3: 10}, True),
        (49, 40, {1: 30, 2: 30, 3: 40}, False),  # right too seldom
        (60, 40, {1: 55, 2: 45}, False),  # hardly better than position
        (60, 29, {1: 40, 2: 30, 3: 30}, False),  # too little weight
        (60, 40, {1: 40, 2: 30, 3: 29}, False),  # too few words
    ],
)
def test_a_job_has_four_conditions(right, weight, offsets, able):
    looks = grammar.Looks(
        torch.tensor([[float(right)]]), torch.tensor([[float(weight)]]), grammar.Counter(offsets)
    )
    jobs = head_jobs.jobs(grammar.Reading("ja", {("case", 1): looks}, [], []))
    assert [job["name"] for job in jobs] == ["particle_head_to_dependent"] * able


BUILT_IN = [name for name, model in CATALOGUE.items() if model.built_in]


@pytest.mark.parametrize("model", BUILT_IN)
def test_every_kind_of_self_attention_is_read_word_by_word(model, tmp_path):
    reader = grammar.Reader.of(WEIGHTS / model)
    (sentence,) = read(tmp_path)
    weights, special, pieces = reader.read(sentence)
    assert weights.shape[2:] == (len(special), len(special))
    torch.testing.assert_close(weights.sum(-1), torch.ones(weights.shape[:3]))
    assert pieces.any(0).all()  # every word has a piece
    assert special.any() and not pieces[special].any()


def test_a_model_is_measured_and_its_jobs_written(tmp_path):
    file = tmp_path / "tiny.conllu"
    file.write_text(f"{CONLLU}\n" * 120, encoding="utf-8")
    folder = tmp_path / "model"
    folder.mkdir()
    for source in (WEIGHTS / "bert-mini").iterdir():
        (folder / source.name).symlink_to(source)
    (folder / "jobs.json").unlink()
    figures = head_jobs.write(folder, file)
    assert figures["treebank"] == "tiny" and figures["sentences"] == 120
    assert figures["relations"].keys() == {"nsubj", "aux", "advmod"}
    assert len(figures["special"]) == len(figures["entropy"]) == 6
    # All sentences are the same, so that position is always right and nobody has a job.
    assert all(best["offset_share"] == 100 for best in figures["relations"].values())
    assert (folder / "jobs.json").read_text("utf-8") == '{"self": []}\n'
