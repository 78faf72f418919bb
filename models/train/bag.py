"""A bag of subwords trained on what the same shopper bought: the cheap model that the encoder is grown from.

The embedding of a title is the mean of its tokens' rows. Two losses, both softmax over the batch:

  * shoppers: a batch is `users` shoppers of one set with `items` random purchases each; the anchor of a purchase is
    the normalised mean of the same shopper's other purchases, which must find it among all purchases of the batch;
  * lines: two disjoint random halves of one product line must find each other, so that words keep a meaning of
    their own also where no shopper of the training sets ever bought.

No correction for popularity: candidates are drawn by popularity when it is used and tested, so the wanted score is
the lift p(item | shopper) / p(item), which is what the uncorrected softmax learns.

Sources: in-batch softmax, van den Oord et al. 2018, https://arxiv.org/abs/1807.03748; halves of a text as
positives, after Giorgi et al. 2021, https://arxiv.org/abs/2006.03659; rows as subwords, Bojanowski et al. 2017,
https://arxiv.org/abs/1607.04606.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from corpus import Packed
from data import users_of
from tokenizer import CLS, SEP

MASKED = -1e9


class Bag(nn.Module):
    """Rows [vocabulary, size]; starts as random directions scaled by inverse document frequency `idf` [vocabulary]."""

    def __init__(self, idf, size, generator=None):
        super().__init__()
        scale = torch.as_tensor(idf / idf.mean(), dtype=torch.float32)[:, None]
        rows = 0.02 * scale * torch.randn(len(idf), size, generator=generator)
        self.rows = nn.Embedding.from_pretrained(rows, freeze=False)

    def forward(self, packed):
        """Packed texts [n] -> unit vectors [n, size] whose components sum to 0 (see grow.py for why)."""
        device = self.rows.weight.device
        ids = torch.as_tensor(packed.ids, device=device)
        offsets = torch.as_tensor(packed.offsets[:-1], device=device)
        pooled = F.embedding_bag(ids, self.rows.weight, offsets, mode="mean")
        return F.normalize(pooled - pooled.mean(dim=1, keepdim=True), dim=1)


class ShopperBatches:
    """Draws batches of one set each, sets in proportion to their training purchases."""

    def __init__(self, corpus, users, items, random, split="train"):
        self.random = random
        self.users, self.items = users, items
        self.names = list(corpus.shops)
        self.histories = {}
        for name, shop in corpus.shops.items():
            histories = [np.array([item for item, _ in shop.histories[user]]) for user in users_of(shop, split)]
            self.histories[name] = [history for history in histories if len(history) >= 2]
        purchases = np.array([sum(map(len, self.histories[name])) for name in self.names], dtype=float)
        self.shares = purchases / purchases.sum()

    def draw(self):
        """Returns (set name, item indices [b], owner of each [b]); a shopper with few purchases gives fewer."""
        name = self.names[self.random.choice(len(self.names), p=self.shares)]
        histories = self.histories[name]
        chosen = self.random.choice(len(histories), size=min(self.users, len(histories)), replace=False)
        parts = [self.random.permutation(histories[user])[: self.items] for user in chosen]
        owners = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        return name, np.concatenate(parts), owners


def shopper_loss(embeddings, items, owners, temperature):
    """Symmetric softmax between leave-one-out anchors and purchases.

    embeddings [b, d] unit vectors; items, owners [b]. The same shopper's other purchases and other copies of the
    wanted item are masked.
    """
    device = embeddings.device
    items, owners = torch.as_tensor(items, device=device), torch.as_tensor(owners, device=device)
    sums = torch.zeros(int(owners.max()) + 1, embeddings.shape[1], device=device).index_add(0, owners, embeddings)
    anchors = F.normalize(sums[owners] - embeddings, dim=1)
    scores = anchors @ embeddings.T / temperature  # [b, b]
    same = (owners[:, None] == owners[None]) | (items[:, None] == items[None])
    same.fill_diagonal_(False)
    return symmetric_softmax(scores.masked_fill(same, MASKED))


def symmetric_softmax(scores):
    """Mean cross-entropy of rows and of columns, the diagonal being right: [n, n] -> scalar."""
    target = torch.arange(len(scores), device=scores.device)
    return (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2


def random_halves(lines, random):
    """Two Packed of disjoint random halves, [CLS] .. [SEP] each, of the lines that have at least 4 tokens inside."""
    first, second = [], []
    for ids in lines.lists():
        inside = ids[1:-1]
        if len(inside) < 4:
            continue
        mixed = random.permutation(inside)
        half = len(mixed) // 2
        first.append([CLS, *mixed[:half], SEP])
        second.append([CLS, *mixed[half:], SEP])
    return Packed.from_lists(first), Packed.from_lists(second)


def train_bag(bag, corpus, options, seed, run, stage="bag", split="train", queries=None):
    """Trains `bag` in place with Adam on the shoppers of `split`; `run` keeps checkpoints of `stage` (see run.py).

    queries: None, or a further loss, (bag) -> scalar, with its generator as `random`; joins every `queries_every` steps.
    """
    optimizer = torch.optim.Adam(bag.parameters(), lr=options["learning_rate"], betas=(0.9, 0.98))
    random = np.random.default_rng([seed, 1])
    batches = ShopperBatches(corpus, options["users"], options["items"], random, split)
    generators = [random] if queries is None else [random, queries.random]
    with run.stage(stage, bag, optimizer, generators) as progress:
        for step in progress.steps(options["steps"]):
            set_learning_rate(optimizer, step, options)
            name, items, owners = batches.draw()
            loss = shopper_loss(bag(corpus.titles[name].take(items)), items, owners, options["temperature"])
            shown = {"shoppers": loss}
            if options["lines_weight"]:
                lines = corpus.lines.take(random.integers(len(corpus.lines), size=options["lines"]))
                shown["lines"] = halves_loss(bag, lines, options["lines_temperature"], random)
                loss = loss + options["lines_weight"] * shown["lines"]
            if queries is not None and step % options["queries_every"] == 0:
                shown["queries"] = queries(bag)
                loss = loss + options["queries_weight"] * shown["queries"]
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            progress.log(step, shown)


def halves_loss(embed, texts, temperature, random):
    """Two random halves of one text must find each other among those of all `texts` (Packed); 0 if hardly any has two."""
    first, second = random_halves(texts, random)
    if len(first) < 2:
        return torch.zeros((), requires_grad=True)
    return symmetric_softmax(embed(first) @ embed(second).T / temperature)


def set_learning_rate(optimizer, step, options):
    """Linear warm-up over `warmup_steps`, then linear down to 2 % at `steps`; each group keeps its own peak."""
    warmup, steps = options["warmup_steps"], options["steps"]
    rising = (step + 1) / max(1, warmup)
    falling = 1 - 0.98 * max(0, step - warmup) / max(1, steps - warmup)
    for group in optimizer.param_groups:
        group["lr"] = group.setdefault("peak", group["lr"]) * min(rising, falling)
