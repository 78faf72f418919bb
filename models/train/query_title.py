"""A loss that teaches an encoder which titles a query asks for, to be mixed into the training of any encoder.

    batches = QueryTitleBatches(load_home_depot(data), tokenizer, max_tokens=32, seed=7)
    loss = query_title_loss(bag, batches.draw())            # bag: Packed -> [n, d] unit vectors

Two parts, over the cosine s of query and title, divided by a temperature:

  * retrieval: softmax of a title against the titles of other queries, and of its query against the other queries
    (weighted by the title's grade: 0 for grade 1, 1 for grade 3);
  * grades: softplus(s_worse - s_better) for titles of the same query, weighted by the gap of their grades.

Titles judged for a query, with whatever grade, are never its negatives.

Sources: in-batch softmax as in bag.py; pairwise logistic loss, Burges et al. 2005 (RankNet),
https://www.microsoft.com/en-us/research/publication/learning-to-rank-using-gradient-descent/.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from bag import MASKED
from corpus import Packed, pack

TEMPERATURE = 0.05
LOWEST_GRADE, HIGHEST_GRADE = 1.0, 3.0


@dataclass
class QueryTitleBatch:
    """q queries and t titles; title j was judged for query owners[j]."""

    queries: Packed  # [q]
    titles: Packed  # [t]
    owners: np.ndarray  # [t] int64
    grades: np.ndarray  # [t] float32, 1 to 3
    negative: np.ndarray  # [q, t] bool: title j was never judged for query i


class QueryTitleBatches:
    """Draws `queries` queries of the train split, all different, with up to `titles` of each one's judged titles."""

    def __init__(self, judgements, tokenizer, max_tokens, seed, queries=192, titles=6, split="train"):
        self.random = np.random.default_rng(seed)
        self.judgements = judgements
        self.wanted_queries, self.titles_per_query = queries, titles
        self.restrict_to(judgements.of_split(split))
        self.packed_queries = pack(tokenizer, judgements.queries, max_tokens)
        self.packed_titles = pack(tokenizer, judgements.titles, max_tokens)

    def restrict_to(self, numbers):
        """Draws only queries of these `numbers` from now on."""
        self.numbers = numbers
        self.queries = min(self.wanted_queries, len(numbers))

    def draw(self):
        judged, grades = self.judgements.judged, self.judgements.grades
        chosen = self.random.choice(self.numbers, size=self.queries, replace=False)
        places = [self.random.permutation(len(judged[i]))[: self.titles_per_query] for i in chosen]
        titles = np.concatenate([judged[i][at] for i, at in zip(chosen, places)])
        return QueryTitleBatch(
            self.packed_queries.take(chosen),
            self.packed_titles.take(titles),
            np.repeat(np.arange(len(chosen)), [len(at) for at in places]),
            np.concatenate([grades[i][at] for i, at in zip(chosen, places)]),
            np.stack([~np.isin(titles, judged[i]) for i in chosen]),
        )


def query_title_loss(embed, batch, temperature=TEMPERATURE, grades_weight=1.0):
    """retrieval + grades_weight * grades of the file's head, a scalar.

    embed: function of Packed [n] -> unit vectors [n, d]; called twice, for the queries and for the titles.
    """
    scores = embed(batch.queries) @ embed(batch.titles).T / temperature  # [q, t]
    retrieval = retrieval_loss(scores, batch)
    return retrieval + grades_weight * grades_loss(scores, batch) if grades_weight else retrieval


def retrieval_loss(scores, batch):
    """Cross-entropy of each title among other queries' titles, and of its query among other queries: [q, t] -> scalar."""
    device = scores.device
    owners, negative = torch.as_tensor(batch.owners, device=device), torch.as_tensor(batch.negative, device=device)
    weights = (torch.as_tensor(batch.grades, device=device) - LOWEST_GRADE) / (HIGHEST_GRADE - LOWEST_GRADE)
    own = scores[owners, torch.arange(len(owners), device=device)]  # [t]
    others = scores.masked_fill(~negative, MASKED)
    titles = torch.logaddexp(own, torch.logsumexp(others, 1)[owners]) - own
    queries = torch.logaddexp(own, torch.logsumexp(others, 0)) - own
    return (weights * (titles + queries)).sum() / (2 * weights.sum()).clamp(min=1e-6)


def grades_loss(scores, batch):
    """Mean over same-query pairs, by gap, of softplus(worse - better): [q, t] -> scalar; 0 without such a pair."""
    device = scores.device
    owners, grades = torch.as_tensor(batch.owners, device=device), torch.as_tensor(batch.grades, device=device)
    gaps = (grades[:, None] - grades[None]).clamp(min=0) * (owners[:, None] == owners[None])  # [t, t] better, worse
    better, worse = gaps.nonzero(as_tuple=True)
    gaps = gaps[better, worse]
    losses = F.softplus(scores[owners[worse], worse] - scores[owners[better], better])
    return (gaps * losses).sum() / gaps.sum().clamp(min=1e-6)
