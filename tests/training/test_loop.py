import itertools
import json
import os
import signal

import torch
from torch import nn

from training.loop import Run
from training.muon import optimisers


def tiny(folder) -> Run:
    torch.manual_seed(0)
    model = nn.ModuleDict({"layers": nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 4)])})
    return Run(model, optimisers(model, 0.02, 0.003, 0.01), folder)


def train(run: Run, steps: int, stop_at: int | None = None) -> None:
    def loss_of(number: int) -> torch.Tensor:
        if number == stop_at:
            os.kill(os.getpid(), signal.SIGTERM)
        first, second = run.model["layers"]
        entry = nn.functional.dropout(torch.full((8, 4), 0.1 * number), 0.5)
        return (second(first(entry).tanh()) - 1).square().mean()

    run.train(loss_of, itertools.count(run.step), steps, save_every=5, warmup=5)


def test_a_stopped_run_resumes_to_the_same_weights(tmp_path):
    whole = tiny(tmp_path / "whole")
    train(whole, 60)
    train(tiny(tmp_path / "halves"), 60, stop_at=23)
    resumed = tiny(tmp_path / "halves")
    assert resumed.step == 24
    train(resumed, 60)
    for one, other in zip(whole.model.parameters(), resumed.model.parameters(), strict=True):
        assert torch.equal(one, other)
    assert all(map(torch.equal, whole.average, resumed.average))


def test_a_finished_run_stays_as_it_is(tmp_path):
    train(tiny(tmp_path), 10)
    before = tiny(tmp_path).checkpoint.read_bytes()
    again = tiny(tmp_path)
    train(again, 10)
    assert again.step == 10 and again.checkpoint.read_bytes() == before


def test_the_log_has_step_seconds_and_loss(tmp_path):
    train(tiny(tmp_path), 100)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [50, 100]
    assert all(line["loss"] > 0 and line["seconds"] >= 0 for line in lines)


def test_what_is_watched_is_in_the_log(tmp_path):
    run, steps = tiny(tmp_path), []

    def watch() -> dict:
        steps.append(run.step)
        return {"gain": 1.5}

    run.train(lambda n: run.model["layers"][0](torch.ones(4)).square().sum(),
              itertools.count(), 150, watch=watch, watch_every=100)  # fmt: skip
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert steps == [100]
    assert [line.get("gain") for line in lines] == [None, 1.5, None]
