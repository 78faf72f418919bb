"""The commands end to end on made-up data, each as its own process. python3 -m unittest discover -s models/train"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from export import load_model_folder
from safetensors_file import read_safetensors
from synthetic_data import write_data

HERE = Path(__file__).resolve().parent
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHON": sys.executable}


class CommandsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        write_data(cls.folder / "data", sets=("beauty", "health", "toys"), users=200)
        cls.run_command("--recipe", "smoke", "--leave-out", "toys", "--out", str(cls.folder / "mini"))

    @classmethod
    def run_command(cls, *arguments):
        places = ["--data", str(cls.folder / "data"), "--runs", str(cls.folder / "runs")]
        command = ["bash", str(HERE / "run.sh"), *arguments, *places]
        done = subprocess.run(command, env=os.environ | ONE_THREAD, capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])
        return done.stdout

    def test_a_run_without_a_set_reports_it_as_unseen(self):
        evaluation = json.loads((self.folder / "runs" / "smoke-no-toys" / "evaluation.json").read_text())
        self.assertEqual(list(evaluation["known"]["TF-IDF"]["BERT int8"]), ["beauty", "health", "mean"])
        self.assertEqual(evaluation["unseen"]["toys"]["TF-IDF"]["TF-IDF"]["toys"]["relative"], 0)
        self.assertGreater(evaluation["unseen"]["toys"]["TF-IDF"]["bag"]["toys"]["ndcg"], 0)

    def test_a_model_folder_reads_back(self):
        model = load_model_folder(self.folder / "mini")
        head, metadata = read_safetensors(self.folder / "mini" / "head.safetensors")
        self.assertEqual(metadata["static"], "unseen")
        self.assertEqual(list(model.weights), ["unseen", "catalogue", "known"])
        self.assertEqual(head["static.known"].shape, (11,))
        self.assertEqual(len(model.idf), len(model.tokenizer.vocabulary))

    def test_adapts_to_a_catalogue_and_freezes_what_it_should(self):
        catalog = self.folder / "data" / "shoppers" / "toys" / "items.tsv.gz"
        out = self.folder / "frozen"
        shop = ["--recipe", "finetune", "--catalog", str(catalog), "--model", str(self.folder / "mini")]
        self.run_command(*shop, "--freeze", "--out", str(out))
        self.run_command(*shop, "--log", str(catalog.with_name("users.jsonl.gz")), "--out", str(self.folder / "logged"))
        before, _ = read_safetensors(self.folder / "mini" / "model.safetensors")
        after, _ = read_safetensors(out / "model.safetensors")
        logged, _ = read_safetensors(self.folder / "logged" / "model.safetensors")
        rows, top = "embeddings.word_embeddings.weight", "encoder.layer.0.output.dense.weight"
        self.assertTrue((before[rows] == after[rows]).all())
        self.assertFalse((before[top] == after[top]).all())
        self.assertFalse((before[rows] == logged[rows]).all())
        kinds = [read_safetensors(folder / "head.safetensors")[1]["static"] for folder in (out, self.folder / "logged")]
        self.assertEqual(kinds, ["catalogue", "known"])


if __name__ == "__main__":
    unittest.main()
