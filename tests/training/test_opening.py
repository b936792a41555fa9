import torch

from training.opening import choice, far_look, hits


def test_far_look_leaves_out_specials_self_and_neighbours():
    ordinary = torch.tensor([False, True, True, True, False])
    rows = torch.zeros(1, 4, 5, 5)
    rows[0, 0, :, 0] = 1  # rests on a special token
    rows[0, 1] = torch.eye(5)  # on itself
    rows[0, 2, 1:, :-1] = torch.eye(4)  # on the previous piece
    rows[0, 3, 1, 3] = rows[0, 3, 3, 1] = 0.7  # the ends look at each other
    torch.testing.assert_close(far_look(rows, ordinary), torch.tensor([[0, 0, 0, 1.4]]))


def test_choice_names_a_head_or_the_mean():
    scores = torch.tensor([[0.1, 0.2, 0.5], [0.3, 0.6, 0.4]])
    assert (choice(scores, 3, "")["layer"], choice(scores, 3, "")["head"]) == (1, 1)
    assert (choice(scores.flip(1), 2, "")["head"], choice(scores, 2, "")["head"]) == (1, 1)
    assert choice(scores[:1], 2, "")["head"] is None


def test_hits_reads_rows_by_the_piece_they_predict():
    cross = torch.zeros(1, 2, 2, 3)
    cross[0, 0, 0, 2] = cross[0, 0, 1, 0] = 0.9
    cross[0, 1, :, 1] = 1.0
    assert hits(cross, [(0, 2), (1, 0)]).tolist() == [[2, 0, 0]]
    assert hits(cross, []).tolist() == [[0, 0, 0]]
