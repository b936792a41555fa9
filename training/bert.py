"""Train a small BERT on single sentences: python -m training.bert --help."""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor
from transformers import BertConfig, BertForMaskedLM, PreTrainedTokenizerBase

from training import pairs
from training.loop import Run, device
from training.loss import cross_entropy
from training.muon import optimisers
from training.pieces import train_wordpiece
from training.schedule import rate


def config(vocabulary: int) -> BertConfig:
    """Return the shape of the model for `vocabulary` pieces (about 4.3 M weights for 8,000)."""
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=192,
        num_hidden_layers=6,
        num_attention_heads=6,
        intermediate_size=768,
        max_position_embeddings=128,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def sentences(files: list[Path], side: int) -> tuple[list[str], list[str], list[str]]:
    """Return distinct sentences for training, dev and test: what any translator holds out is held out here."""
    splits = [pairs.split(pairs.read_pairs(file)) for file in files]
    parts = [
        {pairs.key(pair[side]): pair[side] for split in splits for pair in split[part]}
        for part in range(3)
    ]
    train, dev, test = parts
    dev = {key: sentence for key, sentence in dev.items() if key not in test}
    train = {key: sentence for key, sentence in train.items() if key not in test and key not in dev}
    return tuple([part[key] for key in sorted(part)] for part in (train, dev, test))


def examples(encoded: list[list[int]], seed: int, epoch: int) -> list[tuple[int, ...]]:
    """Return the epoch's examples as indices: half the sentences alone, half in chance pairs."""
    order = list(range(len(encoded)))
    random.Random(f"{seed} {epoch}").shuffle(order)
    half = len(order) // 2
    alone, together = order[half:], order[:half]
    return [(i,) for i in alone] + list(zip(together[::2], together[1::2], strict=False))


def collate(
    batch: list[tuple[list[int], ...]], ends: tuple[int, int, int]
) -> tuple[Tensor, Tensor, Tensor]:
    """Return input ids, attention mask and segment ids `(batch, longest)` of one or two sentences each.

    `ends` are the ids of [CLS], [SEP] and [PAD].
    """
    cls, sep, pad = ends
    rows = [([cls], *(sentence + [sep] for sentence in example)) for example in batch]
    rows = [[part[0] + part[1], *part[2:]] for part in rows]
    longest = max(sum(map(len, row)) for row in rows)
    ids = torch.full((len(rows), longest), pad)
    segments = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        flat = [token for part in row for token in part]
        ids[i, : len(flat)] = torch.tensor(flat)
        segments[i, len(row[0]) : len(flat)] = 1
    return ids, ids != pad, segments


def hide(
    ids: Tensor, special: Tensor, mask: int, share: float, noise: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the ids with `share` of the ordinary tokens hidden, and which those are.

    Of the hidden, 8 in 10 become [MASK], 1 in 10 another token of the batch, 1 in 10 stay, as in
    BERT. `noise (2, batch, n)` is uniform in [0, 1): the caller's, so that runs can be repeated.
    """
    chosen = (noise[0] < share) & ~special
    other = ids.flatten()[(noise[1] * 1e6).long() % ids.numel()]
    shown = torch.where(noise[1] < 0.8, mask, torch.where(noise[1] < 0.9, other, ids))
    return torch.where(chosen, shown, ids), chosen


def stream(
    encoded: list[list[int]], tokenizer: PreTrainedTokenizerBase, budget: int, seed: int, skip: int
) -> Iterator:
    """Yield (ids, mask, segments, special) for ever, at most `budget` padded tokens each."""
    ends = tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id
    epoch, where = 0, device()
    while True:
        chosen = examples(encoded, seed, epoch)
        lengths = [(1 + sum(len(encoded[i]) + 1 for i in example),) for example in chosen]
        for again, batch in pairs.batches(lengths, budget, seed + epoch):
            if again:
                break
            if skip:
                skip -= 1
                continue
            ids, mask, segments = collate(
                [tuple(encoded[i] for i in chosen[j]) for j in batch], ends
            )
            special = torch.isin(ids, torch.tensor(ends))
            yield tuple(tensor.to(where) for tensor in (ids, mask, segments, special))
        epoch += 1


def masked_loss(
    model: BertForMaskedLM, batch: tuple[Tensor, ...], mask: int, share: float
) -> Tensor:
    """Return the mean loss in nats on the hidden tokens, which alone go through the output layer."""
    ids, attention_mask, segments, special = batch
    hidden_ids, chosen = hide(
        ids, special, mask, share, torch.rand(2, *ids.shape, device=ids.device)
    )
    states = model.bert(
        hidden_ids, attention_mask=attention_mask, token_type_ids=segments
    ).last_hidden_state
    head = model.cls.predictions
    embeddings = model.bert.embeddings.word_embeddings.weight
    return cross_entropy(head.transform(states[chosen]), embeddings, ids[chosen], bias=head.bias)


def hidden_share(step: int, steps: int) -> float:
    """Return the share of tokens to hide: 30 % teaches fastest, falling to the usual 15 % with the rate."""
    return 0.15 * (1 + rate(step, steps, warmup=1))


def main() -> None:
    arguments = parser().parse_args()
    torch.set_num_threads(arguments.threads)
    train, _, _ = sentences(arguments.pairs, arguments.side)
    tokenizer = train_wordpiece(train, arguments.pieces, arguments.run / "tokenizer")
    encoded = tokenizer(train, add_special_tokens=False)["input_ids"]
    torch.manual_seed(arguments.seed)
    model = BertForMaskedLM._from_config(config(len(tokenizer)), attn_implementation="sdpa").to(
        device()
    )
    run = Run(
        model,
        optimisers(model, arguments.muon_rate, arguments.adam_rate, arguments.weight_decay),
        arguments.run,
    )

    def loss(batch: tuple[Tensor, ...]) -> Tensor:
        return masked_loss(
            model, batch, tokenizer.mask_token_id, hidden_share(run.step, arguments.steps)
        )

    run.train(
        loss,
        stream(encoded, tokenizer, arguments.tokens, arguments.seed, run.step),
        arguments.steps,
    )
    run.use_average()
    model.half().save_pretrained(arguments.out)
    tokenizer.save_pretrained(arguments.out)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument(
        "--pairs", type=Path, nargs="+", required=True, help="English<TAB>other language files"
    )
    line.add_argument(
        "--side", type=int, default=0, help="0 for the English sentences, 1 for the other ones"
    )
    line.add_argument(
        "--run", type=Path, required=True, help="folder for the checkpoint, log and tokenizer"
    )
    line.add_argument("--out", type=Path, required=True, help="folder for the finished model")
    line.add_argument("--steps", type=int, default=8000)
    line.add_argument("--tokens", type=int, default=4096, help="padded tokens a batch")
    line.add_argument("--pieces", type=int, default=8000)
    line.add_argument("--muon-rate", type=float, default=0.02)
    line.add_argument("--adam-rate", type=float, default=3e-3)
    line.add_argument("--weight-decay", type=float, default=0.05)
    line.add_argument("--seed", type=int, default=0)
    line.add_argument("--threads", type=int, default=1)
    return line


if __name__ == "__main__":
    main()
