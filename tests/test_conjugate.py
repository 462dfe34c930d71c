"""Inflection, verb by verb: the forms that must come out and those that must not."""

import tomllib
from pathlib import Path

import pytest

from naql.conjugate import Parts, conjugate, decline
from naql.text import fold

CASES = tomllib.loads((Path(__file__).parent / "cases" / "conjugate.toml").read_text(encoding="utf-8"))["verb"]
TENSES = {"perf": "perfect", "impf": "imperfect", "pass": "passive", "part": "participle", "masd": "masdar"}
FIELDS = ("perfect", "imperfect", "participle", "past", "passive")


def inflections(case):
    plain = {field: case[field] for field in FIELDS if field in case}
    parts = Parts(
        **plain,
        masdars=tuple(case.get("masdars", ())),
        adverbs=tuple(case.get("adverbs", ())),
        first=case.get("first", True),
    )
    return conjugate(parts)


def described(text, form):
    return fold(text), form.tense, f"{form.person}{form.gender}{form.number}"


def wanted(line):
    text, tense, agreement = line.split()
    return fold(text), TENSES[tense], agreement


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_forms_of_a_verb(case):
    forms = inflections(case)
    made = {described(form.text, form) for form in forms}
    assert [line for line in case["forms"] if wanted(line) not in made] == []
    bound = {described(form.bound, form) for form in forms}
    assert [line for line in case.get("bound", ()) if wanted(line) not in bound] == []
    texts = {fold(form.text) for form in forms}
    assert [text for text in case.get("absent", ()) if fold(text) in texts] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_no_form_twice(case):
    forms = inflections(case)
    assert len(forms) == len(set(forms))


def test_a_noun_and_its_plurals():
    made = {(form.text, form.number) for form in decline("رسالة", "noun", ("رسائل",))}
    assert {("رسالة", "s"), ("رسائل", "p"), ("رسالتان", "d"), ("رسالتين", "d")} <= made


def test_a_noun_before_a_pronoun():
    assert {form.bound for form in decline("دعوة", "masdar")} >= {"دعوت", "دعوات"}


def test_a_plural_lemma_is_plural():
    assert {form.number for form in decline("تعليمات")} == {"p"}
