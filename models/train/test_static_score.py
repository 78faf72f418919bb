"""Tests of the static score and of what feeds it. python3 -m unittest discover -s models/train"""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import torch

from collaborative import collaborative_vectors, semantic_vectors, targets, unit
from corpus import Corpus, Packed
from data import Shop, is_held_out, load_lines, split_of, users_of
from evaluate import figures_by_shop
from history import FEATURES, HistoryPairs, fit_weights, history_pairs, lexical_pairs, static_scores
from lexical import Lexical
from lists import MAX_HISTORY, ListSet
from precision import rounded_weights
from scorers import TfIdf
from synthetic_data import write_data
from tokenizer import SPECIAL_TOKENS, Tokenizer
from weights import corpus_without

ONE = {"u": torch.zeros(4), "v": torch.zeros(4), "decay": torch.tensor(0.0), "scale": torch.tensor(0.0), "shrinkage": torch.tensor(0.0)}


def pairs_of(text, seen=MAX_HISTORY):
    """HistoryPairs of one list from text similarities [candidates, seen]; all other features 0."""
    text = torch.as_tensor(text, dtype=torch.float32)
    similarities = torch.zeros(1, len(text), MAX_HISTORY, len(FEATURES))
    similarities[0, :, MAX_HISTORY - text.shape[1] :, 0] = text
    mask = torch.zeros(1, MAX_HISTORY, dtype=torch.bool)
    mask[0, MAX_HISTORY - text.shape[1] :] = True
    return HistoryPairs(similarities, mask, torch.tensor([0]))


class StaticScoreTest(unittest.TestCase):
    def test_profile_is_the_mean_over_the_purchases_there_are(self):
        weights = ONE | {"v": torch.tensor([2.0, 0, 0, 0])}
        scores = static_scores(pairs_of([[0.1, 0.3, 0.8], [0.0, 0.0, 0.3]]), weights)[0]
        np.testing.assert_allclose(scores, [0.8, 0.2], atol=1e-6)

    def test_a_large_u_follows_the_most_similar_purchase(self):
        weights = ONE | {"u": torch.tensor([200.0, 0, 0, 0]), "scale": torch.tensor(1 / 200)}
        scores = static_scores(pairs_of([[0.9, 0.0, 0.0], [0.5, 0.5, 0.5]]), weights)[0]
        np.testing.assert_allclose(scores, [0.9 - np.log(3) / 200, 0.5], atol=1e-5)

    def test_decay_counts_from_the_newest_purchase(self):
        weights = ONE | {"v": torch.tensor([1.0, 0, 0, 0]), "decay": torch.tensor(np.log(2.0), dtype=torch.float32)}
        scores = static_scores(pairs_of([[0.0, 1.0], [1.0, 0.0]]), weights)[0]
        np.testing.assert_allclose(scores, [2 / 3, 1 / 3], atol=1e-6)

    def test_shrinkage_scales_a_short_history_more(self):
        weights = ONE | {"v": torch.tensor([1.0, 0, 0, 0]), "shrinkage": torch.tensor(3.0)}
        self.assertAlmostEqual(float(static_scores(pairs_of([[1.0]]), weights)), 1 / 4, places=6)
        self.assertAlmostEqual(float(static_scores(pairs_of([[1.0] * 9]), weights)), 9 / 12, places=6)

    def test_fit_finds_the_feature_that_tells(self):
        random = np.random.default_rng(0)
        similarities = torch.as_tensor(random.random((400, 10, MAX_HISTORY, 4)), dtype=torch.float32)
        similarities[:, 0, :, 2] += 0.5
        pairs = HistoryPairs(similarities, torch.ones(400, MAX_HISTORY, dtype=torch.bool), torch.zeros(400, dtype=torch.long))
        weights = fit_weights([pairs], 0)
        self.assertGreater(float(weights["v"][2]), 3 * float(weights["v"][[0, 1, 3]].abs().max()))
        self.assertEqual(fit_weights([pairs], 0, features=("text",))["v"][1:].abs().sum(), 0)

    def test_pairs_put_the_newest_purchase_last(self):
        words = Lexical(["red train", "red brick", "blue boat"], Tokenizer(SPECIAL_TOKENS + ["red", "blue", "train", "brick", "boat"]), np.ones(10))
        lists = ListSet(np.array([0]), [np.array([2, 1])], np.array([[0, 2]]), np.array([0]))
        pairs = history_pairs(lists, np.eye(3, dtype=np.float32), lexical_pairs(lists, words))
        self.assertEqual(pairs.mask.sum(), 2)
        np.testing.assert_allclose(pairs.similarities[0, 0, -1], [0, 0.5, 0.5, 1], atol=1e-6)  # "red train", "red brick"
        np.testing.assert_allclose(pairs.similarities[0, 1, -2], [1, 1, 1, 1], atol=1e-6)  # "blue boat" with itself


class LexicalTest(unittest.TestCase):
    def test_words_weigh_the_sum_of_their_pieces(self):
        tokenizer = Tokenizer(SPECIAL_TOKENS + ["a", "b", "##c"])
        words = Lexical(["a bc", "a", "bc"], tokenizer, np.array([0, 0, 0, 0, 0, 3.0, 1.0, 3.0]))
        np.testing.assert_allclose(words.similarities([0], [1, 2])[0, :, 0], [3 / 5, 4 / 5])
        np.testing.assert_allclose(words.similarities([0], [1])[0, 0, 1], 3 / 19**0.5)

    def test_texts_without_words_are_like_nothing(self):
        words = Lexical(["", "a", "   "], Tokenizer(SPECIAL_TOKENS + ["a"]), np.ones(6))
        self.assertEqual(np.abs(words.similarities([0, 1], [0, 2])).sum(), 0)


class CollaborativeTest(unittest.TestCase):
    def setUp(self):
        users = [user for user in range(200) if split_of("s", user) == "train"]
        self.shop = Shop("s", [f"t{i}" for i in range(8)], {u: [(4 * (u % 2) + i, 0) for i in range(3)] for u in users})

    def test_items_bought_together_are_close_and_unbought_ones_are_zero(self):
        vectors = collaborative_vectors(self.shop, 4, 0)
        cosines = vectors @ vectors.T
        self.assertGreater(cosines[0, 1], 0.9)
        self.assertLess(cosines[0, 4], 0.1)
        self.assertEqual(np.abs(vectors[[3, 7]]).sum(), 0)

    def test_rotation_lays_purchases_over_the_text(self):
        random = np.random.default_rng(0)
        text = unit(random.normal(size=(50, 6)))
        turn = np.linalg.qr(random.normal(size=(6, 6)))[0]
        wanted = targets(text, text @ turn, np.ones(50), 0.5)
        np.testing.assert_allclose(wanted, unit(text - text.mean(0)), atol=0.05)

    def test_words_with_the_same_neighbours_bring_titles_together(self):
        titles = ["red lacquer shine", "red polish shine", "oak table", "oak desk"] * 3
        vectors = semantic_vectors(TfIdf(titles), 2, 0)
        self.assertGreater(vectors[0] @ vectors[1], 0.9)
        self.assertLess(vectors[0] @ vectors[2], 0)


class SplitTest(unittest.TestCase):
    def test_held_out_and_pilot_are_the_train_split(self):
        shop = Shop("s", ["x"], {user: [] for user in range(2000)})
        held_out, pilot = users_of(shop, "held-out"), users_of(shop, "pilot")
        self.assertEqual(sorted(held_out + pilot), users_of(shop, "train"))
        self.assertTrue(all(is_held_out("s", user) for user in held_out))
        self.assertTrue(120 < len(held_out) < 200)

    def test_lines_without_titles_ignore_case_and_marks(self):
        with tempfile.TemporaryDirectory() as folder:
            write_data(folder)
            lines = load_lines(folder, 1000, 200, 0)
            kept = load_lines(folder, 1000, 200, 0, [lines[0].upper() + " !"])
        self.assertNotIn(lines[0], kept)
        self.assertLess(len(kept), len(lines))

    def test_corpus_without_a_shop_has_none_of_its_titles(self):
        own, other = Packed.from_lists([[2, 7, 8, 3]]), Packed.from_lists([[2, 9, 3]])
        lines = Packed.from_lists([[2, 7, 8, 3], [2, 9, 3], [2, 7, 3]])
        left = corpus_without(Corpus({"a": None, "b": None}, None, {"a": own, "b": other}, lines, 32), "a")
        self.assertEqual([list(ids) for ids in left.lines.lists()], [[2, 9, 3], [2, 7, 3]])
        self.assertEqual(list(left.shops), ["b"])


class CompareTest(unittest.TestCase):
    def test_difference_is_paired_by_user(self):
        users = {"s": np.repeat(np.arange(50), 2)}
        base = {"s": np.random.default_rng(0).random(100)}
        figures = figures_by_shop({"s": base["s"] + 0.01}, base, users, 200)
        self.assertEqual(figures["s"]["difference_95"], [0.01, 0.01])
        self.assertGreater(figures["s"]["standard_error"], 0.01)


class RoundedWeightsTest(unittest.TestCase):
    def test_gradients_go_to_the_full_weights(self):
        layer = torch.nn.Linear(3, 2)
        before = layer.weight.detach().clone()
        with rounded_weights(layer, True):
            steps = layer.weight / (layer.weight.detach().abs().amax(1, keepdim=True) / 127)
            np.testing.assert_allclose(steps.detach(), steps.detach().round(), atol=1e-3)
            layer(torch.ones(1, 3)).sum().backward()
        self.assertTrue(torch.equal(layer.weight, before))
        self.assertEqual(float(layer.weight.grad.sum()), 6)


if __name__ == "__main__":
    unittest.main()
