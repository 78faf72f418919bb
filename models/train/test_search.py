"""Fast tests of the hyperparameter search: python3 -m unittest discover -s models/train"""

import contextlib
import io
import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from search import draw_overrides, read_trials, search, with_overrides

RECIPE = {"seed": 1, "bag": {"temperature": 0.5, "lines": {"weight": 3}}}
SPACE = {"trials": 5, "seed": 7, "values": {"bag.temperature": [0.1, 0.2, 0.3, 0.4], "bag.lines.weight": [1, 2, 3]}}


def score_of(recipe):
    """Highest, 1, at temperature .2 and weight 2."""
    return 1 - abs(recipe["bag"]["temperature"] - 0.2) - abs(recipe["bag"]["lines"]["weight"] - 2)


class SearchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "trials.jsonl"
        self.asked = []

    def search(self, space=SPACE, score=score_of):
        def asking(recipe):
            self.asked.append(recipe)
            return score(recipe)

        with contextlib.redirect_stdout(io.StringIO()) as printed:
            best = search(RECIPE, space, self.path, asking)
        self.printed = printed.getvalue()
        return best

    def test_finds_and_prints_the_best_of_all(self):
        best = self.search(dict(SPACE, trials=99))
        self.assertEqual(len(self.asked), 12)  # there are no more
        self.assertEqual(best["overrides"], {"bag.temperature": 0.2, "bag.lines.weight": 2})
        self.assertAlmostEqual(best["score"], 1)
        self.assertIn("best: 1.0  {'bag.temperature': 0.2, 'bag.lines.weight': 2}", self.printed)

    def test_writes_each_trial_as_a_line(self):
        self.search()
        lines = [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]
        self.assertEqual([line["trial"] for line in lines], [1, 2, 3, 4, 5])
        for line, recipe in zip(lines, self.asked):
            self.assertEqual(set(line), {"trial", "overrides", "score", "seconds"})
            self.assertEqual(line["score"], score_of(recipe))
            self.assertEqual(with_overrides(RECIPE, line["overrides"]), recipe)

    def test_stopped_search_goes_on_where_it_was(self):
        def failing(recipe):
            if len(self.asked) == 3:
                raise KeyboardInterrupt
            return score_of(recipe)

        with self.assertRaises(KeyboardInterrupt):
            self.search(score=failing)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write('{"trial": 3, "over')  # killed while writing
        third = self.asked[2]
        self.asked.clear()
        self.search()
        self.assertEqual(len(self.asked), 3)
        self.assertEqual(self.asked[0], third)
        self.assertEqual([trial["trial"] for trial in read_trials(self.path)], [1, 2, 3, 4, 5])
        self.asked.clear()
        best = self.search()
        self.assertEqual(self.asked, [])
        self.assertEqual(best["score"], max(trial["score"] for trial in read_trials(self.path)))

    def test_more_trials_only_add(self):
        few, more = draw_overrides(SPACE), draw_overrides(dict(SPACE, trials=9))
        self.assertEqual(more[:5], few)
        self.assertEqual(len({json.dumps(overrides) for overrides in more}), 9)
        self.assertNotEqual(draw_overrides(dict(SPACE, seed=8)), few)

    def test_failed_trial_is_never_the_best_nor_repeated(self):
        best = self.search(score=lambda recipe: float("nan") if len(self.asked) == 1 else score_of(recipe))
        self.assertIsNone(read_trials(self.path)[0]["score"])
        self.assertEqual(best["score"], max(map(score_of, self.asked[1:])))
        self.assertNotIn("NaN", self.path.read_text("utf-8"))
        self.search()
        self.assertEqual(len(self.asked), 5)

    def test_all_failed_is_none(self):
        self.assertIsNone(self.search(score=lambda recipe: float("nan")))

    def test_trials_get_a_copy_of_the_recipe(self):
        self.assertEqual(with_overrides(RECIPE, {"bag.lines.weight": 9})["bag"], {"temperature": 0.5, "lines": {"weight": 9}})
        self.assertEqual(RECIPE["bag"]["lines"]["weight"], 3)

    def test_key_that_the_recipe_lacks_is_refused(self):
        for key in ("bag.temprature", "bags.temperature", "seed.x", "bag.temperature.x"):
            with self.assertRaisesRegex(ValueError, f'Cannot search over "{key}"'):
                with_overrides(RECIPE, {key: 1})


if __name__ == "__main__":
    unittest.main()
