"""Pre-trains a BERT on text alone: it guesses masked words from the words around them.

    bert = Bert(len(tokenizer.vocabulary), shape, hidden_dropout=0.1, attention_dropout=0.1)
    perplexity = pretrain(bert, corpus.lines, tokenizer, recipe["pretrain"], recipe["seed"], run)

15 % of the words are guessed, always all of a word's tokens; of these tokens 80 % read [MASK], 10 % another random
entry, 10 % what they were. The loss is the mean cross-entropy over the tokens to guess. The head that guesses is BERT's:
dense, GELU, layer norm, then the word embeddings themselves and a bias. It is not kept: what it taught the encoder is.

Sources: Devlin et al. 2019, https://arxiv.org/abs/1810.04805, section 3.1 and appendix C.2; whole words,
https://github.com/google-research/bert#whole-word-masking; tied embeddings, https://arxiv.org/abs/1608.05859.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from bag import set_learning_rate
from bert import LAYER_NORM_EPSILON, chunks, pad
from corpus import Packed
from distill import adam_with_decay, shorten
from precision import autocast
from tokenizer import MASK, SPECIAL_TOKENS

MASKED_SHARE, RANDOM_SHARE = 0.8, 0.1  # of the tokens to guess


class MaskedHead(nn.Module):
    """Token vectors [m, hidden] and word embeddings [vocabulary, hidden] -> logits [m, vocabulary]."""

    def __init__(self, vocabulary_size, size):
        super().__init__()
        self.dense, self.LayerNorm = nn.Linear(size, size), nn.LayerNorm(size, eps=LAYER_NORM_EPSILON)
        self.bias = nn.Parameter(torch.zeros(vocabulary_size))
        nn.init.normal_(self.dense.weight, std=0.02)
        nn.init.zeros_(self.dense.bias)

    def forward(self, vectors, table):
        inner = F.gelu(self.dense(vectors)).float()  # bfloat16 is too coarse for a layer norm
        return F.linear(self.LayerNorm(inner), table, self.bias)


def pretrain(bert, lines, tokenizer, options, seed, run, stage="pretrain"):
    """Trains `bert` in place on `lines` (Packed); returns the perplexity of the guesses on `held_out_lines` of them.

    The held-out lines and what is masked in them depend on `seed` alone. Near copies of them may be among the others.
    """
    device = next(bert.parameters()).device
    model = nn.ModuleDict({"bert": bert, "head": MaskedHead(len(tokenizer.vocabulary), bert.shape["hidden_size"])})
    model.to(device)
    lines = Packed.from_lists([shorten(ids, bert.shape["positions"]) for ids in lines.lists()])
    order = np.random.default_rng([seed, 5]).permutation(len(lines))
    held_out, training = lines.take(order[: options["held_out_lines"]]), lines.take(order[options["held_out_lines"] :])
    masker, random = Masker(tokenizer.vocabulary, options["masked_share"]), np.random.default_rng([seed, 4])
    optimizer = adam_with_decay(model, options)
    with run.stage(stage, model, optimizer, generators=[random]) as progress:
        model.train()
        for step in progress.steps(options["steps"]):
            set_learning_rate(optimizer, step, options)
            optimizer.zero_grad()
            loss = 0.0
            for part in guess_losses(model, masker.mask(draw(training, options["tokens"], random), random), options):
                part.backward()  # chunk by chunk: memory for one of them is enough
                loss += part.detach()
            torch.nn.utils.clip_grad_norm_(model.parameters(), options["clip_norm"])
            optimizer.step()
            progress.log(step, {"loss": loss})
    return perplexity(model, held_out, masker, options, np.random.default_rng([seed, 6]))


def draw(lines, tokens, random):
    """Random lines of about `tokens` tokens in all, never more unless a single line is longer."""
    mean = len(lines.ids) / len(lines)
    chosen = random.integers(len(lines), size=max(1, int(tokens / mean)))
    ends = np.cumsum(lines.offsets[chosen + 1] - lines.offsets[chosen])
    return lines.take(chosen[: max(1, int((ends <= tokens).sum()))])


class Masker:
    """Chooses the words to guess, each with probability `share`, and hides them."""

    def __init__(self, vocabulary, share):
        self.continues = np.array([entry.startswith("##") for entry in vocabulary])
        self.share = share

    def mask(self, texts, random):
        """Packed -> (Packed of what the encoder reads, Packed of what it must guess, -1 where nothing)."""
        ids = texts.ids
        words = np.cumsum(~self.continues[ids])  # [tokens] number of the token's word; special tokens are their own
        chosen = (random.random(words[-1] + 1) < self.share)[words] & (ids >= len(SPECIAL_TOKENS))
        fate, other = random.random(len(ids)), random.integers(len(SPECIAL_TOKENS), len(self.continues), size=len(ids))
        hidden = np.where(fate < MASKED_SHARE, MASK, np.where(fate < MASKED_SHARE + RANDOM_SHARE, other, ids))
        return Packed(np.where(chosen, hidden, ids), texts.offsets), Packed(np.where(chosen, ids, -1), texts.offsets)


def guess_losses(model, masked, options):
    """Yields scalars, one a chunk of texts of like length, whose sum is the mean loss over all tokens to guess."""
    read, wanted = (packed.lists() for packed in masked)
    table = model["bert"].embeddings["word_embeddings"].weight
    lengths = np.array([len(ids) for ids in read])
    order = np.argsort(lengths, kind="stable")
    total = max(1, sum(int((ids >= 0).sum()) for ids in wanted))
    for start, end in chunks(lengths[order], table.device):
        ids, mask = pad([read[i] for i in order[start:end]])
        aims = torch.as_tensor(np.concatenate([wanted[i] for i in order[start:end]]))  # [real tokens of the chunk]
        places = (aims >= 0).to(table.device)
        with autocast(table.device, options["precision"]):
            vectors = model["bert"].states(ids.to(table.device), mask.to(table.device))
            logits = model["head"](vectors[mask.to(table.device)][places], table)
        yield F.cross_entropy(logits.float(), aims.to(table.device)[places], reduction="sum") / total


def perplexity(model, texts, masker, options, random):
    """exp of the mean loss on `texts` (Packed), without dropout."""
    model.eval()
    with torch.no_grad():
        loss = sum(float(part) for part in guess_losses(model, masker.mask(texts, random), options))
    model.train()
    return math.exp(loss)
