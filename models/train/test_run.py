"""Tests of checkpoints: a killed run ends like an unbroken one. python3 -m unittest discover -s models/train

`python3 test_run.py train DATA RUNS [STAGE STEP]` is the run that is killed: by itself, in the middle of that step.
"""

import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import torch
from torch import nn

from bag import Bag, train_bag
from bert import Bert
from corpus import inverse_document_frequency, load_corpus
from distill import Lesson, train_by_distillation, train_popularity
from judgements import load_home_depot
from query_title import QueryTitleBatches, query_title_loss
from run import Run, load
from synthetic_data import write_data
from test_event_file import read_events

STEPS = 12
RECIPE = {
    "seed": 7, "sets": ["beauty", "toys"], "max_users": None, "max_lines": 200, "max_line_characters": 200,
    "max_line_tokens": 24, "title_weight": 1, "vocabulary_size": 160, "max_tokens": 12,
}  # fmt: skip
SHAPE = {"hidden_size": 16, "layers": 2, "heads": 2, "intermediate_size": 32, "positions": 32}
BAG = {
    "steps": STEPS, "users": 16, "items": 4, "temperature": 0.1, "lines": 16, "lines_weight": 0.3,
    "lines_temperature": 0.1, "queries_every": 2, "queries_weight": 0.2, "learning_rate": 0.01, "warmup_steps": 3,
}  # fmt: skip
DISTILL = {
    "steps": STEPS, "titles": 12, "lines": 6, "anchors": 20, "max_tokens": 12, "temperature": 0.1, "token_dropout": 0.3,
    "learning_rate": 1e-3, "embedding_learning_rate": 1e-3, "weight_decay": 0.01, "warmup_steps": 3, "clip_norm": 1.0,
    "precision": "fp32", "rounded_steps": 4, "evaluate_steps": 2, "patience": 3,
}  # fmt: skip


class KilledRun(Run):
    """Kills its own process, as kill -9 does, when the weights of one step are changed but not yet saved."""

    def __init__(self, folder, stage, step):
        super().__init__(folder, checkpoint_seconds=0)
        self.killed_at = (stage, step)

    def stage(self, name, *arguments, **options):
        stage = super().stage(name, *arguments, **options)
        log = stage.log

        def log_and_die(step, values):
            log(step, values)
            if (name, step) == self.killed_at:
                os.kill(os.getpid(), signal.SIGKILL)

        stage.log = log_and_die
        return stage


class QueryLoss:
    def __init__(self, data, corpus):
        self.batches = QueryTitleBatches(load_home_depot(data), corpus.tokenizer, 12, seed=5, queries=8, titles=3)
        self.random = self.batches.random

    def __call__(self, embed):
        return query_title_loss(embed, self.batches.draw())


def train(data, run):
    """A bag, then a BERT with dropout distilled from it and stopped early: returns both models' weights."""
    corpus = load_corpus(data, RECIPE, run.folder)
    torch.manual_seed(1)
    bag = Bag(inverse_document_frequency(corpus), SHAPE["hidden_size"])
    train_bag(bag, corpus, BAG, 7, run, "bag-1", queries=QueryLoss(data, corpus))
    student = Bert(len(corpus.tokenizer.vocabulary), SHAPE, hidden_dropout=0.1, attention_dropout=0.1)

    @torch.no_grad()
    def embed_by_bag(packed):
        return bag(packed)

    lessons = {}
    for name, titles in corpus.titles.items():
        vectors = embed_by_bag(titles)
        lessons[name] = Lesson(titles, vectors, torch.zeros(SHAPE["hidden_size"]), train_popularity(corpus.shops[name]))

    def evaluate():  # any score that depends on the weights
        return -abs(float(student.embeddings["word_embeddings"].weight.sum()))

    train_by_distillation(student, lessons, corpus.lines, embed_by_bag, DISTILL, 7, run, evaluate=evaluate)
    return {name: value for model in (bag, student) for name, value in model.state_dict().items()}


class KillTest(unittest.TestCase):
    def test_killed_and_resumed_run_ends_with_the_weights_of_an_unbroken_one(self):
        with tempfile.TemporaryDirectory() as folder:
            data, broken = Path(folder) / "data", Path(folder) / "broken"
            write_data(data)
            whole = train(data, Run(Path(folder) / "whole", checkpoint_seconds=60))
            for stage, step in (("bag-1", 5), ("distill", 6)):
                command = [sys.executable, __file__, "train", str(data), str(broken), stage, str(step)]
                done = subprocess.run(command, capture_output=True, text=True)
                self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)
                self.assertEqual(load(broken / f"{stage}.pt")["done"], step)
            resumed = train(data, Run(broken, checkpoint_seconds=60))
        self.assertEqual(whole.keys(), resumed.keys())
        for name, weights in whole.items():
            self.assertTrue(torch.equal(weights, resumed[name]), name)


def small_stage(folder, patience=None, checkpoint_seconds=60):
    torch.manual_seed(0)
    model = nn.Linear(4, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    random = np.random.default_rng(3)
    return Run(folder, checkpoint_seconds).stage("small", model, optimizer, [random], patience), model, optimizer, random


class RunTest(unittest.TestCase):
    def test_checkpoints_of_other_inputs_are_not_taken_up(self):
        with tempfile.TemporaryDirectory() as folder:
            for inputs, kept in ((b"a", False), (b"a", True), (b"b", False), (b"b", True)):
                run = Run(Path(folder) / "run", 60, inputs)
                self.assertEqual(run.path("bag").exists(), kept, inputs)
                run.path("bag").write_bytes(b"checkpoint")


class StageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def train(self, total, stop_after=None, scores=None, patience=None):
        """Trains with noise from both generators; an exception after `stop_after` steps stands for any crash."""
        stage, model, optimizer, random = small_stage(self.folder, patience, checkpoint_seconds=0)
        weights = []
        with stage:
            for step in stage.steps(total):
                if step == stop_after:
                    raise KeyboardInterrupt
                inputs = torch.as_tensor(random.normal(size=(8, 4)), dtype=torch.float32) + torch.randn(8, 4)
                loss = model(inputs).square().mean()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                stage.log(step, {"loss": loss})
                weights.append(model.weight.detach().clone())
                if scores is not None and stage.best(scores[step]):
                    break
        return model.weight.detach().clone(), weights, stage

    def crash_then_finish(self, total, at, **options):
        with self.assertRaises(KeyboardInterrupt):
            self.train(total, stop_after=at, **options)
        return self.train(total, **options)

    def test_finished_stage_is_loaded_and_not_trained_again(self):
        weight, _, _ = self.train(5)
        again, steps, _ = self.train(5)
        self.assertEqual(steps, [])
        self.assertTrue(torch.equal(weight, again))

    def test_best_weights_are_those_of_the_highest_score(self):
        weight, weights, stage = self.train(6, scores=[0.1, 0.5, 0.3, 0.2, 0.1, 0.0], patience=3)
        self.assertTrue(torch.equal(weight, weights[1]))
        self.assertEqual(len(weights), 5)  # three worse scores in a row end it
        self.assertFalse(torch.equal(weights[1], weights[4]))

    def test_patience_starts_anew_with_each_better_score(self):
        _, weights, _ = self.train(6, scores=[0.1, 0.0, 0.2, 0.1, 0.3, 0.2], patience=2)
        self.assertEqual(len(weights), 6)

    def test_without_patience_all_steps_are_taken_and_the_best_kept(self):
        weight, weights, _ = self.train(4, scores=[0.9, 0.1, 0.2, 0.3])
        self.assertEqual(len(weights), 4)
        self.assertTrue(torch.equal(weight, weights[0]))

    def test_best_score_and_patience_survive_a_crash(self):
        scores = [0.1, 0.5, 0.3, 0.2, 0.1, 0.0]
        whole, _, _ = self.train(6, scores=scores, patience=3)
        self.folder = self.folder / "again"
        resumed, weights, _ = self.crash_then_finish(6, at=3, scores=scores, patience=3)
        self.assertTrue(torch.equal(whole, resumed))
        self.assertEqual(len(weights), 2)  # steps 3 and 4

    def test_half_written_checkpoint_is_never_read(self):
        whole, _, _ = self.train(6)
        self.folder = self.folder / "again"
        with self.assertRaises(KeyboardInterrupt):
            self.train(6, stop_after=4)
        (self.folder / "small.partial").write_bytes(b"PK\x03\x04 cut off")
        resumed, weights, _ = self.train(6)
        self.assertTrue(torch.equal(whole, resumed))
        self.assertEqual(len(weights), 2)

    def test_each_step_is_in_the_event_file_once_after_a_crash(self):
        stage, _, _, _ = small_stage(self.folder)
        with self.assertRaises(KeyboardInterrupt), stage:
            for step in stage.steps(6):
                stage.best(step)
                if step == 3:
                    stage.save()  # as of step 3: what the event file holds of later ones will be written again
                if step == 5:
                    raise KeyboardInterrupt
        stage, _, _, _ = small_stage(self.folder)
        with stage:
            for step in stage.steps(6):
                stage.best(step)
        events = read_events(self.folder / "events" / "small" / "events.out.tfevents")
        self.assertEqual([event.get("step") for event in events], [None, 1, 2, 3, 4, 5, 6])

    def test_seconds_add_up_over_resumes(self):
        _, _, stage = self.crash_then_finish(4, at=2)
        self.assertGreater(stage.seconds_before, 0)
        self.assertGreater(stage.seconds(), stage.seconds_before)


if __name__ == "__main__":
    if sys.argv[1:2] == ["train"]:
        data, folder, stage, step = sys.argv[2:]
        train(data, KilledRun(folder, stage, int(step)))
    else:
        unittest.main()
