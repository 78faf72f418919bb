"""Tests of what ships beside the encoder. python3 -m unittest discover -s models/train"""

import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

import export
from export import head_tensors


def unit_rows(count, size, seed):
    rows = np.random.default_rng(seed).normal(size=(count, size)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def features_of(rows, head):
    return ((rows - head["center"]) @ head["projection"]) / head["scale"]


class HeadTensorsTest(unittest.TestCase):
    def test_a_small_catalogue_has_no_features_of_rounding(self):
        for count in (2, 30, 64):
            rows = unit_rows(count, 256, seed=count)
            head = head_tensors(rows)
            used = np.abs(head["projection"]).max(0) > 0
            self.assertEqual(used.sum(), count - 1)
            np.testing.assert_allclose(features_of(rows, head)[:, used].std(0), 1, rtol=1e-3)
            for each in (rows, unit_rows(20, 256, seed=7)):
                self.assertLess(np.abs(features_of(each, head)).max(), 100)

    def test_a_large_one_has_64_uncorrelated_features_of_variance_1(self):
        rows = unit_rows(2000, 128, seed=1)
        features = features_of(rows, head_tensors(rows))
        np.testing.assert_allclose(features.T @ features / len(rows), np.eye(64), atol=1e-3)


class WriteFolderTest(unittest.TestCase):
    def test_a_model_that_is_too_large_leaves_the_folder_as_it_was(self):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            (out / "model.safetensors").write_bytes(b"shipped")
            model = mock.Mock(idf=np.ones(3, np.float32), weights={}, match={}, transition={})
            tensors = {"word": np.zeros((100, 100), np.float32)}
            with mock.patch.object(export, "MAX_BYTES", 1000), self.assertRaisesRegex(ValueError, "at most 1000 bytes"):
                export.write_folder(model, tensors, None, unit_rows(5, 8, seed=1), out, "mini", "shop")
            self.assertEqual([path.name for path in out.iterdir()], ["model.safetensors"])
            self.assertEqual((out / "model.safetensors").read_bytes(), b"shipped")


if __name__ == "__main__":
    unittest.main()
