"""Temporal expressions: the table of cases, the month names against CLDR, real dates where they lie beside the project."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from naql.text import Text
from naql.times import TimeFinder

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared" / "data"
CASES = tomllib.loads((HERE / "cases" / "times.toml").read_text(encoding="utf-8"))["case"]
ARAB_COUNTRIES = [
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
]
FINDER = TimeFinder()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict) -> None:
    published = date.fromisoformat(case["published"]) if case["published"] else None
    found = FINDER.find(Text(case["text"]), published)
    assert [[m.time.span.text, m.time.type, m.time.value] for m in found] == case["times"]
    for mention in found:
        span = mention.time.span
        assert case["text"][span.start : span.end] == span.text


@pytest.mark.parametrize("country", ARAB_COUNTRIES)
def test_month_names_are_those_of_cldr(country: str) -> None:
    for number, name in Locale("ar", country).months["format"]["wide"].items():
        found = FINDER.find(Text(f"أقيم الحفل في 3 {name} 2015 هناك."), date(2015, 6, 1))
        assert [m.time.value for m in found] == [f"2015-{number:02d}-03"]


def test_a_weekday_is_a_witness() -> None:
    (found,) = FINDER.find(Text("وصل الأحد 8 تشرين الثاني 2021."), date(2021, 11, 8))
    assert found.time.value == "2021-11-08"
    assert "2021-11-07" in found.time.alternatives


@given(st.text(max_size=200))
def test_any_text_gives_true_spans(text: str) -> None:
    for mention in FINDER.find(Text(text), date(2018, 1, 1)):
        assert text[mention.time.span.start : mention.time.span.end] == mention.time.span.text


@given(st.lists(st.sampled_from(" ".join(case["text"] for case in CASES).split()), max_size=30), st.none() | st.dates())
def test_shuffled_temporal_words_give_true_spans(words: list[str], published: date | None) -> None:
    text = " ".join(words)
    for mention in FINDER.find(Text(text), published):
        assert text[mention.time.span.start : mention.time.span.end] == mention.time.span.text


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data")
def test_real_dates_with_a_weekday() -> None:
    rows = list(csv.DictReader((SHARED / "times_weekday.tsv").open(encoding="utf-8"), delimiter="\t"))
    right = 0
    for row in rows:
        text = Text(f"وقال المدير إن الحفل أقيم {row['text'].strip()} في القاعة.")
        found = FINDER.find(text, date.fromisoformat(row["published"]))
        right += bool(found) and found[0].time.value == row["value"]
    assert right / len(rows) >= 0.99


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data")
def test_real_hijri_pairs_are_read() -> None:
    for row in csv.DictReader((SHARED / "times_hijri.tsv").open(encoding="utf-8"), delimiter="\t"):
        found = FINDER.find(
            Text(f"أقيم الحفل يوم {row['text'].strip()} في القاعة."), date.fromisoformat(row["crawled"][:10])
        )
        assert len(found) == 2, row["text"]
        assert [m.time.calendar for m in found] == ["islamic-umalqura", "gregorian"], row["text"]
