"""The training loop: it logs, saves, stops when told to, and resumes to the same weights."""

import json
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import torch
from torch import Tensor
from torch.optim import Optimizer
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from training.rounding import round_folder
from training.schedule import rate


def device() -> torch.device:
    """Return the GPU if there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Run:
    """A model in training and the folder that holds its checkpoint and its log (`log.jsonl`)."""

    def __init__(
        self,
        model: PreTrainedModel,
        optimisers: list[Optimizer],
        folder: Path,
        averaging: float = 0.99,
    ):
        self.model, self.optimisers, self.folder, self.averaging = (
            model,
            optimisers,
            folder,
            averaging,
        )
        self.peaks = [optimiser.param_groups[0]["lr"] for optimiser in optimisers]
        self.average = [parameter.detach().clone() for parameter in model.parameters()]
        self.step, self.seconds, self.stopping = 0, 0.0, False
        if self.checkpoint.exists():
            self._resume()

    @property
    def checkpoint(self) -> Path:
        """The file that a stopped run resumes from."""
        return self.folder / "checkpoint.pt"

    def _resume(self) -> None:
        saved = torch.load(
            self.checkpoint, map_location=next(self.model.parameters()).device, weights_only=True
        )
        self.model.load_state_dict(saved["model"])
        for optimiser, state in zip(self.optimisers, saved["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        self.average, self.step, self.seconds = saved["average"], saved["step"], saved["seconds"]
        torch.set_rng_state(saved["rng"].cpu())

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        state = {
            "model": self.model.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "average": self.average,
            "step": self.step,
            "seconds": self.seconds,
            "rng": torch.get_rng_state(),
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def export(self, tokenizer: PreTrainedTokenizerBase, folder: Path, facts: dict) -> None:
        """Write the moving average of the weights, eight bits each, and the tokenizer to `folder`.

        Length, time and loss of the run go to `evaluation.json` there, with `facts`.
        """
        last = json.loads((self.folder / "log.jsonl").read_text(encoding="utf-8").splitlines()[-1])
        facts |= {"steps": self.step, "minutes": round(self.seconds / 60, 1), "loss": last["loss"]}
        with torch.no_grad():
            for parameter, average in zip(self.model.parameters(), self.average, strict=True):
                parameter.copy_(average)
        self.model.half().save_pretrained(folder)
        round_folder(folder)
        tokenizer.save_pretrained(folder)
        note = json.dumps({"training": facts}, indent=1)
        (folder / "evaluation.json").write_text(note + "\n", encoding="utf-8")

    def train(
        self,
        loss_of: Callable[[object], Tensor],
        batches: Iterable,
        steps: int,
        save_every: int = 200,
        warmup: int = 300,
        watch: Callable[[], dict] | None = None,
        watch_every: int = 200,
    ) -> None:
        """Train to `steps` or to a SIGTERM or Ctrl-C, saving on the way and at the end.

        What `watch` returns every `watch_every` steps (a multiple of 50) is logged; it may not
        change the weights, nor draw numbers by chance.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: setattr(self, "stopping", True))
        self.model.train()
        first, losses, began = self.step, [], time.monotonic()
        for batch in batches:
            if self.step >= steps or self.stopping:
                break
            losses.append(self._update(loss_of(batch), rate(self.step, steps, warmup)))
            self.step += 1
            if self.step % 50 == 0:
                now = time.monotonic()
                self.seconds, began = self.seconds + now - began, now
                watched = watch() if watch and self.step % watch_every == 0 else {}
                self._log(losses, watched)
                losses = []
            if self.step % save_every == 0:
                self.save()
        self.seconds += time.monotonic() - began
        if self.step > first:
            self.save()

    def _update(self, loss: Tensor, share: float) -> float:
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimiser, peak in zip(self.optimisers, self.peaks, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = peak * share
            optimiser.step()
        self.model.zero_grad()
        kept = min(self.averaging, self.step / (self.step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(self.average, list(self.model.parameters()), 1 - kept)
        return loss.item()

    def _log(self, losses: list[float], watched: dict) -> None:
        line = {
            "step": self.step,
            "seconds": round(self.seconds, 1),
            "loss": round(sum(losses) / len(losses), 4),
            **watched,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "log.jsonl", "a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)
