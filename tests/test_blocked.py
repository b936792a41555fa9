"""What is read without some looks, against plain transformers with masks written by hand."""

import threading

import numpy as np
import pytest
import torch
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import eager_mask

import attention
from attention import masking
from attention.models import CATALOGUE, get
from attention.moved import moved
from attention.row_sum import row_sum

TEXT = "The girls are happy."
SOURCE = "I like black cats."
MARIAN = "marian-mini-en-fr"
EVERYWHERE = np.ones((64, 64), bool)
PAST = np.tri(64, dtype=bool)


def without(allowed, *places):
    """Hand-made masks (64, 64): a copy in which each place, (rows, columns), may not be seen."""
    allowed = allowed.copy()
    for place in places:
        allowed[place] = False
    return allowed


ALL = slice(None)


@pytest.mark.parametrize(
    ("blocked", "allowed"),
    [
        ([2], without(EVERYWHERE, (ALL, 2))),
        ([[3, 2]], without(EVERYWHERE, (3, 2))),
        ([0, 5, [1, 1], [1, 2]], without(EVERYWHERE, (ALL, 0), (ALL, 5), (1, 1), (1, 2))),
    ],
)
@pytest.mark.parametrize("pair", [None, "They sing."])
def test_bert_without_looks_is_eager_bert_with_a_mask(plain, blocked, allowed, pair):
    tokenizer, network = plain("bert-mini")
    encoding = tokenizer(TEXT, pair, return_tensors="pt")
    n = encoding["input_ids"].shape[1]
    mask = torch.zeros(1, 1, n, n).masked_fill(~torch.tensor(allowed[:n, :n]), -torch.inf)
    with torch.no_grad():
        said = network(
            **{**encoding, "attention_mask": mask},
            output_attentions=True,
            output_hidden_states=True,
        )
    trace = attention.self_attention(TEXT, pair, blocked=blocked)
    ours = torch.tensor(trace.maps[0].weights)
    torch.testing.assert_close(ours, torch.stack(said.attentions)[:, 0], atol=1e-5, rtol=0)
    states = torch.stack(said.hidden_states)[:, 0]
    torch.testing.assert_close(torch.tensor(trace.hidden["self"]), states, atol=1e-4, rtol=0)
    assert_blocked(trace.maps[0], allowed)


def assert_blocked(attention_map, allowed):
    weights, (n_q, n_k) = attention_map.weights, attention_map.weights.shape[-2:]
    assert (weights[:, :, ~allowed[:n_q, :n_k]] == 0).all(), "a blocked look is 0 exactly"
    assert weights.sum(-1) == pytest.approx(1, abs=1e-6)


@pytest.fixture
def oracle(plain):
    """A plain translator whose kinds of attention have hand-made masks: its greedy translation.

    oracle(text, masks) gives the ids read by the decoder and transformers' own answer to them.
    """
    masks: dict = {}

    def forward(module, query, key, value, attention_mask, scaling, **_):
        kind = "cross" if "cross" in masks["kinds"][module] else masks["kinds"][module]
        n_q, n_k = query.shape[-2], key.shape[-2]
        allowed = torch.tensor(masks[kind][:n_q, :n_k])
        scores = (query @ key.transpose(2, 3) * scaling).masked_fill(~allowed, -torch.inf)
        weights = scores.softmax(-1)
        return (weights @ value).transpose(1, 2).contiguous(), weights

    AttentionInterface.register("by_hand", forward)
    AttentionMaskInterface.register("by_hand", eager_mask)
    tokenizer, network = plain(MARIAN)
    network.set_attn_implementation("by_hand")
    kinds = {
        module: "cross" if "encoder_attn" in name else name.split(".")[1]
        for name, module in network.named_modules()
        if name.endswith("_attn")
    }

    def run(text, **by_kind):
        masks.clear()
        masks.update(encoder=EVERYWHERE, decoder=PAST, cross=EVERYWHERE, kinds=kinds)
        masks.update(by_kind)
        source = tokenizer(text, return_tensors="pt")["input_ids"]
        read = [network.config.decoder_start_token_id]
        while True:
            with torch.no_grad():
                said = network(
                    source,
                    decoder_input_ids=torch.tensor([read]),
                    use_cache=False,
                    output_attentions=True,
                    output_hidden_states=True,
                )
            said.logits[..., tokenizer.pad_token_id] = -torch.inf
            likeliest = said.logits[0, -1].argmax().item()
            if likeliest == tokenizer.eos_token_id or len(read) == 64:
                return tokenizer.convert_ids_to_tokens(read), said
            read.append(likeliest)

    yield run
    network.set_attn_implementation("eager")


def no_cross(n_k):
    """Nothing of the source may be seen: its last token is kept."""
    allowed = np.zeros((64, 64), bool)
    allowed[:, n_k - 1] = True
    return allowed


TRANSLATIONS = {
    "a word": ([2], {k: without(EVERYWHERE, (ALL, 2)) for k in ("encoder", "cross")}),
    "only in the encoder": ([["encoder", 2]], {"encoder": without(EVERYWHERE, (ALL, 2))}),
    "only across": ([["cross", 3]], {"cross": without(EVERYWHERE, (ALL, 3))}),
    "one look across": ([["cross", 4, 3]], {"cross": without(EVERYWHERE, (4, 3))}),
    "one look back": ([["decoder", 3, 1]], {"decoder": without(PAST, (3, 1))}),
    "a written word": (
        [["decoder", 1]],
        {"decoder": without(PAST, (ALL, 1))},
    ),
    "nothing across": ([["cross", c] for c in range(6)], {"cross": no_cross(6)}),
    "nothing back": (
        [["decoder", r, c] for r in range(64) for c in range(r + 1)],
        {"decoder": np.eye(64, dtype=bool)},
    ),
}


@pytest.mark.parametrize("what", TRANSLATIONS)
def test_a_translator_without_looks_is_a_plain_one_with_masks(oracle, what):
    blocked, masks = TRANSLATIONS[what]
    read, said = oracle(SOURCE, **masks)
    trace = attention.cross_attention(SOURCE, blocked=blocked)
    assert list(trace.map("decoder").rows) == read
    names = {"encoder": "encoder", "decoder": "decoder", "cross": "cross"}
    for kind, name in names.items():
        eager = torch.stack(said[f"{name}_attentions"])[:, 0]
        ours = torch.tensor(trace.map(kind).weights)
        torch.testing.assert_close(ours, eager, atol=2e-5, rtol=0)
        assert_blocked(trace.map(kind), masks.get(kind, EVERYWHERE if kind != "decoder" else PAST))
    for kind in ("encoder", "decoder"):
        states = torch.stack(said[f"{kind}_hidden_states"])[:, 0]
        torch.testing.assert_close(torch.tensor(trace.hidden[kind]), states, atol=1e-4, rtol=0)
    chances = said.logits[0].softmax(-1).max(-1).values
    assert trace.map("cross").probabilities == pytest.approx(chances.tolist(), abs=1e-5)


@pytest.mark.parametrize("model", ["marian-mini-en-fr", "marian-mini-en-ja", "marian-mini-ja-en"])
def test_what_is_written_before_the_first_blocked_row_stays(model):
    text = "私は黒い猫が好きです。" if model.endswith("ja-en") else SOURCE
    before = attention.cross_attention(text, model=model)
    for row in range(len(before.map("decoder").rows)):
        after = attention.cross_attention(text, model=model, blocked=[["cross", row, 1]])
        # Row r predicts token r + 1: what rows up to it read is as it was.
        assert after.map("decoder").rows[: row + 1] == before.map("decoder").rows[: row + 1]
        was, now = before.hidden["decoder"][:, :row], after.hidden["decoder"][:, :row]
        assert now == pytest.approx(was, abs=1e-5)


def test_without_blocked_looks_the_cache_changes_nothing(monkeypatch):
    """The blocked run has none, so that its unblocked rows could differ by it alone."""
    text = "The old man read a book to his children in the garden."
    free = attention.cross_attention(text)
    later = attention.cross_attention(text, blocked=[["decoder", 63, 0]])
    assert free.map("decoder").rows == later.map("decoder").rows
    assert np.abs(free.map("cross").weights - later.map("cross").weights).max() < 1e-6


def test_the_girls_and_their_verb():
    """Nobody looks at "girls", and the verb is no longer sure of its number."""
    text = "The girls [MASK] happy."
    free, blocked = masking.mask_word(text, 3), masking.mask_word(text, 3, blocked=[2])
    was, now = dict(free.guesses[0]), dict(blocked.guesses[0])
    assert free.guesses[0][0][0] == "are"
    assert now.get("are", 0) < was["are"] / 2
    for trace in (blocked.before, blocked.after):
        assert (trace.maps[0].weights[..., 2] == 0).all()
    assert free.guesses == masking.mask_word(text, 3).guesses, "what is kept is kept apart"


def test_how_far_every_word_moved():
    before = attention.self_attention(TEXT)
    after = attention.self_attention(TEXT, blocked=[2])
    one, other = (torch.tensor(trace.hidden["self"][-1]) for trace in (before, after))
    expected = 1 - torch.cosine_similarity(one, other, dim=-1)
    found = moved(before, after)["self"]
    assert found == pytest.approx(expected.numpy(), abs=1e-6) and found.max() > 0.01
    assert moved(before, before)["self"] == pytest.approx(0, abs=1e-9)


def test_a_translation_that_gets_shorter_is_compared_as_far_as_it_goes():
    before = attention.cross_attention(SOURCE)
    after = attention.cross_attention(SOURCE, blocked=[2])
    rows = len(after.map("decoder").rows)
    assert rows < len(before.map("decoder").rows)
    found = moved(before, after)
    assert (len(found["encoder"]), len(found["decoder"])) == (len(before.maps[0].rows), rows)


@pytest.mark.parametrize("kind", ["self", "encoder", "decoder", "cross"])
def test_a_rows_sum_is_that_of_the_blocked_run(kind):
    blocked = [[4, 2], [4, 1]] if kind == "self" else [[kind, 4, 2], [kind, 4, 1]]
    read = attention.self_attention if kind == "self" else attention.cross_attention
    one = read(SOURCE, blocked=blocked).map(kind)
    for head in range(one.heads):
        found = row_sum(one, 1, head, 4)
        assert (found.scores[[1, 2]] == -np.inf).all() and (found.weights[[1, 2]] == 0).all()
        assert found.difference < 1e-6
        assert row_sum(one, 1, head, 3).difference < 1e-6


def test_threads_that_block_do_not_block_for_others():
    texts = [f"The {animal} sat on the mat." for animal in ("cat", "dog", "bird", "cow")]
    alone = {text: attention.self_attention(text).maps[0].weights for text in texts}
    together, found = threading.Barrier(4, timeout=60), {}

    def ask(text, blocked):
        together.wait()
        found[text] = attention.self_attention(text, "Again.", blocked=blocked).maps[0].weights

    threads = [
        threading.Thread(target=ask, args=(text, [2] if i % 2 else ()))
        for i, text in enumerate(texts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for i, text in enumerate(texts):
        assert (found[text][..., 2] == 0).all() == bool(i % 2)
        assert np.array_equal(attention.self_attention(text).maps[0].weights, alone[text])


@pytest.mark.parametrize(
    ("read", "blocked", "message"),
    [
        (attention.self_attention, [7], "no column 7 to block here: they go from 0 to 6"),
        (attention.self_attention, [["cross", 1]], "no look that can be blocked"),
        (attention.cross_attention, [6], "no column 6"),
        (attention.cross_attention, [[1, 2]], "no look that can be blocked"),
        (attention.cross_attention, "cross", "blocked is a list"),
    ],
)
def test_a_look_that_cannot_be_blocked(read, blocked, message):
    with pytest.raises(ValueError, match=message):
        read(TEXT, blocked=blocked)


def test_the_same_look_in_other_words_is_one_pass():
    one = attention.cross_attention(SOURCE, blocked=[2])
    other = attention.cross_attention(SOURCE, blocked=(["cross", 2], ["encoder", 2], 2))
    assert one.maps[0] is other.maps[0]
    assert get(CATALOGUE[MARIAN]).network.config._attn_implementation == "attention_reference"
