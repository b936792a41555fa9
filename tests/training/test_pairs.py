import itertools

from training import pairs


def made_up(count: int) -> list[tuple[str, str]]:
    """Pairs where many sentences come back with other case, spaces and marks, on either side."""
    return [
        (f"{'ab'[i % 2]} {i // 3}" + "!?."[i % 3], f"{'AB'[i % 2]}{i // 2} {'x' * (i % 5)}")
        for i in range(count)
    ]


def test_no_held_out_sentence_is_in_training():
    split = pairs.split(made_up(600), size=20)
    held = [split.dev, split.test]
    assert [len(part) for part in held] == [20, 20]
    for side in (0, 1):
        seen = {pairs.key(pair[side]) for pair in split.train}
        dev, test = ({pairs.key(pair[side]) for pair in part} for part in held)
        assert seen and not seen & dev and not seen & test and not dev & test


def test_the_same_seed_gives_the_same_split():
    assert pairs.split(made_up(300), size=10) == pairs.split(made_up(300), size=10)
    assert (
        pairs.split(made_up(300), size=10).test != pairs.split(made_up(300), size=10, seed=1).test
    )


def test_a_sentence_of_marks_alone_still_has_a_key():
    assert pairs.key("? !") == "?!"


def test_read_pairs_reads_plain_lines(tmp_path):
    file = tmp_path / "pairs.tsv"
    file.write_text("Hi.\tSalut !\nGo.\tVa !\n", encoding="utf-8")
    assert pairs.read_pairs(file) == [("Hi.", "Salut !"), ("Go.", "Va !")]


def test_every_example_comes_once_an_epoch_within_the_budget():
    lengths = [(1 + i % 7, 2 + i % 5) for i in range(200)]
    seen = []
    for epoch, batch in pairs.batches(lengths, budget=64, seed=0):
        if epoch:
            break
        assert len(batch) * sum(max(lengths[i][side] for i in batch) for side in (0, 1)) <= 64
        seen += batch
    assert sorted(seen) == list(range(200))


def test_skipping_batches_resumes_the_same_order_across_epochs():
    lengths = [(1 + i % 7,) for i in range(50)]
    whole = list(itertools.islice(pairs.batches(lengths, 40, seed=3), 30))
    assert list(itertools.islice(pairs.batches(lengths, 40, seed=3, skip=17), 13)) == whole[17:]
