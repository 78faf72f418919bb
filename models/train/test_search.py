"""Fast tests of the hyperparameter search: python3 -m unittest discover -s models/train"""

import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from search import read_record, read_search, run_search, trial_values, with_values

HERE = Path(__file__).resolve().parent
RECIPE = {"seed": 1, "bag": {"temperature": 0.5, "steps": 900, "lines": {"weight": 3}}}
GRID = {
    "method": "grid", "trials": None, "seed": 0, "fixed": {"bag.steps": 10},
    "keys": {"bag.temperature": [0.1, 0.2, 0.3, 0.4], "bag.lines.weight": [1, 2, 3]},
}  # fmt: skip
RANDOM = dict(GRID, method="random", trials=5, seed=7)


def score_of(recipe):
    """Highest, 1, at temperature .2 and weight 2."""
    return 1 - abs(recipe["bag"]["temperature"] - 0.2) - abs(recipe["bag"]["lines"]["weight"] - 2)


class SearchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "runs" / "search.jsonl"
        self.asked = []

    def search(self, search=RANDOM, score=score_of):
        def trial(recipe, number):
            self.asked.append((number, recipe))
            return score(recipe)

        with contextlib.redirect_stdout(io.StringIO()):
            return run_search(search, RECIPE, self.path, trial)

    def test_grid_finds_the_best_of_all(self):
        best = self.search(GRID)
        self.assertEqual(len(self.asked), 12)
        self.assertEqual(best["values"], {"bag.temperature": 0.2, "bag.lines.weight": 2})
        self.assertAlmostEqual(best["score"], 1)

    def test_each_trial_is_a_line_of_the_record(self):
        self.search()
        lines = [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]
        self.assertEqual([line["trial"] for line in lines], [0, 1, 2, 3, 4])
        for line, (number, recipe) in zip(lines, self.asked):
            self.assertEqual(set(line), {"trial", "values", "score", "seconds"})
            self.assertEqual((line["trial"], line["score"]), (number, score_of(recipe)))
            self.assertEqual(with_values(RECIPE, {"bag.steps": 10, **line["values"]}), recipe)

    def test_stopped_search_goes_on_where_it_was(self):
        def failing(recipe):
            if len(self.asked) == 3:
                raise KeyboardInterrupt
            return score_of(recipe)

        with self.assertRaises(KeyboardInterrupt):
            self.search(score=failing)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write('{"trial": 2, "val')  # killed while writing
        third = self.asked[2]
        self.asked.clear()
        self.search()
        self.assertEqual(len(self.asked), 3)
        self.assertEqual(self.asked[0], third)
        self.asked.clear()
        best = self.search()
        self.assertEqual(self.asked, [])
        self.assertEqual(best["score"], max(line["score"] for line in read_record(self.path)))

    def test_record_of_another_search_is_refused(self):
        self.search()
        with self.assertRaisesRegex(SystemExit, "its trial 0 had"):
            self.search(dict(RANDOM, seed=8))

    def test_more_trials_only_add(self):
        few, more = trial_values(RANDOM), trial_values(dict(RANDOM, trials=9))
        self.assertEqual(more[:5], few)
        self.assertNotEqual(trial_values(dict(RANDOM, seed=8)), few)

    def test_failed_trial_is_never_the_best_nor_repeated(self):
        best = self.search(score=lambda recipe: float("nan") if len(self.asked) == 1 else score_of(recipe))
        self.assertIsNone(read_record(self.path)[0]["score"])
        self.assertEqual(best["score"], max(score_of(recipe) for _, recipe in self.asked[1:]))
        self.search()
        self.assertEqual(len(self.asked), 5)

    def test_search_without_any_score_is_refused(self):
        with self.assertRaisesRegex(SystemExit, "no trial has a score"):
            self.search(score=lambda recipe: float("inf"))

    def test_trials_get_a_copy_of_the_recipe(self):
        changed = with_values(RECIPE, {"bag.lines.weight": 9})
        self.assertEqual(changed["bag"], {"temperature": 0.5, "steps": 900, "lines": {"weight": 9}})
        self.assertEqual(RECIPE["bag"]["lines"]["weight"], 3)

    def test_key_that_the_recipe_lacks_is_refused(self):
        for key in ("bag.temprature", "bags.temperature", "seed.x", "bag.temperature.x"):
            with self.assertRaisesRegex(SystemExit, f'Cannot vary "{key}"'):
                with_values(RECIPE, {key: 1})


class SpaceTest(unittest.TestCase):
    def values(self, choices):
        return [v["k"] for v in trial_values({"method": "random", "trials": 400, "seed": 1, "keys": {"k": choices}})]

    def test_ranges_are_kept_to_and_filled(self):
        for scale, middle in (("linear", 0.505), ("log", 0.1)):
            found = self.values({"from": 0.01, "to": 1, "scale": scale})
            self.assertTrue(all(0.01 <= value <= 1 for value in found))
            self.assertAlmostEqual(sum(value < middle for value in found) / 400, 0.5, delta=0.08)
        self.assertEqual(set(self.values({"from": 3, "to": 6, "scale": "integer"})), {3, 4, 5, 6})
        self.assertEqual(set(self.values([1, "a", None])), {1, "a", None})

    def test_files_are_checked(self):
        good = {"method": "random", "trials": 1, "keys": {"a": [1]}}
        wrongs = [
            ({"method": "guess"}, '"method" must be one of random, grid: got guess'),
            ({"keys": {}}, '"keys" names nothing'),
            ({"keys": {"a": []}}, '"a" must be a list or'),
            ({"keys": {"a": {"from": 2, "to": 1}}}, '"a" must be a list or'),
            ({"method": "grid", "keys": {"a": {"from": 1, "to": 2}}}, '"a" must be a list: got'),
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "s.json"
            for change, message in wrongs:
                path.write_text(json.dumps({**good, **change}), "utf-8")
                with self.assertRaisesRegex(SystemExit, message):
                    read_search(path)
            path.write_text(json.dumps(good), "utf-8")
            self.assertEqual(read_search(path)["fixed"], {})

    def test_shipped_files_fit_the_recipe(self):
        recipe = json.loads((HERE / "recipes" / "cpu.json").read_text("utf-8"))
        for path in (HERE / "searches").glob("*.json"):
            search = read_search(path)
            for values in trial_values(search):
                with_values(recipe, {**search["fixed"], **values})


if __name__ == "__main__":
    unittest.main()
