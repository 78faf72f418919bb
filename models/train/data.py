"""Reads shoppers' histories, product lines and a shop's log, and splits the shoppers.

Folder layout (`--data`):
    shoppers/<set>/items.tsv.gz     id TAB title, HTML entities as found
    shoppers/<set>/users.jsonl.gz   {"u": id, "items": [ids, oldest first], "ts": [unix seconds, whole days]}
    text/products.txt.gz            one product line (title, description, review) a line
    online-retail/online_retail.csv.gz   the UCI log; only read for the evaluation as an unseen shop
"""

import csv
import gzip
import hashlib
import html
import json
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

SPLIT_SEED = 7
SPLITS = {"held-out": "train", "pilot": "train"}  # parts of another split


@dataclass
class Shop:
    """One catalogue and its shoppers' histories; items are numbered 0..n-1 in the order of `titles`."""

    name: str
    titles: list  # [n] strings
    histories: dict  # user id -> list of (item index, time), oldest first, first purchase of each item only


def load_shop(data, name, max_users=None):
    """Reads one shopper set; `max_users` keeps only the first users of the file (for trials)."""
    folder = Path(data) / "shoppers" / name
    ids, titles = [], []
    for line in read_lines(folder / "items.tsv.gz"):
        item_id, _, title = line.partition("\t")
        ids.append(int(item_id))
        titles.append(html.unescape(title).strip())
    index = {item_id: number for number, item_id in enumerate(ids)}
    histories = {}
    for line in read_lines(folder / "users.jsonl.gz"):
        user = json.loads(line)
        histories[user["u"]] = first_purchases((index[i], t) for i, t in zip(user["items"], user["ts"]))
        if max_users is not None and len(histories) == max_users:
            break
    return Shop(name, titles, histories)


def load_online_retail(data):
    """Reads the UCI Online Retail log as a shop: no cancellations, no rows without a customer, times in days."""
    names, visits = defaultdict(Counter), defaultdict(list)
    path = Path(data) / "online-retail" / "online_retail.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as rows:
        for row in csv.DictReader(rows):
            if row["InvoiceNo"].startswith("C") or not row["CustomerID"] or float(row["Quantity"]) <= 0:
                continue
            names[row["StockCode"]][row["Description"].strip()] += 1
            visits[row["CustomerID"]].append((row["InvoiceDate"][:10], row["StockCode"]))
    codes = sorted(names)
    index = {code: number for number, code in enumerate(codes)}
    histories = {}
    for customer, lines in visits.items():
        histories[customer] = first_purchases((index[code], day) for day, code in sorted(lines))
    return Shop("online-retail", [names[code].most_common(1)[0][0] for code in codes], histories)


def unseen_titles(data):
    """Titles of online-retail, or none where its file is absent."""
    present = (Path(data) / "online-retail").exists()
    return load_online_retail(data).titles if present else []


def load_lines(data, max_lines, max_characters, seed, without=()):
    """A seeded sample of product lines, each cut to `max_characters`; none that is one of the titles `without`."""
    unwanted = {plain_words(title) for title in without}
    path = Path(data) / "text" / "products.txt.gz"
    lines = [line[:max_characters] for line in read_lines(path) if plain_words(html.unescape(line)) not in unwanted]
    random.Random(seed).shuffle(lines)
    return lines[:max_lines]


def plain_words(text):
    """Lower-cased words joined by single spaces: equal for titles that differ in marks or case only."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def split_of(shop_name, user):
    """'train' (80 %), 'tune' or 'test' (10 % each), fixed by a hash of set, user and seed."""
    return {0: "test", 1: "tune"}.get(user_hash(shop_name, user) % 10, "train")


def is_held_out(shop_name, user):
    """A tenth of the shoppers, fixed by the same hash: the pilots leave those of the train split out (weights.py)."""
    return user_hash(shop_name, user) // 10 % 10 == 0


def user_hash(shop_name, user):
    return int(hashlib.md5(f"{shop_name}:{user}:{SPLIT_SEED}".encode()).hexdigest(), 16)


def users_of(shop, split):
    """User ids of one split, in a fixed order: 'train', 'tune', 'test'; of the train split 'held-out' and 'pilot'."""
    users = [user for user in sorted(shop.histories) if split_of(shop.name, user) == SPLITS.get(split, split)]
    if split in SPLITS:
        users = [user for user in users if is_held_out(shop.name, user) == (split == "held-out")]
    return users


def first_purchases(purchases):
    """Keeps the first purchase of each item, in order."""
    seen, result = set(), []
    for item, time in purchases:
        if item not in seen:
            seen.add(item)
            result.append((item, time))
    return result


def read_lines(path):
    """Lines of a gzipped UTF-8 text file, without line ends, empty ones left out."""
    path = Path(path)
    if not path.exists():
        raise SystemExit(f'Cannot read "{path}": it does not exist; models/train/README.md says what data is needed')
    with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            line = line.rstrip("\r\n")
            if line:
                yield line
