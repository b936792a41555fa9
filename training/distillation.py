"""Teach a BERT where a larger one looks: python -m training.distillation --help.

This goes on from a finished model. The queries and keys of its last
layers start afresh, and learn, word by word, the attention of chosen heads of a teacher that splits
text into the same words; the whole model goes on filling blanks meanwhile.
"""

import json
import random
import re
from pathlib import Path

import torch
from torch import Tensor
from torch.optim import AdamW, Optimizer
from transformers import AutoTokenizer, BertForMaskedLM, PreTrainedModel

from training import masking
from training.bert import masked_loss, sentences
from training.lessons import Example, as_tokenizer, by_word, collate, lessons, stream
from training.loop import Run
from training.loss import cross_entropy
from training.muon import QUERY_OR_KEY, optimisers
from training.options import options

RESTING = 0.5  # of the teacher's weight on special tokens, what the student is asked to keep
FACTS = ("sentences", "tokens", "muon_rate", "adam_rate", "learner_rate", "weight_decay", "weight")
FACTS += ("lessons", "seed", "heads")


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


def learners_of(model: PreTrainedModel, layers: int, fresh: bool) -> list[torch.nn.Parameter]:
    """Return the encoder's queries and keys of the last `layers`, with small weights if `fresh`."""
    total, parameters = model.config.num_hidden_layers, []
    for name, parameter in model.named_parameters():
        number = re.search(r"encoder\.layers?\.(\d+)\.", name)
        if QUERY_OR_KEY.search(name) and number and int(number[1]) >= total - layers:
            if fresh:
                torch.nn.init.normal_(parameter, std=0.02 * (parameter.ndim == 2))
            parameters.append(parameter)
    return parameters


def rates(model: PreTrainedModel, learners: list[torch.nn.Parameter], arguments) -> list[Optimizer]:
    """Return the usual optimisers, and AdamW at a rate of its own for the `learners`."""
    for parameter in learners:
        parameter.requires_grad_(False)
    usual = optimisers(
        model,
        arguments.muon_rate,
        arguments.adam_rate,
        arguments.weight_decay,
        arguments.query_key_share,
    )
    for parameter in learners:
        parameter.requires_grad_(True)
    return [*usual, AdamW(learners, arguments.learner_rate, betas=(0.9, 0.98), weight_decay=0.0)]


def head_place(text: str) -> tuple[int, int]:
    """Return (layer, head), from 0, of text such as "3.11"."""
    layer, _, head = text.partition(".")
    return int(layer), int(head)


def describe(start: Path, folder: Path) -> None:
    """Let evaluation.json in `folder` say how the model of `start` was trained, then the lessons.

    What `Run.export` wrote there is about the lessons alone.
    """
    file = folder / "evaluation.json"
    known = json.loads((start / file.name).read_text(encoding="utf-8"))["training"]
    known["lessons"] = json.loads(file.read_text(encoding="utf-8"))["training"]
    file.write_text(json.dumps({"training": known}, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Go on from a finished model, and write the one that learnt."""
    line = options(__doc__, share=0.2)
    line.add_argument("--pairs", type=Path, nargs="+", required=True, help="English<TAB>other")
    line.add_argument("--start", type=Path, required=True, help="folder of the finished model")
    line.add_argument("--teacher", type=Path, required=True, help="folder of a larger BERT")
    line.add_argument("--heads", type=head_place, nargs="+", required=True, help="layer.head")
    line.add_argument("--sentences", type=int, default=6000, help="that the teacher reads")
    line.add_argument("--weight", type=float, default=1.0, help="of the teacher's looks")
    line.add_argument("--lessons", type=int, default=2, help="batches in three that are lessons")
    line.add_argument("--learner-rate", type=float, default=3e-3, help="of the last queries, keys")
    line.add_argument(
        "--again", action="store_true", help="--start has had lessons: no fresh start"
    )
    line.set_defaults(tokens=2000, muon_rate=0.002, adam_rate=3e-4, weight_decay=0.0)
    arguments = line.parse_args()
    torch.set_num_threads(arguments.threads)
    tokenizer = AutoTokenizer.from_pretrained(arguments.start)
    texts = sentences(arguments.pairs, "en").train
    encoded = tokenizer(texts, add_special_tokens=False)["input_ids"]
    chosen = random.Random(arguments.seed).sample(texts, arguments.sentences)
    examples = lessons(chosen, as_tokenizer(tokenizer), arguments.teacher, arguments.heads)
    torch.manual_seed(arguments.seed)
    model = BertForMaskedLM.from_pretrained(arguments.start, attn_implementation="eager").float()
    taught = len(arguments.heads) // model.config.num_attention_heads
    learners = learners_of(model, taught, fresh=not arguments.again)
    run = Run(model, rates(model, learners, arguments), arguments.run)
    ends, mask = masking.ends_of(tokenizer), tokenizer.mask_token_id

    def loss(batch: tuple[list[Example], tuple[Tensor, ...]]) -> Tensor:
        if (
            run.step % 3 >= arguments.lessons
        ):  # pairs of sentences and all lengths, not to be forgotten
            return masked_loss(model, batch[1], ends, mask, 0.2)
        return lesson_loss(model, batch[0], ends, mask, arguments.weight)

    lesson = stream(examples, arguments.tokens, arguments.seed, run.step)
    blanks = masking.stream(encoded, ends, arguments.tokens, arguments.seed, run.step)
    run.train(loss, zip(lesson, blanks, strict=True), arguments.steps, save_every=50, warmup=20)
    facts = {name: getattr(arguments, name) for name in FACTS}
    run.export(tokenizer, arguments.out, facts)
    describe(arguments.start, arguments.out)


if __name__ == "__main__":
    main()
