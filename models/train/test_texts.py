"""Fast tests of reading plain text: python3 -m unittest discover -s models/train"""

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np

from synthetic_data import write_data, write_lines
from texts import load_texts, text_file, windows
from tokenizer import CLS, SEP, SPECIAL_TOKENS, Tokenizer

CONTINUING = np.arange(100) >= 65
OPTIONS = {"files": ["products", "books"], "max_lines": None, "max_tokens": 24}


def letter_tokenizer():
    characters = [chr(code) for code in range(33, 127)]
    return Tokenizer(SPECIAL_TOKENS + characters + [f"##{character}" for character in characters])


class WindowsTest(unittest.TestCase):
    def test_hold_every_token_once_and_start_at_words(self):
        random = np.random.default_rng(0)
        inside = [5]
        while len(inside) < 400:
            inside += [random.integers(5, 65), *random.integers(65, 100, size=random.integers(0, 4))]
        cut = windows(inside, CONTINUING, 16)
        self.assertEqual([token for window in cut for token in window[1:-1]], inside)
        self.assertGreater(np.mean([len(window) for window in cut]), 13)
        for window in cut:
            self.assertLessEqual(len(window), 16)
            self.assertEqual((window[0], window[-1]), (CLS, SEP))
            self.assertFalse(CONTINUING[window[1]])

    def test_word_longer_than_a_window_is_cut_inside(self):
        self.assertEqual([len(window) for window in windows([5] + [70] * 20, CONTINUING, 12)], [12, 12, 3])

    def test_of_nothing_are_none(self):
        self.assertEqual(windows([], CONTINUING, 12), [])


class LoadTextsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        write_data(self.folder)
        self.tokenizer = letter_tokenizer()

    def load(self, cache="texts.npz", **options):
        without = options.pop("without", ())
        with contextlib.redirect_stdout(io.StringIO()):
            return load_texts(self.folder, self.tokenizer, dict(OPTIONS, **options), 7, self.folder / cache, without)

    def words(self, packed):
        return {self.tokenizer.decode(ids) for ids in packed.lists()}

    def test_long_lines_are_kept_whole_in_several_windows(self):
        write_lines(text_file(self.folder, "products"), ["one two three four five six seven eight nine"])
        found = self.words(self.load(files=["products"], max_tokens=20))
        self.assertEqual(sorted(" ".join(found).split()), sorted("one two three four five six seven eight nine".split()))
        self.assertGreater(len(found), 1)

    def test_reads_the_files_that_are_named(self):
        for number, name in enumerate(("products", "reviews", "books")):
            write_lines(text_file(self.folder, name), [f"from {name}"])
        self.assertEqual(self.words(self.load()), {"from products", "from books"})

    def test_samples_so_many_lines_of_each_file(self):
        for name in ("products", "books"):
            write_lines(text_file(self.folder, name), [f"{name} {number}" for number in range(50)])
        found = self.words(self.load(max_lines=8))
        self.assertEqual([sum(text.startswith(name) for text in found) for name in ("products", "books")], [8, 8])
        self.assertNotEqual(found, {f"{name} {number}" for name in ("products", "books") for number in range(8)})

    def test_titles_of_a_shop_left_out_are_not_read(self):
        write_lines(text_file(self.folder, "products"), ["Red Train", "blue boat", "green kite"])
        found = self.load(files=["products"], without=["red train!"])
        self.assertEqual(self.words(found), {"blue boat", "green kite"})

    def test_is_read_once(self):
        first = self.load()
        for name in ("products", "books"):
            text_file(self.folder, name).unlink()
        np.testing.assert_array_equal(self.load().ids, first.ids)

    def test_sources_are_mixed(self):
        for name in ("products", "books"):
            write_lines(text_file(self.folder, name), [name] * 50)
        texts = [self.tokenizer.decode(ids) for ids in self.load().lists()]
        self.assertGreater(len(set(texts[:20])), 1)


if __name__ == "__main__":
    unittest.main()
