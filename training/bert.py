"""Train a small BERT on single sentences: python -m training.bert --help."""

from pathlib import Path

import torch
from torch import Tensor
from transformers import BertConfig, BertForMaskedLM

from training import masking, pairs
from training.loop import Run, device
from training.loss import cross_entropy
from training.options import options, rates, seen
from training.pieces import train_bert
from training.watch import Watch


def config(vocabulary: int) -> BertConfig:
    """Return the shape of the model for `vocabulary` pieces (4.3 M weights for 8,000)."""
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


def sentences(files: list[Path], language: str) -> pairs.Split:
    """Return distinct sentences; what is held out of one file is held out of all.

    English stands on the left of every pair, so that any other `language` is on the right.
    """
    side = int(language != "en")
    splits = [pairs.split(pairs.read_pairs(file)) for file in files]
    train, dev, test = (
        {pairs.key(pair[side]): pair[side] for split in splits for pair in split[part]}
        for part in range(3)
    )
    dev = {key: sentence for key, sentence in dev.items() if key not in test}
    train = {key: text for key, text in train.items() if key not in test and key not in dev}
    return pairs.Split(*([part[key] for key in sorted(part)] for part in (train, dev, test)))


def masked_loss(
    model: BertForMaskedLM, batch: tuple[Tensor, ...], ends: masking.Ends, mask: int, share: float
) -> Tensor:
    """Return the mean loss in nats on the hidden pieces, which alone meet the output layer."""
    ids, attention_mask, segments = (tensor.to(device()) for tensor in batch)
    shown, chosen = masking.hide(ids, ends, mask, share)
    found = model.bert(shown, attention_mask=attention_mask, token_type_ids=segments)
    head, embeddings = model.cls.predictions, model.bert.embeddings.word_embeddings.weight
    states = head.transform(found.last_hidden_state[chosen])
    return cross_entropy(states, embeddings, ids[chosen], bias=head.bias)


def main() -> None:
    """Train, or go on training, and write the finished model."""
    line = options(__doc__, share=1.0)
    line.add_argument("--pairs", type=Path, nargs="+", required=True, help="English<TAB>other")
    line.add_argument("--language", default="en", help="of the sentences to take")
    line.add_argument("--pieces", type=int, default=8000)
    arguments = line.parse_args()
    torch.set_num_threads(arguments.threads)
    texts, dev, _ = sentences(arguments.pairs, arguments.language)
    folder = arguments.run / "tokenizer"
    tokenizer = train_bert(texts, arguments.pieces, arguments.language, folder)
    encoded = tokenizer(texts, add_special_tokens=False)["input_ids"]
    torch.manual_seed(arguments.seed)
    shape = config(len(tokenizer))
    model = BertForMaskedLM._from_config(shape, attn_implementation="sdpa").to(device())
    run, ends = Run(model, rates(model, arguments), arguments.run), masking.ends_of(tokenizer)

    def loss(batch: tuple[Tensor, ...]) -> Tensor:
        share = masking.hidden_share(run.step, arguments.steps)
        return masked_loss(model, batch, ends, tokenizer.mask_token_id, share)

    batches = masking.stream(encoded, ends, arguments.tokens, arguments.seed, run.step)
    watch = Watch(model, tokenizer, dev, arguments.treebank)
    run.train(loss, batches, arguments.steps, watch=watch)
    tokens = sum(map(len, encoded)) + 2 * len(encoded)
    run.export(tokenizer, arguments.out, seen(arguments, run.step, len(encoded), tokens))


if __name__ == "__main__":
    main()
