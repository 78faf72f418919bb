"""Tests of reading a shop's own files. python3 -m unittest discover -s models/train"""

import gzip
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from shop_files import load_shop_files


class ShopFilesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, text):
        path = Path(self.folder.name) / name
        content = text.encode()
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    def test_reads_the_three_forms_of_a_catalogue_alike(self):
        jsonl = self.file("a.jsonl.gz", '{"id": 1, "title": "Red &amp; blue"}\n\n{"id": 2, "title": "Green"}\n')
        table = self.file("a.csv", 'SKU,Name\n1,"Red &amp; blue"\n2,Green\n')
        headless = self.file("a.tsv", "1\tRed &amp; blue\n2\tGreen\n")
        for path in (jsonl, table, headless):
            self.assertEqual(load_shop_files(path).titles, ["Red & blue", "Green"])

    def test_reads_a_tsv_by_the_names_in_its_head_wherever_they_are(self):
        third = self.file("a.tsv", "id\tprice\ttitle\n1\t9.99\tRed shoe\n\n2\t19.99\tBlue hat\n")
        first = self.file("b.tsv", "Title\tSKU\nRed shoe\t1\nBlue hat\t2\n")
        for path in (third, first):
            self.assertEqual(load_shop_files(path).titles, ["Red shoe", "Blue hat"])

    def test_a_byte_order_mark_is_no_part_of_a_name(self):
        catalog = self.file("a.csv", "\ufeffid,title\na,Red\nb,Blue\n")
        log = self.file("log.csv", "\ufeffuser,item,time\n7,b,0\n")
        self.assertEqual(load_shop_files(catalog, log).histories, {"7": [(1, 0)]})
        self.assertEqual(load_shop_files(self.file("b.tsv", "\ufeffa\tRed\nb\tBlue\n")).titles, ["Red", "Blue"])

    def test_reads_both_forms_of_a_log_by_day_and_without_unknown_items(self):
        catalog = self.file("a.tsv", "a\tRed\nb\tBlue\n")
        histories = self.file("log.jsonl", '{"u": 7, "items": ["b", "a", "c"], "ts": [172800, 90000, 0]}\n')
        rows = self.file("log.csv", "user,item,time\n7,b,1970-01-03T09:00\n7,a,1970-01-02\n7,c,1970-01-01\n")
        self.assertEqual(load_shop_files(catalog, histories).histories, {7: [(0, 1), (1, 2)]})
        self.assertEqual(load_shop_files(catalog, rows).histories, {"7": [(0, 1), (1, 2)]})

    def test_says_what_is_wrong_and_where(self):
        catalog = self.file("a.tsv", "a\tRed\nb\tBlue\n")
        cases = [
            (("b.jsonl", '{"id": 1, "title": "x"}\n{"id": 2\n'), None, 'line 2 of ".*b.jsonl" as JSON'),
            (("c.csv", "id,colour\n1,red\n"), None, 'record 1 of ".*c.csv" as it must have one of title'),
            (("d.tsv", "1\tonly one\n"), None, "at least 2 products with a title: got 1"),
            (None, ("e.csv", "user,item,time\n7,a,soon\n"), 'Unix seconds or an ISO date: got "soon"'),
            (None, ("f.csv", "user,item,time\n7,z,0\n"), "none of its 1 purchases is of an item in the catalogue"),
            (None, ("g.jsonl", '{"u": 1, "items": ["a", "b"], "ts": [0]}\n'), "a time for each item: got 1 for 2"),
        ]
        for products, log, message in cases:
            with self.assertRaisesRegex(SystemExit, message):
                load_shop_files(self.file(*products) if products else catalog, self.file(*log) if log else None)
        with self.assertRaisesRegex(SystemExit, "it does not exist"):
            load_shop_files("nowhere.csv")


if __name__ == "__main__":
    unittest.main()
