"""attend() against PyTorch's own attention, and against sums written out by hand."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cosine_similarity, scaled_dot_product_attention

from attention.reference import SIMILARITIES, attend

DTYPES = {torch.float32: 1e-5, torch.float64: 1e-12}  # how far two ways to add may differ
many = settings(max_examples=60)
sizes = st.integers(1, 7)


@st.composite
def queries_keys_values(draw, dtypes=tuple(DTYPES)):
    batch = tuple(draw(st.lists(st.integers(1, 3), max_size=2)))
    n_q, n_k, d, d_v = (draw(sizes) for _ in range(4))
    dtype = draw(st.sampled_from(dtypes))
    dice = torch.Generator().manual_seed(draw(st.integers(0, 2**31)))
    shapes = ((n_q, d), (n_k, d), (n_k, d_v))
    return [torch.randn(*batch, *shape, dtype=dtype, generator=dice) for shape in shapes]


def assert_same(ours: torch.Tensor, theirs: torch.Tensor, tolerance: float):
    torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)


def mask_for(query, key, kind: str, seed: int):
    """A mask of the whole shape, or of one row for all; True: may look; some rows all False."""
    dice = torch.Generator().manual_seed(seed)
    rows = 1 if kind == "row" else query.shape[-2]
    lead = query.shape[:-2] if kind == "batched" else ()
    return torch.rand(*lead, rows, key.shape[-2], generator=dice) < 0.6


@many
@given(queries_keys_values())
def test_it_is_what_pytorch_computes(qkv):
    tolerance = DTYPES[qkv[0].dtype]
    assert_same(attend(*qkv).output, scaled_dot_product_attention(*qkv), tolerance)


@many
@given(queries_keys_values(), st.sampled_from(["full", "row", "batched"]), st.integers(0, 999))
def test_a_boolean_mask_is_pytorchs(qkv, kind, seed):
    mask = mask_for(*qkv[:2], kind, seed)
    ours = attend(*qkv, mask=mask)
    assert_same(ours.output, scaled_dot_product_attention(*qkv, mask), DTYPES[qkv[0].dtype])
    assert (ours.weights.masked_select(~mask) == 0).all()


@many
@given(queries_keys_values(), st.sampled_from(["full", "row", "batched"]), st.integers(0, 999))
def test_an_additive_mask_is_pytorchs(qkv, kind, seed):
    seen = mask_for(*qkv[:2], kind, seed)
    bias = torch.randn(seen.shape, dtype=qkv[0].dtype).masked_fill(~seen, -math.inf)
    ours = attend(*qkv, mask=bias)
    assert_same(ours.output, scaled_dot_product_attention(*qkv, bias), DTYPES[qkv[0].dtype])


@many
@given(queries_keys_values(), st.floats(1, 1e4))
def test_weights_stay_shares_however_long_the_vectors(qkv, length):
    query, key, value = qkv
    ours = attend(query * length, key, value)
    assert ours.weights.isfinite().all() and (ours.weights >= 0).all()
    assert_same(ours.weights.sum(-1), torch.ones_like(ours.weights[..., 0]), 1e-5)
    if query.dtype == torch.float64:
        assert_same(ours.output, scaled_dot_product_attention(query * length, key, value), 1e-7)


@many
@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=6), st.sampled_from([1, 4]))
@pytest.mark.parametrize("dtype", DTYPES)
def test_scores_of_ten_thousand(dtype, wanted, d):
    # Whole numbers and a root of 1 or 2: the scores are exact in both dtypes.
    query = torch.zeros(1, d, dtype=dtype)
    query[0, 0] = math.sqrt(d)
    key = torch.zeros(len(wanted), d, dtype=dtype)
    key[:, 0] = torch.tensor(wanted, dtype=dtype)
    value = torch.eye(len(wanted), dtype=dtype)
    ours = attend(query, key, value)
    assert ours.scores[0].tolist() == wanted
    # PyTorch scales query and key by a root each, which rounds a score of 10,000 otherwise.
    rounding = 2 * 10_000 * torch.finfo(dtype).eps
    theirs = scaled_dot_product_attention(query, key, value)
    assert_same(ours.output, theirs, max(rounding, DTYPES[dtype]))
    shares = [math.exp(score - max(wanted)) for score in wanted]
    assert ours.weights[0].tolist() == pytest.approx([one / sum(shares) for one in shares])


@many
@given(queries_keys_values())
def test_scores_are_those_of_each_similarity(qkv):
    query, key, value = qkv
    tolerance = DTYPES[query.dtype]
    dots = torch.einsum("...id,...jd->...ij", query, key)
    cosines = cosine_similarity(query[..., :, None, :], key[..., None, :, :], dim=-1)
    oracle = {"scaled dot": dots / math.sqrt(query.shape[-1]), "dot": dots, "cosine": cosines}
    assert set(oracle) == set(SIMILARITIES)
    for similarity, scores in oracle.items():
        ours = attend(query, key, value, similarity=similarity)
        assert_same(ours.scores, scores, tolerance)
        exponents = scores.exp()
        weights = exponents / exponents.sum(-1, keepdim=True)
        assert_same(ours.weights, weights, tolerance)
        assert_same(ours.output, torch.einsum("...ij,...jv->...iv", weights, value), tolerance)


def test_the_scores_returned_are_masked():
    one = torch.ones(2, 1)
    causal = torch.tensor([[True, False], [True, True]])
    assert attend(one, one, one, causal).scores.tolist() == [[1, -math.inf], [1, 1]]
    assert attend(one, one, one, torch.tensor([[0.5, -2.0]])).scores.tolist() == [[1.5, -1]] * 2


@pytest.mark.parametrize("similarity", SIMILARITIES)
@pytest.mark.parametrize(("may_not", "may"), [(False, True), (-math.inf, 0.0)])
def test_who_may_look_nowhere_gets_zero(similarity, may_not, may):
    mask = torch.tensor([[may_not, may, may_not], [may_not] * 3])
    query, key, value = torch.ones(2, 4), torch.ones(3, 4), torch.full((3, 5), 7.0)
    ours = attend(query, key, value, mask, similarity)
    assert ours.weights.tolist() == [[0, 1, 0], [0, 0, 0]]
    assert ours.output.tolist() == [[7] * 5, [0] * 5]


def test_with_no_key_at_all_there_is_nothing_to_mix():
    ours = attend(torch.ones(2, 3), torch.ones(0, 3), torch.ones(0, 4))
    assert ours.weights.shape == (2, 0) and ours.output.tolist() == [[0] * 4] * 2


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_zero_vector_is_like_nothing_by_cosine(dtype):
    query = torch.tensor([[0.0, 0.0], [3.0, 4.0]], dtype=dtype)
    key = torch.tensor([[0.0, 0.0], [6.0, 8.0], [-30.0, -40.0]], dtype=dtype)
    ours = attend(query, key, torch.eye(3, dtype=dtype), similarity="cosine")
    assert_same(ours.scores, torch.tensor([[0, 0, 0], [0, 1, -1]], dtype=dtype), 1e-6)
    assert ours.weights[0].tolist() == pytest.approx([1 / 3] * 3)


def test_six_cosines_can_give_one_word_at_most_59_6_percent():
    key = torch.tensor([[1.0, 0.0], *[[-1.0, 0.0]] * 5])
    weights = attend(torch.tensor([[2.0, 0.0]]), key, key, similarity="cosine").weights
    assert weights[0, 0].item() == pytest.approx(math.e / (math.e + 5 / math.e), abs=1e-6)
    assert round(100 * weights[0, 0].item(), 1) == 59.6


def test_an_unknown_similarity_raises_and_lists_the_known():
    one = torch.ones(1, 1)
    with pytest.raises(ValueError, match=r"scaled dot, dot, cosine.*'euclid'"):
        attend(one, one, one, similarity="euclid")


def test_what_comes_in_is_left_as_it_was():
    tensors = [torch.randn(2, 3), torch.randn(2, 3), torch.randn(2, 3), torch.zeros(2, 2)]
    before = [tensor.clone() for tensor in tensors]
    for similarity in SIMILARITIES:
        attend(*tensors, similarity=similarity)
    assert all(map(torch.equal, tensors, before))


@pytest.mark.parametrize("dtype", [torch.int64, torch.int32, torch.uint8])
def test_a_mask_of_whole_numbers_is_refused(dtype):
    query = torch.randn(2, 4)
    with pytest.raises(ValueError, match="a mask is boolean"):
        attend(query, query, query, torch.ones(2, 2, dtype=dtype))


@pytest.mark.parametrize("d", [1, 4, 64])
@pytest.mark.parametrize("similarity", SIMILARITIES)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_product_of_70_000_is_none_too_many(dtype, similarity, d):
    query = torch.full((1, d), (70_000 / d) ** 0.5, dtype=dtype)
    key = torch.stack([query[0], query[0] / 2, -query[0], torch.full((d,), 60_000.0, dtype=dtype)])
    value = torch.tensor([[1.0, 2], [3, 4], [5, 6], [7, 8]], dtype=dtype)
    exact = [tensor.double() for tensor in (query, key, value)]
    ours, oracle = (attend(*given, similarity=similarity) for given in ((query, key, value), exact))
    assert ours.weights.double() == pytest.approx(oracle.weights, abs=1e-3)
    assert ours.scores.double() == pytest.approx(oracle.scores, rel=1e-3)
    assert ours.output.dtype == dtype and ours.output.isfinite().all()


def test_float16_holds_scores_whose_product_alone_it_could_not():
    query = torch.full((2, 64), 33.0, dtype=torch.float16)
    key = torch.stack([query[0], query[0] * 0.999])
    value = torch.eye(2, dtype=torch.float16)
    assert query[0].double() @ key[0].double() > 65504  # the largest float16
    ours = attend(query, key, value).output
    assert_same(ours, scaled_dot_product_attention(query, key, value), 1e-3)
