"""Tests of the teacher's way from plain text to a student's targets: python3 -m unittest discover -s models/train"""

import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import torch

from aligned_teacher import AlignedTeacher, alignment, trained_teacher
from bag import Bag
from bert import Bert, embed
from corpus import load_corpus
from distill import Lesson, train_by_distillation, train_popularity
from run import Run
from synthetic_data import write_data

HERE = Path(__file__).resolve().parent
RECIPE = {
    "seed": 7, "sets": ["beauty", "toys"], "max_users": None, "max_lines": 200, "max_line_characters": 200,
    "max_line_tokens": 24, "title_weight": 1, "vocabulary_size": 160, "max_tokens": 12,
}  # fmt: skip
STUDENT = {"hidden_size": 16, "layers": 1, "heads": 2, "intermediate_size": 32, "positions": 16}


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class AlignmentTest(unittest.TestCase):
    def setUp(self):
        random = np.random.default_rng(0)
        low = random.normal(size=(200, 7))
        zero_sum = np.linalg.qr(np.c_[np.ones(8), random.normal(size=(8, 7))])[0][:, 1:]  # [8, 7], each sums to 0
        self.wanted = unit(low @ zero_sum.T).astype(np.float32)
        turn = np.linalg.qr(random.normal(size=(20, 20)))[0][:7]
        self.own = unit(low @ turn).astype(np.float32)  # the same cosines in 20 dimensions

    def test_finds_the_rotation_between_equal_geometries(self):
        np.testing.assert_allclose(self.own @ alignment(self.own, self.wanted), self.wanted, atol=1e-5)

    def test_keeps_the_teachers_cosines_not_the_bags(self):
        other = unit(np.random.default_rng(1).normal(size=(200, 8)))
        other = unit(other - other.mean(1, keepdims=True))  # another geometry altogether
        moved = self.own @ alignment(self.own, other)
        np.testing.assert_allclose(moved @ moved.T, self.own @ self.own.T, atol=1e-5)

    def test_components_sum_to_zero(self):
        np.testing.assert_allclose((self.own @ alignment(self.own, self.wanted)).sum(1), 0, atol=1e-5)

    def test_rows_are_orthonormal(self):
        onto = alignment(self.own, self.wanted)
        np.testing.assert_allclose(np.linalg.svd(onto)[1][:7], 1, atol=1e-5)

    def test_teacher_smaller_than_the_bag_fits_in(self):
        small = unit(np.random.default_rng(2).normal(size=(200, 4)))
        moved = small @ alignment(small, self.wanted)
        np.testing.assert_allclose(moved @ moved.T, small @ small.T, atol=1e-5)


class ChainTest(unittest.TestCase):
    def test_student_comes_near_a_teacher_of_another_shape(self):
        recipe = json.loads((HERE / "recipes" / "gpu.json").read_text("utf-8"))
        gpu_teacher, gpu_pretrain, gpu_distill = recipe["teacher"], recipe["pretrain"], recipe["distill"]
        shape = {"hidden_size": 24, "layers": 2, "heads": 2, "intermediate_size": 48, "positions": 20}
        teaching = {"bert": shape, "steps": 8, "users": 12, "items": 4, "lines": 16, "evaluate_steps": 4, "warmup_steps": 2}
        pretraining = {"steps": 4, "tokens": 400, "held_out_lines": 20, "warmup_steps": 2}
        distilling = {"steps": 60, "titles": 24, "lines": 8, "anchors": 40, "max_tokens": 12, "warmup_steps": 4}
        recipe = {
            **RECIPE,
            "teacher": {**gpu_teacher, **teaching, "precision": "fp32"},
            "pretrain": {**gpu_pretrain, **pretraining, "precision": "fp32"},
        }
        options = {**gpu_distill, **distilling, "rounded_steps": 10, "learning_rate": 5e-3, "precision": "fp32"}
        scores = []

        def score(bert):
            scores.append(bert.training)
            return float(len(scores))

        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            write_data(Path(folder) / "data")
            run = Run(Path(folder) / "run", 60)
            corpus = load_corpus(Path(folder) / "data", recipe, run.folder)
            torch.manual_seed(1)
            bag = Bag(np.ones(len(corpus.tokenizer.vocabulary)), STUDENT["hidden_size"])
            teacher = trained_teacher(corpus, Path(folder) / "data", recipe, run, "cpu", score)
            aligned = AlignedTeacher(teacher, bag, corpus)
            student = Bert(len(corpus.tokenizer.vocabulary), STUDENT)
            lessons = {}
            for name, titles in corpus.titles.items():
                vectors = aligned(titles)
                popularity = train_popularity(corpus.shops[name])
                lessons[name] = Lesson(titles, vectors, torch.zeros(STUDENT["hidden_size"]), popularity)
            before = self.closeness(student, aligned, corpus)
            train_by_distillation(student, lessons, corpus.lines, aligned, options, 7, run)
            after = self.closeness(student, aligned, corpus)
        self.assertGreaterEqual(len(scores), 2)
        self.assertGreater(after, 0.6)
        self.assertGreater(after, before + 0.2)

    def closeness(self, student, aligned, corpus):
        pairs = [(embed(student, titles.lists()), aligned(titles).numpy()) for titles in corpus.titles.values()]
        return float(np.mean([(own * wanted).sum(1).mean() for own, wanted in pairs]))


if __name__ == "__main__":
    unittest.main()
