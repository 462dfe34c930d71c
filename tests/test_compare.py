"""Across reports: who copied whom, how many origins a claim has, what contradicts what; the same whatever came first."""

from __future__ import annotations

import json
import random
import sqlite3
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from naql import LedgerError, Reader, Reading, Report
from naql.cli import cli
from naql.compare import COPY, PART, Pair, Profile, account, group, judge, linked, marks, pack, profile, travel, unpack
from naql.compare.claims import judge as judge_claims
from naql.compare.counts import numbers
from naql.compare.origins import count
from naql.compare.stance import stance
from naql.compare.tellings import Telling, lands, tellings
from naql.compare.words import stem, stems, weight, words
from naql.export.together import contradiction_dict, contradiction_lines
from naql.ledger import Ledger, alike

DAY = date(2021, 11, 8)
CABLE = (
    "توقف تلفريك جبل الصنوبر وعلى متنه عشرات السياح\n"
    "توقف تلفريك جبل الصنوبر في مدينة عين الصفصاف صباح الاثنين بسبب عطل كهربائي، وعلى متنه 40 سائحا، بحسب البلدية.\n"
    "وقال رئيس البلدية نزار الفستقي إن فرق الإنقاذ أنزلت جميع الركاب بسلام خلال ثلاث ساعات.\n"
    "وأضاف الفستقي أن التلفريك سيبقى مغلقا أسبوعا كاملا حتى تنتهي الصيانة ويستبدل المحرك القديم.\n"
    "وتأسس التلفريك قبل عشرين عاما، وهو الأطول في المنطقة ويزوره آلاف السياح كل صيف.\n"
)
COPIED = CABLE.replace("توقف تلفريك جبل الصنوبر وعلى متنه عشرات السياح", "عطل في تلفريك الصنوبر", 1).replace(
    "صباح الاثنين ", ""
)
OWN = (
    "إنقاذ سياح علقوا في تلفريك الصنوبر\n"
    "شاهد مراسلنا في عين الصفصاف رجال الإطفاء وهم يخرجون العالقين من عربات تلفريك جبل الصنوبر بالحبال بعد عطل أصاب المحرك.\n"
    "وقال رئيس البلدية نزار الفستقي لمراسلنا إن هذا التلفريك سيبقى أسبوعا كاملا مغلقا حتى تتم الصيانة.\n"
)
DENIED = (
    "شركة التلفريك: العمل يستأنف غدا\n"
    "نفى مدير شركة تلفريك جبل الصنوبر سامي الزيزفوني أن يبقى التلفريك مغلقا أسبوعا كاملا حتى تنتهي الصيانة.\n"
    "وقال الزيزفوني إن تلفريك عين الصفصاف يعود إلى العمل صباح الثلاثاء.\n"
)
CHESS = (
    "انطلاق بطولة الشطرنج المدرسية\n"
    "أعلنت جامعة المرجان للشطرنج أن الدور النهائي للبطولة المدرسية ينطلق يوم الأحد بمشاركة 64 تلميذا.\n"
    "وقالت التلميذة ميار العوسجي إنها ستهدي الكأس إلى جدها.\n"
)
OUTLETS = ("صحيفة المنارة", "إذاعة مرجان", "قناة الريحان", "وكالة السنابل", "صحيفة الأرز")
TEXTS = (CABLE, COPIED, OWN, DENIED, CHESS)


@pytest.fixture(scope="module")
def read() -> dict[str, Reading]:
    """The readings by a letter each."""
    reader = Reader()
    made = {}
    for at, (letter, text, outlet) in enumerate(zip("abcde", TEXTS, OUTLETS, strict=True)):
        when = f"{DAY.isoformat()}T{10 + at:02d}:00:00+02:00"
        report = Report(
            text, letter, text.split("\n")[0], outlet, DAY, f"https://example.org/{letter}", published_at=when
        )
        made[letter] = reader.read(report)
    return made


@pytest.fixture
def ledger(url: str, read: dict[str, Reading]) -> Ledger:
    made = Ledger.open(url)
    for reading in read.values():
        made.add(reading)
    return made


def code(ledger: Ledger, read: dict[str, Reading], letter: str) -> str:
    return ledger.known(read[letter].report).code  # type: ignore[union-attr]


# Words


def test_a_stem_is_the_word_without_article_and_endings() -> None:
    assert stem("والبلديات") == stem("البلديه") == "بلد"
    assert stem("Reuters") == "Reuters"
    assert words("قال: ١٢ قتيلًا") == ["قال", "12", "قتيلا"]


def test_rare_words_weigh_more() -> None:
    assert weight(stem("تلفريك")) > weight("قال")
    assert weight("12") == 0


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("مقتل 12 شخصا", 12, "killed"),
        ("قتل ثلاثة رجال", 3, "killed"),
        ("وإصابة 20 آخرين", 20, "injured"),
        ("بقيمة 3 ملايين دولار", 3_000_000, "دولار"),
        ("أطلق أربعة صواريخ", 4, "weapons"),
        ("غرق ما لا يقل عن 64 شخصا وقتل ما لا يقل عن 60 شخصا", 60, "killed"),  # as far as 'no fewer than' reaches
        ("قال إن 16 مدنيا على الأقل قتلوا", 16, "killed"),  # behind the noun
        ("ولا يزال 200 شخص مفقودين", 200, "missing"),
        ("حيث أدخلت وثلاث جثث أخرى", 3, "killed"),  # with 'and' written on to it
        ("ومن بين القتلى 16 مدنيا", 16, "people"),  # a part of the dead
        ("كان 41 طفلا بين القتلى", 41, "people"),
        ("قتل 11 حارسا على الأقل بين قتلى القصف", 11, "people"),
        ("قتل 11 حارسا بينهم قتيل من المدينة", 11, "killed"),
        ("قتل في الهجوم ستة انتحاريين", 6, "attackers"),
        ("وفي 30 مارس قتلت الشرطة", 30, "مارس"),
        ("بين 179 و735 مليون دولار", 735_000_000, "دولار"),
    ],
)
def test_numbers_and_what_they_count(text: str, value: float, of: str) -> None:
    assert (value, of) == [(number.value, number.of) for number in numbers(words(text))][-1]


# Pairs and stories


def test_a_copy_is_told_from_a_report_of_ones_own(read: dict[str, Reading]) -> None:
    made = {letter: profile(letter, reading) for letter, reading in read.items()}
    assert judge(made["a"], made["b"]).shared >= COPY
    assert judge(made["a"], made["c"]).shared < PART
    assert judge(made["a"], made["c"]).likeness > judge(made["a"], made["e"]).likeness
    assert judge(made["b"], made["a"]) == judge(made["a"], made["b"])


def test_a_copy_with_other_articles_and_endings_is_one(read: dict[str, Reading]) -> None:
    edited = (
        "تلفريك الصنوبر متوقف\n"
        "توقف التلفريك بجبل الصنوبر في مدينة عين الصفصاف صباح اليوم لعطل كهربائي، وعلى متنه أربعون سائحا، بحسب البلدية.\n"
        "قال رئيس بلديتها نزار الفستقي إن فرق إنقاذ أنزلت جميع الركاب بسلام خلال 3 ساعات.\n"
        "وأضاف الفستقي ان التلفريك سيبقى مغلقا أسبوعا كاملا حتى انتهاء صيانته ويستبدل محركه القديم.\n"
    )
    plain = {letter: profile(letter, read[letter]) for letter in "ac"}
    other = profile("e", replace(read["b"], report=replace(read["b"].report, text=edited)))
    assert judge(plain["a"], other).shared >= COPY
    assert judge(plain["c"], other).shared < PART


PLAIN = [f"كلمة{chr(0x628 + at % 9)}{chr(0x641 + at // 9)}" for at in range(40)]  # forty words, none like another


def of(text: str, code: str = "x") -> Profile:
    return profile(code, Reading(Report(text, code)))


def shared(one: list[str], other: list[str]) -> float:
    pair = judge(of(" ".join(one), "x"), of(" ".join(other), "y"))
    assert pair == judge(of(" ".join(other), "y"), of(" ".join(one), "x"))
    return pair.shared


@pytest.mark.parametrize(
    ("other", "least", "most"),
    [
        (PLAIN, 1.0, 1.0),
        ([word if at % 4 != 3 else "سنبلة" for at, word in enumerate(PLAIN)], 0.95, 1.0),  # every fourth word changed
        ([word for at, word in enumerate(PLAIN) if at % 5 != 4], 0.9, 1.0),  # left out
        (
            [each for at, word in enumerate(PLAIN) for each in ((word,) if at % 5 else (word, "سنبلة"))],
            0.8,
            1.0,
        ),  # put in
        ([word if at % 3 != 2 else "سنبلة" for at, word in enumerate(PLAIN)], 0.0, 0.0),  # told in other words
        (PLAIN[::-1], 0.0, 0.0),
        (PLAIN[:20], 0.8, 0.9),  # the half of the other one: three quarters of one and a quarter of a half
        (PLAIN[:20] + [f"سنبلة{chr(0x628 + at)}" for at in range(20)], 0.4, 0.6),
        (PLAIN[:4], 0.0, 0.0),  # no run is so short
        ([], 0.0, 0.0),
    ],
    ids=("same", "changed", "left-out", "put-in", "other-words", "order", "half", "half-and-half", "short", "empty"),
)
def test_how_much_two_texts_share(other: list[str], least: float, most: float) -> None:
    assert least <= shared(PLAIN, other) <= most


def test_quoted_words_count_half() -> None:
    one = [*PLAIN[:20], "تفاحة", "تين", "رمان", "زيتونة", "عنب", "توت", "كرز", "خوخ", "مشمش", "نخلة"]
    other = [*PLAIN[:20], "حصان", "جمل", "غزال", "أرنب", "سلحفاة", "هدهد", "بلبل", "نورس", "حمامة", "سنونو"]
    plain = shared(one, other)
    assert shared(["«", *one[:20], "»", *one[20:]], ["«", *other[:20], "»", *other[20:]]) < plain - 0.1
    few = (["«", *some[:5], "»", *some[5:]] for some in (one, other))  # a title or a term is nobody's speech
    assert shared(*few) == plain


def test_each_day_between_two_reports_makes_them_less_alike(read: dict[str, Reading]) -> None:
    one, other = (profile(letter, read[letter]) for letter in "ab")
    days = [judge(one, other._replace(day=one.day + days)).likeness for days in range(5)]
    assert days[0] > days[1] > days[2] > days[3] > days[4] == 0


def test_a_short_report_is_no_story_with_a_round_up_in_which_it_stands() -> None:
    pairs = ["".join(two) for two in combinations("abcdefghijklmnopqrstu", 2)]
    short, long = [f"x{two}" for two in pairs[:30]], [f"z{two}" for two in pairs]
    found = judge(of(" ".join(short), "x"), of(" ".join([*long, *short]), "y"))
    assert found.shared >= COPY
    assert not linked(found)


def test_of_a_text_without_an_end_the_beginning_is_compared() -> None:
    made = of(" ".join(PLAIN * 1000))
    assert len(made.text.split()) < 20_000
    assert unpack(pack(made)) == made


def test_a_profile_is_kept_whole(read: dict[str, Reading]) -> None:
    for letter, reading in read.items():
        made = profile(letter, reading)
        assert unpack(pack(made)) == made
        assert len(pack(made)) < 2000


def test_copies_share_marks_and_strangers_do_not(read: dict[str, Reading]) -> None:
    assert any(mark % 4 for mark in marks(read["a"]) & marks(read["b"]))
    assert not any(mark % 4 for mark in marks(read["a"]) & marks(read["e"]))


codes = st.lists(st.sampled_from("abcdefghij"), min_size=2, max_size=10, unique=True)


@given(st.data(), codes)
@settings(max_examples=200, deadline=None)
def test_stories_do_not_depend_on_the_order(data: st.DataObject, some: list[str]) -> None:
    levels = st.sampled_from((0.0, 0.19, 0.2, 0.3, 0.3, 0.6, 0.9))
    pairs = [Pair(*sorted(pair), data.draw(levels), data.draw(levels)) for pair in combinations(some, 2)]
    decided = data.draw(st.lists(st.sampled_from(list(combinations(sorted(some), 2))), max_size=3, unique=True))
    cut = data.draw(st.integers(0, len(decided)))
    same, different = decided[:cut], decided[cut:]
    found = group(some, pairs, same, different)
    assert sorted(code for story in found for code in story) == sorted(some)
    shuffled = data.draw(st.permutations(pairs))
    assert group(reversed(some), shuffled, reversed(same), reversed(different)) == found
    home = {code: story for story in found for code in story}
    assert all(home[one] != home[other] for one, other in different)


def test_people_join_and_part_stories() -> None:
    pairs = [Pair("a", "b", 0.9, 0.9), Pair("b", "c", 0.0, 0.0)]
    assert group("abc", pairs) == [("a", "b"), ("c",)]
    assert group("abc", pairs, same=[("b", "c")]) == [("a", "b", "c")]
    assert group("abc", pairs, different=[("a", "b")]) == [("a",), ("b",), ("c",)]


# Claims


@pytest.mark.parametrize(
    ("one", "other", "verdict", "kind"),
    [
        (
            "قال رئيس البلدية نزار الفستقي إن الجسر الجديد سيفتح أمام السيارات.",
            "أكد رئيس البلدية نزار الفستقي أن الجسر الجديد سيفتح أمام السيارات.",
            "same",
            "",
        ),
        (
            "قال رئيس البلدية نزار الفستقي إن الحريق في مصنع الخشب أسفر عن إصابة 12 عاملا.",
            "قالت وزارة الصحة إن الحريق في مصنع الخشب أسفر عن إصابة 20 عاملا.",
            "contradicts",
            "number",
        ),
        (
            "قال رئيس البلدية نزار الفستقي إن المدرسة القديمة بيعت لمستثمر أجنبي.",
            "نفى المهندس سامي الزيزفوني أن تكون المدرسة القديمة بيعت لمستثمر أجنبي.",
            "contradicts",
            "denial",
        ),
        (
            "قال رئيس البلدية نزار الفستقي إن الجسر الجديد سيفتح أمام السيارات.",
            "قالت المعلمة ليلى الأقحواني إن الامتحانات تبدأ الأحد.",
            "different",
            "",
        ),
    ],
)
def test_two_tellings(one: str, other: str, verdict: str, kind: str) -> None:
    reader = Reader()
    (mine,), (yours,) = (
        [t for t in tellings(by, reader.read(Report(text, by, published=DAY))) if t.act]
        for by, text in (("x", one), ("y", other))
    )
    found = judge_claims(mine, yours)
    assert (found.verdict, found.kind) == (verdict, kind)
    assert judge_claims(yours, mine).verdict == verdict


def told(text: str, by: str, day: date = DAY) -> Telling:
    (found,) = (t for t in tellings(by, Reader().read(Report(text, by, published=day))) if t.act)
    return found


DANCE = "إن وفد العازفين"
FLOWERS = "إن مهرجان الزهور الكبير أقيم"


@pytest.mark.parametrize(
    ("one", "other", "kind", "differ"),
    [
        (
            f"قال نزار الفستقي {DANCE} يصل إلى عين الصفصاف يوم الأربعاء.",
            f"قالت ليلى الأقحواني {DANCE} يصل إلى عين الصفصاف يوم الخميس.",
            "date",
            ("2021-11-03", "2021-11-04"),
        ),
        (
            f"قال نزار الفستقي {FLOWERS} في بعلبك وحضره مئات العازفين.",
            f"قالت ليلى الأقحواني {FLOWERS} في صيدا وحضره مئات العازفين.",
            "place",
            ("بعلبك", "صيدا"),
        ),
        (
            "قال نزار الفستقي إن الجسر القديم لا يصلح لعبور السيارات الكبيرة.",
            "قالت ليلى الأقحواني إن الجسر القديم يصلح لعبور السيارات الكبيرة.",
            "denial",
            ("يصلح", ""),
        ),
    ],
)
def test_what_contradicts_is_told_with_the_words_that_differ(
    one: str, other: str, kind: str, differ: tuple[str, str]
) -> None:
    found = judge_claims(told(one, "x"), told(other, "y"))
    assert (found.verdict, found.kind, (found.one, found.other)) == ("contradicts", kind, differ)


def test_a_toll_that_tells_no_event_is_held_against_another() -> None:
    sunk = "إنقاذ {} صيادا بعد غرق مركب الصيد الأزرق قبالة ساحل عين الصفصاف"
    mine, yours = (
        [t for t in tellings(by, Reader().read(Report(f"{sunk.format(count)}\nكانت السماء صافية.", by, published=DAY)))]
        for by, count in (("x", 12), ("y", 15))
    )
    assert [t.type for t in (*mine, *yours)] == ["toll", "toll"]
    found = judge_claims(*mine, *yours)
    assert (found.verdict, found.kind, found.one, found.other) == ("contradicts", "number", "12", "15")


def test_a_toll_that_somebody_tells_is_held_as_what_he_says() -> None:
    text = "خبر من الساحل\nقال نزار الفستقي إن 12 صيادا أصيبوا بعد غرق مركب الصيد الأزرق."
    assert [t.act for t in tellings("x", Reader().read(Report(text, "x", published=DAY)))] == ["say"]


def test_contradictions_of_the_same_numbers_are_told_once_and_say_what_is_counted() -> None:
    sunk = "إنقاذ {} صيادا بعد غرق مركب الصيد الأزرق قبالة ساحل عين الصفصاف\nكانت السماء صافية."
    counted = {"x": 12, "y": 15}
    read = {by: Reader().read(Report(sunk.format(count), by, None, by, DAY)) for by, count in counted.items()}
    found = account(read).contradictions
    assert [(one.verdict.of, {one.verdict.one, one.verdict.other}) for one in found] == [("rescued", {"12", "15"})]
    lines = list(contradiction_lines([*found, *found], read, {}))
    assert sum("numbers differ (rescued)" in line for line in lines) == 1
    assert sum("1 more times" in line for line in lines) == 1
    assert {contradiction_dict(one, read, {})["of"] for one in found} == {"rescued"}


def test_an_entry_under_another_year_is_of_that_year() -> None:
    today = "غرق مركب قبالة عين الصفصاف\nإصابة 12 صيادا بعد غرق مركب الصيد الأزرق قبالة ساحل عين الصفصاف."
    list_of = "حوادث سابقة\n{}\nإصابة 20 صيادا بعد غرق مركب الصيد الأزرق قبالة ساحل عين الصفصاف."
    for heading, opposed in (("خبر عاجل", True), ("تشرين الثاني 2012", False)):
        texts = {"x": today, "y": list_of.format(heading)}
        read = {by: Reader().read(Report(text, by, None, by, DAY)) for by, text in texts.items()}
        assert bool(account(read).contradictions) is opposed


def test_prices_of_two_days_and_fights_of_two_days_are_no_contradiction() -> None:
    sold = "قال نزار الفستقي إن سعر صندوق الليمون في سوق عين الصفصاف الكبير بلغ {} قرشا."
    fought = "قال نزار الفستقي إن الاشتباكات قرب عين الصفصاف أسفرت عن مقتل {} مسلحا."
    for text, kind in ((sold, "contradicts"), (fought, "contradicts")):
        mine = told(text.format(30), "x")
        yours = text.replace("نزار الفستقي", "سامي الزيزفوني").format(45)
        assert judge_claims(mine, told(yours, "y")).verdict == kind
        assert judge_claims(mine, told(yours, "y", date(2021, 11, 9))).verdict != "contradicts"


def test_the_sea_is_not_bahrain() -> None:
    boat = "قال نزار الفستقي إن غرق مركب صيد كبير قبالة {} أسفر عن إصابة {} صيادا."
    sea, coast = told(boat.format("ساحل البحر المتوسط", 12), "x"), told(boat.format("السواحل الجنوبية لتونس", 20), "y")
    assert (sea.coasts, coast.coasts) == (frozenset(), {"TN"})
    assert judge_claims(sea, coast).kind == "number"


def test_tolls_since_a_day_and_distances_differ_on_two_days_too() -> None:
    since = told("قال نزار الفستقي إن 12 صيادا أصيبوا منذ بدء العاصفة الكبيرة على ساحل عين الصفصاف.", "x")
    toll = told("قالت ليلى الأقحواني إن العاصفة الكبيرة على ساحل عين الصفصاف أدت إلى إصابة 20 صيادا.", "y")
    assert judge_claims(since, toll).kind == "number"
    far = "قال {} إن مصنع الخشب الذي احترق يقع على مسافة {} كيلومترا من عين الصفصاف."
    mine = told(far.format("نزار الفستقي", 25), "x")
    yours = told(far.format("سامي الزيزفوني", 30), "y", date(2021, 11, 9))
    assert judge_claims(mine, yours).kind == "number"


def test_tolls_differ_though_the_one_tells_much_else() -> None:
    short = told(
        "قال نزار الفستقي إن سيارات الإطفاء جاءت من ثلاث محافظات، وإن حريق مصنع الخشب أسفر عن إصابة 12 عاملا نقلوا بالمروحيات إلى "
        "مستشفيات العاصمة حيث ينتظر ذووهم عند البوابة الرئيسية.",
        "x",
    )
    long = told(
        "قالت ليلى الأقحواني إن فرق الدفاع المدني التي تأخرت بسبب الثلوج واجهت صعوبات كثيرة بعدما اندلع حريق مصنع الخشب "
        "وامتد نحو البساتين المجاورة ومستودعات القمح القديمة مخلفا أضرارا جسيمة وإصابة 20 عاملا.",
        "y",
        date(2021, 11, 9),
    )
    found = judge_claims(short, long)
    assert found.likeness < 0.15
    assert (found.verdict, found.kind, found.of) == ("contradicts", "number", "injured")


def test_what_is_denied_in_few_words_may_be_told_in_many() -> None:
    denied = told("نفى سامي الزيزفوني بيع المدرسة القديمة لمستثمر أجنبي.", "x")
    long = told(
        "أكدت ليلى الأقحواني أن المفاوضات الطويلة التي جرت مساء الخميس في بلدة بعيدة انتهت ببيع المدرسة القديمة "
        "لمستثمر أجنبي وبناء ملعب صغير في الحديقة المجاورة.",
        "y",
    )
    found = judge_claims(denied, long)
    assert found.likeness < 0.4
    assert (found.verdict, found.kind) == ("contradicts", "denial")


def test_three_of_the_attackers_are_attackers() -> None:
    assert [number.of for number in numbers(words("قال إن ثلاثة من المهاجمين قتلوا"))] == ["attackers"]


def test_will_arrive_against_has_arrived_hangs_on_who_told_it_first() -> None:
    will = told(f"قال نزار الفستقي {DANCE} سيصل إلى عين الصفصاف مساء.", "x")
    has = f"قالت ليلى الأقحواني {DANCE} وصل إلى عين الصفصاف مساء."
    found = judge_claims(will, told(has, "y", date(2021, 11, 6)))
    assert (found.verdict, found.kind) == ("contradicts", "tense")
    assert judge_claims(will, told(has, "y", date(2021, 11, 9))).verdict == "same"  # it has come to pass


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (  # 'today' depends on when a text was written
            f"قال نزار الفستقي {DANCE} يصل إلى عين الصفصاف اليوم.",
            f"قالت ليلى الأقحواني {DANCE} يصل إلى عين الصفصاف غدا.",
        ),
        (  # one place in two spellings
            f"قال نزار الفستقي {FLOWERS} في بعلبك وحضره مئات العازفين.",
            f"قالت ليلى الأقحواني {FLOWERS} في بعلبكّ وحضره مئات العازفين.",
        ),
        (  # countries and capitals are named for one another
            f"قال نزار الفستقي {FLOWERS} في لبنان وحضره مئات العازفين.",
            f"قالت ليلى الأقحواني {FLOWERS} في بيروت وحضره مئات العازفين.",
        ),
        (  # 'still', with or without a word that is a negation elsewhere
            "قال نزار الفستقي إن الجسر القديم لا يزال مفتوحا لعبور السيارات الكبيرة.",
            "قالت ليلى الأقحواني إن الجسر القديم ما يزال مفتوحا لعبور السيارات الكبيرة.",
        ),
        (  # a count that has grown
            "قال نزار الفستقي إن الحريق في مصنع الخشب أسفر عن إصابة 12 عاملا.",
            "قالت ليلى الأقحواني إن حصيلة الحريق في مصنع الخشب ارتفعت إلى إصابة 20 عاملا.",
        ),
        (  # sixteen among twenty
            "قال نزار الفستقي إن العاصفة في المخيم الكشفي أدت إلى إصابة 16 طفلا.",
            "قالت ليلى الأقحواني إن العاصفة في المخيم الكشفي أدت إلى إصابة 20 شخصا بينهم 16 طفلا.",
        ),
        (  # 'more than' a round number
            "قال نزار الفستقي إن الحريق في مصنع الخشب أسفر عن إصابة أكثر من 100 عامل.",
            "قالت ليلى الأقحواني إن الحريق في مصنع الخشب أسفر عن إصابة 107 عمال.",
        ),
        (  # not in the same year
            "قال نزار الفستقي إن الحريق في مصنع الخشب أسفر عن إصابة 12 عاملا.",
            "قالت ليلى الأقحواني إن الحريق في مصنع الخشب عام 2009 أسفر عن إصابة 20 عاملا.",
        ),
        (  # both deny it, one with 'deny' and one with 'not'
            "نفى نزار الفستقي علمه ببيع المدرسة القديمة لمستثمر أجنبي.",
            "أكد نزار الفستقي أنه لم يكن يعلم ببيع المدرسة القديمة لمستثمر أجنبي.",
        ),
        (  # 'no' before a noun
            "قال نزار الفستقي إن لا رسوم جديدة على دخول الحديقة العامة.",
            "قالت ليلى الأقحواني إن رسوم دخول الحديقة العامة جديدة.",
        ),
        (  # a year that only one of them writes
            f"قال نزار الفستقي {FLOWERS} في 11 أيلول 2001 وحضره مئات العازفين.",
            f"قالت ليلى الأقحواني {FLOWERS} في 11 أيلول وحضره مئات العازفين.",
        ),
        (  # a part and the rest of it add up
            "قال نزار الفستقي إن العاصفة في المخيم الكشفي أدت إلى إصابة 18 عاملا ثم إصابة 36 عاملا.",
            "قالت ليلى الأقحواني إن العاصفة في المخيم الكشفي أدت إلى إصابة 54 عاملا.",
        ),
        (  # the one wants it not to be
            "طالب نزار الفستقي بعدم إغلاق الجسر القديم أمام السيارات الكبيرة.",
            "أعلنت ليلى الأقحواني إغلاق الجسر القديم أمام السيارات الكبيرة.",
        ),
        (  # both say 'not', each with another word
            "قال نزار الفستقي إن البلدية ليست مستعدة لهذه المغامرات الخطيرة.",
            "قالت ليلى الأقحواني إننا لسنا مستعدين لهذه المغامرات الخطيرة.",
        ),
        (  # two boats, each off a coast
            "قال نزار الفستقي إن غرق مركب صيد كبير قبالة سواحل ليبيا أسفر عن إصابة 12 صيادا.",
            "قالت ليلى الأقحواني إن غرق مركب صيد كبير قبالة السواحل التونسية أسفر عن إصابة 20 صيادا.",
        ),
        (  # the same, told otherwise
            "قال نزار الفستقي إن غرق مركب صيد كبير قبالة السواحل الجنوبية لتونس أسفر عن إصابة 12 صيادا.",
            "قالت ليلى الأقحواني إن غرق مركب صيد كبير قبالة إقليم أنطاليا جنوب تركيا أسفر عن إصابة 20 صيادا.",
        ),
        (  # two towns, of which both are in some east
            "قال نزار الفستقي إن الحريق في مصنع الخشب في الغوطة الشرقية أسفر عن إصابة 12 عاملا.",
            "قالت ليلى الأقحواني إن الحريق في مصنع الخشب شرق مدينة بعلبك أسفر عن إصابة 20 عاملا.",
        ),
        (  # of two days, and of one
            "قال نزار الفستقي إن العواصف في المخيم الكشفي أدت خلال اليومين الماضيين إلى إصابة 16 طفلا.",
            "قالت ليلى الأقحواني إن العواصف في المخيم الكشفي أدت إلى إصابة 20 طفلا.",
        ),
        (  # a share is no number of what follows it
            "قال نزار الفستقي إن البلدية ستخفض رسوم دخول الحديقة العامة الكبيرة بنسبة 10% خلال الربيع.",
            "قالت ليلى الأقحواني إن البلدية ستخفض رسوم دخول الحديقة العامة الكبيرة بنسبة 40% خلال الصيف.",
        ),
        (  # 'three thousand' and 3,021
            "قال نزار الفستقي إن الحريق في مصنع الخشب أسفر عن إصابة 3000 عامل.",
            "قالت ليلى الأقحواني إن الحريق في مصنع الخشب أسفر عن إصابة 3021 عاملا.",
        ),
        (  # pupils and teachers together
            "قال نزار الفستقي إن العاصفة في المخيم الكشفي أدت إلى إصابة 14 تلميذا و3 من المعلمين.",
            "قالت ليلى الأقحواني إن العاصفة في المخيم الكشفي أدت إلى إصابة 17 شخصا.",
        ),
        (  # with him who attacked, and without
            "قالت ليلى الأقحواني إن الهجوم على مخزن الخشب أسفر عن مقتل أربعة بينهم حارسان والمهاجم.",
            "قال نزار الفستقي إن الهجوم على مخزن الخشب أسفر عن مقتل ثلاثة أشخاص.",
        ),
        (  # nine of the whole
            "قال نزار الفستقي إن 35 عاملا بينهم تسعة نجارين أصيبوا في حريق مصنع الخشب.",
            "قالت ليلى الأقحواني إن 35 عاملا أصيبوا في حريق مصنع الخشب.",
        ),
        (  # 'if they do not' says nothing of what is so
            "قال نزار الفستقي إن أصحاب السيارات الكبيرة سيدفعون رسوما إذا لم يلتزموا مواعيد الجسر القديم.",
            "قال نزار الفستقي إن على أصحاب السيارات الكبيرة أن يلتزموا مواعيد الجسر القديم أو يدفعوا رسوما.",
        ),
        (  # who denies having to do with it does not deny it
            "نفى نزار الفستقي علاقته ببيع المدرسة القديمة الكبيرة لمستثمر أجنبي.",
            "قالت ليلى الأقحواني إن المدرسة القديمة الكبيرة بيعت لمستثمر أجنبي.",
        ),
        (  # the same names, another matter
            "نفى نزار الفستقي سفره إلى مدينة صيدا.",
            "قالت ليلى الأقحواني إن نزار الفستقي ولد في مدينة صيدا.",
        ),
    ],
)
def test_what_only_looks_like_a_contradiction_is_none(one: str, other: str) -> None:
    assert judge_claims(told(one, "x"), told(other, "y")).verdict != "contradicts"


def test_tolls_of_one_day_differ_though_they_share_few_words() -> None:
    short = told("قالت ليلى الأقحواني إن حريق مصنع الخشب أدى إلى إصابة ثمانية عمال.", "x")
    long = (
        "قال نزار الفستقي إن سبعة أصيبوا بجروح طفيفة ظهر الاثنين حين شب في مصنع قرب السوق الكبير حريق هائل امتد إلى المخازن "
        "المجاورة، وإن فرق الإطفاء أخمدته بعد ثلاث ساعات من العمل المتواصل بمساعدة سكان الحي القديم."
    )
    same_day = judge_claims(short, told(long, "y"))
    assert (same_day.verdict, same_day.kind, same_day.of) == ("contradicts", "number", "injured")
    assert judge_claims(short, told(long, "y", date(2021, 11, 11))).verdict == "different"
    assert judge_claims(short, told(long.replace("سبعة", "تسعون"), "y")).verdict == "different"


@pytest.mark.parametrize(
    ("one", "other", "numbers", "of"),
    [
        (  # a dual is a number
            "قالت ليلى الأقحواني إن حريق مصنع الخشب قرب السوق الكبير أدى إلى إصابة شخصين.",
            "قال نزار الفستقي إن حريق مصنع الخشب قرب السوق الكبير أدى إلى إصابة ثلاثة عمال.",
            ("2", "3"),
            "injured",
        ),
        (  # nearly as many of what the lexicon of events does not count
            "قالت ليلى الأقحواني إن المدرسة القديمة الكبيرة في صيدا تسلمت 13 حاسوبا صباح الاثنين.",
            "قال نزار الفستقي إن المدرسة القديمة الكبيرة في صيدا تسلمت قبل موعدها 14 حاسوبا هدية من تجار السوق.",
            ("13", "14"),
            "حاسوب",
        ),
        (  # the age of one person
            "قال نزار الفستقي إن ليلى الأقحواني البالغة من العمر 41 عاما فازت بجائزة الخبز الكبيرة.",
            "قال سامي الزيزفوني إن ليلى الأقحواني (42 عاما) فازت بجائزة الخبز الكبيرة.",
            ("41", "42"),
            "age",
        ),
    ],
)
def test_numbers_that_differ(one: str, other: str, numbers: tuple[str, str], of: str) -> None:
    found = judge_claims(told(one, "x"), told(other, "y"))
    assert (found.verdict, found.kind, (found.one, found.other), found.of) == ("contradicts", "number", numbers, of)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("أصيب عاملان في الجولة الخامسة والعشرين من السباق.", []),  # the twenty-fifth
        ("أصيب الاثنين عمال المصنع.", []),  # Monday
        ("أدى الحريق إلى مئات المصابين وآلاف الجرحى.", []),  # thousands, not a thousand
        ("أدى الحريق إلى إصابة شخصين.", [("injured", 2)]),
        ("أدى الحريق إلى إصابة شخص واحد.", [("injured", 1)]),
        ("أدى الحريق إلى إصابة أربعة بينهم طفلان.", [("injured", 4)]),
        ("قتلت نيران حريق المصنع الكبير 15 قطة.", [("killed", 15)]),
    ],
)
def test_what_a_number_counts(text: str, counted: list[tuple[str, int]]) -> None:
    assert [(number.of, number.value) for number in numbers(words(text))] == counted


def test_a_denial_answers_what_names_who_denies_it() -> None:
    named = told("قال نزار الفستقي إن سامي الزيزفوني باع المدرسة القديمة لأقاربه سرا قبل الانتخابات.", "x")
    denied = told("نفى سامي الزيزفوني بيع المدرسة لأقاربه.", "y")
    unnamed = told("قال نزار الفستقي إن قوما باعوا المدرسة القديمة لجيرانهم سرا قبل الانتخابات.", "x")
    assert judge_claims(named, denied).kind == "denial"
    assert judge_claims(unnamed, denied).verdict == "different"


@pytest.mark.parametrize(
    ("text", "code"),
    [("الولايات المتحدة", "US"), ("واشنطن", "US"), ("البيت الأبيض", "US"), ("إيران", "IR"), ("لروسيا", "RU")],
)
def test_what_stands_for_a_country(text: str, code: str) -> None:
    assert lands(stems(text)) == {code}
    assert not lands(stems("البحر أو الولادة"))


def test_what_is_counted_since_a_day_is_counted_to_the_reports_day() -> None:
    text = "ومنذ 30 أيلول أصيب 40 عاملا في حرائق مصانع الخشب."
    assert {t.day for t in tellings("x", Reader().read(Report(text, "x", published=DAY)))} == {DAY.isoformat()}


def test_a_denial_is_of_whom_denies_not_of_whom_he_answers() -> None:
    text = "نفى المدير سامي الزيزفوني ما قاله الوزير نزار الفستقي إن المصنع القديم بيع لمستثمر أجنبي كبير."
    found = {t.speakers: t.denied for t in tellings("x", Reader().read(Report(text, "x", published=DAY))) if t.act}
    assert found == {("سامي الزيزفوني",): True, ("نزار الفستقي",): False}


def test_what_is_told_beside_a_denial_is_not_denied() -> None:
    text = "نفى المدير سامي الزيزفوني أن يكون المصنع القديم بيع لمستثمر أجنبي، قائلا إن البلدية اشترته."
    found = {t.denied for t in tellings("x", Reader().read(Report(text, "x", published=DAY))) if "بلد" in t.stems}
    assert False in found


def test_about_twelve_is_no_contradiction_of_twelve() -> None:
    reader = Reader()
    texts = (
        "قال الفستقي إن الحريق في مصنع الخشب أصاب نحو 20 عاملا.",
        "قال الزيزفوني إن الحريق في مصنع الخشب أصاب 19 عاملا.",
    )
    mine, yours = ([t for t in tellings("x", reader.read(Report(text, "x"))) if t.act] for text in texts)
    assert judge_claims(mine[0], yours[0]).verdict != "contradicts"


def test_an_account_counts_copies_once_and_shows_why(read: dict[str, Reading]) -> None:
    told = account({letter: read[letter] for letter in "abcd"})
    assert told.codes == ("a", "b", "c", "d")
    kinds = {(item.one, item.other): item.kind for item in told.evidence if item.certain}
    assert kinds["a", "b"] == "copy"
    closed = next(claim for claim in told.claims if {t.report for t in claim.tellings} >= {"a", "b", "c"})
    assert closed.origins.most == 2
    assert any(c.verdict.kind == "denial" and "d" in (c.one.report, c.other.report) for c in told.contradictions)


def test_an_account_is_the_same_in_any_order(read: dict[str, Reading]) -> None:
    letters = list("abcde")
    first = account({letter: read[letter] for letter in letters})
    random.Random(3).shuffle(letters)
    assert account({letter: read[letter] for letter in letters}) == first


def test_evidence_and_tellings_are_anchored(read: dict[str, Reading]) -> None:
    told = account(read)
    for item in told.evidence:
        for by, span in ((item.one, item.one_span), (item.other, item.other_span)):
            assert span is None or read[by].report.text[span.start : span.end] == span.text
    for claim in told.claims:
        for one in claim.tellings:
            assert all(read[one.report].report.text[s.start : s.end] == s.text for s in (*one.spans, one.cue))


def test_two_that_credit_one_agency_have_one_origin() -> None:
    reader = Reader()
    texts = (
        "افتتاح الجسر\nقال رئيس البلدية نزار الفستقي لرويترز إن الجسر الجديد سيفتح الأحد.\n",
        "جسر عين الصفصاف\nنقلت وكالة رويترز عن نزار الفستقي أن الجسر يفتح للسيارات والمشاة.\n",
    )
    read = {
        by: reader.read(Report(text, by, publisher=by, published=DAY)) for by, text in zip("xy", texts, strict=True)
    }
    told = account(read)
    assert [(item.kind, item.what) for item in told.evidence] == [("credit", "Reuters")]
    assert (told.origins.least, told.origins.most) == (1, 1)


def test_a_shared_quotation_leaves_it_open() -> None:
    reader = Reader()
    quote = "«سنبني جسرا جديدا يصل ضفتي النهر ويخدم جميع سكان المدينة والقرى المجاورة»"
    texts = (
        f"الجسر\nقال رئيس البلدية نزار الفستقي: {quote}.\nواستمع إليه أهالي الحي في الساحة العامة أمس وصفقوا له طويلا.\n",
        f"خطاب الفستقي\nفي كلمة أمام الناس أكد نزار الفستقي: {quote}.\nوكانت الأمطار قد هدمت الجسر القديم في الشتاء الماضي.\n",
    )
    read = {
        by: reader.read(Report(text, by, publisher=by, published=DAY)) for by, text in zip("xy", texts, strict=True)
    }
    origins = account(read).origins
    assert not origins.known
    assert (origins.least, origins.most) == (1, 2)


def test_how_it_travelled(read: dict[str, Reading]) -> None:
    told = account(read)
    steps = {step.code: step.parent for step in travel(told.codes, told.evidence)}
    assert steps["a"] is None
    assert steps["b"] == "a"
    assert count("ab", told.evidence).most == 1


def test_headlines_that_agree_and_disagree() -> None:
    assert stance("رئيس البلدية يعلن افتتاح الجسر", "رئيس البلدية يرفض افتتاح الجسر")[0] == "disagree"
    assert stance("افتتاح جسر عين الصفصاف", "افتتاح جسر جديد في عين الصفصاف")[0] == "agree"


# The ledger


def test_stories_of_a_ledger(ledger: Ledger, read: dict[str, Reading]) -> None:
    assert ledger.uncompared() == 5
    found = ledger.stories()
    assert ledger.uncompared() == 0
    cable = tuple(sorted(code(ledger, read, letter) for letter in "abcd"))
    assert sorted(map(len, found)) == [1, 4]
    assert ledger.story(code(ledger, read, "c")) == cable
    assert ledger.story(code(ledger, read, "e")) == (code(ledger, read, "e"),)


def test_what_came_first_does_not_matter(url: str, tmp_path: Path, read: dict[str, Reading]) -> None:
    letters = list(read)
    with Ledger.open(url) as one, Ledger.open(str(tmp_path / "other.db")) as other:
        for letter in letters:
            one.add(read[letter])
        for letter in reversed(letters):  # and compared one by one as they come
            other.add(read[letter])
            other.compare()
        assert one.stories() == other.stories()
        assert (
            one.together(one.story(code(one, read, "a"))).account
            == other.together(other.story(code(other, read, "a"))).account
        )


@given(st.permutations("abcde"), st.lists(st.booleans(), min_size=5, max_size=5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_arrival_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, read: dict[str, Reading], order: list[str], asked: list[bool]
) -> None:
    """Reports come in any order, and stories are asked for between any two of them."""
    with Ledger.open(tmp_path_factory.mktemp("order") / "naql.db") as ledger:
        for letter, ask in zip(order, asked, strict=True):
            ledger.add(read[letter])
            if ask:
                ledger.stories()
        cable = tuple(sorted(code(ledger, read, letter) for letter in "abcd"))
        assert ledger.stories() == sorted([cable, (code(ledger, read, "e"),)])
        with ledger._begin() as connection:
            kept = [
                (pair.one, pair.other, pair.likeness, pair.shared)
                for pair in alike.pairs(connection, alike.current(connection))
            ]
    first = links.setdefault("first", sorted(kept))
    assert sorted(kept) == first


links: dict[str, list[tuple[str, str, float, float]]] = {}  # of the first example, which the others must equal


def test_people_win_and_can_be_undone(ledger: Ledger, read: dict[str, Reading]) -> None:
    chess, cable = code(ledger, read, "e"), code(ledger, read, "a")
    ledger.decide("same", chess[:7], cable)
    assert chess in ledger.story(cable)
    ledger.undo()
    assert chess not in ledger.story(cable)
    ledger.decide("different", code(ledger, read, "d"), cable)
    assert code(ledger, read, "d") not in ledger.story(cable)
    statement = next(iter(ledger.together([cable]).statements.values()))
    with pytest.raises(LedgerError, match="two of a kind"):
        ledger.decide("same", cable, statement)


def test_claims_are_joined_and_parted_by_people(ledger: Ledger, read: dict[str, Reading]) -> None:
    wanted = ledger.story(code(ledger, read, "a"))
    told = ledger.together(wanted)
    claim = next(claim for claim in told.account.claims if len(claim.tellings) == 2)
    one, other = (told.statements[t.report, t.id] for t in claim.tellings)
    ledger.decide("different", one, other)
    assert all(
        {t.id for t in c.tellings} != {t.id for t in claim.tellings} for c in ledger.together(wanted).account.claims
    )
    ledger.undo()
    assert ledger.together(wanted).account == told.account


def test_what_was_decided_holds_when_a_text_changes(ledger: Ledger, read: dict[str, Reading]) -> None:
    chess, cable = code(ledger, read, "e"), code(ledger, read, "a")
    ledger.decide("same", chess, cable)
    report = read["a"].report
    edited = replace(report, text=report.text.replace("40 سائحا", "41 سائحا"))
    newer = ledger.add(Reader().read(edited)).code
    assert newer != cable
    assert chess in ledger.story(newer)
    assert any(chess in story and newer in story for story in ledger.stories())
    ledger.decide("different", chess, newer)  # the last word counts, whichever version it names
    assert chess not in ledger.story(cable)
    ledger.undo()
    assert chess in ledger.story(cable)


def test_what_was_decided_of_statements_holds_when_a_text_changes(ledger: Ledger, read: dict[str, Reading]) -> None:
    wanted = [code(ledger, read, letter) for letter in "ad"]
    told = ledger.together(wanted)
    (against,) = (c for c in told.account.contradictions if c.verdict.kind == "denial")
    one, other = (told.statements[t.report, t.id] for t in (against.one, against.other))
    ledger.decide("different", one, other)
    assert not ledger.together(wanted).account.contradictions
    report = read["a"].report
    newer = ledger.add(Reader().read(replace(report, text=f"{report.text}والطقس جميل.\n"))).code
    assert not ledger.together([newer, wanted[1]]).account.contradictions
    ledger.undo()
    assert ledger.together([newer, wanted[1]]).account.contradictions


def test_contradictory_tellings_are_never_one_claim_but_where_a_person_says_so(read: dict[str, Reading]) -> None:
    told = account(read)
    for against in told.contradictions:
        pair = {(t.report, t.id) for t in (against.one, against.other)}
        assert not any(pair <= {(t.report, t.id) for t in claim.tellings} for claim in told.claims)
    against = told.contradictions[0]
    keys = tuple((t.report, t.id) for t in (against.one, against.other))
    joined = account(read, decided_same=[keys])  # type: ignore[list-item]
    assert any(set(keys) <= {(t.report, t.id) for t in claim.tellings} for claim in joined.claims)
    assert against not in joined.contradictions


def test_who_only_reads_does_not_wait_for_who_writes(tmp_path: Path, read: dict[str, Reading]) -> None:
    path = tmp_path / "naql.db"
    with Ledger.open(path) as ledger:
        ledger.add(read["a"])
        assert ledger.compare() == 1
        assert ledger.compare() == 0
        with sqlite3.connect(path) as other:
            other.execute("BEGIN IMMEDIATE")
            assert len(ledger.stories()) == 1
            other.rollback()


def test_reading_again_compares_again(ledger: Ledger, read: dict[str, Reading]) -> None:
    before = ledger.stories()
    by_text = {reading.report.text: reading for reading in read.values()}
    list(ledger.reread(lambda report: by_text[report.text], everything=True))
    assert ledger.uncompared() == 5
    assert ledger.stories() == before


def test_only_the_newest_version_is_in_a_story(ledger: Ledger, read: dict[str, Reading]) -> None:
    changed = CABLE.replace("أسبوعا كاملا", "يومين")
    added = ledger.add(Reader().read(Report(changed, "a", None, OUTLETS[0], DAY, "https://example.org/a")))
    assert added.state == "version"
    told = ledger.story(added.code)
    assert added.code in told
    assert code(ledger, read, "a") not in told
    assert code(ledger, read, "a") in ledger.story(code(ledger, read, "a"))  # who asks for it sees it
    trace, way = ledger.trace(added.code)
    assert len(trace.versions[added.code]) == 2
    assert code(ledger, read, "b") in way


# The commands


@pytest.fixture
def kept(tmp_path: Path, read: dict[str, Reading]) -> tuple[str, dict[str, str]]:
    """A ledger's address and its codes by letter."""
    address = str(tmp_path / "naql.db")
    with Ledger.open(address) as made:
        return address, {letter: made.add(reading).code for letter, reading in read.items()}


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def test_compare_lists_stories(kept: tuple[str, dict[str, str]]) -> None:
    address, codes = kept
    printed = run("compare", "--ledger", address)
    assert printed.startswith(codes["a"])
    assert "reports: 4" in printed
    (row,) = json.loads(run("compare", "--ledger", address, "--format", "json"))
    assert row["reports"] == 4
    assert row["contradictions"] >= 1
    assert "nothing" in run("compare", "--ledger", address, "--since", "2022-01-01").lower()


def test_compare_holds_reports_against_one_another(kept: tuple[str, dict[str, str]]) -> None:
    address, codes = kept
    printed = run("compare", codes["a"], codes["d"], "--ledger", address)
    assert "one says, another denies" in printed
    assert "What would settle it" in printed


def test_compare_shows_every_report_once(kept: tuple[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    address, codes = kept
    shown: list[str] = []
    show = Ledger.show
    monkeypatch.setattr(Ledger, "show", lambda self, code: shown.append(code) or show(self, code))
    run("compare", codes["a"], codes["d"], codes["a"][:9], "--ledger", address)
    assert shown == [codes["a"], codes["d"]]


def test_compare_holds_a_speaker_against_himself(kept: tuple[str, dict[str, str]]) -> None:
    """In another story, weeks later."""
    address, _ = kept
    text = (
        "مقابلة مع رئيس البلدية\n"
        "نفى نزار الفستقي أن يكون قد قال إن التلفريك سيبقى مغلقا أسبوعا كاملا حتى تنتهي الصيانة ويستبدل المحرك القديم.\n"
    )
    report = Report(text, "z", None, "صحيفة البيدر", date(2021, 12, 20), "https://example.org/z")
    with Ledger.open(address) as ledger:
        later = ledger.add(Reader().read(report)).code
        assert ledger.story(later) == (later,)
    printed = run("compare", "--by", "Nizar al-Fustuqi", "--ledger", address)
    assert "a speaker against his own words" in printed
    (item, *_) = json.loads(run("compare", "--by", "نزار الفستقي", "--ledger", address, "--format", "json"))
    assert item["own"]
    assert item["other"]["report"] == later
    assert "Contradictions: 0" in run("compare", "--by", "نزار الفستقي", "--until", "2021-11-30", "--ledger", address)
    nobody = CliRunner().invoke(cli, ["compare", "--by", "كاتب مجهول تماما", "--ledger", address])
    assert isinstance(nobody.exception, LedgerError)
    assert "names nobody" in str(nobody.exception)
    wrong = CliRunner().invoke(cli, ["compare", "--by", "x", later, "--ledger", address])
    assert (wrong.exit_code, "leave out --by" in wrong.output) == (2, True)


def test_a_report_that_is_named_twice_is_told(kept: tuple[str, dict[str, str]]) -> None:
    address, codes = kept
    once = CliRunner().invoke(cli, ["compare", codes["a"], codes["b"], "--ledger", address])
    assert once.stderr == ""
    twice = CliRunner().invoke(cli, ["compare", codes["a"], codes["b"], codes["a"][:9], "--ledger", address])
    assert (twice.exit_code, twice.stdout) == (0, once.stdout)
    assert twice.stderr.count("\n") == 1
    assert codes["a"][:9] in twice.stderr
    alone = CliRunner().invoke(cli, ["compare", codes["a"], codes["a"], "--ledger", address])
    assert (alone.exit_code, alone.stderr.count("\n")) == (0, 1)


def test_story_shows_claims_origins_and_contradictions(
    kept: tuple[str, dict[str, str]], read: dict[str, Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, codes = kept
    told = json.loads(run("story", codes["b"], "--ledger", address, "--format", "json"))
    assert [item["report"] for item in told["reports"]] == [codes[letter] for letter in "abcd"]
    text = {codes[letter]: reading.report.text for letter, reading in read.items()}
    for claim in told["claims"]:
        for one in claim["tellings"]:
            assert all(text[one["report"]][s["start"] : s["end"]] == s["text"] for s in one["content"])
            assert one["chain"] or one["type"]
    assert {item["kind"] for item in told["contradictions"]} == {"denial"}
    printed = run("story", codes["b"], "--ledger", address)
    assert "a copy" in printed
    monkeypatch.setenv("NAQL_LANG", "ar")
    assert "المصادر المستقلة" in run("story", codes["b"], "--ledger", address)


def test_trace_of_a_report_and_of_a_claim(kept: tuple[str, dict[str, str]]) -> None:
    address, codes = kept
    steps = json.loads(run("trace", codes["b"], "--ledger", address, "--format", "json"))
    assert [(step["report"], step["parent"]) for step in steps] == [(codes["a"], None), (codes["b"], codes["a"])]
    assert steps[1]["why"]["kind"] == "copy"
    told = json.loads(run("story", codes["a"], "--ledger", address, "--format", "json"))
    statement = next(t["statement"] for claim in told["claims"] for t in claim["tellings"] if t["report"] == codes["c"])
    printed = run("trace", statement, "--ledger", address)
    assert printed.startswith(codes["a"])
    assert codes["c"] in printed


def test_trace_tells_how_a_report_was_edited(kept: tuple[str, dict[str, str]], read: dict[str, Reading]) -> None:
    address, _ = kept
    report = read["a"].report
    with Ledger.open(address) as ledger:
        newer = ledger.add(Reader().read(replace(report, text=report.text.replace("40 سائحا", "41 سائحا")))).code
    printed = run("trace", newer, "--ledger", address)
    assert "2 versions" in printed
    assert "lines changed: 2" in printed
    (step,) = (
        s for s in json.loads(run("trace", newer, "--ledger", address, "--format", "json")) if s["report"] == newer
    )
    assert [version["number"] for version in step["versions"]] == [1, 2]
    assert step["order_known"]


def test_same_and_different_of_reports(kept: tuple[str, dict[str, str]]) -> None:
    address, codes = kept
    run("different", codes["a"], codes["b"], "--ledger", address)
    assert codes["a"] not in run("story", codes["b"], "--ledger", address).split("\n\n")[0]
    run("undo", "--ledger", address)
    assert codes["a"] in run("story", codes["b"], "--ledger", address)


def test_a_code_of_nothing_is_one_line(kept: tuple[str, dict[str, str]]) -> None:
    for command in ("story", "trace", "compare"):
        result = CliRunner().invoke(cli, [command, "rffffffffff", "--ledger", kept[0]])
        assert result.exit_code != 0
        assert isinstance(result.exception, LedgerError)
