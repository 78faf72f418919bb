"""What is bought next, beyond what is like it: a map from a bought item to where its shoppers go from there.

    t_h = Out gelu(In(8 e_h))          e_h centred unit embedding of a bought item
    score_c += trust * share * sum w_h 8 (t_h . e_c) / sum w_h        w_h, trust as in history.py

The static score (history.py) compares items; this learns which directions of the embedding's space lead where. The encoder
stays as it is. It is fitted by softmax over what the shoppers of a batch bought, on histories cut at random days, on top of the
static score by text; Out starts at zero, so it starts as the static score. It knows the shops it was fitted on: in others its
share is 0. As a term for each item of the history alone, it can be taken back exactly when an item is forgotten; a transformer
over the whole history was no better (README.md).

Sources: Rendle et al. 2010, https://doi.org/10.1145/1772690.1772773 (factorised Markov chains); Covington et al. 2016,
https://doi.org/10.1145/2959100.2959190 (sampled softmax on next items).
"""

import numpy as np
import torch
import torch.nn.functional as F

from bag import set_learning_rate
from data import users_of
from lists import MAX_HISTORY

FACTOR = 8.0  # of the embeddings, whose entries are about 1/16
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
MIN_EARLIER = 2


class Transition(torch.nn.Module):
    """t of the file's head: [.., size] -> [.., size]; hidden: width of the inner layer."""

    def __init__(self, size, hidden, dropout=0.0):
        super().__init__()
        self.dropout = dropout
        self.input, self.output = torch.nn.Linear(size, hidden), torch.nn.Linear(hidden, size)
        for parameter in self.output.parameters():
            torch.nn.init.zeros_(parameter)

    def forward(self, embeddings):
        return self.output(self.drop(F.gelu(self.input(self.drop(FACTOR * embeddings)))))

    def drop(self, x):
        return F.dropout(x, self.dropout, self.training)


def transition_scores(transition, embeddings, lists, weights, batch=500):
    """sum w_h 8 (t_h . e_c) / sum w_h of a ListSet: embeddings [items, size] -> float32 [n, candidates]."""
    table, was_training, result = torch.as_tensor(embeddings), transition.training, []
    transition.eval()
    with torch.no_grad():
        for start in range(0, len(lists.wanted), batch):
            items, mask = padded_histories(lists.histories[start : start + batch])
            vectors = next_vectors(transition, table[items], mask, weights)
            candidates = table[torch.as_tensor(lists.candidates[start : start + batch])]
            result.append(FACTOR * torch.einsum("ncd,nd->nc", candidates, vectors))
    transition.train(was_training)
    return torch.cat(result)


def next_vectors(transition, past, mask, weights):
    """sum w_h t_h / sum w_h: past [n, h, d] -> [n, d]."""
    return (log_shares(mask, weights).exp()[..., None] * transition(past)).sum(1)


def log_shares(mask, weights):
    """ln(w_h / sum w_h): mask [n, h] -> [n, h]."""
    age = torch.arange(MAX_HISTORY - 1, -1, -1, dtype=torch.float32)
    return (-weights["decay"] * age)[None].masked_fill(~mask, -1e9).log_softmax(1)


def fit_transition(shops, embeddings, judges, weights, options, seed, run, stage="transition", start=None):
    """(Transition, share) of known shops, the share chosen on the tune shoppers, of which `judges` {shop: Judge} are.

    start: one to go on from, or None.
    """
    torch.manual_seed(seed)
    size = next(iter(embeddings.values())).shape[1]
    transition = Transition(size, options["hidden_size"], options["dropout"])
    if start is not None:
        transition.load_state_dict(start.state_dict())

    def score():
        return mean_ndcg(judges, embeddings, weights, (transition, options["share"]))

    train_transition(transition, shops, embeddings, weights, options, seed, run, stage, score)
    tried = {share: mean_ndcg(judges, embeddings, weights, (transition, share)) for share in SHARES}
    print(f"{stage}: tune NDCG by share " + "  ".join(f"{share}: {mean:.4f}" for share, mean in tried.items()), flush=True)
    return transition, max(tried, key=tried.get)


def mean_ndcg(judges, embeddings, weights, transition):
    """Mean over the shops."""
    return float(np.mean([judge.static(embeddings[name], weights, transition).mean() for name, judge in judges.items()]))


def train_transition(transition, shops, embeddings, weights, options, seed, run, stage="transition", evaluate=None):
    """Fits `transition` in place.

    shops {name: Shop}; embeddings {name: [items, size] centred unit rows}; weights: of the static score of a known shop, whose
    part by text is what it is fitted on top of; evaluate: as train_by_distillation takes it.
    """
    random = np.random.default_rng([seed, 5])
    tables = {name: torch.as_tensor(own) for name, own in embeddings.items()}
    shoppers = {name: usable_histories(shop) for name, shop in shops.items()}
    shares = np.array([len(own) for own in shoppers.values()], dtype=float)
    optimizer = torch.optim.AdamW(
        transition.parameters(), lr=options["learning_rate"], weight_decay=options["weight_decay"]
    )
    with run.stage(stage, transition, optimizer, [random], options.get("patience")) as progress:
        transition.train()
        for step in progress.steps(options["steps"]):
            set_learning_rate(optimizer, step, options)
            name = list(shops)[random.choice(len(shares), p=shares / shares.sum())]
            histories, wanted, owned = draw_cuts(shoppers[name], options["users"], random)
            items, mask = padded_histories(histories)
            past, targets = tables[name][items], tables[name][torch.as_tensor(wanted)]
            scores = text_scores(past, mask, targets, weights) + FACTOR * next_vectors(transition, past, mask, weights) @ targets.T
            own = torch.as_tensor(np.stack([np.isin(wanted, mine) for mine in owned]))
            own.fill_diagonal_(False)
            loss = F.cross_entropy(scores.masked_fill(own, -1e9), torch.arange(len(wanted)))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(transition.parameters(), options["clip_norm"])
            optimizer.step()
            progress.log(step, {"next": loss})
            if evaluate is not None and (step + 1) % options["evaluate_steps"] == 0 and progress.best(evaluate()):
                break
    transition.eval()


def text_scores(past, mask, candidates, weights):
    """The static score by text alone, but for its trust: past [n, h, d], candidates [m, d] -> [n, m]."""
    cosines = past @ candidates.T  # [n, h, m]
    logs = log_shares(mask, weights)[..., None]
    follows = torch.logsumexp(weights["u"][0] * cosines + logs, 1)
    return weights["scale"] * follows + weights["v"][0] * (logs.exp() * cosines).sum(1)


def usable_histories(shop):
    """[(items, times)] of the train shoppers who bought on a day after at least MIN_EARLIER purchases."""
    result = []
    for user in users_of(shop, "train"):
        items, times = (np.array(column) for column in zip(*shop.histories[user]))
        if (times < times.max()).sum() >= MIN_EARLIER:
            result.append((items, times))
    return result


def draw_cuts(shoppers, count, random):
    """Shoppers at random, each cut before a random day: histories, an item of that day [n], and all they bought."""
    histories, wanted, owned = [], [], []
    for number in random.choice(len(shoppers), size=min(count, len(shoppers)), replace=False):
        items, times = shoppers[number]
        days = [day for day in np.unique(times) if (times < day).sum() >= MIN_EARLIER]
        day = days[random.integers(len(days))]
        histories.append(items[times < day][-MAX_HISTORY:])
        wanted.append(random.choice(items[times == day]))
        owned.append(items)
    return histories, np.array(wanted), owned


def padded_histories(histories):
    """Item indices [n, MAX_HISTORY], the newest last, and where there is one."""
    items, mask = torch.zeros(len(histories), MAX_HISTORY, dtype=torch.long), torch.zeros(len(histories), MAX_HISTORY, dtype=torch.bool)
    for row, history in enumerate(histories):
        if len(history):
            items[row, -len(history) :] = torch.as_tensor(history)
            mask[row, -len(history) :] = True
    return items, mask
