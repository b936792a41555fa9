"""Tokenizers: SentencePiece for the translators, WordPiece or, in Japanese, unigram for BERT."""

import json
from collections.abc import Sequence
from pathlib import Path

from sentencepiece import SentencePieceProcessor, SentencePieceTrainer
from tokenizers import (
    BertWordPieceTokenizer,
    Regex,
    Tokenizer,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import AutoTokenizer, BertTokenizer, MarianTokenizer, PreTrainedTokenizerFast

from training import tokenizer_json

END = 0  # the id of a translator's </s>
# A Japanese word mostly ends where the script changes: 猫|は|マット|の|上|に|座|った|。
SCRIPTS = "[\u3005-\u3007\u3400-\u9fff]+|[\u3041-\u309f]+|[\u30a0-\u30ff]+|[A-Za-z]+|[0-9]+|."


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
    tokenizer_json.write(folder)


def train_bert(
    sentences: Sequence[str], size: int, language: str, folder: Path
) -> PreTrainedTokenizerFast:
    """Return the tokenizer in `folder`, trained first if it has none.

    Lower-cased WordPiece; for Japanese, written without spaces, unigram pieces.
    """
    if not (folder / "tokenizer.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        train = _unigram if language == "ja" else _wordpiece
        train(sentences, size, folder).save_pretrained(folder)
    return AutoTokenizer.from_pretrained(folder)


def _wordpiece(sentences: Sequence[str], size: int, folder: Path) -> BertTokenizer:
    trainer = BertWordPieceTokenizer(lowercase=True)
    trainer.train_from_iterator(sentences, vocab_size=size, show_progress=False)
    trainer.save_model(str(folder))
    return BertTokenizer(vocab=str(folder / "vocab.txt"), do_lower_case=True)


def _unigram(sentences: Sequence[str], size: int, folder: Path) -> PreTrainedTokenizerFast:
    marks = {f"{name.lower()}_token": f"[{name}]" for name in ("PAD", "UNK", "CLS", "SEP", "MASK")}
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(SCRIPTS), "isolated")]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        special_tokens=list(marks.values()),
        unk_token=marks["unk_token"],
        show_progress=False,
    )
    tokenizer.train_from_iterator(sentences, trainer)
    ends = [(mark, tokenizer.token_to_id(mark)) for mark in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **marks)
