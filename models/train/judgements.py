"""Queries with titles that people graded, for training and judging query-title relevance.

Folder layout (`--data`):
    home-depot/train.csv.gz      product_title,search_term,relevance (latin-1), relevance 1 to 3
    chorus/products.jsonl.gz     {"id", "title", "supplier", "attr_...": ...}
    chorus/ratings.csv           query,docid,rating, rating 0 to 3
"""

import csv
import gzip
import html
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data import split_of

HOME_DEPOT = "home-depot"


@dataclass
class Judgements:
    """Titles are numbered in the order of `titles`; query i was judged on judged[i] with grades[i]."""

    queries: list  # [q] strings
    titles: list  # [t] strings, each once
    judged: list  # [q] int64 arrays of title numbers
    grades: list  # [q] float32 arrays beside them

    def of_split(self, split):
        """Numbers of the queries of 'train' (80 %), 'tune' or 'test' (10 % each), fixed by a hash of the query."""
        return np.array([i for i, query in enumerate(self.queries) if split_of(HOME_DEPOT, query) == split])


def load_home_depot(data):
    """Reads the graded pairs; a title that is judged twice for a query keeps its mean grade."""
    path = Path(data) / HOME_DEPOT / "train.csv.gz"
    with gzip.open(path, "rt", encoding="latin-1", newline="") as file:
        rows = [(row["search_term"], html.unescape(row["product_title"]), float(row["relevance"])) for row in csv.DictReader(file)]
    return judgements_of(rows)


def judgements_of(rows):
    """Judgements of (query, title, grade) rows, queries and titles in order of first appearance."""
    titles, by_query = {}, {}
    for query, title, grade in rows:
        number = titles.setdefault(title, len(titles))
        by_query.setdefault(query, {}).setdefault(number, []).append(grade)
    return Judgements(
        list(by_query),
        list(titles),
        [np.array(list(grades), dtype=np.int64) for grades in by_query.values()],
        [np.array([np.mean(each) for each in grades.values()], dtype=np.float32) for grades in by_query.values()],
    )


def load_chorus(data):
    """Reads the Icecat catalogue and its ratings: returns (Judgements over all its products, product records).

    All queries are for testing; `titles` may hold equal texts here, one a product.
    """
    folder = Path(data) / "chorus"
    with gzip.open(folder / "products.jsonl.gz", "rt", encoding="utf-8") as file:
        products = [json.loads(line) for line in file]
    index = {product["id"]: number for number, product in enumerate(products)}
    by_query = {}
    with open(folder / "ratings.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["docid"] in index:
                by_query.setdefault(row["query"], {})[index[row["docid"]]] = float(row["rating"])
    judgements = Judgements(
        list(by_query),
        [product.get("title") or product.get("name") or "" for product in products],
        [np.array(list(ratings), dtype=np.int64) for ratings in by_query.values()],
        [np.array(list(ratings.values()), dtype=np.float32) for ratings in by_query.values()],
    )
    return judgements, products
