"""Trains the grown encoder on towards its teachers: on titles towards what shoppers' purchases say of each item as well,
and on texts without shoppers towards the bag.

Batch: `titles` items of one shop, drawn by the square root of popularity, and `lines` product lines. For an item, s is the
student's vector minus the shop's mean, t the item's target (collaborative.py), a are targets of `anchors` other items:

    mean(1 - s . t)  +  mean KL( softmax(t . a / T) || softmax(s . a / T) )          titles
    mean(1 - s . b)                                                                  lines, b the bag's vector

The first puts the item where it belongs, the second weighs its near neighbours more than its far ones. Only titles in the
catalogues have targets, so what a title's words say in common is learned from lines as well, and foreign shops are not
forgotten.

Sources: Hinton et al. 2015, https://arxiv.org/abs/1503.02531; similarities as targets, Fang et al. 2021,
https://arxiv.org/abs/2101.04731.
"""

import numpy as np
import torch
import torch.nn.functional as F

from bag import set_learning_rate
from data import users_of
from precision import autocast, rounded_weights
from tokenizer import CLS, SEP


class Lesson:
    """One shop's titles with what the student must reach: targets [n, d] unit rows, mean [d], popularity [n]."""

    def __init__(self, titles, targets, mean, popularity):
        self.titles = titles
        self.targets, self.mean = torch.as_tensor(targets), torch.as_tensor(mean)
        self.chances = popularity**0.5 / (popularity**0.5).sum()

    def draw(self, count, random):
        """`count` distinct items (all, if there are fewer) by the square root of popularity."""
        return random.choice(len(self.titles), size=min(count, len(self.titles)), replace=False, p=self.chances)


def train_by_distillation(student, lessons, lines, bag, options, seed, run, stage="distill", evaluate=None):
    """Trains `student` (bert.Bert) in place.

    lessons: {shop: Lesson}, targets padded to the student's size; lines: Packed; bag: Packed -> unit vectors [n, size];
    evaluate: None, or () -> score on the tune split, asked every `evaluate_steps` steps for early stopping.
    """
    optimizer = adam_with_decay(student, options)
    random = np.random.default_rng([seed, 2])
    names = list(lessons)
    shares = np.array([len(lesson.titles) for lesson in lessons.values()], dtype=float)
    device = next(student.parameters()).device
    with run.stage(stage, student, optimizer, [random], options.get("patience")) as progress:
        for step in progress.steps(options["steps"]):
            set_learning_rate(optimizer, step, options)
            lesson = lessons[names[random.choice(len(names), p=shares / shares.sum())]]
            items, anchors = lesson.draw(options["titles"], random), lesson.draw(options["anchors"], random)
            extra = lines.take(random.integers(len(lines), size=options["lines"]))
            texts = lesson.titles.take(items).lists() + [shorten(ids, options["max_tokens"]) for ids in extra.lists()]
            texts = [drop_tokens(ids, options["token_dropout"], random) for ids in texts]
            with rounded_weights(student, step >= options["steps"] - options["rounded_steps"]):
                with autocast(device, options["precision"]):
                    vectors = student.encode(texts)
                vectors = vectors.float()
                shown = title_losses(vectors[: len(items)], lesson, items, anchors, options["temperature"])
                if options["lines"]:
                    shown["lines"] = 1 - (vectors[len(items) :] * bag(extra)).sum(1).mean()
                optimizer.zero_grad()
                sum(shown.values()).backward()
            torch.nn.utils.clip_grad_norm_(student.parameters(), options["clip_norm"])
            optimizer.step()
            progress.log(step, shown)
            if evaluate is not None and (step + 1) % options["evaluate_steps"] == 0 and progress.best(evaluate()):
                break


def title_losses(vectors, lesson, items, anchors, temperature):
    """The two losses on titles: vectors [n, d] of `items` -> {"cosine": scalar, "relation": scalar}."""
    device = vectors.device
    own = F.normalize(vectors - lesson.mean.to(device), dim=1)
    wanted, far = lesson.targets[items].to(device), lesson.targets[anchors].to(device)
    itself = torch.as_tensor(items[:, None] == anchors[None], device=device)
    logits = (own @ far.T / temperature).masked_fill(itself, -1e9).log_softmax(1)
    aims = (wanted @ far.T / temperature).masked_fill(itself, -1e9).log_softmax(1)
    relation = F.kl_div(logits, aims, log_target=True, reduction="batchmean")
    return {"cosine": 1 - (own * wanted).sum(1).mean(), "relation": relation}


def padded(teacher, slack):
    """The teacher, Packed -> [n, d], in the space of a student that was grown with `slack` coordinates: [n, slack + d]."""

    @torch.no_grad()
    def vectors(packed):
        return F.pad(teacher(packed), (slack, 0))

    return vectors


def adam_with_decay(student, options):
    """AdamW with a higher rate for the embedding tables; only dense matrices decay."""
    tables, matrices, vectors = [], [], []
    for name, parameter in student.named_parameters():
        if not parameter.requires_grad:
            continue
        group = tables if "_embeddings." in name else matrices if parameter.ndim == 2 else vectors
        group.append(parameter)
    rate = options["learning_rate"]
    groups = [
        {"params": tables, "lr": options["embedding_learning_rate"], "weight_decay": 0.0},
        {"params": matrices, "lr": rate, "weight_decay": options["weight_decay"]},
        {"params": vectors, "lr": rate, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW([group for group in groups if group["params"]], betas=(0.9, 0.98))


def train_popularity(shop, split="train"):
    """Purchases of each item [n] by the shoppers of `split`, plus 1."""
    counts = np.ones(len(shop.titles))
    for user in users_of(shop, split):
        for item, _ in shop.histories[user]:
            counts[item] += 1
    return counts


def shorten(ids, max_tokens):
    """Cuts [CLS] .. [SEP] to `max_tokens`, keeping both."""
    return ids if len(ids) <= max_tokens else np.concatenate([ids[: max_tokens - 1], ids[-1:]])


def drop_tokens(ids, share, random):
    """Leaves out each token but [CLS] and [SEP] with probability `share`; never all of them."""
    if share == 0:
        return ids
    inside = ids[1:-1]
    kept = inside[random.random(len(inside)) >= share]
    return np.concatenate([[CLS], kept if len(kept) else inside, [SEP]])
