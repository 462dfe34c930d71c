"""Make ``lexicons/verb_forms.tsv``: the written third-person forms of common verbs, and which of them are nouns too.

    make_verb_forms.py [NEWS.jsonl.gz]

Reads ``lexicons/verbs.tsv`` (perfect and imperfect, third person masculine singular). A form is called ambiguous where news
also writes it with the article, at a fifth of its own frequency or more; without a corpus the flags of the
present file are kept.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from naql.conjugate import Parts, conjugate
from naql.lexicon import rows
from naql.text import Text, fold

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "verb_forms.tsv"
ARTICLE = fold("ال")
SHARE = 0.2


def main() -> None:
    forms = set()
    for row in rows("verbs"):
        for form in conjugate(Parts(row["perfect"], row["imperfect"])):
            if form.person == 3 and form.tense in ("perfect", "imperfect") and len(form.text) > 2:
                forms.add(fold(form.text))
    ambiguous = {row["form"] for row in rows("verb_forms") if row["ambiguous"] == "1"} if OUT.exists() else set()
    if len(sys.argv) > 1:
        counts: Counter[str] = Counter()
        with gzip.open(sys.argv[1], "rt", encoding="utf-8") as news:
            for line in news:
                counts.update(Text(json.loads(line)["text"]).words)
        ambiguous = {f for f in forms if counts[ARTICLE + f] >= max(2, SHARE * counts[f])}
    lines = ["# Made by scripts/make_verb_forms.py from verbs.tsv.", "form\tambiguous"]
    OUT.write_text("\n".join(lines + [f"{f}\t{f in ambiguous:d}" for f in sorted(forms)]) + "\n", encoding="utf-8")
    print(f"{len(forms)} forms, {len(ambiguous & forms)} of them nouns too")


if __name__ == "__main__":
    main()
