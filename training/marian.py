"""Train a small Marian translator: python -m training.marian --help."""

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
from training.options import options, rates, seen
from training.pieces import END, train_marian
from training.watch import Watch

NEVER = -8192.0  # added to the score of what must not be produced; eight bits can hold it


def config(vocabulary: int) -> MarianConfig:
    """Return the shape of the model for a joint vocabulary (4.7 M weights for 8,500 pieces)."""
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
    """Return the ids of each sentence, `</s>` included, as MarianTokenizer in `folder` would.

    Ids from `limit` on become `<unk>`: a rare letter that only the other side's vocabulary holds.
    """
    model = SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
    vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    unknown = vocab["<unk>"]
    known = {piece: i if i < limit else unknown for piece, i in vocab.items()}
    pieces = model.encode(sentences, out_type=str)
    return [[known.get(piece, unknown) for piece in sentence] + [END] for sentence in pieces]


def padded(rows: list[list[int]], value: int) -> Tensor:
    """Return `rows` as one tensor (rows, longest), filled up with `value`."""
    longest = max(map(len, rows))
    return torch.tensor([row + [value] * (longest - len(row)) for row in rows])


def stream(
    sources: list, targets: list, pad: int, budget: int, seed: int, skip: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield (source, target) ids for ever, padded, at most `budget` of them together."""
    lengths = [(len(s), len(t)) for s, t in zip(sources, targets, strict=True)]
    for _, batch in pairs.batches(lengths, budget, seed, skip):
        yield tuple(padded([side[i] for i in batch], pad) for side in (sources, targets))


def translation_loss(
    model: MarianMTModel, batch: tuple[Tensor, Tensor], produced: int, smoothing: float
) -> Tensor:
    """Return the mean loss in nats per target piece, over the first `produced` pieces only."""
    source, target = (tensor.to(device()) for tensor in batch)
    pad = model.config.pad_token_id
    fed = torch.cat([torch.full_like(target[:, :1], pad), target[:, :-1]], 1)
    found = model.model(input_ids=source, attention_mask=source != pad, decoder_input_ids=fed)
    real, embeddings = target != pad, model.model.shared.weight[:produced]
    hidden = found.last_hidden_state[real]
    return cross_entropy(hidden, embeddings, target[real], smoothing=smoothing)


def untrained(folder: Path, produced: int, seed: int) -> tuple[MarianMTModel, MarianTokenizer]:
    """Return fresh weights for the tokenizer in `folder`; only `produced` pieces can come out."""
    torch.manual_seed(seed)
    tokenizer = MarianTokenizer.from_pretrained(folder)
    shape = config(len(tokenizer.get_vocab()))
    model = MarianMTModel._from_config(shape, attn_implementation="sdpa")
    model.final_logits_bias[:, produced:] = NEVER
    return model.to(device()), tokenizer


def main() -> None:
    """Train, or go on training, and write the finished model."""
    line = options(__doc__, share=0.2)
    line.add_argument("--pairs", type=Path, required=True, help="English<TAB>other, .tsv or .xz")
    line.add_argument("--source", default="en")
    line.add_argument("--target", required=True)
    line.add_argument("--pieces", type=int, nargs=2, default=(4000, 5000), help="of each side")
    line.add_argument("--smoothing", type=float, default=0.1, help="of the labels")
    arguments = line.parse_args()
    torch.set_num_threads(arguments.threads)
    train, dev, _ = pairs.read_split(arguments.pairs, arguments.source)
    sides = tuple(zip(*train, strict=True))
    languages, folder = (arguments.source, arguments.target), arguments.run / "tokenizer"
    produced = train_marian(*sides, languages, arguments.pieces, folder)
    model, tokenizer = untrained(folder, produced, arguments.seed)
    sources = encode(list(sides[0]), folder, "source", len(tokenizer.get_vocab()))
    targets = encode(list(sides[1]), folder, "target", produced)
    run, pad = Run(model, rates(model, arguments), arguments.run), model.config.pad_token_id
    watch = Watch(model, tokenizer, [source for source, _ in dev], arguments.treebank)
    run.train(
        lambda batch: translation_loss(model, batch, produced, arguments.smoothing),
        stream(sources, targets, pad, arguments.tokens, arguments.seed, run.step),
        arguments.steps,
        watch=watch,
    )
    tokens = sum(map(len, sources + targets))
    run.export(tokenizer, arguments.out, seen(arguments, run.step, len(sources), tokens))


if __name__ == "__main__":
    main()
