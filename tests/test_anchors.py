"""Anchors never lie: on arbitrary Unicode, truncated and shuffled reports, every span is what stands in the source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from naql import Reader, Report
from naql.export.contract import dumps
from naql.text import Text

READER = Reader()
REPORTS = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))]
ARABIC = st.text(
    st.one_of(
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFC),
        st.sampled_from(" \n\t.,:\"«»“”'()\u200f\u200e\u200c\ufeff\u202b\u2066\u00a0،؛؟0123456789"),
    ),
    max_size=300,
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def spans(item: object) -> list[dict]:
    found = []
    if isinstance(item, dict):
        if "start" in item and "end" in item:
            found.append(item)
        for value in item.values():
            found += spans(value)
    elif isinstance(item, list):
        for value in item:
            found += spans(value)
    return found


def check(text: str) -> None:
    printed = dumps(READER.read(Report(text)))
    assert dumps(READER.read(Report(text))) == printed
    for span in spans(json.loads(printed)):
        assert span["start"] < span["end"]
        assert text[span["start"] : span["end"]] == span["text"]


@SLOW
@given(st.text(max_size=300))
def test_any_unicode(text: str) -> None:
    check(text)


@SLOW
@given(ARABIC)
def test_arabic_noise(text: str) -> None:
    check(text)


@SLOW
@given(st.sampled_from(REPORTS), st.data())
def test_truncated(report: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(report)))
    check(report[start : data.draw(st.integers(start, len(report)))])


@SLOW
@given(st.sampled_from(REPORTS), st.randoms(use_true_random=False))
def test_shuffled(report: str, random) -> None:  # type: ignore[no-untyped-def]
    words = report.split(" ")
    random.shuffle(words)
    check(" ".join(words)[:1500])


@given(st.one_of(st.text(max_size=200), ARABIC))
def test_the_map_back(source: str) -> None:
    text = Text(source)
    assert len(text.norm) == len(text.fold)
    for i in range(len(text.words)):
        span = text.word_span(i, i + 1)
        assert source[span.start : span.end] == span.text


@pytest.mark.parametrize("mark", ["\u064b", "\u0640", "\u200f", "\ufeff", "\u0651"])
def test_marks_do_not_move_anchors(mark: str) -> None:
    plain = "قال سامي الزيزفوني إن المكتبة ستفتح الأحد"
    source = mark.join(plain)
    text = Text(source)
    assert text.words == Text(plain).words


def test_entities_of_html_are_read_as_what_they_stand_for() -> None:
    source = "قال المدير إن &quot;الجسر&quot;&nbsp;جاهز و&#1571;ضاف &amp; عاد."
    text = Text(source)
    assert text.words == Text('قال المدير إن "الجسر" جاهز وأضاف & عاد.').words
    assert text.gaps[3] == ' "'
    for i in range(len(text.words)):
        span = text.word_span(i, i + 1)
        assert source[span.start : span.end] == span.text
    assert text.word_span(5, 6).text == "و&#1571;ضاف"
