import itertools

import torch

from training import masking

ENDS, MASK = (1, 2, 0), 3


def test_collate_puts_one_or_two_sentences_between_the_marks():
    ids, mask, segments = masking.collate([[[7, 8], [9]], [[7]]], ENDS)
    assert ids.tolist() == [[1, 7, 8, 2, 9, 2], [1, 7, 2, 0, 0, 0]]
    assert segments.tolist() == [[0, 0, 0, 0, 1, 1], [0] * 6]
    assert mask.tolist() == [[True] * 6, [True] * 3 + [False] * 3]


def test_hide_leaves_special_tokens_alone():
    torch.manual_seed(0)
    ids, _, _ = masking.collate([[list(range(10, 60))]] * 40, ENDS)
    shown, chosen = masking.hide(ids, ENDS, MASK, 0.2)
    assert not (chosen & masking.special(ids, ENDS)).any()
    assert torch.equal(shown[~chosen], ids[~chosen])
    assert 0.17 < chosen[:, 1:-1].float().mean() < 0.23
    assert (shown[chosen] == MASK).all()


def test_every_sentence_comes_once_an_epoch_and_skipping_resumes():
    encoded = [[10 + i] * (1 + i % 5) for i in range(60)]
    whole = list(itertools.islice(masking.stream(encoded, ENDS, 30, seed=0), 40))
    resumed = list(itertools.islice(masking.stream(encoded, ENDS, 30, seed=0, skip=25), 15))
    for one, other in zip(whole[25:], resumed, strict=True):
        assert all(map(torch.equal, one, other))
    drawn = sorted(i for example in masking.examples(60, seed=0, epoch=1) for i in example)
    assert drawn == list(range(60))
    assert all(len(ids) * ids.shape[1] <= 30 for ids, _, _ in whole)


def test_the_hidden_share_falls_with_the_rate():
    assert masking.hidden_share(10, 100) == 0.3
    assert masking.hidden_share(100, 100) == 0.15
