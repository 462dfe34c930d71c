"""Whom reports credit, how many origins they have, and which came first; what is not told is not made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naql import Reader, Report
from naql.compare import Account, Evidence, Root, account, moment, travel
from naql.compare.credits import credits
from naql.compare.order import known
from naql.compare.origins import count
from naql.records import Span
from naql.text import Text

DAY = date(2021, 11, 8)
BRIDGE = "الجسر\nيفتح الجسر الجديد أمام السيارات يوم الأحد المقبل.\n"
READER = Reader()


def told(
    text: str, publisher: str = "صحيفة المنارة", others: Sequence[str] = (), author: str | None = None
) -> list[str]:
    report = Report(text, "x", publisher=publisher, published=DAY, author=author)
    found = credits(READER.read(report), Text(text), others)
    assert all(text[c.span.start : c.span.end] == c.span.text for c in found)
    return [f"{credit.kind} {credit.name}{' whole' if credit.whole else ''}" for credit in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الجسر\nقال رئيس البلدية نزار الفستقي لرويترز إن الجسر الجديد سيفتح الأحد.\n", ["agency Reuters whole"]),
        (BRIDGE + "صحيفة المنارة/ أ ف ب", ["agency AFP whole"]),
        (BRIDGE + "صحيفة المنارة", ["own صحيفة المنارة whole"]),
        (BRIDGE + "وكالات", ["wires wires whole"]),
        ("الجسر\nعين الصفصاف (رويترز) - يفتح الجسر الجديد أمام السيارات.", ["agency Reuters whole"]),
        (BRIDGE + "حضر الناس.\nوعزفت الفرقة.\nوقال شاهد لوكالة فرانس برس إن الحفل كان جميلا.\n", ["agency AFP"]),
        ("المكتبات\nأفاد مراسلنا بأن المكتبات تزدهر.", ["own صحيفة المنارة whole"]),
        ("المكتبات\nنقلت قناة العربية عن أمين المكتبة أن المكتبات تزدهر.", ["outlet alarabiya whole"]),
        ("الموسم\nذكرت وكالة الأنباء القطرية (قنا) أن الموسم جيد.", ["agency QNA whole"]),
        ('الموسم\nذكرت وكالة الأنباء القطرية الرسمية "قنا" أن الموسم جيد.', ["agency QNA whole"]),
        ('الموسم\nذكرت وكالة الأنباء القطرية "أن الموسم جيد".', ["agency QNA whole"]),
        ("الموسم\nقال البستاني لصحيفة المنارة إن الموسم جيد.", ["own صحيفة المنارة whole"]),
    ],
)
def test_who_is_credited(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("مباراة\nفاز صحفيو رويترز بمباراة ودية في كرة القدم أمام فريق البلدية.", "صحيفة المنارة"),
        ("الموسم\nقالت وكالة الأنباء القطرية المستقلة (المرجان) إن الموسم جيد.", "صحيفة المنارة"),
        ("الموسم\nقالت وكالة الأنباء القطرية «البستان» إن الموسم جيد.", "صحيفة المنارة"),
        ("أرباح\nأعلنت تومسون رويترز أرباحها للربع الأول.", "صحيفة المنارة"),
        ("مؤتمر\nعقدت جامعة الدول العربية مؤتمرا للمكتبات، وقالت الجامعة العربية إن المكتبات تزدهر.", "صحيفة المنارة"),
        ("الموسم\nيزور الناس مدينة قنا كل شتاء، وقالت البلدية إن الموسم جيد.", "صحيفة المنارة"),
        ("الموسم\nنقلت سكاي نيوز عن البستاني أن الموسم جيد.", "سكاي نيوز عربية"),
    ],
)
def test_who_is_only_talked_of_is_not_credited(text: str, publisher: str) -> None:
    assert told(text, publisher) == []


def test_an_outlet_that_no_list_has_and_an_agency_that_is_the_author() -> None:
    text = "الموسم\nقال البستاني لصحيفة المنارة إن الموسم جيد."
    assert told(text, "إذاعة مرجان") == []
    assert told(text, "إذاعة مرجان", ["صحيفة المنارة"]) == ["outlet صحيفة المنارة whole"]
    assert told("الموسم\nقال البستاني إن الموسم جيد.", author="رويترز") == ["agency Reuters whole"]


def of(texts: dict[str, str], publishers: dict[str, str] | None = None) -> Account:
    return account(
        {
            by: READER.read(Report(text, by, publisher=(publishers or {}).get(by, f"صحيفة {by}"), published=DAY))
            for by, text in texts.items()
        }
    )


FIRST = "الجسر\nقال رئيس البلدية نزار الفستقي إن الجسر الجديد سيفتح أمام السيارات.\n"
SECOND = "افتتاح جسر\nأكد نزار الفستقي، رئيس البلدية، أمس أن السيارات ستعبر الجسر الجديد حين يفتح.\n"


def test_that_nothing_is_shared_does_not_prove_two_origins() -> None:
    origins = of({"x": FIRST, "y": SECOND}).origins
    assert (origins.least, origins.most, origins.known) == (1, 2, False)


def test_two_that_say_where_they_have_it_are_two_origins() -> None:
    told = of({"x": FIRST + "وقال مراسلنا إن العمال يدهنون الجسر.\n", "y": SECOND + "أ ف ب"})
    assert (told.origins.least, told.origins.most) == (2, 2)
    assert {(root.code, root.kind) for root in told.roots} == {("x", "own"), ("y", "credit")}


def test_one_outlet_is_one_origin_under_either_of_its_names() -> None:
    told = of({"x": FIRST, "y": SECOND}, {"x": "بي بي سي عربي", "y": "BBC Arabic"})
    assert (told.origins.least, told.origins.most) == (1, 1)


def test_correspondents_of_two_outlets_are_not_one_source() -> None:
    told = of({"x": "الجسر\nأفاد مراسلنا بأن الجسر فتح.\n", "y": "الجسر\nأفاد مراسلنا بأن السيارات تعبر.\n"})
    assert told.evidence == ()
    assert (told.origins.least, told.origins.most) == (2, 2)


def test_an_agency_in_one_sentence_is_the_origin_of_what_that_sentence_tells() -> None:
    more = "وحضر الحفل جمع كبير من الناس.\nوعزفت الفرقة أغنيات قديمة.\nوأكل الأطفال الحلوى ولعبوا بالطائرات الورقية.\n"
    others = "وجاء الزوار من القرى البعيدة في حافلات كثيرة.\nوبيعت الفطائر والعصائر في السوق القديم حتى منتصف الليل.\n"
    quoted = "وقال عازف العود سامي الأرزي لوكالة فرانس برس إن الفرقة ستعزف في الساحة كل مساء خميس.\n"
    told = of({"x": FIRST + more + quoted, "y": SECOND + others + quoted})
    (credit,) = (item for item in told.evidence if item.kind == "credit")
    assert not credit.certain
    claim = next(claim for claim in told.claims if "الفرقة" in claim.tellings[0].spans[0].text)
    assert (claim.origins.least, claim.origins.most) == (1, 1)
    assert told.origins.most == 2


def test_a_copy_that_was_edited_in_every_line_is_one() -> None:
    text = (
        "افتتاح الجسر الجديد بعد عامين من العمل\nافتتح رئيس البلدية نزار الفستقي الجسر الجديد الذي يربط ضفتي نهر المرجان أمام "
        "السيارات والمشاة، وحضر الحفل جمع كبير من سكان الحي القديم وتلاميذ المدارس الذين لونوا جدرانه.\n"
    )
    words = text.split(" ")
    edited = " ".join("أيضا" if at % 6 == 5 else word for at, word in enumerate(words))
    (copy,) = of({"x": text, "y": edited}).evidence
    assert (copy.kind, copy.certain, copy.words, copy.one_span) == ("copy", True, 0, None)


def pair(kind: str, one: str, other: str, certain: bool = True) -> Evidence:
    return Evidence(one, other, kind, certain, "")


def test_an_outlet_that_also_copies_has_an_origin_of_its_own() -> None:
    """Outlet A has a report of its own (a) and a copy (b) of what outlet C has (c)."""
    origins = count("abc", [pair("outlet", "a", "b"), pair("copy", "b", "c")])
    assert origins.most == 2
    assert sorted(map(len, origins.groups)) == [1, 2]
    assert count("bc", [pair("copy", "b", "c")]).known
    assert count("", []).most == 0


@given(st.data())
def test_origins_do_not_depend_on_the_order_and_evidence_never_adds_any(data: st.DataObject) -> None:
    some = "abcdef"
    kinds = st.sampled_from((("copy", True), ("quote", False), ("outlet", True), ("credit", True)))
    couples = data.draw(st.lists(st.sampled_from(list(combinations(some, 2))), max_size=8, unique=True))
    evidence = [pair(kind, *couple, certain) for couple in couples for kind, certain in [data.draw(kinds)]]
    roots = [Root(code, "own", "", None) for code in data.draw(st.sets(st.sampled_from(some)))]  # type: ignore[arg-type]
    found = count(some, evidence, roots)
    assert count(reversed(some), data.draw(st.permutations(evidence)), data.draw(st.permutations(roots))) == found
    assert 1 <= found.least <= found.most == len(found.groups)
    assert sorted(code for group in found.groups for code in group) == list(some)
    if evidence:
        assert count(some, evidence[1:], roots).most >= found.most


# Which came first


def at(text: str | None, day: date | None = DAY) -> Report:
    return Report("x", published=day, published_at=text)


def test_clocks_of_two_zones_are_put_in_order() -> None:
    early, late = moment(at("2021-11-08T10:00:00+03:00")), moment(at("2021-11-08T09:00:00+00:00"))
    assert early.at < late.at
    assert known(early, late)
    assert datetime.fromisoformat(early.at).utcoffset() is not None


def test_a_day_alone_does_not_say_who_was_first_on_it() -> None:
    clock, day, next_day = (
        moment(at("2021-11-08T10:00:00+03:00")),
        moment(at(None)),
        moment(at(None, date(2021, 11, 9))),
    )
    assert not known(clock, day)
    assert known(clock, next_day)
    assert not known(day, moment(at(None, None)))
    assert not moment(at("2021-11-08T10:00:00")).exact  # nobody says of which zone
    assert not moment(at("yesterday")).exact


def test_the_way_leads_from_who_is_cited_to_who_cites() -> None:
    later_cites = Evidence("a", "b", "cites", True, "", 0, None, Span(0, 1, "x"))
    assert [step.parent for step in travel("ab", [later_cites])] == [None, "a"]
    earlier_cites = Evidence("a", "b", "cites", True, "", 0, Span(0, 1, "x"), None)  # what b had before it was edited
    assert [step.parent for step in travel("ab", [earlier_cites])] == [None, None]


def test_the_tree_says_where_the_order_is_not_known() -> None:
    copy = pair("copy", "a", "b")
    when = {"a": moment(at(None)), "b": moment(at(None))}
    assert [step.known for step in travel("ab", [copy], when)] == [True, False]
    when["b"] = moment(at(None, date(2021, 11, 9)))
    assert all(step.known for step in travel("ab", [copy], when))


def test_of_several_copies_each_is_under_the_first() -> None:
    steps = travel("abc", [pair("copy", *couple) for couple in combinations("abc", 2)])
    assert [step.parent for step in steps] == [None, "a", "a"]
