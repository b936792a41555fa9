"""Teach the last layers of a finished BERT where a larger BERT looks: ... --help.

`python -m training.distillation` goes on from a finished model. The queries and keys of its last
layers start afresh, and learn, word by word, the attention of chosen heads of a teacher that splits
text into the same words; the whole model goes on filling blanks meanwhile.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.optim import AdamW, Optimizer
from transformers import AutoModel, AutoTokenizer, BertForMaskedLM

from training import masking
from training.bert import masked_loss, sentences
from training.loop import Run
from training.loss import cross_entropy
from training.muon import QUERY_OR_KEY, optimisers
from training.options import options, seen

WORDS = (4, 16)  # fewest and most of a sentence that the teacher reads
RESTING = 0.5  # of the teacher's weight on special tokens, what the student is asked to keep
ROWS = 100  # sentences the teacher reads at a time


class Example(NamedTuple):
    """Pieces of a sentence with its ends, the word of each (-1: none), and the teacher's looks.

    `looks (heads, words, words + 1)`: the last column is the weight on special tokens.
    """

    ids: list[int]
    words: list[int]
    looks: Tensor


def by_word(weights: Tensor, words: Tensor, count: int) -> Tensor:
    """Return `weights (batch, heads, n, n)` from word to word (batch, heads, count, count + 1).

    `words (batch, n)` is the word of each piece, -1 for special tokens, which share the last
    column. The columns of a word are added, its rows averaged; rows beyond a sentence are 0.
    """
    member = torch.nn.functional.one_hot(words.where(words >= 0, count), count + 1)
    columns = member.to(weights.dtype)[:, None]
    rows = columns[..., :count] / columns[..., :count].sum(2, keepdim=True).clamp(min=1)
    return rows.mT @ weights @ columns


def divergence(looks: Tensor, teacher: Tensor) -> Tensor:
    """Return the mean cross-entropy of the student's `looks` (batch, heads, words, words + 1).

    A row counts by what the teacher leaves to words; half of its rest on special tokens is asked.
    """
    rest = teacher[..., -1:]
    on_words = teacher[..., :-1] * (1 - RESTING * rest) / (1 - rest).clamp(min=0.02)
    target = torch.cat([on_words, RESTING * rest], -1)
    counts = teacher[..., :-1].sum(-1)
    nats = -(target * looks.clamp(min=1e-6).log()).sum(-1)
    return (nats * counts).sum() / counts.sum()


def word_numbers(encoding, row: int) -> list[int]:
    """Return the word of each token of a sentence, -1 where there is none."""
    return [-1 if word is None else word for word in encoding.word_ids(row)]


@torch.no_grad()
def lessons(texts: list[str], tokenizer, folder: Path, heads: list[tuple[int, int]]):
    """Return the examples of `texts` that student and teacher split into the same words."""
    teacher = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    reader, examples = AutoTokenizer.from_pretrained(folder), []
    layers, numbers = (torch.tensor(side) for side in zip(*heads, strict=True))
    order = sorted(texts, key=len)
    for start in range(0, len(order), ROWS):
        given = reader(order[start : start + ROWS], return_tensors="pt", padding=True)
        mine = tokenizer(order[start : start + ROWS])
        states = teacher(**given, output_attentions=True)
        weights = torch.stack(states.attentions)[layers, :, numbers].transpose(0, 1)
        theirs = [word_numbers(given, row) for row in range(len(weights))]
        looks = by_word(weights, torch.tensor(theirs), max(map(max, theirs)) + 1)
        for row, words in enumerate(theirs):
            numbered, count = word_numbers(mine, row), max(words) + 1
            if WORDS[0] <= count <= WORDS[1] and max(numbered) + 1 == count:
                inside = looks[row, :, :count, :count]
                part = torch.cat([inside, looks[row, :, :count, -1:]], -1).half()
                examples.append(Example(mine["input_ids"][row], numbered, part))
    return examples


def stream(examples: list[Example], budget: int, seed: int, skip: int) -> Iterator[list[Example]]:
    """Yield batches of at most `budget` padded tokens for ever, in an order that `seed` gives."""
    epoch = 0
    while True:
        chance = random.Random(f"{seed} {epoch}")
        order = sorted(examples, key=lambda example: (len(example.ids), chance.random()))
        batches: list[list[Example]] = [[]]
        for example in order:
            if batches[-1] and len(example.ids) * (len(batches[-1]) + 1) > budget:
                batches.append([])
            batches[-1].append(example)
        chance.shuffle(batches)
        yield from batches[skip:]
        skip, epoch = max(0, skip - len(batches)), epoch + 1


def collate(batch: list[Example], ends: masking.Ends) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return ids and their words (batch, n), the attention mask, and the teacher's looks."""
    longest = max(len(example.ids) for example in batch)
    count = max(example.looks.shape[1] for example in batch)
    ids, words = torch.full((len(batch), longest), ends[2]), torch.full((len(batch), longest), -1)
    looks = torch.zeros(len(batch), batch[0].looks.shape[0], count, count + 1)
    for row, example in enumerate(batch):
        size = example.looks.shape[1]
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        words[row, : len(example.ids)] = torch.tensor(example.words)
        looks[row, :, :size, :size] = example.looks[..., :-1]
        looks[row, :, :size, -1] = example.looks[..., -1]
    return ids, words, ids != ends[2], looks


def lesson_loss(
    model: BertForMaskedLM, batch: list[Example], ends: masking.Ends, mask: int, weight: float
) -> Tensor:
    """Return the loss on hidden pieces plus `weight` times the divergence from the teacher.

    Pieces are hidden in every second sentence only, so that whole ones are read as well.
    """
    ids, words, attention_mask, teacher = collate(batch, ends)
    shown, chosen = masking.hide(ids, ends, mask, 0.2)
    shown[::2], chosen[::2] = ids[::2], False
    states = model.bert(shown, attention_mask=attention_mask, output_attentions=True)
    head, embeddings = model.cls.predictions, model.bert.embeddings.word_embeddings.weight
    blanks = head.transform(states.last_hidden_state[chosen])
    filling = cross_entropy(blanks, embeddings, ids[chosen], bias=head.bias)
    layers = teacher.shape[1] // model.config.num_attention_heads
    student = torch.cat(states.attentions[-layers:], 1)
    return filling + weight * divergence(by_word(student, words, teacher.shape[2]), teacher)


def fresh(model: BertForMaskedLM, layers: int) -> list[torch.nn.Parameter]:
    """Give the queries and keys of the last `layers` fresh small weights; return them."""
    total, parameters = model.config.num_hidden_layers, []
    for name, parameter in model.named_parameters():
        number = name.partition(".layer.")[2].partition(".")[0]
        if QUERY_OR_KEY.search(name) and int(number) >= total - layers:
            torch.nn.init.normal_(parameter, std=0.02 * (parameter.ndim == 2))
            parameters.append(parameter)
    return parameters


def rates(model: BertForMaskedLM, learners: list[torch.nn.Parameter], arguments) -> list[Optimizer]:
    """Return the usual optimisers at low rates, and AdamW at its own for the `learners`."""
    for parameter in learners:
        parameter.requires_grad_(False)
    usual = optimisers(model, arguments.muon_rate, arguments.adam_rate, 0.0, 0.2)
    for parameter in learners:
        parameter.requires_grad_(True)
    return [*usual, AdamW(learners, arguments.learner_rate, betas=(0.9, 0.98), weight_decay=0.0)]


def head_place(text: str) -> tuple[int, int]:
    """Return (layer, head), from 0, of text such as "3.11"."""
    layer, _, head = text.partition(".")
    return int(layer), int(head)


def main() -> None:
    """Go on from a finished model, and write the one that learnt."""
    line = options(__doc__, share=0.2)
    line.add_argument("--pairs", type=Path, nargs="+", required=True, help="English<TAB>other")
    line.add_argument("--start", type=Path, required=True, help="folder of the finished model")
    line.add_argument("--teacher", type=Path, required=True, help="folder of a larger BERT")
    line.add_argument("--heads", type=head_place, nargs="+", required=True, help="layer.head")
    line.add_argument("--sentences", type=int, default=6000, help="that the teacher reads")
    line.add_argument("--weight", type=float, default=1.0, help="of the teacher's looks")
    line.add_argument("--learner-rate", type=float, default=3e-3, help="of fresh queries and keys")
    line.set_defaults(tokens=2000, muon_rate=0.002, adam_rate=3e-4)
    arguments = line.parse_args()
    torch.set_num_threads(arguments.threads)
    tokenizer = AutoTokenizer.from_pretrained(arguments.start)
    texts = sentences(arguments.pairs, "en").train
    encoded = tokenizer(texts, add_special_tokens=False)["input_ids"]
    chosen = random.Random(arguments.seed).sample(texts, arguments.sentences)
    examples = lessons(chosen, tokenizer, arguments.teacher, arguments.heads)
    torch.manual_seed(arguments.seed)
    model = BertForMaskedLM.from_pretrained(arguments.start, attn_implementation="eager").float()
    learners = fresh(model, len(arguments.heads) // model.config.num_attention_heads)
    run = Run(model, rates(model, learners, arguments), arguments.run)
    ends, mask = masking.ends_of(tokenizer), tokenizer.mask_token_id

    def loss(batch: tuple[list[Example], tuple[Tensor, ...]]) -> Tensor:
        if run.step % 3 == 2:  # pairs of sentences and all lengths, not to be forgotten
            return masked_loss(model, batch[1], ends, mask, 0.15)
        return lesson_loss(model, batch[0], ends, mask, arguments.weight)

    lesson = stream(examples, arguments.tokens, arguments.seed, run.step)
    blanks = masking.stream(encoded, ends, arguments.tokens, arguments.seed, run.step)
    run.train(loss, zip(lesson, blanks, strict=True), arguments.steps, save_every=50, warmup=20)
    tokens = sum(map(len, encoded)) + 2 * len(encoded)
    facts = seen(arguments, run.step, len(encoded), tokens)
    facts |= {"teacher_heads": [list(head) for head in arguments.heads]}
    run.export(tokenizer, arguments.out, facts)


if __name__ == "__main__":
    main()
