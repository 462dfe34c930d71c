"""Events: what must be read in invented reports, and what must not."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from naql.events import EventFinder
from naql.events.features import View, around_trigger, filled_features, frame_of, part_features, scene_features
from naql.events.finder import LONE, site_features
from naql.events.model import MODELS
from naql.events.sites import Site
from naql.reading import Reader
from naql.records import Event, Reading
from naql.statements.model import Model
from naql.text import Text

CASES = tomllib.loads((Path(__file__).parent / "cases" / "events.toml").read_text(encoding="utf-8"))["case"]
READER = Reader()
NAMED = [case["id"] for case in CASES]


def looked_at(text: str) -> tuple[View, list[Site]]:
    """``text`` as decisions see it, and its possible events."""
    prepared = Text(text)
    times = READER.times.find(prepared, None)
    return READER.events.look(READER.statements.find(prepared, READER.names.find(prepared, times), times))


def read(case: dict[str, object]) -> Reading:
    return READER.read(str(case["text"]), published=date(2021, 11, 15))


def described(reading: Reading, event: Event) -> str:
    names = {entity.id: entity.mentions[0].text for entity in reading.entities if entity.mentions}
    actors, recipients = (" ".join(names[n] for n in side) for side in (event.actors, event.recipients))
    return " ".join(f"{event.type} {event.trigger.text} | {actors} > {recipients} | {event.modality}".split())


@pytest.mark.parametrize("case", CASES, ids=NAMED)
def test_events_of_a_report(case: dict[str, object]) -> None:
    reading = read(case)
    found = [described(reading, event) for event in reading.events]
    other = [described(reading, event) for event in reading.unrealised]
    assert [line for line in case.get("events", ()) if line not in found] == [], found
    assert [line for line in case.get("unrealised", ()) if line not in other] == [], other
    assert [event.type for event in reading.events if event.type in case.get("none", ())] == []


@pytest.mark.parametrize(
    "case", [case for case in CASES if "counts" in case or "participants" in case], ids=lambda c: c["id"]
)
def test_counts_and_unnamed_participants(case: dict[str, object]) -> None:
    reading = read(case)
    counts = {f"{count.number} {count.of}" for event in reading.events for count in event.counts}
    parts = {f"{part.part} {part.span.text} {part.role}" for event in reading.events for part in event.participants}
    assert counts >= set(case.get("counts", ()))
    assert parts >= set(case.get("participants", ()))
    assert not parts & set(case.get("apart", ()))


@pytest.mark.parametrize("case", CASES, ids=NAMED)
def test_anchors_ids_and_who_tells(case: dict[str, object]) -> None:
    reading = read(case)
    text = reading.report.text
    events = (*reading.events, *reading.unrealised)
    assert len({event.id for event in events}) == len(events)
    for event in events:
        spans = [event.trigger, *(part.span for part in event.participants), *(count.span for count in event.counts)]
        assert all(text[span.start : span.end] == span.text for span in spans)
        holders = [
            statement
            for statement in reading.statements
            if any(content.start <= event.trigger.start < content.end for content in statement.content)
        ]
        if event.asserted_by is None:
            assert holders == []
        else:
            innermost = min(holders, key=lambda s: sum(content.end - content.start for content in s.content))
            assert event.asserted_by == innermost.id
    for statement in reading.statements:
        assert all(event.trigger != statement.cue.span for event in events)


def test_what_happened_and_what_did_not_are_kept_apart() -> None:
    for case in CASES:
        reading = read(case)
        assert all(e.polarity == "positive" and e.modality in ("did", "attempted") for e in reading.events)
        assert all(e.polarity == "negative" or e.modality in ("will", "may", "denied") for e in reading.unrealised)


@pytest.mark.parametrize("text", ["", "\n\n", "123", "hello", "قصف", "و", "؟؟؟ !!", "قصفت " * 400])
def test_odd_texts_are_read(text: str) -> None:
    reading = READER.read(text)
    assert all(text[e.trigger.start : e.trigger.end] == e.trigger.text for e in reading.events)


@pytest.mark.parametrize("case", CASES, ids=NAMED)
def test_no_feature_is_named_twice(case: dict[str, object]) -> None:
    """Training counts a feature once, deciding adds its weight as often as it is named."""
    view, sites = looked_at(str(case["text"]))
    features = site_features(view, sites)
    for site, each in zip(sites, features, strict=True):
        each.extend(filled_features(view, site))
        phrases = around_trigger(view, site)
        frame = frame_of(view, site, phrases)
        weighed = [each, *(part_features(view, site, frame, n) for n in range(len(phrases)))]
        assert all(len(named) == len(set(named)) for named in weighed)
    for kind in LONE:
        named = scene_features(view, sites, features, kind)
        assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("قتل 12 شخصا في هجوم على القرية وأجلت السلطات 4500 شخصا.", [("killed", 12), ("people", 4500)]),
        ("قتل 35 صيادا في هجوم على المركب وتم إنقاذ 68 آخرين.", [("killed", 35)]),
        ("مقتل المطلوب رقم 16 في هجوم على القرية.", []),
        ("سقط 1000 قتيل وجريح في هجوم شنه القراصنة على القرية أمس.", [("people", 1000)]),
    ],
)
def test_who_comes_away_is_no_victim(text: str, counts: list[tuple[str, int]]) -> None:
    told = {(count.of, count.number) for event in READER.read(text).events for count in event.counts}
    assert told == set(counts)


def phrases_of(text: str) -> list[str]:
    """What the noun phrases of a one-sentence ``text`` are, each behind its preposition."""
    view, _ = looked_at(text)
    words = view.scene.text.words
    return [f"{p.prep} {' '.join(words[p.first : p.last])}".strip() for p in view.sentence(0).phrases]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("هرب نحو 40 صيادا من القلعة", ["صيادا", "من القلعه"], id="some forty fishermen"),
        pytest.param("غرق أربعة من حراس المنارة في البحر", ["حراس المناره", "في البحر"], id="four of the keepers"),
        pytest.param("وصل عشرات الصيادين وعدد من الطلاب", ["الصيادين", "الطلاب"], id="dozens, and a number of"),
        pytest.param("فجر مجهولون سورا قديما", ["مجهولون", "سورا قديما"], id="a plural in -un, then its object"),
        pytest.param(
            "نهب مسلحون خزائن المتحف", ["مسلحون", "خزاءن المتحف"], id="a plural in -un goes on with its like alone"
        ),
        pytest.param(
            "قتل الصياد برصاص لصوص ملثمين", ["الصياد", "by لصوص ملثمين"], id="by the bullets of, which are no part"
        ),
        pytest.param("هجوم شنته عصابة المرجان", ["هجوم", "عصابه المرجان"], id="a verb with a pronoun ends a phrase"),
        pytest.param("قصفت إيران أربيل", ["ايران", "اربيل"], id="a name, then another"),
        pytest.param("أعلنت البلدة مقتل سبعة صيادين أمس", ["of صيادين"], id="behind another event's verbal noun"),
        pytest.param("وصل موكب الوزير", ["الوزير"], id="whose a thing is"),
        pytest.param("تجمع متظاهرون غاضبون", ["متظاهرون"], id="a participle tells how they are, not who"),
        pytest.param("خطف مسلح 12 صيادا", ["مسلح", "صيادا"], id="a number opens another phrase"),
        pytest.param("غرق ستة بحارة بينهم طباخ", ["بحاره", "among طباخ"], id="some of those told before"),
        pytest.param("سلم رسالة لعناصر الحرس", ["ل لعناصر الحرس"], id="a preposition written on to who acts"),
        pytest.param("رأى جنديا سهلانيا في الميناء", ["جنديا سهلانيا"], id="who acts is no verb"),
    ],
)
def test_who_stands_in_a_phrase(text: str, wanted: list[str]) -> None:
    assert [phrase for phrase in wanted if phrase not in phrases_of(text)] == [], phrases_of(text)


def expected(text: str, lemma: str) -> dict[str, str]:
    """What the frame of the trigger ``lemma`` expects of each phrase of ``text``, where it expects anything."""
    view, sites = looked_at(text)
    site = next(site for site in sites if site.entry.lemma == lemma)
    frame = frame_of(view, site, around_trigger(view, site))
    words = view.scene.text.words
    pairs = zip(frame.phrases, frame.expected, strict=True)
    return {" ".join(words[p.first : p.last]): part for p, part in pairs if part != "-"}


@pytest.mark.parametrize(
    ("text", "lemma", "wanted"),
    [
        pytest.param(
            "خطف القراصنة بحارا ثم قتلوا طباخا", "قتل", {"طباخا": "recipient"}, id="a plural verb before its object"
        ),
        pytest.param(
            "أربعة من حراس البرج قتلوا في هجوم على المتحف",
            "قتل",
            {"حراس البرج": "recipient"},
            id="a share of them, then the verb",
        ),
        pytest.param(
            "قال إن جنديا سهلانيا قتل في الغابة",
            "قتل",
            {"جنديا سهلانيا": "recipient"},
            id="nothing that could be its object",
        ),
        pytest.param(
            "إن لصوصا ملثمين «خطفوا» أمس منسق المهرجان",
            "خطف",
            {"لصوصا ملثمين": "actor"},
            id="a verb in quotation marks",
        ),
        pytest.param("قتل الصياد على أيدي لصوص", "قتل", {"لصوص": "actor"}, id="at the hands of"),
    ],
)
def test_the_frame_expects(text: str, lemma: str, wanted: dict[str, str]) -> None:
    found = expected(text, lemma)
    assert found.items() >= wanted.items(), found


def taken(text: str, lemma: str, bias: float) -> set[str]:
    """Who takes part in the event of the trigger ``lemma`` where models that know nothing but ``bias`` decide."""
    finder = EventFinder(dict.fromkeys(MODELS, Model({"*": bias})))
    prepared = Text(text)
    times = READER.times.find(prepared, None)
    spoken = READER.statements.find(prepared, READER.names.find(prepared, times), times)
    view, sites = finder.look(spoken)
    parts = finder.parts(view, next(site for site in sites if site.entry.lemma == lemma))
    return {" ".join(prepared.words[p.phrase.first : p.phrase.last]) for p in parts if p.phrase is not None}


def test_an_outlet_takes_no_part_in_what_it_reports() -> None:
    text = "أخبار المرسى\nوقع هجوم على الصيادين في مدينة معان، بحسب ما أفادت به وكالة رويترز.\nوعاد الهدوء."
    found = taken(text, "هجوم", 9.0)
    assert "الصيادين" in found
    assert not any("رويترز" in phrase for phrase in found), found


def test_a_name_that_merely_stands_near_needs_more_than_one_in_the_frame() -> None:
    text = "أخبار المرسى\nقصفت إيران أربيل فجرا بعد زيارة الملك إلى بيروت ودمشق.\nوعاد الهدوء."
    near = {"بيروت", "ودمشق"}
    assert taken(text, "قصف", 0.2) & near == set()
    assert taken(text, "قصف", 0.2) >= {"ايران", "اربيل"}
    assert taken(text, "قصف", 1.0) & near


def test_a_body_is_no_title_of_whom_it_arrested() -> None:
    (event,) = Reader().read("اعتقلت الشرطة الناشط سامي الزيزفوني في حي السوق.").events
    assert [(who.part, who.span.text) for who in event.participants] == [
        ("actor", "الشرطة"),
        ("recipient", "الناشط سامي الزيزفوني"),
    ]
