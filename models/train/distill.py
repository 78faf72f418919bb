"""Trains the encoder on towards a teacher's embeddings, on titles and on product lines without shoppers.

Loss over a batch of n texts, student s and teacher t (unit vectors), anchors a = teacher vectors of items:

    mean(1 - s_i . t_i)  +  mean_i KL( softmax(t_i . [t, a] / T) || softmax(s_i . [s, a] / T) )

Inside the batch a text is not compared with itself. Some of the student's tokens are left out at random, which the
teacher does see: the student learns to infer them. Titles are drawn from one set by the square root of popularity.

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


def train_by_distillation(student, teacher, corpus, options, seed, run):
    """Trains `student` (bert.Bert) in place towards `teacher` (a callable: Packed -> unit vectors)."""
    optimizer = adam_with_decay(student, options)
    start = run.resume("distill", student, optimizer)
    random = np.random.default_rng([seed + 2, start])
    device = next(student.parameters()).device
    popularity = {name: train_popularity(shop) for name, shop in corpus.shops.items()}
    names = list(popularity)
    shares = np.array([counts.sum() for counts in popularity.values()])
    with torch.no_grad():
        catalogue = {name: teacher(packed).to(device) for name, packed in corpus.titles.items()}
    for step in range(start, options["steps"]):
        set_learning_rate(optimizer, step, options)
        name = names[random.choice(len(names), p=shares / shares.sum())]
        counts = popularity[name]
        items = draw(counts**0.5, options["titles"], random)
        lines = corpus.lines.take(random.integers(len(corpus.lines), size=options["lines"]))
        anchors = catalogue[name][draw(counts, options["anchors"], random)]
        with torch.no_grad():
            shortened = [shorten(ids, corpus.max_tokens) for ids in lines.lists()]
            targets = torch.cat([catalogue[name][items], teacher(Packed.from_lists(shortened)).to(device)])
        texts = corpus.titles[name].take(items).lists() + shortened
        vectors = student.encode([drop_tokens(ids, options["token_dropout"], random) for ids in texts])
        cosine = 1 - (vectors * targets).sum(1).mean()
        relation = relation_loss(vectors, targets, anchors, options["temperature"])
        optimizer.zero_grad()
        (cosine + relation).backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), options["clip_norm"])
        optimizer.step()
        run.step("distill", step + 1, options["steps"], {"cosine": cosine, "relation": relation}, student, optimizer)


def relation_loss(student, teacher, anchors, temperature):
    """KL divergence between the two distributions over batch and anchors: student, teacher [n, d], anchors [m, d]."""
    itself = torch.eye(len(student), dtype=torch.bool, device=student.device)

    def log_probabilities(vectors):
        inside = (vectors @ vectors.T).masked_fill(itself, MASKED)
        return (torch.cat([inside, vectors @ anchors.T], dim=1) / temperature).log_softmax(1)

    return F.kl_div(log_probabilities(student), log_probabilities(teacher), log_target=True, reduction="batchmean")


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
