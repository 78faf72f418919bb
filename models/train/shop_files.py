"""Reads one shop's own files: a catalogue, and a log of its orders if there is one.

    catalogue   JSONL, CSV or TSV with a column for id and one for the title; a TSV whose first line names neither is id TAB title
    log         JSONL {"u": 1, "items": [3, 9], "ts": [1300000000, ...]} oldest first, or CSV with user, item, time

Each may end in .gz. A time is Unix seconds or begins with an ISO date; only its day matters.
"""

import csv
import gzip
import html
import json
from datetime import date
from itertools import chain
from pathlib import Path

from data import Shop, first_purchases

ID, TITLE = ("id", "sku", "item", "product_id", "stockcode"), ("title", "name", "product_title", "description")
USER, ITEM = ("user", "u", "customer", "user_id", "customerid"), ("item", *ID)
TIME = ("time", "ts", "timestamp", "date", "invoicedate")


def load_shop_files(catalog, log=None):
    """The files as data.Shop; purchases of items that the catalogue lacks are left out."""
    index, titles = {}, []
    for number, row in enumerate(read_rows(catalog, ["id", "title"]), start=1):
        key, title = field(row, ID, catalog, number), field(row, TITLE, catalog, number)
        if str(key) not in index and str(title).strip():
            index[str(key)] = len(titles)
            titles.append(html.unescape(str(title)).strip())
    if len(titles) < 2:
        raise SystemExit(f'Cannot adapt to "{catalog}" as it must list at least 2 products with a title: got {len(titles)}')
    name = Path(catalog).name.split(".")[0]
    return Shop(name, titles, read_log(log, index) if log else {})


def read_log(log, index):
    purchases, total = {}, 0
    for number, row in enumerate(read_rows(log, None), start=1):
        user, items, times = order_of(row, log, number)
        if len(items) != len(times):
            raise SystemExit(f'Cannot read "{log}" as record {number} must have a time for each item: got {len(times)} for {len(items)}')
        total += len(items)
        known = [(index[str(item)], day_of(time, log, number)) for item, time in zip(items, times) if str(item) in index]
        purchases.setdefault(user, []).extend(known)
    found = sum(map(len, purchases.values()))
    if found == 0:
        raise SystemExit(f'Cannot use "{log}" as none of its {total} purchases is of an item in the catalogue')
    print(f"log: {found} of {total} purchases are of items in the catalogue", flush=True)
    return {user: first_purchases(sorted(own, key=lambda purchase: purchase[1])) for user, own in purchases.items()}


def order_of(row, path, number):
    """(user, items, times) of one record: a shopper's whole history, or one purchase."""
    if isinstance(row.get("items"), list):
        return field(row, USER, path, number), row["items"], field(row, TIME, path, number)
    return field(row, USER, path, number), [field(row, ITEM, path, number)], [field(row, TIME, path, number)]


def day_of(time, path, number):
    """Whole days since 1970-01-01."""
    try:
        return int(float(time)) // 86400
    except (TypeError, ValueError):
        pass
    try:
        return (date.fromisoformat(str(time)[:10]) - date(1970, 1, 1)).days
    except ValueError as error:
        raise SystemExit(f'Cannot read "{path}" as the time of record {number} must be Unix seconds or an ISO date: got "{time}"') from error


def read_rows(path, headless):
    """Dicts with lower-case keys; `headless`: the columns of a TSV whose first line is no head."""
    path = Path(path)
    if not path.exists():
        raise SystemExit(f'Cannot read "{path}": it does not exist')
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[-1]
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as file:
        if kind in ("jsonl", "ndjson", "json"):
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield parse_record(line, path, number)
        elif kind == "tsv" and headless:
            lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            first = next(lines, [])
            names = [cell.strip().lower() for cell in first]
            is_head = any(name in names for name in ID) and any(name in names for name in TITLE)
            for cells in lines if is_head else chain([first], lines):
                if cells:
                    yield dict(zip(names if is_head else headless, cells))
        else:
            for row in csv.DictReader(file, delimiter="\t" if kind == "tsv" else ","):
                yield {str(key).strip().lower(): value for key, value in row.items()}


def parse_record(line, path, number):
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise SystemExit(f'Cannot read line {number} of "{path}" as JSON: {error}') from error
    if not isinstance(row, dict):
        raise SystemExit(f'Cannot use line {number} of "{path}" as it must be a JSON object: got {line[:40]!r}')
    return {str(key).lower(): value for key, value in row.items()}


def field(row, names, path, number):
    for name in names:
        if row.get(name) is not None:
            return row[name]
    raise SystemExit(f'Cannot read record {number} of "{path}" as it must have one of {", ".join(names)}: got {", ".join(map(str, row))}')
