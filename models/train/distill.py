"""Trains the grown encoder on towards its teachers, on titles and on product lines without shoppers.

Loss over a batch of n texts. s are the student's vectors, b those of the bag that it was grown from, t those of the
concatenated bags (ensemble.py), a anchors: items drawn by popularity.

    mean(1 - s_i . b_i)  +  mean_i KL( softmax(t_i . [t, t_a] / T) || softmax(s_i . [s, b_a] / T) )

The first keeps the student where the anchors are comparable, the second teaches it who is close to whom. Inside the
batch a text is not compared with itself. Some of the student's tokens are left out at random, which the teachers do
see: the student learns to infer them. Titles are drawn from one set by the square root of popularity.

Sources: Hinton et al. 2015, https://arxiv.org/abs/1503.02531; similarities as targets, Fang et al. 2021,
https://arxiv.org/abs/2101.04731.
"""

import numpy as np
import torch
import torch.nn.functional as F

from bag import MASKED, set_learning_rate
from corpus import Packed
from data import users_of
from tokenizer import CLS, SEP


def train_by_distillation(student, bag, teacher, corpus, options, seed, run):
    """Trains `student` (bert.Bert, grown from `bag`) in place; `bag` and `teacher` take Packed to unit vectors."""
    optimizer = adam_with_decay(student, options)
    start = run.resume("distill", student, optimizer)
    random = np.random.default_rng([seed + 2, start])
    slack = student.shape["hidden_size"] - bag.rows.weight.shape[1]
    popularity = {name: train_popularity(shop) for name, shop in corpus.shops.items()}
    names = list(popularity)
    shares = np.array([counts.sum() for counts in popularity.values()])

    @torch.no_grad()
    def aims(packed):
        return F.pad(bag(packed), (slack, 0)), teacher(packed)

    catalogue = {name: aims(packed) for name, packed in corpus.titles.items()}
    for step in range(start, options["steps"]):
        set_learning_rate(optimizer, step, options)
        name = names[random.choice(len(names), p=shares / shares.sum())]
        items = draw(popularity[name] ** 0.5, options["titles"], random)
        anchors = draw(popularity[name], options["anchors"], random)
        lines = corpus.lines.take(random.integers(len(corpus.lines), size=options["lines"])).lists()
        texts = corpus.titles[name].take(items).lists() + [shorten(ids, corpus.max_tokens) for ids in lines]
        near, far = aims(Packed.from_lists(texts)), [vectors[anchors] for vectors in catalogue[name]]
        vectors = student.encode([drop_tokens(ids, options["token_dropout"], random) for ids in texts])
        cosine = 1 - (vectors * near[0]).sum(1).mean()
        wanted = log_relation(near[1], far[1], options["temperature"])
        relation = F.kl_div(
            log_relation(vectors, far[0], options["temperature"]), wanted, log_target=True, reduction="batchmean"
        )
        optimizer.zero_grad()
        (cosine + relation).backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), options["clip_norm"])
        optimizer.step()
        run.step("distill", step + 1, options["steps"], {"cosine": cosine, "relation": relation}, student, optimizer)


def log_relation(vectors, anchors, temperature):
    """Log-softmax of each vector's cosines to the other vectors and to the anchors: [n, d], [m, d] -> [n, n + m]."""
    itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    inside = (vectors @ vectors.T).masked_fill(itself, MASKED)
    return (torch.cat([inside, vectors @ anchors.T], dim=1) / temperature).log_softmax(1)


def adam_with_decay(student, options):
    """AdamW with a higher rate for the embedding tables; only dense matrices decay."""
    tables, matrices, vectors = [], [], []
    for name, parameter in student.named_parameters():
        group = tables if "_embeddings." in name else matrices if parameter.ndim == 2 else vectors
        group.append(parameter)
    rate = options["learning_rate"]
    groups = [
        {"params": tables, "lr": options["embedding_learning_rate"], "weight_decay": 0.0},
        {"params": matrices, "lr": rate, "weight_decay": options["weight_decay"]},
        {"params": vectors, "lr": rate, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98))


def train_popularity(shop):
    """Purchases of each item [n] by the train shoppers, plus 1."""
    counts = np.ones(len(shop.titles))
    for user in users_of(shop, "train"):
        for item, _ in shop.histories[user]:
            counts[item] += 1
    return counts


def draw(weights, count, random):
    """`count` distinct indices (all, if there are fewer), drawn in proportion to `weights`."""
    return random.choice(len(weights), size=min(count, len(weights)), replace=False, p=weights / weights.sum())


def shorten(ids, max_tokens):
    """Cuts [CLS] .. [SEP] to `max_tokens`, keeping both."""
    return ids if len(ids) <= max_tokens else np.concatenate([ids[: max_tokens - 1], ids[-1:]])


def drop_tokens(ids, share, random):
    """Leaves out each token but [CLS] and [SEP] with probability `share`; never all of them."""
    inside = ids[1:-1]
    kept = inside[random.random(len(inside)) >= share]
    return np.concatenate([[CLS], kept if len(kept) else inside, [SEP]])
