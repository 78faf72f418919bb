"""Fast tests of the query-title score and of its figures: python3 -m unittest discover -s models/train"""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np

from bm25 import Bm25
from judgements import judgements_of
import match_fixture
from match_features import FEATURES, Query, feedback_of, match_features
from match_fit import FITS, NEGATIVES, UNITS, TermsCache, draw_lists, embed_lists, fit_match, match_scores
from match_surrogates import as_of_encoder, fold_of, match_tensors
from match_text import Terms
from relevance import RelevanceData, figures, ndcg_exponential, ndcg_linear, pairs_in_order, relevance_report
from tokenizer import Tokenizer
from vocabulary import count_words, learn_vocabulary

COLOURS, THINGS = ["red", "blue", "green", "white", "black"], ["lamp", "chair", "table", "shelf", "door", "mug", "box"]


def made_up_judgements():
    """70 queries "colour thing number": grade 3 for the thing in that colour, 2 in another, 1 for another thing."""
    rows = []
    for i in range(70):
        colour, thing = COLOURS[i % 5], THINGS[i % 7]
        query = f"{colour} {thing} {i}"
        rows.append((query, f"Alva {colour} {thing} {i} in.", 3.0))
        rows.append((query, f"Holt {COLOURS[(i + 1) % 5]} {thing} {i + 100} in.", 2.0))
        rows.append((query, f"Kiln {COLOURS[(i + 2) % 5]} {THINGS[(i + 3) % 7]} {i + 200} in.", 1.0))
    return judgements_of(rows)


def by_letters(texts):
    """Unit vectors [n, 26] by letters: an encoder that knows next to nothing."""
    vectors = np.array([[text.lower().count(chr(97 + i)) for i in range(26)] for text in texts], dtype=np.float32)
    return vectors / np.maximum(1e-6, np.linalg.norm(vectors, axis=1, keepdims=True))


class TermsTest(unittest.TestCase):
    def keys(self, text):
        return Terms(text).keys

    def test_one_number_has_one_key(self):
        for text in ("1-1/2 inch", "1 1/2\"", "1.5 in.", "1.50 Inches"):
            self.assertEqual(self.keys(text), ["#1500", "=in"], text)

    def test_two_numbers_stay_two(self):
        for text in ("12-2", "12/2", "12 x 2", "12x2"):
            self.assertEqual(self.keys(text), ["#12000", "#2000"], text)
        self.assertEqual(self.keys("120/240-volt"), ["#120000", "#240000", "=v"])

    def test_in_is_a_unit_only_after_a_number(self):
        self.assertEqual(self.keys("faucet in chrome"), ["faucet", "in", "chrome"])

    def test_plurals(self):
        words = "boxes batteries saws glasses brushes glass gas bus ties"
        self.assertEqual(self.keys(words), "box battery saw glass brush glass gas bus tie".split())

    def test_the_head_is_the_last_word_before_a_preposition_or_a_comma(self):
        for text in ("Oak Table Lamp with Shade", "Oak Table Lamp, Brass", "Oak Table Lamp 12 in. (2-Pack)"):
            terms = Terms(text)
            self.assertEqual(terms.keys[terms.head], "lamp", text)
        self.assertEqual(Terms("with 12 in.").head, -1)


class FeaturesTest(unittest.TestCase):
    def features(self, query, *titles):
        vectors = np.eye(len(titles))
        rows = match_features(Query(Terms(query)), [Terms(title) for title in titles], np.zeros(len(titles)), vectors)
        return {name: rows[:, at] for at, name in enumerate(FEATURES)}

    def test_coverage_is_by_weight_and_soft_for_typos(self):
        found = self.features("copper elbow 3/4", "Copper Elbow 0.75 in.", "Cooper Elbow 0.75 in.", "Elbow")
        np.testing.assert_allclose(found["coverage"], [1, 12 / 20, 7 / 20])
        np.testing.assert_allclose(found["soft_coverage"][1], (12 + 8 * (1 / 4) ** 2) / 20)
        np.testing.assert_array_equal(found["missing"], [0, 1, 2])
        np.testing.assert_array_equal(found["missing_numbers"], [0, 0, 1])

    def test_saturation_prefers_the_shorter_title(self):
        found = self.features("lamp", "Lamp", "Lamp Shade Kit White Oak")
        self.assertGreater(found["saturated"][0], found["saturated"][1])

    def test_feedback_leaves_the_title_itself_out(self):
        vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]])
        feedback = feedback_of(np.array([0.0, 0.0, 0.0]), np.zeros(3), vectors)
        np.testing.assert_allclose(feedback, [0.3, 0.4, 0.7])

    def test_feedback_is_exact_when_one_title_has_nearly_all_of_it_and_0_alone(self):
        vectors = np.array([[1, 0], [0.6, 0.8], [0, 1]])
        feedback = feedback_of(np.array([1.5, 0.0, 0.0]), np.zeros(3), vectors)
        np.testing.assert_allclose(feedback[0], 0.3, atol=1e-9)
        self.assertEqual(feedback_of(np.array([1.0]), np.zeros(1), np.ones((1, 1)))[0], 0)


class FitTest(unittest.TestCase):
    def test_learns_the_order_and_keeps_the_shapes(self):
        judgements = made_up_judgements()
        tokenizer = Tokenizer(learn_vocabulary(count_words(judgements.titles + judgements.queries), 200))
        idf = np.ones(len(tokenizer.vocabulary))
        options = {"size": 8, "steps": 5, "learning_rate": 0.01, "warmup_steps": 1}
        tensors = match_tensors(judgements, tokenizer, idf, 16, by_letters, options=options)
        shapes = {name: value.shape for name, value in tensors.items()}
        width, hidden = len(FEATURES), FITS * UNITS
        self.assertEqual(shapes["match.hidden"], (width, hidden))
        self.assertEqual(shapes["match.mean"], (width,))
        self.assertEqual({value.dtype for value in tensors.values()}, {np.dtype(np.float32)})
        data = RelevanceData(judgements, judgements_of([("red lamp", "Blue Door", 0.0), ("red lamp", "Red Lamp", 3.0)]),
                             {"home_depot": Bm25(judgements.titles), "chorus": Bm25(["Blue Door", "Red Lamp"])}, TermsCache())  # fmt: skip
        report = relevance_report(data, by_letters, tensors, "tune", samples=20)
        self.assertGreater(report["match"]["pairs"]["value"], 0.9)
        self.assertEqual(report["match"]["chorus"]["value"], 1)
        self.assertEqual(set(report), {"BM25", "cosine", "match"})

    def test_the_score_is_the_mean_of_its_fits(self):
        random = np.random.default_rng(0)
        lists = [(random.normal(size=(5, len(FEATURES))), np.array([3, 2, 1, 0, 0.0])) for _ in range(8)]
        tensors = fit_match(lists, epochs=2, batch=4)
        features = random.normal(size=(3, len(FEATURES)))
        each = []
        for fit in range(FITS):
            own = slice(fit * UNITS, (fit + 1) * UNITS)
            part = {**tensors, "match.hidden": tensors["match.hidden"][:, own], "match.bias": tensors["match.bias"][own]}
            each.append(match_scores(features, {**part, "match.output": tensors["match.output"][own] * FITS}))
        np.testing.assert_allclose(np.mean(each, axis=0), match_scores(features, tensors), atol=1e-5)

    def test_an_encoder_of_another_scale_gives_the_same_scores(self):
        random = np.random.default_rng(0)
        lists = [(random.normal(size=(6, len(FEATURES))), np.array([3, 2, 1, 0, 0, 0.0])) for _ in range(8)]
        tensors = as_of_encoder(fit_match(lists, epochs=1, batch=4), lists)
        wider = [(np.column_stack([3 * x[:, :2] + 1, x[:, 2:]]), grades) for x, grades in lists]
        np.testing.assert_allclose(
            match_scores(wider[0][0], as_of_encoder(tensors, wider)), match_scores(lists[0][0], tensors), atol=1e-5
        )

    def test_negatives_were_never_judged_for_the_query(self):
        judgements = made_up_judgements()
        for number, titles, grades in draw_lists(judgements, judgements.of_split("train"), 1):
            self.assertEqual(len(set(titles)), len(titles))
            self.assertEqual((grades == 0).sum(), NEGATIVES)
            self.assertEqual(set(titles[grades > 0]), set(judgements.judged[number]))

    def test_vectors_are_centred_by_the_titles_of_the_lists(self):
        judgements = made_up_judgements()
        lists = draw_lists(judgements, judgements.of_split("tune"), 1)
        queries, titles = embed_lists(judgements, lists, by_letters)
        used = np.unique(np.concatenate([chosen for _, chosen, _ in lists]))
        own = by_letters([judgements.titles[i] for i in used])
        expected = own[0] - own.mean(0)
        np.testing.assert_allclose(titles[used[0]], expected / np.linalg.norm(expected), atol=1e-5)
        self.assertEqual(len(queries), len(judgements.queries))

    def test_folds_are_fixed_and_all_used(self):
        self.assertEqual({fold_of(f"query {i}") for i in range(100)}, set(range(5)))


class FixtureTest(unittest.TestCase):
    def test_what_the_browser_side_is_tested_with_is_what_these_files_give(self):
        stored, made = json.loads(match_fixture.OUT.read_text("utf-8")), match_fixture.fixture()
        self.assertEqual(stored["terms"], made["terms"])
        for old, new in zip(stored["cases"], made["cases"]):
            np.testing.assert_allclose(old["features"], new["features"], atol=1e-6)
            np.testing.assert_allclose(old["scores"], new["scores"], atol=1e-6)


class FiguresTest(unittest.TestCase):
    def test_pairs_count_ties_by_half(self):
        self.assertEqual(pairs_in_order(np.array([2.0, 1, 1]), np.array([3.0, 2, 1])), (2.5, 3))

    def test_ndcg_of_known_orders(self):
        self.assertEqual(ndcg_linear(np.array([3.0, 2, 1]), np.array([3.0, 2, 0])), 1)
        swapped = ndcg_exponential(np.array([1.0, 2]), np.array([3.0, 1]))
        self.assertAlmostEqual(swapped, (1 + 7 / np.log2(3)) / (7 + 1 / np.log2(3)))

    def test_a_ratio_of_sums_has_an_interval_and_a_paired_difference(self):
        own = np.array([[3.0, 4], [1, 2], [5, 5]])
        result = figures(own, own, 50)
        self.assertEqual(result["value"], round(9 / 11, 4))
        self.assertEqual(result["minus_bm25"], [0, 0])
        self.assertLess(result["low"], result["high"])

    def test_bm25_prefers_rare_words_and_short_titles(self):
        bm25 = Bm25(["red lamp", "red door", "red mug", "red lamps of a long name here"])
        scores = bm25.scores("red lamp", np.arange(4))
        self.assertEqual(list(np.argsort(-scores)[:2]), [0, 3])


if __name__ == "__main__":
    unittest.main()
