"""Writes MODEL_CARD.md: the fixed words, and the figures of this run's evaluation."""

from pathlib import Path


def write_card(evaluation, recipe, recipe_name, out):
    """Fills the card from evaluation.json's content (see train.py) and writes it into the folder `out`."""
    out = Path(out)
    test = evaluation["test"]
    lists = {name: test["TF-IDF"][name]["lists"] for name in test["TF-IDF"] if name != "mean4"}
    users = {name: test["TF-IDF"][name]["users"] for name in lists}
    text = TEMPLATE.format(
        name=out.name,
        recipe_name=recipe_name,
        tune=", ".join(f"{name} {score:.4f}" for name, score in evaluation["tune"].items()),
        shipped=SHIPPED[evaluation["shipped"]],
        ship=evaluation["shipped"],
        lists=", ".join(f"{name} {count:,} ({users[name]:,} shoppers)" for name, count in lists.items()),
        table=table(test, list(lists) + (["mean4"] if "mean4" in test["TF-IDF"] else [])),
        weight=evaluation["hybrid_weight"],
        loss=difference(test, "encoder int8", "encoder fp32"),
        unseen=table({scorer: {"all": row} for scorer, row in evaluation["online-retail"].items()}, ["all"]),
        **{key: recipe["bert"][key] for key in ("hidden_size", "layers", "heads", "intermediate_size")},
        vocabulary_size=recipe["vocabulary_size"],
        bag_steps=recipe["bag"]["steps"],
        bags=recipe["bags"],
        distill_steps=recipe["distill"]["steps"],
        titles=recipe["distill"]["titles"],
        lines=recipe["distill"]["lines"],
        max_tokens=recipe["max_tokens"],
    )
    (out / "MODEL_CARD.md").write_text(text, "utf-8")


def table(rows, columns):
    """Markdown table of scorers x sets: NDCG@10 ± standard error, and the interval of the difference to TF-IDF."""
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for scorer, by_set in rows.items():
        cells = []
        for column in columns:
            entry = by_set[column]
            low, high = entry["minus_tf_idf_95"]
            interval = "" if scorer == "TF-IDF" else f" [{low:+.3f}, {high:+.3f}]"
            cells.append(f"{entry['ndcg']:.4f} ± {entry['standard_error']:.4f}{interval}")
        lines.append(f"| {scorer} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def difference(test, scorer, other):
    return ", ".join(f"{name} {test[scorer][name]['ndcg'] - test[other][name]['ndcg']:+.4f}" for name in test[scorer])


SHIPPED = {
    "grown": (
        "the grown one, so **this is exactly the bag of subwords** (up to quantisation) in the form of a BERT:\n"
        "its attention-output and feed-forward-output matrices are zero. The golden vectors therefore cannot tell whether an\n"
        "implementation's attention is right; test that with random weights. \"Encoder fp32\" below is the bag by construction."
    ),
    "distilled": (
        "the distilled one: its attention and feed-forward layers take part, unlike the grown one's, so the golden vectors\n"
        "test them too. Its embeddings are still close to the bag's."
    ),
}

TEMPLATE = """# {name}

A small English text encoder for product titles: text in, a unit vector of {hidden_size} numbers out. It runs frozen in
the visitor's browser; what is learned there is a head on top of it. BERT, {layers} layers x {hidden_size}, {heads} heads,
feed-forward {intermediate_size}, {vocabulary_size:,} WordPiece entries (lower-cased, accents stripped), at most
{max_tokens} tokens, mean over all tokens including [CLS] and [SEP], then scaled to length 1. Dense matrices and word
embeddings are int8 with one scale per row; everything else is float32.

| file | holds |
|---|---|
| `config.json` | Hugging Face BERT keys, and `personal_rank`: pooling, token limit, model id (a hash of the weights) |
| `tokenizer.json`, `tokenizer_config.json` | the tokenizer in Hugging Face's format |
| `model.safetensors` | the weights under Hugging Face's names; int8 tensor `x` goes with float32 `x_scale`, one per row |
| `head.safetensors` | `center`, `projection`, `scale`: 64 principal directions of the four training catalogues |
| `golden.json`, `golden.safetensors` | 200 texts of ours, their ids and embeddings, to test other implementations |

## Data and terms

Trained on, in part or whole:

- **Shopper histories and product titles: beauty, health, toys, electronics** (Amazon reviews, collected at UCSD): research
  data without an explicit licence. 80 % of the shoppers train, 10 % tune, 10 % test; all titles are seen in training.
- **Product lines** (titles, descriptions, product reviews; vocabulary and self-supervision): the sets above; PriceRunner
  product offers (CC BY 4.0); Instacart product names (non-commercial use); demo-shop texts (MIT-0); entity-matching
  benchmarks and product reviews (research data).

Only for the evaluation: **UCI Online Retail** (UCI lists CC BY 4.0). None of the data is in this repository. **Some of
these terms are for research or non-commercial use only: train on your own data, or clear these terms, before you use
these weights commercially.**

## Recipe

`models/train/`, recipe `{recipe_name}`, one CPU core:

1. Vocabulary by byte-pair merges over titles and product lines.
2. **Bags of subwords**, {bags} of different seeds, {bag_steps:,} steps each: the mean of a title's rows must find, among a
   batch, what the same shopper bought (softmax, temperature .07, no popularity correction); two random halves of one
   product line must find each other (weight .3). Rows start as random directions scaled by inverse document frequency.
3. **One bag** from them, by principal directions of their concatenated rows ("bag" in the table below).
4. **Growth**: a BERT whose residual branches are zero, and which equals that bag exactly.
5. **Distillation** from the concatenated bags with a tenth of the tokens dropped, {distill_steps:,} steps of {titles} titles and
   {lines} product lines.

Mean NDCG@10 of the tune shoppers, each with a standard error of about .003:
{tune}. The grown one equals the bag.
Shipped is {shipped}

## Figures

NDCG@10 on **constructed lists**: 1 item that the shopper bought later and 49 drawn by popularity, in random order; the
history is at least 4 items of strictly earlier days. Nobody was shown these lists: they compare methods and say nothing
about sales. Score = cosine to the mean of the history. Mean ± standard error (bootstrap by shopper); in brackets the 95 %
interval of the difference to TF-IDF, paired by shopper. Random order gives about .09. One training run.

Test shoppers of the four shops that were trained on (other shoppers, same catalogues). Lists: {lists}.

{table}

"+ {weight} TF-IDF" adds {weight} x the TF-IDF cosine; that weight was best on the tune shoppers for the int8 encoder.
"Centred" subtracts the mean embedding of the shop's own catalogue first, which needs no training; subtracting the mean over
all four shops (`center` of `head.safetensors`) instead cost about .010 on the tune shoppers of a like run: use the shop's own
mean where its catalogue is known.
int8 minus fp32: {loss}.

An unseen shop, zero-shot (UCI Online Retail, all customers; the TF-IDF weight 2 was fixed beforehand):

{unseen}

## Limits

- **It is hardly more than a bag of subwords.** Word order adds nothing measurable at this size of training. What the BERT
  form buys is that better weights fit the same files and kernels.
- **In a shop or domain it was not trained on, the encoder alone ranks below TF-IDF** (see above). Do not rank by it alone
  there: combine it with TF-IDF, or train on the shop's own log.
- Catalogue items were all seen in training; the figures say nothing about new items in a known shop.
- English only. Other Latin scripts fall into short pieces; most other scripts and emoji become [UNK].
- Titles only: at most {max_tokens} tokens, no prices, pictures or attributes.
- It learned from reviews of past shoppers at one large shop, and carries their habits and biases.

## How to reproduce

    bash models/train/run.sh --recipe {recipe_name} --ship {ship} --data DIR --out models/{name}

See `models/train/README.md` for the folder DIR, the time it takes and the tests. Results vary in the last digits between
machines and PyTorch versions.
"""
