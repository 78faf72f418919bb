"""What a query and a title have in common, as 16 numbers: the input of the static query-title score "match".

The browser side computes the same in src/learning/query-match.ts; a golden test holds both together (match_golden.py).

A term's weight is 2 + its length (at most 8 letters), a number's 5. Inverse document frequencies instead of it, of the
catalogue or of the shipped subwords, changed nothing measurable (pair accuracy +.0003 on 9,400 train queries), so that
texts are all that is needed.

Sources: BM25's saturation, Robertson & Zaragoza 2009, https://doi.org/10.1561/1500000019; feedback from the best of the
list itself, Rocchio 1971, as a softmax-weighted mean of embeddings.
"""

import math
from dataclasses import dataclass

import numpy as np

from match_text import NUMBER, UNIT, WORD

FEATURES = (
    "cosine",  # of the embeddings of query and title
    "feedback",  # cosine of the title and the mean of the other titles, weighted by how well those seem to match
    "coverage",  # share of the query's weight whose terms are in the title
    "saturated",  # the same with BM25's saturation by count and title length
    "word_coverage",  # coverage over words only; 1 without a word
    "soft_coverage",  # coverage, where a missing word counts by its trigrams in the title, squared: typos, compounds
    "trigrams",  # share of the query's trigrams, over word borders, that the title has
    "missing",  # number of the query's terms that are not in the title
    "missing_numbers",
    "head_asked",  # 1 if the title's head noun is in the query
    "last_is_head",  # 1 if the query's last word is the title's head noun
    "last_soft",  # 1 if the query's last word is in the title, else the share of its trigrams
    "ordered",  # share of the query's neighbours that are in the title in this order; coverage if it has none
    "density",  # terms of the query among the title's terms from the first to the last of them
    "log_length",  # of the title, in terms
    "title_numbers",  # number of numbers in the title
)
SATURATION, LENGTH_SHARE = 1.2, 0.75
FEEDBACK_COSINE, FEEDBACK_COVERAGE = 8, 4
NO_SHARE = 1e-6


@dataclass
class QueryTerm:
    key: str
    kind: int
    weight: float
    trigrams: list


class Query:
    """A query, prepared to be compared with many titles."""

    def __init__(self, terms):
        self.keys = terms.keys
        self.terms = [
            QueryTerm(key, terms.kinds[at], weight_of(key, terms.kinds[at]), trigrams_of(key))
            for key, at in terms.first.items()
            if terms.kinds[at] != UNIT
        ]
        self.terms.sort(key=lambda term: terms.first[term.key])
        self.weight = sum(term.weight for term in self.terms)
        self.word_weight = sum(term.weight for term in self.terms if term.kind == WORD)
        self.trigrams = trigrams_of(terms.joined)
        words = [term for term in self.terms if term.kind == WORD]
        self.last = words[-1] if words else None

    def compare(self, title, mean_length):
        """Features 2 to 15 of FEATURES: title Terms, mean number of terms of the list's titles -> list of 14."""
        length = max(1, len(title.keys))
        norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / mean_length)
        covered = saturated = words = soft = missing = missing_numbers = 0
        for term in self.terms:
            count = title.counts.get(term.key, 0)
            if count:
                covered += term.weight
                saturated += term.weight * count * (1 + SATURATION) / (count + norm)
                words += term.weight if term.kind == WORD else 0
                soft += term.weight
                continue
            missing += 1
            missing_numbers += term.kind == NUMBER
            if term.kind == WORD:
                soft += term.weight * share_in(term.trigrams, title) ** 2
        weight = self.weight or 1
        last_at = title.first.get(self.last.key, -1) if self.last else -1
        return [
            covered / weight,
            saturated / weight,
            words / self.word_weight if self.word_weight else 1,
            soft / weight,
            share_in(self.trigrams, title),
            missing,
            missing_numbers,
            float(title.head >= 0 and title.keys[title.head] in self.keys),
            float(self.last is not None and title.head >= 0 and title.keys[title.head] == self.last.key),
            1 if last_at >= 0 else share_in(self.last.trigrams, title) if self.last else 0,
            self.ordered(title, covered / weight),
            self.density(title),
            math.log(length),
            title.kinds.count(NUMBER),
        ]

    def ordered(self, title, otherwise):
        pairs = [pair for pair in zip(self.keys, self.keys[1:]) if pair[0] != pair[1]]
        if not pairs:
            return otherwise
        last = {key: at for at, key in enumerate(title.keys)}
        return sum(title.first.get(a, math.inf) < last.get(b, -1) for a, b in pairs) / len(pairs)

    def density(self, title):
        places = [at for at, key in enumerate(title.keys) if key in self.keys]
        return len(places) / (places[-1] - places[0] + 1) if places else 0


def match_features(query, titles, cosines, vectors):
    """Features of one list: Query, n Terms, cosines [n], unit vectors [n, d] of the titles -> [n, 16] float64."""
    mean_length = max(1, sum(len(title.keys) for title in titles) / max(1, len(titles)))
    compared = np.array([query.compare(title, mean_length) for title in titles]).reshape(len(titles), len(FEATURES) - 2)
    soft_coverage = compared[:, FEATURES.index("soft_coverage") - 2]
    return np.column_stack([cosines, feedback_of(cosines, soft_coverage, vectors), compared])


def feedback_of(cosines, soft_coverage, vectors):
    """Cosine-like product of each title with the weighted mean of the others: [n], [n], [n, d] -> [n]."""
    cosines, vectors = np.asarray(cosines, dtype=np.float64), np.asarray(vectors, dtype=np.float64)
    logits = FEEDBACK_COSINE * cosines + FEEDBACK_COVERAGE * soft_coverage
    shares = np.exp(logits - logits.max(initial=-math.inf))
    of_others = shares.sum() - shares
    products = vectors @ (shares @ vectors) - shares * (vectors * vectors).sum(1)
    return np.where(of_others > NO_SHARE, products / np.maximum(NO_SHARE, of_others), 0)


def weight_of(key, kind):
    return 5 if kind == NUMBER else 2 + min(8, len(key))


def trigrams_of(text):
    return [text[i : i + 3] for i in range(len(text) - 2)]


def share_in(trigrams, title):
    return sum(trigram in title.joined for trigram in trigrams) / len(trigrams) if trigrams else 0
