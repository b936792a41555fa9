"""Tokenizers: SentencePiece for the translators, WordPiece for BERT."""

import json
from collections.abc import Sequence
from pathlib import Path

from sentencepiece import SentencePieceProcessor, SentencePieceTrainer
from tokenizers import BertWordPieceTokenizer
from transformers import BertTokenizer, MarianTokenizer


def train_marian(
    source: Sequence[str],
    target: Sequence[str],
    languages: tuple[str, str],
    sizes: tuple[int, int],
    folder: Path,
) -> int:
    """Write a MarianTokenizer to `folder`, unless it has one; return how many ids can come out.

    In the joint vocabulary `</s>`, `<unk>` and the target's pieces come first: these can come out.
    The pieces that only the source has follow, `<pad>` is last.
    """
    files = [folder / "source.spm", folder / "target.spm"]
    if not (folder / "tokenizer_config.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for file, *rest in zip(files, (source, target), languages, sizes, strict=True):
            _train_unigram(file, *rest)
        _save_marian(folder, files, languages)
    return len(_pieces(files[1]))


def _train_unigram(file: Path, sentences: Sequence[str], language: str, size: int) -> None:
    SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_prefix=str(file.with_suffix("")),
        vocab_size=size,
        character_coverage=0.9995 if language == "ja" else 1.0,
        bos_id=-1,
        eos_id=0,
        unk_id=1,
        minloglevel=2,
        num_threads=1,
    )
    file.with_suffix(".model").rename(file)
    file.with_suffix(".vocab").unlink()


def _pieces(file: Path) -> list[str]:
    model = SentencePieceProcessor(model_file=str(file))
    return [model.id_to_piece(i) for i in range(len(model))]


def _save_marian(folder: Path, files: list[Path], languages: tuple[str, str]) -> None:
    entries = dict.fromkeys([*_pieces(files[1]), *_pieces(files[0]), "<pad>"])
    vocab = {piece: i for i, piece in enumerate(entries)}
    written = folder / "vocab.json"
    written.write_text(json.dumps(vocab, ensure_ascii=False, indent=0), encoding="utf-8")
    tokenizer = MarianTokenizer(
        source_spm=str(files[0]),
        target_spm=str(files[1]),
        vocab=str(written),
        source_lang=languages[0],
        target_lang=languages[1],
    )
    tokenizer.save_pretrained(folder)


def train_wordpiece(sentences: Sequence[str], size: int, folder: Path) -> BertTokenizer:
    """Return the lower-cased WordPiece tokenizer in `folder`, trained first if it has none."""
    if not (folder / "tokenizer.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        trainer = BertWordPieceTokenizer(lowercase=True)
        trainer.train_from_iterator(sentences, vocab_size=size, show_progress=False)
        trainer.save_model(str(folder))
        BertTokenizer(vocab=str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)
    return BertTokenizer.from_pretrained(folder)
