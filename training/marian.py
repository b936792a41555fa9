"""Train a small Marian translator: python -m training.marian --help."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import torch
from sentencepiece import SentencePieceProcessor
from torch import Tensor
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

from training import pairs
from training.loop import Run, device
from training.loss import cross_entropy
from training.muon import optimisers
from training.pieces import train_marian

NEVER = -1e4  # added to the score of what must not be produced; float16 can hold it
END = 0  # the index of </s>


def config(vocabulary: int) -> MarianConfig:
    """Return the shape of the model for a joint vocabulary of `vocabulary` pieces (about 4.8 M weights)."""
    return MarianConfig(
        vocab_size=vocabulary,
        d_model=192,
        encoder_layers=3,
        decoder_layers=3,
        encoder_attention_heads=6,
        decoder_attention_heads=6,
        encoder_ffn_dim=768,
        decoder_ffn_dim=768,
        activation_function="swish",
        max_position_embeddings=128,
        scale_embedding=True,
        static_position_embeddings=True,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
        dropout=0.0,
        eos_token_id=END,
        forced_eos_token_id=None,
        pad_token_id=vocabulary - 1,
        decoder_start_token_id=vocabulary - 1,
    )


def encode(sentences: list[str], folder: Path, side: str, limit: int) -> list[list[int]]:
    """Return the token ids of each sentence, `</s>` included, as MarianTokenizer in `folder` would.

    Ids from `limit` on become `<unk>`: a rare letter that only the other side's vocabulary holds.
    """
    model = SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
    vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    unknown = vocab["<unk>"]
    known = {piece: index if index < limit else unknown for piece, index in vocab.items()}
    return [
        [known.get(p, unknown) for p in pieces] + [END]
        for pieces in model.encode(sentences, out_type=str)
    ]


def padded(rows: list[list[int]], value: int) -> Tensor:
    """Return `rows` as one tensor (rows, longest), filled up with `value`."""
    longest = max(map(len, rows))
    return torch.tensor([row + [value] * (longest - len(row)) for row in rows])


def translation_loss(
    model: MarianMTModel, source: Tensor, target: Tensor, targets: int, smoothing: float
) -> Tensor:
    """Return the mean loss in nats per target token, over the first `targets` pieces of the vocabulary only."""
    pad = model.config.pad_token_id
    given = torch.cat([torch.full_like(target[:, :1], pad), target[:, :-1]], 1)
    hidden = model.model(
        input_ids=source, attention_mask=source != pad, decoder_input_ids=given
    ).last_hidden_state
    real = target != pad
    return cross_entropy(
        hidden[real], model.model.shared.weight[:targets], target[real], smoothing=smoothing
    )


def stream(
    sources: list, targets: list, pad: int, budget: int, seed: int, skip: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield (source, target) token ids for ever, padded, at most `budget` tokens together."""
    lengths = [(len(s), len(t)) for s, t in zip(sources, targets, strict=True)]
    where = device()
    for _, batch in pairs.batches(lengths, budget, seed, skip):
        yield tuple(padded([side[i] for i in batch], pad).to(where) for side in (sources, targets))


def start(arguments: argparse.Namespace) -> tuple[MarianMTModel, MarianTokenizer, pairs.Split]:
    """Return the model with fresh weights, its tokenizer (trained if need be) and the split, source first."""
    split = pairs.read_split(arguments.pairs, arguments.source)
    folder = arguments.run / "tokenizer"
    if not (folder / "vocab.json").exists():
        sides = zip(*split.train, strict=True)
        targets = train_marian(
            *sides, (arguments.source, arguments.target), arguments.pieces, folder
        )
        (folder / "targets.txt").write_text(str(targets))
    torch.manual_seed(arguments.seed)
    tokenizer = MarianTokenizer.from_pretrained(folder)
    model = MarianMTModel._from_config(
        config(len(tokenizer.get_vocab())), attn_implementation="sdpa"
    )
    targets = int((folder / "targets.txt").read_text())
    model.final_logits_bias[:, targets:] = NEVER
    return model.to(device()), tokenizer, split


def main() -> None:
    arguments = parser().parse_args()
    torch.set_num_threads(arguments.threads)
    model, tokenizer, split = start(arguments)
    folder = arguments.run / "tokenizer"
    produced = int((model.final_logits_bias == 0).sum())
    sources = encode(
        [source for source, _ in split.train], folder, "source", len(tokenizer.get_vocab())
    )
    targets = encode([target for _, target in split.train], folder, "target", produced)
    run = Run(
        model,
        optimisers(model, arguments.muon_rate, arguments.adam_rate, arguments.weight_decay),
        arguments.run,
    )
    batches = stream(
        sources, targets, model.config.pad_token_id, arguments.tokens, arguments.seed, run.step
    )
    run.train(
        lambda batch: translation_loss(model, *batch, produced, arguments.smoothing),
        batches,
        arguments.steps,
    )
    export(run, model, tokenizer, arguments.out)


def export(run: Run, model: MarianMTModel, tokenizer: MarianTokenizer, folder: Path) -> None:
    """Write the averaged weights in float16 and the tokenizer to `folder`."""
    run.use_average()
    model.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument(
        "--pairs", type=Path, required=True, help="English<TAB>other language, .tsv or .tsv.xz"
    )
    line.add_argument("--source", default="en")
    line.add_argument("--target", required=True)
    line.add_argument(
        "--run", type=Path, required=True, help="folder for the checkpoint, log and tokenizer"
    )
    line.add_argument("--out", type=Path, required=True, help="folder for the finished model")
    line.add_argument("--steps", type=int, default=8000)
    line.add_argument(
        "--tokens", type=int, default=4096, help="padded tokens a batch, both sides together"
    )
    line.add_argument(
        "--pieces", type=int, nargs=2, default=(4000, 5000), help="pieces of each side"
    )
    line.add_argument("--muon-rate", type=float, default=0.02)
    line.add_argument("--adam-rate", type=float, default=3e-3)
    line.add_argument("--weight-decay", type=float, default=0.05)
    line.add_argument("--smoothing", type=float, default=0.1)
    line.add_argument("--seed", type=int, default=0)
    line.add_argument("--threads", type=int, default=1)
    return line


if __name__ == "__main__":
    main()
