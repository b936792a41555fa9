"""Tiny random models of the families in the catalogue, saved as the Hub holds them."""

import json
import shutil
from pathlib import Path

import torch
import transformers

WEIGHTS = Path(__file__).parent.parent / "attention" / "weights"
_MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_WORDS = ["the", "The", "cat", "sat", "on", "mat", ".", ",", "'"]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOCABULARY = [*_MARKS, *_WORDS, *_LETTERS, *(f"##{letter}" for letter in _LETTERS)]


def bert(**changes) -> transformers.BertForMaskedLM:
    """A BERT whose heads look somewhere: the usual random start looks everywhere alike."""
    config = {"hidden_size": 24, "num_attention_heads": 3, "num_hidden_layers": 2}
    config |= {"intermediate_size": 32, "vocab_size": len(_VOCABULARY), "initializer_range": 0.5}
    torch.manual_seed(0)
    return transformers.BertForMaskedLM(transformers.BertConfig(**config | changes)).eval()


def distilbert() -> transformers.DistilBertForMaskedLM:
    config = {"dim": 24, "n_heads": 3, "n_layers": 2, "hidden_dim": 32}
    config |= {"vocab_size": len(_VOCABULARY), "initializer_range": 0.5}
    torch.manual_seed(1)
    return transformers.DistilBertForMaskedLM(transformers.DistilBertConfig(**config)).eval()


def marian(vocabulary: int = 60) -> transformers.MarianMTModel:
    pad = vocabulary - 1
    config = transformers.MarianConfig(
        vocab_size=vocabulary,
        d_model=24,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=3,
        decoder_attention_heads=3,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=128,
        init_std=0.5,
        pad_token_id=pad,
        decoder_start_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,  # as the Hub's translators have it
    )
    torch.manual_seed(2)
    return transformers.MarianMTModel(config).eval()


def save_bert(folder: Path, network: torch.nn.Module | None = None, lower: bool = True):
    """Save a BERT with the sparse tokenizer files of the Hub's old models."""
    (network or bert()).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(_VOCABULARY) + "\n")
    settings = {"do_lower_case": lower, "model_max_length": 512}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))


def save_marian(folder: Path, pickled: bool = False):
    """Save a translator with the tokenizer of a built-in one; pickled: weights as a .bin file."""
    built_in = WEIGHTS / "marian-mini-en-fr"
    vocabulary = len(json.loads((built_in / "vocab.json").read_text()))
    network = marian(vocabulary)
    network.save_pretrained(folder)
    if pickled:
        (folder / "model.safetensors").unlink()
        torch.save(network.state_dict(), folder / "pytorch_model.bin")
    for name in ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json"):
        shutil.copy(built_in / name, folder / name)
