"""One training run's folder: progress lines, checkpoints about once a minute, and resuming from them."""

import os
import time
from pathlib import Path

import torch


class Run:
    """Keeps <folder>/<stage>.pt with model, optimiser and step; a finished stage is not trained again.

    After a resume the batches differ from those of an uninterrupted run (they are seeded by seed and step).
    """

    def __init__(self, folder, checkpoint_seconds):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.checkpoint_seconds = checkpoint_seconds
        self.saved = self.printed = self.started = time.monotonic()
        self.first_step = 0
        self.seconds_before = 0.0

    def path(self, stage):
        return self.folder / f"{stage}.pt"

    def resume(self, stage, model, optimizer):
        """Loads the stage's checkpoint if there is one; returns the number of steps already done."""
        self.saved = self.printed = self.started = time.monotonic()
        self.first_step, self.seconds_before = 0, 0.0
        if self.path(stage).exists():
            stored = torch.load(self.path(stage), map_location="cpu")
            model.load_state_dict(stored["model"])
            optimizer.load_state_dict(stored["optimizer"])
            self.first_step, self.seconds_before = stored["step"], stored["seconds"]
            print(f"{stage}: resumed at step {self.first_step}", flush=True)
        return self.first_step

    def step(self, stage, step, steps, losses, model, optimizer):
        """Call after each step: prints every 10 s, saves every `checkpoint_seconds` and at the end."""
        now = time.monotonic()
        seconds = self.seconds_before + now - self.started
        if now - self.printed >= 10 or step == steps:
            values = "  ".join(f"{name} {float(loss):.4f}" for name, loss in losses.items())
            print(f"{stage}: step {step}/{steps}  {values}  {seconds:.0f} s", flush=True)
            self.printed = now
        if now - self.saved >= self.checkpoint_seconds or step == steps:
            stored = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds}
            partial = self.path(stage).with_suffix(".partial")
            torch.save(stored, partial)
            os.replace(partial, self.path(stage))
            self.saved = now
