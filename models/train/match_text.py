"""Words, numbers and units of a query or a title, as `match_features.py` compares them.

The browser side computes the same in src/learning/match-text.ts; a golden test holds both together (match_golden.py).

  * "Boxes" -> box: no accents, lower case, plural cut;
  * "1-1/2", "1 1/2" and "1.5" are one number, "27x34" and "60w" are split, "12-2" stays two numbers;
  * after a number, "inches", "inch", "in." and '"' are one unit, as are those of UNITS; the "x" between numbers goes.
"""

import re
import unicodedata
from collections import Counter

WORD, NUMBER, UNIT = range(3)
TOKEN = re.compile(
    r"(?:([0-9]+)[- ])?([0-9]+)/([0-9]+)"  # 1-1/2, 1/2
    r"|([0-9]+(?:,[0-9]{3})+(?![0-9])|[0-9]*\.?[0-9]+)"  # 1,000 or .5 or 27
    r"|([^\W\d_]+)"
    r"|([,(\"']|- )"
)
UNITS = {
    word: group.split()[0]
    for group in (
        "in inch inches \"|ft foot feet '|lb lbs pound pounds|gal gallon gallons|oz ounce ounces|v volt volts|w watt watts"
        "|amp amps a|sq square|cu cubic|yd yards yard|qt quart quarts|ct count|pk pack|pc pcs piece pieces|l liter litre"
    ).split("|")
    for word in group.split()
}
JOINING_WORDS = {"in", "with", "for", "w", "of", "by", "to", "and", "from"}  # end a title's first segment
LARGEST_DENOMINATOR = 64
POSSESSIVE = re.compile(r"([^\W\d_])['\u2019]s(?![^\W\d_])")
PLURAL = re.compile(r"(?<=..)ies$|(?:(?<=x)|(?<=[cs]h)|(?<=ss)|(?<=z))es$|s$")


class Terms:
    """The terms of one text: keys[i] is of kinds[i]."""

    def __init__(self, text):
        self.keys, self.kinds = [], []
        self.joined = ""  # words and numbers as written, without anything between them
        self.head = -1  # index of the last word of the first segment: what kind of thing a title names
        self.read(normalise(text))
        self.counts = Counter(self.keys)
        self.first = {key: i for i, key in reversed(list(enumerate(self.keys)))}  # key -> first index

    def read(self, text):
        in_first_segment, after_number = True, False
        for match in TOKEN.finditer(text):
            whole, top, bottom, number, letters, mark = match[1], match[2], match[3], match[4], match[5], match[6]
            if bottom or number:
                for value in [number.replace(",", "")] if number else parts_of(whole, top, bottom):
                    self.add(number_key(float(value)), NUMBER)
                self.joined += match[0]
                after_number = True
                continue
            if after_number and (letters or mark) in UNITS:
                self.add("=" + UNITS[letters or mark], UNIT)
                self.joined += letters or ""
            elif letters and letters != "x":
                in_first_segment = in_first_segment and letters not in JOINING_WORDS
                self.add(stem(letters), WORD)
                self.joined += letters
                if in_first_segment:
                    self.head = len(self.keys) - 1
            elif mark and mark not in "\"'":
                in_first_segment = False
            after_number = False

    def add(self, key, kind):
        self.keys.append(key)
        self.kinds.append(kind)


def normalise(text):
    """Compatibility forms and accents out, lower case; every other character that is no letter becomes a space."""
    characters = []
    for character in unicodedata.normalize("NFKD", text):
        kind = unicodedata.category(character)[0]
        if kind != "M":
            characters.append(character if character.isascii() or kind == "L" or character == "\u2019" else " ")
    return POSSESSIVE.sub(r"\1s", "".join(characters).lower())


def parts_of(whole, top, bottom):
    """A mixed number or fraction as one value; "12/2" and "120/240" are no fractions but two numbers."""
    if int(top) < int(bottom) <= LARGEST_DENOMINATOR:
        return [int(whole or 0) + int(top) / int(bottom)]
    return [part for part in (whole, top, bottom) if part]


def number_key(value):
    return "#%d" % int(min(value, 1e9) * 1000 + 0.5)


def stem(word):
    """Cuts the plural: boxes, batteries, saws; not glass, gas, bus."""
    if len(word) < 4 or word[-1] != "s" or word[-2] in "su":
        return word
    return PLURAL.sub(lambda match: "y" if match[0] == "ies" else "", word)
