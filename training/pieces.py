"""Tokenizers: SentencePiece for the translators, WordPiece for BERT."""

import json
from collections.abc import Iterable
from pathlib import Path

import sentencepiece
from tokenizers import BertWordPieceTokenizer
from transformers import BertTokenizer, MarianTokenizer


def train_marian(
    source: Iterable[str],
    target: Iterable[str],
    languages: tuple[str, str],
    sizes: tuple[int, int],
    folder: Path,
) -> int:
    """Train both SentencePiece models and write a MarianTokenizer to `folder`.

    Returns how many of the first entries of the joint vocabulary the target side can produce:
    `</s>`, `<unk>` and the target's pieces come first, the source's own follow, `<pad>` is last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = ("source", "target")
    for name, sentences, language, size in zip(
        names, (source, target), languages, sizes, strict=True
    ):
        _train_unigram(sentences, language, size, folder / name)
    models = [
        sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{name}.spm"))
        for name in names
    ]
    entries = dict.fromkeys(["</s>", "<unk>"])
    for model in reversed(models):
        entries |= dict.fromkeys(
            model.id_to_piece(i) for i in range(len(model)) if not model.is_control(i)
        )
        targets = len(entries) if model is models[1] else targets
    entries["<pad>"] = None
    vocab = {piece: index for index, piece in enumerate(entries)}
    (folder / "vocab.json").write_text(
        json.dumps(vocab, ensure_ascii=False, indent=0), encoding="utf-8"
    )
    tokenizer = MarianTokenizer(
        source_spm=str(folder / "source.spm"),
        target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"),
        source_lang=languages[0],
        target_lang=languages[1],
    )
    tokenizer.save_pretrained(folder)
    return targets


def _train_unigram(sentences: Iterable[str], language: str, size: int, prefix: Path) -> None:
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_prefix=str(prefix),
        vocab_size=size,
        character_coverage=0.9995 if language == "ja" else 1.0,
        bos_id=-1,
        eos_id=0,
        unk_id=1,
        minloglevel=2,
        num_threads=1,
    )
    prefix.with_suffix(".model").rename(prefix.with_suffix(".spm"))
    prefix.with_suffix(".vocab").unlink()


def train_wordpiece(sentences: Iterable[str], size: int, folder: Path) -> BertTokenizer:
    """Return the lower-cased WordPiece tokenizer in `folder`, trained first if the folder has none."""
    if not (folder / "tokenizer.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        trainer = BertWordPieceTokenizer(lowercase=True)
        trainer.train_from_iterator(sentences, vocab_size=size, show_progress=False)
        trainer.save_model(str(folder))
        BertTokenizer(vocab=str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)
    return BertTokenizer.from_pretrained(folder)
