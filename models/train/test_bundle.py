"""Tests of the bundle for another machine, and of its recipe: python3 -m unittest discover -s models/train"""

import gzip
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bundle as module
from bundle import HERE, TEXT, bundle
from synthetic_data import write_data, write_lines

SETS = ("beauty", "health", "toys", "electronics")


def recipe(name):
    return json.loads((HERE / "recipes" / f"{name}.json").read_text("utf-8"))


class BundleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.data, self.out = self.folder / "data", self.folder / "bundle.tar.xz"
        write_data(self.data, SETS, users=300)

    def unpack(self):
        with tarfile.open(self.out) as tar:
            tar.extractall(self.folder / "unpacked")
        return self.folder / "unpacked"

    def test_holds_all_that_the_recipe_reads(self):
        sizes = bundle("gpu", self.data, self.out)
        unpacked = self.unpack()
        found = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
        self.assertEqual(found, set(sizes))
        shoppers = {f"shoppers/{name}/{file}" for name in SETS for file in ("items.tsv.gz", "users.jsonl.gz")}
        texts = {"text/products.txt.gz", "text/reviews.txt.gz", "text/books.txt.gz"}
        wanted = shoppers | texts | {"home-depot/train.csv.gz"}  # no online-retail, as it is not there
        self.assertEqual({name for name in found if name.startswith("data/")}, {f"data/{name}" for name in wanted})
        for name in wanted:
            contents = [gzip.decompress((folder / name).read_bytes()) for folder in (unpacked / "data", self.data)]
            self.assertEqual(contents[0], contents[1], name)
        code = {name for name in found if not name.startswith("data/")}
        self.assertGreaterEqual(code, {f"models/train/{name}" for name in ("train.py", "run.sh", "recipes/gpu.json")})
        self.assertFalse([name for name in code if "test_" in name or "/runs/" in name or "__pycache__" in name])

    def test_same_data_give_the_same_bytes(self):
        bundle("gpu", self.data, self.out)
        first = self.out.read_bytes()
        bundle("gpu", self.data, self.out)
        self.assertEqual(self.out.read_bytes(), first)

    def test_text_that_the_recipe_does_not_read_is_left_out(self):
        bundle("smoke", self.data, self.out)
        self.assertEqual([path.name for path in (self.unpack() / "data" / "text").iterdir()], ["products.txt.gz"])

    def test_is_smaller_than_its_gzip_files(self):
        lines = [f"{number} {number % 97} a line of some text, {number % 13} words" for number in range(30_000)]
        write_lines(self.data / TEXT, lines)
        bundle("smoke", self.data, self.out)
        self.assertLess(self.out.stat().st_size, 150_000 + (self.data / TEXT).stat().st_size)

    def test_too_many_data_are_refused(self):
        with self.assertRaisesRegex(SystemExit, "must have at most 1000 bytes: got"):
            bundle("gpu", self.data, self.out, 1000)
        self.assertFalse(self.out.exists())

    def test_missing_data_are_said(self):
        (self.data / "shoppers" / "toys" / "items.tsv.gz").unlink()
        with self.assertRaisesRegex(SystemExit, "Cannot read .*items.tsv.gz"):
            bundle("gpu", self.data, self.out)

    def test_unpacked_it_trains(self):
        bundle("smoke", self.data, self.out)
        unpacked = self.unpack()
        command = ["bash", "models/train/run.sh", "--recipe", "smoke", "--data", "data", "--out", "model", "--until", "bag"]
        environment = dict(os.environ, PYTHON=sys.executable, PYTHONDONTWRITEBYTECODE="1")
        done = subprocess.run(command, cwd=unpacked, env=environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue((unpacked / "model" / "model.safetensors").exists())

    def test_limit_is_60_megabytes(self):
        self.assertEqual(module.LIMIT, 60_000_000)


class GpuRecipeTest(unittest.TestCase):
    def test_has_all_keys_of_the_cpu_recipe(self):
        gpu, cpu = recipe("gpu"), recipe("cpu")
        self.assertEqual(set(gpu) - set(cpu), {"note", "pretrain", "teacher"})
        for name, section in cpu.items():
            if isinstance(section, dict):
                self.assertEqual(set(gpu[name]), set(section), name)

    def test_ships_an_encoder_of_the_same_shape(self):
        for name in ("bert", "vocabulary_size", "max_tokens"):
            self.assertEqual(recipe("gpu")[name], recipe("cpu")[name])

    def test_texts_fit_the_teachers_positions(self):
        gpu = recipe("gpu")
        self.assertLessEqual(max(gpu["max_line_tokens"], gpu["max_tokens"]), gpu["teacher"]["bert"]["positions"])


if __name__ == "__main__":
    unittest.main()
