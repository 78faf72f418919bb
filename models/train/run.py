"""One training run's folder: progress lines, TensorBoard scalars, checkpoints about once a minute, and exact resuming.

    with run.stage("bag-1", model, optimizer, generators=[random]) as stage:
        for step in stage.steps(1000):
            ...
            stage.log(step, {"loss": loss})

A checkpoint holds everything the next step depends on: weights, optimiser, the state of each NumPy generator and of
PyTorch's, and the best weights so far. So a run that was killed and started again ends with the same weights, bit for
bit, as one that was not (on a CPU). Batches must therefore come from `generators` alone.
"""

import copy
import hashlib
import os
import shutil
import time
from pathlib import Path

import torch

from event_file import EventFile

PRINT_SECONDS = 10


class Run:
    """Keeps <folder>/<stage>.pt for each stage; a finished stage is not trained again.

    inputs: bytes of all that the stages depend on, recipe included. What the folder holds of a run on others is removed: a
    changed catalogue must not come out as yesterday's model.
    """

    def __init__(self, folder, checkpoint_seconds, inputs=b""):
        self.folder = Path(folder)
        self.checkpoint_seconds = checkpoint_seconds
        fingerprint, known = hashlib.sha256(inputs).hexdigest(), self.folder / "inputs.sha256"
        if known.exists() and known.read_text("utf-8") != fingerprint:
            print(f"{self.folder.name}: recipe or data have changed since its checkpoints; it starts afresh", flush=True)
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        known.write_text(fingerprint, "utf-8")

    def stage(self, name, model, optimizer, generators=(), patience=None):
        return Stage(self, name, model, optimizer, list(generators), patience)

    def path(self, stage):
        return self.folder / f"{stage}.pt"


class Stage:
    """One stage's progress; a context manager, see the file's head. `patience`: see `best`."""

    def __init__(self, run, name, model, optimizer, generators, patience):
        self.run, self.name, self.model, self.optimizer = run, name, model, optimizer
        self.generators, self.patience = generators, patience
        self.done = 0  # steps
        self.seconds_before = 0.0
        self.best_score, self.best_weights, self.worse = None, None, 0
        self.finished = False

    def __enter__(self):
        path = self.run.path(self.name)
        if path.exists():
            self.restore(load(path))
            print(f"{self.name}: resumed after step {self.done}{' (finished)' if self.finished else ''}", flush=True)
        self.started = self.saved = self.printed = time.monotonic()
        self.events = None if self.finished else EventFile(self.run.folder / "events" / self.name, self.done)
        return self

    def __exit__(self, error, *_):
        if error is None and not self.finished:
            self.finished = True
            if self.best_weights is not None:
                self.model.load_state_dict(self.best_weights)
            self.save()
        if self.events is not None:
            self.events.close()

    def steps(self, total):
        """Yields the numbers of the steps that are left, from 0; saves when it is time."""
        self.total = total
        while self.done < total and not self.finished:
            yield self.done
            self.done += 1
            if time.monotonic() - self.saved >= self.run.checkpoint_seconds:
                self.save()

    def log(self, step, values):
        """Prints every 10 s; writes the scalars of as many steps to the event file."""
        now = time.monotonic()
        if now - self.printed < PRINT_SECONDS and step + 1 < self.total:
            return
        self.printed = now
        values = {name: float(torch.as_tensor(value).detach()) for name, value in values.items()}
        text = "  ".join(f"{name} {value:.4f}" for name, value in values.items())
        print(f"{self.name}: step {step + 1}/{self.total}  {text}  {self.seconds():.0f} s", flush=True)
        for name, value in values.items():
            self.events.scalar(step + 1, f"{self.name}/{name}", value, time.time())

    def best(self, score):
        """Early stopping: call with a score on the tune split, higher is better.

        Keeps the best weights, which the stage ends with; returns whether `patience` scores in a row were no better.
        """
        self.events.scalar(self.done + 1, f"{self.name}/tune", score, time.time())
        print(f"{self.name}: tune {score:.4f} after step {self.done + 1}", flush=True)
        if self.best_score is None or score > self.best_score:
            self.best_score, self.worse = score, 0
            self.best_weights = copy.deepcopy(self.model.state_dict())
        else:
            self.worse += 1
        return self.patience is not None and self.worse >= self.patience

    def seconds(self):
        return self.seconds_before + time.monotonic() - self.started

    def save(self):
        stored = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "done": self.done,
            "seconds": self.seconds(),
            "generators": [generator.bit_generator.state for generator in self.generators],
            "torch": torch.get_rng_state(),
            "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
            "best": (self.best_score, self.best_weights, self.worse),
            "finished": self.finished,
        }
        path = self.run.path(self.name)
        partial = path.with_suffix(".partial")
        with open(partial, "wb") as file:
            torch.save(stored, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
        self.saved = time.monotonic()

    def restore(self, stored):
        self.model.load_state_dict(stored["model"])
        self.optimizer.load_state_dict(stored["optimizer"])
        self.done, self.seconds_before, self.finished = stored["done"], stored["seconds"], stored["finished"]
        self.best_score, self.best_weights, self.worse = stored["best"]
        for generator, state in zip(self.generators, stored["generators"]):
            generator.bit_generator.state = state
        torch.set_rng_state(stored["torch"])
        if stored["cuda"] and torch.cuda.is_available():
            torch.cuda.set_rng_state_all(stored["cuda"])


def load(path):
    """A checkpoint of our own making: it holds generators' states too, which newer PyTorch reads only when told to."""
    try:
        return torch.load(path, map_location="cpu", weights_only=False)
    except TypeError:  # PyTorch before 1.13 has no such argument
        return torch.load(path, map_location="cpu")
