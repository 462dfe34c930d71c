"""Findings: what a careful reader would stop at, and what he would not."""

from __future__ import annotations

import pytest

from naql import Reader

READER = Reader()


def test_one_description_is_found_once() -> None:
    text = "توتر في السوق\nقال أحد المصدرين إن الجسر جاهز.\nوقال أحد المصدرين إن الأعمال انتهت."
    assert [finding.kind for finding in READER.read(text).findings] == ["anonymous-only"]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("عقد المؤتمر يوم 31 نوفمبر 2021 في الوادي.", ["يوم 31 نوفمبر 2021"]),
        ("عقد المؤتمر في 30 شباط/فبراير.", ["30 شباط/فبراير"]),
        ("عقد المؤتمر يوم 29 فبراير 2021 في الوادي.", ["يوم 29 فبراير 2021"]),
        ("عقد المؤتمر يوم 29 فبراير 2020 في الوادي.", []),
        ("عقد المؤتمر في 29 فبراير.", []),
        ("عقد المؤتمر في 30 رمضان 1442هـ.", []),
    ],
)
def test_a_day_that_its_month_does_not_have(text: str, spans: list[str]) -> None:
    found = [finding for finding in READER.read(text).findings if finding.kind == "malformed-number"]
    assert [span.text for finding in found for span in finding.spans] == spans
    assert all(spans[0] in finding.en and spans[0] in finding.ar for finding in found)
