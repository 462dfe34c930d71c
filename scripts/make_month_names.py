"""Make ``lexicons/months.tsv``: the month names of CLDR's Arabic locales, by way of Babel.

Format forms, since the stand-alone wide ones fall back wrongly for Levantine locales. A test holds the file against Babel.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale

COUNTRIES = [
    "AE",
    "BH",
    "DJ",
    "DZ",
    "EG",
    "ER",
    "IL",
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
    "SS",
    "SY",
    "TD",
    "TN",
    "YE",
]
OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "months.tsv"


def month_names() -> dict[str, int]:
    """Month name to number, over all Arab countries' locales."""
    names: dict[str, int] = {}
    for country in COUNTRIES:
        for number, name in Locale("ar", country).months["format"]["wide"].items():
            names[name] = number
    return names


def main() -> None:
    lines = ["# Made by scripts/make_month_names.py from CLDR (Unicode licence) by way of Babel.", "name\tmonth"]
    lines += [
        f"{name}\t{number}" for name, number in sorted(month_names().items(), key=lambda item: (item[1], item[0]))
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
