"""The command-line options that every training run has."""

import argparse
from pathlib import Path

from torch import nn
from torch.optim import Optimizer

from training.muon import optimisers


def options(description: str, share: float) -> argparse.ArgumentParser:
    """Return a command line with the folders, the length and the rates of a run.

    `share` is the default of --query-key-share, see `training.muon.optimisers`.
    """
    line = argparse.ArgumentParser(description=description)
    line.add_argument(
        "--run", type=Path, required=True, help="checkpoint, log and tokenizer go here"
    )
    line.add_argument("--out", type=Path, required=True, help="the finished model goes here")
    line.add_argument("--steps", type=int, default=8000, help="may be changed on the plateau")
    line.add_argument("--tokens", type=int, default=5120, help="padded tokens a batch, all sides")
    line.add_argument("--muon-rate", type=float, default=0.02)
    line.add_argument("--adam-rate", type=float, default=3e-3)
    line.add_argument("--query-key-share", type=float, default=share, help="of --muon-rate")
    line.add_argument("--weight-decay", type=float, default=0.05)
    line.add_argument("--treebank", type=Path, help="CoNLL-U, to log the gain in training")
    line.add_argument("--seed", type=int, default=0)
    line.add_argument("--threads", type=int, default=1, help="CPU threads")
    return line


def rates(model: nn.Module, arguments: argparse.Namespace) -> list[Optimizer]:
    """Return the optimisers of `model` at the rates of the command line."""
    names = ("muon_rate", "adam_rate", "weight_decay", "query_key_share")
    return optimisers(model, *(getattr(arguments, name) for name in names))


def seen(arguments: argparse.Namespace, steps: int, examples: int, tokens: int) -> dict:
    """Return what the card says of a run over `examples` of `tokens` in all: rates and epochs."""
    kept = ("tokens", "muon_rate", "adam_rate", "weight_decay", "query_key_share", "seed")
    return {
        "examples": examples,
        "epochs": round(steps * arguments.tokens / tokens, 2),
        **{name: getattr(arguments, name) for name in kept},
    }
