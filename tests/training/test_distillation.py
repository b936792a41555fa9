"""The lessons of a larger BERT, worked out by hand."""

import itertools
import json
import math

import pytest
import torch
from transformers import AutoModelForMaskedLM, AutoModelForSeq2SeqLM, AutoTokenizer

from attention.models import WEIGHTS
from training import distillation, lessons, masking, translator_lessons
from training.lessons import Example

BERT = WEIGHTS / "bert-mini"


def test_weights_are_added_by_word_with_special_tokens_in_the_last_column():
    # [CLS], the two pieces of word 0, word 1, padding
    weights = torch.tensor(
        [
            [1.0, 0.0, 0.0, 0.0, 0.0],
            [0.2, 0.1, 0.1, 0.6, 0.0],
            [0.4, 0.2, 0.2, 0.2, 0.0],
            [0.1, 0.3, 0.4, 0.2, 0.0],
            [0.2, 0.2, 0.2, 0.2, 0.2],
        ]
    )
    looks = lessons.by_word(weights[None, None], torch.tensor([[-1, 0, 0, 1, -1]]), 2)
    torch.testing.assert_close(looks[0, 0], torch.tensor([[0.3, 0.4, 0.3], [0.7, 0.2, 0.1]]))


def test_the_divergence_asks_for_half_of_the_rest_and_counts_what_is_on_words():
    teacher = torch.tensor([[[[0.6, 0.0, 0.4], [0.0, 0.0, 1.0]]]])
    student = torch.tensor([[[[0.5, 0.25, 0.25], [0.3, 0.3, 0.4]]]])
    # The first row asks for 0.8, 0, 0.2; the second, all on special tokens, counts for nothing.
    nats = -0.8 * math.log(0.5) - 0.2 * math.log(0.25)
    torch.testing.assert_close(distillation.divergence(student, teacher), torch.tensor(nats))


def test_a_student_that_looks_as_asked_has_the_least_loss():
    teacher = torch.tensor([[[[0.6, 0.0, 0.4]]]])
    asked = distillation.divergence(torch.tensor([[[[0.8, 0.0, 0.2]]]]), teacher)
    for other in ([0.7, 0.1, 0.2], [0.6, 0.0, 0.4], [0.9, 0.0, 0.1]):
        assert distillation.divergence(torch.tensor([[[other]]]), teacher) > asked


def test_lessons_come_from_the_chosen_heads_of_the_teacher():
    tokenizer, text = AutoTokenizer.from_pretrained(BERT), "The black cat sat on the mat."
    texts = [text, "No.", "The " + "very " * 20 + "long one."]  # the last two are out of bounds
    (example,) = lessons.lessons(texts, lessons.as_tokenizer(tokenizer), BERT, [(3, 0), (2, 5)])
    teacher = AutoModelForMaskedLM.from_pretrained(BERT, attn_implementation="eager").eval().float()
    with torch.no_grad():
        weights = teacher(**tokenizer(text, return_tensors="pt"), output_attentions=True).attentions
    words = torch.tensor([example.words])
    for place, (layer, head) in enumerate(((3, 0), (2, 5))):
        looks = lessons.by_word(weights[layer][:, head : head + 1], words, max(words[0]) + 1)
        torch.testing.assert_close(
            example.looks[place].float(), looks[0, 0], atol=2e-3, rtol=0, check_dtype=False
        )


def sentence(length: int) -> Example:
    return Example([2, *range(length), 3], [-1, *range(length), -1], torch.ones(12, length, 1))


def test_the_stream_goes_on_where_a_stopped_run_was():
    examples = [sentence(4 + i % 5) for i in range(60)]
    whole = list(itertools.islice(lessons.stream(examples, 40, 1, 0), 50))
    resumed = list(itertools.islice(lessons.stream(examples, 40, 1, 30), 20))
    assert [[id(e) for e in batch] for batch in whole[30:]] == [
        [id(e) for e in batch] for batch in resumed
    ]
    assert all(len(batch) * max(len(e.ids) for e in batch) <= 40 for batch in whole)


@pytest.mark.parametrize("layers", [1, 2])
def test_only_the_queries_and_keys_of_the_last_layers_start_afresh(layers):
    model = AutoModelForMaskedLM.from_pretrained(BERT).float()
    before = {name: value.clone() for name, value in model.named_parameters()}
    learners = {id(parameter) for parameter in distillation.learners_of(model, layers, fresh=True)}
    assert len(learners) == 4 * layers  # a matrix and a bias of queries and of keys
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter, before[name]) == (id(parameter) not in learners)


def test_the_loss_teaches_the_learners():
    tokenizer = AutoTokenizer.from_pretrained(BERT)
    model = AutoModelForMaskedLM.from_pretrained(BERT, attn_implementation="eager").float()
    heads = [(2, head) for head in range(6)]
    texts = ["The black cat sat on the mat.", "She chased the old dog again."]
    batch = lessons.lessons(texts, lessons.as_tokenizer(tokenizer), BERT, heads)
    learners = distillation.learners_of(model, 1, fresh=True)
    ends = masking.ends_of(tokenizer)
    torch.manual_seed(0)
    losses = []
    optimiser = torch.optim.AdamW(learners, 1e-2)
    for _ in range(8):
        torch.manual_seed(0)
        loss = distillation.lesson_loss(model, batch, ends, tokenizer.mask_token_id, 1.0)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 0.1


def test_the_lessons_are_described_after_the_first_training(tmp_path):
    for name, steps in (("start", 2900), ("out", 380)):
        (tmp_path / name).mkdir()
        note = json.dumps({"training": {"steps": steps, "loss": 3.0}})
        (tmp_path / name / "evaluation.json").write_text(note, encoding="utf-8")
    distillation.describe(tmp_path / "start", tmp_path / "out")
    training = json.loads((tmp_path / "out" / "evaluation.json").read_text("utf-8"))["training"]
    assert training == {"steps": 2900, "loss": 3.0, "lessons": {"steps": 380, "loss": 3.0}}


def test_pieces_of_a_translator_are_told_to_the_words_they_begin_in():
    split = translator_lessons.splitter(WEIGHTS / "marian-mini-en-fr")
    text = "The grandmother's cat, sat."
    spans = [(0, 3), (4, 15), (15, 16), (16, 17), (18, 21), (21, 22), (23, 26), (26, 27)]
    ids, words = split(text, spans)
    tokenizer = AutoTokenizer.from_pretrained(WEIGHTS / "marian-mini-en-fr")
    assert ids == tokenizer(text)["input_ids"]
    assert words[-1] == -1 and words[:-1] == sorted(words[:-1])
    assert words[0] == 0 and words[-2] == 7
    assert split("ﬁne", [(0, 3)]) == ([], [])  # SentencePiece writes "fine"


def test_an_encoder_that_looks_as_the_teacher_does_has_the_least_loss():
    folder = WEIGHTS / "marian-mini-en-fr"
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, attn_implementation="eager").float()
    split, teacher = translator_lessons.splitter(folder), [(2, head) for head in range(6)]
    batch = lessons.lessons(["The black cat sat on the mat."], split, BERT, teacher)
    learners = distillation.learners_of(model, 1, fresh=True)
    assert len(learners) == 4
    optimiser, losses = torch.optim.AdamW(learners, 1e-2), []
    for _ in range(8):
        loss = translator_lessons.looks_loss(model, batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 0.1
