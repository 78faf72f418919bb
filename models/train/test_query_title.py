"""Fast tests of the query-title loss and its batches: python3 -m unittest discover -s models/train"""

import csv
import gzip
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import torch

from bag import Bag
from corpus import Packed
from judgements import judgements_of, load_home_depot
from query_title import QueryTitleBatch, QueryTitleBatches, grades_loss, query_title_loss, retrieval_loss
from tokenizer import Tokenizer
from vocabulary import count_words, learn_vocabulary

ROWS = [
    ("hammer", "Claw Hammer", 3.0),
    ("hammer", "Hammer Handle", 2.0),
    ("saw", "Hand Saw", 3.0),
    ("saw", "Saw Blade", 2.33),
    ("saw", "Claw Hammer", 1.0),
    ("paint", "White Paint", 2.67),
]


def batch_of(owners, grades, negative):
    empty = Packed.from_lists([[1]])
    return QueryTitleBatch(empty, empty, np.array(owners), np.array(grades, dtype=np.float32), np.array(negative))


class JudgementsTest(unittest.TestCase):
    def test_reads_latin_1_and_averages_repeated_pairs(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "home-depot").mkdir()
            with gzip.open(Path(folder) / "home-depot" / "train.csv.gz", "wt", encoding="latin-1", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["id", "product_uid", "product_title", "search_term", "relevance"])
                writer.writerows([[1, 7, "45° Elbow", "elbow", 3], [2, 8, "45° Elbow", "elbow", 2], [3, 9, "Tee", "elbow", 1]])
            judgements = load_home_depot(folder)
        self.assertEqual(judgements.titles, ["45° Elbow", "Tee"])
        np.testing.assert_allclose(judgements.grades[0], [2.5, 1])

    def test_splits_are_disjoint_and_complete(self):
        judgements = judgements_of([(f"query {i}", "title", 2.0) for i in range(300)])
        splits = [judgements.of_split(split).tolist() for split in ("train", "tune", "test")]
        self.assertEqual(sorted(sum(splits, [])), list(range(300)))
        self.assertGreater(len(splits[0]), 200)


class BatchesTest(unittest.TestCase):
    def batches(self, **options):
        judgements = judgements_of([(f"{query} {i}", title, grade) for i in range(30) for query, title, grade in ROWS])
        texts = judgements.queries + judgements.titles
        tokenizer = Tokenizer(learn_vocabulary(count_words(texts), 120))
        return judgements, tokenizer, QueryTitleBatches(judgements, tokenizer, 16, seed=1, **options)

    def test_draws_titles_judged_for_their_query(self):
        judgements, tokenizer, batches = self.batches(queries=9, titles=2)
        for _ in range(5):
            batch = batches.draw()
            queries = [tokenizer.decode(ids) for ids in batch.queries.lists()]
            titles = [tokenizer.decode(ids) for ids in batch.titles.lists()]
            self.assertEqual(len(set(queries)), 9)
            self.assertLessEqual(np.bincount(batch.owners).max(), 2)
            known = {(q, t.lower()): g for q, t, g in ROWS}
            for title, owner, grade in zip(titles, batch.owners, batch.grades):
                self.assertAlmostEqual(known[queries[owner].split()[0], title], float(grade), places=5)
            for row, query in enumerate(queries):
                for column, title in enumerate(titles):
                    self.assertEqual(batch.negative[row, column], (query.split()[0], title) not in known)

    def test_never_draws_queries_of_other_splits(self):
        judgements, tokenizer, batches = self.batches(queries=1000)
        train = {judgements.queries[i] for i in judgements.of_split("train")}
        self.assertEqual({tokenizer.decode(ids) for ids in batches.draw().queries.lists()}, train)


class LossTest(unittest.TestCase):
    def test_retrieval_of_equal_scores_is_log_of_the_choices(self):
        negative = [[False, False, True, True], [True, True, False, False]]
        batch = batch_of([0, 0, 1, 1], [3, 2, 3, 3], negative)
        loss = retrieval_loss(torch.zeros(2, 4), batch)
        self.assertAlmostEqual(float(loss), (np.log(3) + np.log(2)) / 2, places=5)

    def test_retrieval_ignores_titles_of_the_lowest_grade_and_judged_ones(self):
        batch = batch_of([0, 0, 1], [3, 1, 3], [[False, False, True], [True, False, False]])
        scores = torch.tensor([[1.0, 9.0, 0.0], [0.0, 9.0, 1.0]])  # title 1 was judged for query 1 too
        self.assertAlmostEqual(float(retrieval_loss(scores, batch)), float(np.log1p(np.exp(-1.0))), places=5)

    def test_grades_compare_within_a_query_by_gap(self):
        batch = batch_of([0, 0, 1, 0], [3, 1, 2, 2], np.ones((2, 4), bool))
        scores = torch.tensor([[2.0, 0.5, 99.0, 1.0], [99.0, 99.0, 3.0, 99.0]])
        softplus = lambda x: np.log1p(np.exp(x))
        expected = (2 * softplus(-1.5) + softplus(-1.0) + softplus(-0.5)) / 4
        self.assertAlmostEqual(float(grades_loss(scores, batch)), expected, places=5)

    def test_grades_of_one_title_each_cost_nothing(self):
        self.assertEqual(float(grades_loss(torch.zeros(2, 2), batch_of([0, 1], [3, 1], np.ones((2, 2), bool)))), 0.0)

    def test_training_a_bag_lowers_the_loss(self):
        _, tokenizer, batches = BatchesTest().batches(queries=20)
        bag = Bag(np.ones(len(tokenizer.vocabulary)), 16, torch.Generator().manual_seed(0))
        optimizer = torch.optim.Adam(bag.parameters(), lr=0.02)
        losses = []
        for _ in range(60):
            loss = query_title_loss(bag, batches.draw())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(float(loss))
        self.assertTrue(np.isfinite(losses).all())
        self.assertLess(np.mean(losses[-10:]), 0.7 * np.mean(losses[:10]))


if __name__ == "__main__":
    unittest.main()
