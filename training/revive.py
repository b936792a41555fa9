"""Wake encoder layers that look at one place only: python -m training.revive --help.

At a high rate the queries and keys of a layer can saturate the softmax on one token, `</s>`,
before the layer is of use; no gradient comes back through it, so it stays there. This gives the
queries and keys of such layers fresh small weights in a stopped run's checkpoint, which makes
their attention even; the run is then resumed.
"""

import argparse
from pathlib import Path

import torch

from training.muon import QUERY_OR_KEY, optimisers


def revive(saved: dict, names: list[str], layers: list[int], seed: int = 0) -> list[str]:
    """Give the queries and keys of encoder `layers` fresh weights in a checkpoint; return which.

    `names` are the model's parameters in order, as the moving average holds them.
    """
    generator = torch.Generator().manual_seed(seed)
    chosen = [
        name
        for name in names
        if QUERY_OR_KEY.search(name) and any(f"encoder.layers.{n}." in name for n in layers)
    ]
    for name in chosen:
        weight = saved["model"][name]
        fresh = torch.randn(weight.shape, generator=generator) * 0.02 * (weight.ndim == 2)
        weight.copy_(fresh)
        saved["average"][names.index(name)].copy_(fresh)
    return chosen


def forget(saved: dict, places: list[list[int]]) -> None:
    """Zero the optimisers' memory of the parameters at `places`, one list per optimiser."""
    for state, numbers in zip(saved["optimisers"], places, strict=True):
        for number in numbers:
            for name in ("momentum", "exp_avg", "exp_avg_sq"):
                if name in state["state"][number]:
                    state["state"][number][name].zero_()


def main() -> None:
    """Change the checkpoint of a translator's run."""
    from training.marian import untrained

    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("--run", type=Path, required=True, help="folder of the stopped run")
    line.add_argument("--layers", type=int, nargs="+", required=True, help="of the encoder, from 0")
    arguments = line.parse_args()
    model, _ = untrained(arguments.run / "tokenizer", 0, 0)
    file = arguments.run / "checkpoint.pt"
    saved = torch.load(file, weights_only=True)
    parameters = dict(model.named_parameters())
    chosen = revive(saved, list(parameters), arguments.layers)
    wanted = {id(parameters[name]) for name in chosen}
    groups = [optimiser.param_groups[0]["params"] for optimiser in optimisers(model, 1, 1, 0)]
    places = [[i for i, one in enumerate(group) if id(one) in wanted] for group in groups]
    forget(saved, places)
    torch.save(saved, file)
    print(*chosen, sep="\n")


if __name__ == "__main__":
    main()
