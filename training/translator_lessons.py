"""Teach a translator's encoder where a larger BERT looks: python -m training.translator_lessons.

As training/distillation.py does for a BERT: from a finished translator on, the queries and keys of
its encoder start afresh and learn, word by word, the attention of chosen heads of a teacher; the
whole model goes on translating in every step, so that the decoder learns what it reads now.
"""

import json
import random
from pathlib import Path

import torch
from sentencepiece import SentencePieceProcessor
from torch import Tensor
from transformers import MarianMTModel, MarianTokenizer

from training import pairs
from training.distillation import FACTS, describe, divergence, head_place, learners_of, rates
from training.lessons import Example, Span, Split, by_word, collate, lessons
from training.lessons import stream as lesson_stream
from training.loop import Run
from training.marian import encode, stream, translation_loss
from training.options import options
from training.pieces import END


def splitter(folder: Path) -> Split:
    """Return how the translator in `folder` splits a source whose words' spans are given.

    A piece belongs to the word in which it begins, the blank before a word not counted.
    """
    model = SentencePieceProcessor(model_file=str(folder / "source.spm"))
    vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))

    def split(text: str, spans: list[Span]) -> tuple[list[int], list[int]]:
        pieces = model.encode(text, out_type=str)
        if "".join(pieces).replace("▁", " ") != f" {text}":
            return [], []  # SentencePiece wrote the text otherwise, so that places do not tell
        starts = {place: word for word, (a, b) in enumerate(spans) for place in range(a, b)}
        words, place = [], -1  # of the blank before the text
        for piece in pieces:
            words.append(starts.get(place + piece.startswith("▁"), -1))
            place += len(piece)
        return [*(vocab.get(piece, vocab["<unk>"]) for piece in pieces), END], [*words, -1]

    return split


def looks_loss(model: MarianMTModel, batch: list[Example]) -> Tensor:
    """Return the divergence of the encoder's looks, of its last layers, from the teacher's."""
    config = model.config
    pad = config.pad_token_id
    ids, words, mask, teacher = collate(batch, (pad, END, pad))
    states = model.model.encoder(ids, attention_mask=mask, output_attentions=True)
    layers = teacher.shape[1] // config.encoder_attention_heads
    student = torch.cat(states.attentions[-layers:], 1)
    return divergence(by_word(student, words, teacher.shape[2]), teacher)


def main() -> None:
    """Go on from a finished translator, and write the one that learnt."""
    line = options(__doc__, share=0.2)
    line.add_argument("--pairs", type=Path, required=True, help="English<TAB>other")
    line.add_argument("--target", required=True)
    line.add_argument("--start", type=Path, required=True, help="folder of the finished model")
    line.add_argument("--teacher", type=Path, required=True, help="folder of a larger BERT")
    line.add_argument("--heads", type=head_place, nargs="+", required=True, help="layer.head")
    line.add_argument("--sentences", type=int, default=6000, help="that the teacher reads")
    line.add_argument("--weight", type=float, default=1.0, help="of the teacher's looks")
    line.add_argument("--learner-rate", type=float, default=3e-3, help="of fresh queries and keys")
    line.add_argument("--again", action="store_true", help="--start had lessons: not afresh")
    line.set_defaults(tokens=3000, muon_rate=0.005, adam_rate=6e-4, weight_decay=0.0)
    arguments = line.parse_args()
    torch.set_num_threads(arguments.threads)
    train, _, _ = pairs.read_split(arguments.pairs, "en")
    tokenizer = MarianTokenizer.from_pretrained(arguments.start)
    torch.manual_seed(arguments.seed)
    model = MarianMTModel.from_pretrained(arguments.start, attn_implementation="eager").float()
    produced = int((model.final_logits_bias[0] == 0).sum())
    vocabulary = len(tokenizer.get_vocab())
    sources = encode([source for source, _ in train], arguments.start, "source", vocabulary)
    targets = encode([target for _, target in train], arguments.start, "target", produced)
    texts = random.Random(arguments.seed).sample(train, arguments.sentences)
    heads, folder = arguments.heads, arguments.teacher
    examples = lessons([text for text, _ in texts], splitter(arguments.start), folder, heads)
    taught = len(heads) // model.config.encoder_attention_heads
    learners = learners_of(model, taught, fresh=not arguments.again)
    run = Run(model, rates(model, learners, arguments), arguments.run)

    def loss(batch: tuple[list[Example], tuple[Tensor, Tensor]]) -> Tensor:
        translating = translation_loss(model, batch[1], produced, 0.1)
        return translating + arguments.weight * looks_loss(model, batch[0])

    pad, seed, tokens = model.config.pad_token_id, arguments.seed, arguments.tokens
    lesson = lesson_stream(examples, tokens // 2, seed, run.step)
    translate = stream(sources, targets, pad, tokens, seed, run.step)
    batches = zip(lesson, translate, strict=True)
    run.train(loss, batches, arguments.steps, save_every=50, warmup=20)
    facts = {name: getattr(arguments, name) for name in FACTS if hasattr(arguments, name)}
    run.export(tokenizer, arguments.out, facts)
    describe(arguments.start, arguments.out)


if __name__ == "__main__":
    main()
