"""A BERT teacher from start to end, and its embeddings laid over those of a bag, for a student grown from that bag.

    teacher = trained_teacher(corpus, data, recipe, run, device, score)
    aligned = AlignedTeacher(teacher, bag, corpus)          # aligned(packed): as bag(packed), but what the teacher says

A teacher of another width cannot be copied number by number. Its vectors X [n, d] of the catalogues are reduced to the bag's
size and turned towards the bag's vectors E [n, size]:

    aligned(x) = unit(x P R)      P [d, size - 1] the leading right singular vectors of X: of all maps to so few numbers
                                  the one that keeps the dot products best (Eckart and Young)
                                  R [size - 1, size] = argmin |X P R - E| over rows of orthonormal vectors (Procrustes)

so a student that starts as the bag starts near its teacher. One number is left out since a bag's components sum to 0.

Sources: Eckart and Young 1936, https://doi.org/10.1007/BF02288367; Schoenemann 1966, https://doi.org/10.1007/BF02289451.
"""

from pathlib import Path

import numpy as np
import torch

from bert import Bert, embed
from distill import shorten
from judgements import load_home_depot
from pretrain import pretrain
from query_title import QueryTitleBatches
from teacher import train_teacher
from texts import load_texts


def trained_teacher(corpus, data, recipe, run, device, score, without=()):
    """Pre-trains and fine-tunes the BERT of recipe["teacher"]; score: (bert) -> NDCG on the tune shoppers, for early stopping.

    The recipe's "pretrain" may be absent; its "files" name the texts, of which lines that are one of `without` are left out.
    """
    options, seed = recipe["teacher"], recipe["seed"]
    torch.manual_seed(seed)
    bert = Bert(len(corpus.tokenizer.vocabulary), options["bert"], options["dropout"], options["dropout"]).to(device)
    bert.recomputes = options["recomputes"]
    if "pretrain" in recipe:
        texts = corpus.lines
        if "files" in recipe["pretrain"]:
            reading = dict(recipe["pretrain"], max_tokens=options["bert"]["positions"])
            texts = load_texts(data, corpus.tokenizer, reading, seed, run.folder / "texts.npz", without)
        perplexity = pretrain(bert, texts, corpus.tokenizer, recipe["pretrain"], seed, run)
        print(f"pretrain: perplexity {perplexity:.1f} of held-out words", flush=True)
    pairs = None
    if (Path(data) / "home-depot").exists():
        pairs = QueryTitleBatches(load_home_depot(data), corpus.tokenizer, corpus.max_tokens, seed)
    train_teacher(bert, corpus, pairs, options, seed, run, lambda: score(bert))
    return bert.eval()


class AlignedTeacher:
    """Takes Packed texts [n] to unit vectors [n, size of the bag] on the bag's device, without gradients."""

    def __init__(self, teacher, bag, corpus):
        self.teacher, self.device = teacher, bag.rows.weight.device
        own = np.concatenate([embed(teacher, titles.lists()) for titles in corpus.titles.values()])
        with torch.no_grad():
            wanted = np.concatenate([bag(titles).cpu().numpy() for titles in corpus.titles.values()])
        self.onto = alignment(own, wanted)

    def __call__(self, packed):
        lists = [shorten(ids, self.teacher.shape["positions"]) for ids in packed.lists()]
        vectors = torch.as_tensor(embed(self.teacher, lists) @ self.onto, device=self.device)
        return torch.nn.functional.normalize(vectors, dim=1)


def alignment(own, wanted):
    """P R of the file's head: vectors [n, d] and wanted ones [n, size], whose components sum to 0 -> float32 [d, size]."""
    size = min(wanted.shape[1] - 1, own.shape[1])
    own = own.astype(np.float64)
    directions = np.linalg.eigh(own.T @ own)[1][:, ::-1][:, :size]  # [d, size - 1]
    left, _, right = np.linalg.svd((own @ directions).T @ wanted, full_matrices=False)
    return (directions @ left @ right).astype(np.float32)
