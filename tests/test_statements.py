"""Statements: the table of constructions, and what holds of any of them."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from naql import Reader, Report
from naql.records import Reading
from naql.statements.quotes import find_quotes
from naql.text import Text

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases" / "statements.toml").read_text(encoding="utf-8"))["case"]
TITLES = tomllib.loads((HERE / "cases" / "names.toml").read_text(encoding="utf-8"))["title"]
SEED = HERE.parents[1] / "shared" / "gold" / "dev" / "seed.txt"
READER = Reader()


def rows(reading: Reading) -> list[list[object]]:
    number = {statement.id: n for n, statement in enumerate(reading.statements)}
    return [
        [
            number.get(s.parent or "", -1),
            s.source.span.text if s.source.span else "",
            s.cue.span.text,
            s.act,
            s.mode,
            " … ".join(span.text for span in s.content),
        ]
        for s in reading.statements
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict) -> None:
    assert rows(READER.read(case["text"])) == case["statements"]


def test_who_goes_on_is_who_spoke() -> None:
    reading = READER.read("قال المدير سامي الزيزفوني إن الجسر جاهز.\nوأضاف أن الأعمال انتهت، مشيرا إلى أن الطريق سالك.")
    assert len({statement.source.entity for statement in reading.statements}) == 1
    assert {statement.source.by for statement in reading.statements} == {"name", "implied"}


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("هدد الوزير هاني الزيزفوني الخميس بالانسحاب من اتفاق السوق.", "2018-05-03"),
        ("ودعا الوزير هاني الزيزفوني إلى الهدوء قبل الاجتماع المقرر في 12 أيار/مايو.", None),
        (
            "ودعا الوزير هاني الزيزفوني مرارا إلى إلغاء أو تعديل الاتفاق الذي أبرم في عام 2015 بين البلدية من جهة وكل من "
            "السوق والمكتبة والمتحف من جهة أخرى.",
            None,
        ),
        ("وقال الوزير هاني الزيزفوني في وقت لاحق إن الجسر جاهز.", None),
        ("وقال الوزير هاني الزيزفوني في بيان نشر يوم الأحد إن الجسر جاهز.", "2018-04-29"),
    ],
    ids=["behind-the-speaker", "lies-ahead", "of-another-verb", "later", "of-the-channel"],
)
def test_what_is_told_as_said_was_said_before_it_was_told(text: str, when: str | None) -> None:
    reading = READER.read(text, published=date(2018, 5, 5))
    values = {time.id: time.value for time in reading.times}
    assert [values.get(statement.time or "") for statement in reading.statements] == [when]


def test_the_place_and_the_agency_of_a_dateline_accuse_nobody() -> None:
    text = "توتر في السوق\nلندن (رويترز) - اتهم وزير النقل سامر الخزامي الحكومة بعرقلة المشروع."
    assert [s.source.span.text.split()[0] for s in READER.read(text).statements if s.source.span] == ["وزير"]


def test_of_a_paragraph_without_a_title_the_beginning_stands_for_it() -> None:
    text = "قال المدير سامي الزيزفوني إن الجسر جاهز وإن الأعمال انتهت قبل موعدها. " * 8
    title = READER.read(text).report.title
    assert title is not None
    assert title.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert len(title) < 200
    assert text.startswith(title[:-2])


@pytest.mark.parametrize(
    ("text", "cue", "speaker"),
    [
        ("وقال أحد مستشاري الرئيس هاني الزعتري إن الجسر جاهز.", "وقال", "أحد مستشاري الرئيس هاني الزعتري"),
        ('قال كبير موظفي الزعتري، نيك آيرز، في بيان: "لن نتراجع".', "قال", "كبير موظفي الزعتري، نيك آيرز"),
        (
            "أوقف القائد هاني الزعتري. وقال أحد القيادات العسكرية الكردية إن هاني الزعتري معتقل.",
            "وقال",
            "أحد القيادات العسكرية الكردية",
        ),
        ("قال هاني الزعتري إن الجسر جاهز. وتداول نشطاء القانون لافتين إلى أنه سيئ.", "لافتين", None),
        ('وكانت المرأة تقف في العاصمة الإيرانية طهران قبل أن تبدأ بالصراخ قائلة: "لن أذهب".', "قائلة", None),
    ],
    ids=["one-of-his-advisers", "chief-of-his-staff", "one-of-the-leaders", "many-add", "where-she-stands"],
)
def test_who_is_only_named_beside_who_speaks_does_not_speak(text: str, cue: str, speaker: str | None) -> None:
    reading = READER.read("توتر في السوق\n" + text)
    names = {entity.id: entity.name for entity in reading.entities}
    told = [names.get(s.source.entity or "") for s in reading.statements if s.cue.span.text == cue]
    assert told == [speaker]


def test_a_parent_holds_its_child() -> None:
    text = (HERE.parent / "examples" / "report.txt").read_text(encoding="utf-8")
    reading = READER.read(Report(text))
    by_id = {statement.id: statement for statement in reading.statements}
    nested = [s for s in reading.statements if s.parent]
    assert nested
    for child in nested:
        outer = by_id[child.parent or ""]
        told = child.content[0]
        assert any(c.start <= child.cue.span.start < c.end or c.start <= told.start < c.end for c in outer.content)


@pytest.mark.parametrize(
    ("source", "inside"),
    [
        ('قال "نعم" وذهب', ["نعم"]),
        ("قال «نعم» وذهب", ["نعم"]),
        ("قال ”نعم“ وذهب", ["نعم"]),
        ("قال “نعم” وذهب", ["نعم"]),
        ('قال "نعم وذهب', ["نعم وذهب"]),
        ("عنوان\nقال «الأول.\n«والثاني».", ["الأول.\n«والثاني"]),
        ('قال "سمعت «نعم» منه" وذهب', ["سمعت «نعم» منه"]),
        ("لا علامات هنا", []),
    ],
)
def test_quotation_marks(source: str, inside: list[str]) -> None:
    text = Text(source)
    assert [text.norm[quote.start : quote.end] for quote in find_quotes(text)] == inside


@pytest.mark.skipif(not SEED.exists(), reason="needs ../shared/gold")
def test_the_seed_reports_levels_hold() -> None:
    gold = json.loads(SEED.with_name("seed.gold.json").read_text(encoding="utf-8"))
    cues = {(s["cue"]["start"], s["cue"]["end"]) for s in gold["statements"]}
    reading = READER.read(Report(SEED.read_text(encoding="utf-8")))
    found = {(s.cue.span.start, s.cue.span.end) for s in reading.statements}
    assert len(found & cues) >= 0.8 * len(cues)
    assert sum(s.parent is not None for s in reading.statements) >= 4  # gold has nine: a floor, not the aim


@pytest.mark.parametrize("case", TITLES, ids=[case["id"] for case in TITLES])
def test_a_title_alone_means_its_one_holder(case: dict) -> None:
    reading = READER.read(case["text"])
    named = next(entity for entity in reading.entities if entity.type == "PER")
    source = reading.statements[-1].source
    assert (source.entity == named.id) is case["same"]
    assert (source.by == "role") is case["same"]
    assert ("title" in named.reasons) is case["same"]


def test_she_who_replied_is_no_man() -> None:
    text = (HERE.parent / "examples" / "report.txt").read_text(encoding="utf-8")
    reading = READER.read(Report(text))
    names = {entity.id: entity.name for entity in reading.entities}
    told = {s.cue.span.text: names.get(s.source.entity or "") for s in reading.statements}
    assert told["ردت"] == told["أخبرت"] == "ليلى الأقحواني"  # by the verb's gender; by the title that she was met with


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("الجسر مغلق، وفقا لمصدر مطلع.", "anonymous"),  # a preposition is written on the noun
        ("وتابع السنديان أن الجسر جاهز.", "person"),  # a surname that no list has
        ("وقال معلقون إن الجسر جاهز.", "group"),
    ],
)
def test_what_kind_of_source(text: str, kind: str) -> None:
    assert [s.source.kind for s in READER.read(text).statements] == [kind]


PRESIDENTS = "استقبل الرئيس الفرنسي سامي الزيزفوني الرئيس التركي نزار الفستقي في القصر.\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("وأبلغ الزيزفوني نظيره التركي أن الجسر سيفتح قريبا.", ["نزار الفستقي"]),
        ("ودعا الزيزفوني الرئيس التركي إلى افتتاح الجسر.", ["نزار الفستقي"]),
        ("وقال سامي الزيزفوني، ضيف قناة الجزيرة، إن الجسر جاهز.", ["الجزيرة"]),
        ("ودعا الزيزفوني الوزيرة إلى افتتاح الجسر.", []),  # nobody is known to be the minister
    ],
)
def test_who_is_told_may_be_said_by_a_title_alone(text: str, told: list[str]) -> None:
    reading = READER.read(PRESIDENTS + text)
    names = {entity.id: entity.name for entity in reading.entities}
    assert [names[one] for one in reading.statements[-1].addressees] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("أوضحت ليلى الأقحواني أن الوزير سامي الزيزفوني وعدها بفتح الممر.", ["ليلى الأقحواني"]),
        ('وقالت ليلى الأقحواني: "سامي الزيزفوني قال لي إن الجسر جاهز".', ["ليلى الأقحواني"]),
        ("قال سامي الزيزفوني إن الجسر جاهز. وأضاف أن ليلى الأقحواني قالت له إن الممر مغلق.", ["سامي الزيزفوني"]),
        ("قال سامي الزيزفوني إن الطقس كان جميلا له.", []),
        (
            "وحسب بيان لوزارة النقل السهلانية، الجسر جاهز. وقال سامي الزيزفوني إن العمل بطيء، مطالبا الوزارة بأن تسرع.",
            ["وزارة النقل السهلانية"],
        ),
    ],
)
def test_who_is_told_may_be_a_pronoun_or_a_noun_alone(text: str, told: list[str]) -> None:
    reading = READER.read(text)
    names = {entity.id: entity.name for entity in reading.entities}
    assert [names[one] for one in reading.statements[-1].addressees] == told


def test_what_is_demanded_next_is_not_told_to_the_same() -> None:
    text = (
        "أبلغ المدير سامي الزيزفوني الكاتب نزار الفستقي أن الجسر جاهز، مضيفا أن الأعمال انتهت، واصفا الطريق بأنه طويل."
    )
    reading = READER.read(text)
    assert [len(s.addressees) for s in reading.statements] == [1, 1, 0]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("وقالت الوزيرة ليلى الأقحواني في مؤتمر صحفي في مدينة حلب إن المكتبة فتحت.", "حلب"),
        ("وفي بيروت، أعلنت الوزيرة ليلى الأقحواني أن المكتبة فتحت.", "بيروت"),
        ("وقالت الوزيرة ليلى الأقحواني الأحد في بغداد إن المكتبة فتحت.", "بغداد"),
        ("وقالت الوزيرة ليلى الأقحواني إن المكتبة فتحت في بغداد.", None),  # where something else is
        ("ودعت الوزيرة ليلى الأقحواني القراء في بغداد إلى زيارة المكتبة.", None),
    ],
)
def test_where_it_was_said(text: str, place: str | None) -> None:
    reading = READER.read(f"أخبار المكتبة\n{text}")
    names = {entity.id: entity.name for entity in reading.entities}
    assert [names.get(s.place or "") for s in reading.statements] == [place]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("قال المدير سامي الزيزفوني الأحد إن الجسر جاهز.", "2021-11-07"),
        ("وقع الوزير الأحد العقد وقال المدير سامي الزيزفوني إن الجسر جاهز.", None),  # the signing's
        ("قال المدير سامي الزيزفوني إن الجسر سيفتح الأحد.", None),
        ("قال المدير سامي الزيزفوني إن العمل توقف الأحد، مضيفا أن الجسر جاهز.", None),  # what he told before
        ("أكد المدير سامي الزيزفوني حاليا أن الجسر جاهز.", None),
    ],
)
def test_when_it_was_said(text: str, said: str | None) -> None:
    reading = READER.read(text, published=date(2021, 11, 8))
    values = {time.id: time.value for time in reading.times}
    assert {values.get(s.time or "") for s in reading.statements} == {said}


def test_what_is_answered_does_not_part_the_answer_from_by_saying() -> None:
    text = (
        "أخبار المكتبة\n\nقال سامي الزيزفوني إن الكتب كثيرة. ورد سامي الزيزفوني على اتهامات نزار الفستقي له بأنه "
        '"مدير بلا قراء" بالقول إنه يرفض التعليق على هذه "الإشاعات" إلا أن القاعة مفتوحة.'
    )
    told = {s.cue.span.text: s.content[0].text for s in READER.read(text).statements}
    assert list(told) == ["قال", "ورد", "اتهامات"]
    assert told["ورد"].startswith("إنه يرفض")


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("قائد عسكري موال للرئيس السوري بشار الأسد", ""),
        ("مستشار للرئيس سامي الزيزفوني", ""),
        ("متحدث باسم أسرة سامي الزيزفوني", ""),
        ("محام عن رجل الأعمال سامي الزيزفوني", ""),
        ("مستشار الرئيس سامي الزيزفوني", "سامي الزيزفوني"),
        ("المتحدث باسم الخارجية التونسية سامي الزيزفوني", "سامي الزيزفوني"),
    ],
)
def test_who_is_described_by_anothers_name_is_not_he(source: str, named: str) -> None:
    (statement,) = (reading := READER.read(f"وقال {source} إن الجسر جاهز.")).statements
    who = next(entity for entity in reading.entities if entity.id == statement.source.entity)
    assert statement.source.span is not None
    assert statement.source.span.text == source
    assert (who.name == named) is (statement.source.kind == "person") is bool(named)


def test_a_colon_ends_who_speaks() -> None:
    text = 'أخبار المدينة\nوقال سامي الزيزفوني المتحدث باسم الكرملين: "هذا من حقه".'
    (statement,) = READER.read(text).statements
    assert [span.text for span in statement.content] == ["هذا من حقه"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("إلا أن صالح ذكر أن الجسر جاهز.", ["صالح"]),
        ("زار الوزير مدينة في الجنوب ثم أقام في إن صالح.", ["إن صالح"]),
        ("غادر رامون. احزم حقائبك أيضا.", ["رامون"]),
        ("كتب جورج دبليو. بوش رسالة.", ["جورج دبليو. بوش"]),
    ],
)
def test_what_is_no_part_of_a_name(text: str, names: list[str]) -> None:
    reading = READER.read(text)
    assert [m.text for e in reading.entities if e.type in ("PER", "LOC") for m in e.mentions] == names


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("وقالت صحيفة واشنطن بوست إن الوزير استقال. وأضافت الصحيفة الأميركية أن خلفه عين.", "واشنطن بوست"),
        ("التقى سامي الزيزفوني نزار الفستقي الأحد. وأكد الأخير أن الجسر جاهز.", "نزار الفستقي"),
        ("فاز نادي الزمالك في المباراة. وجاء في بيان للنادي أن المدرب باق.", "الزمالك"),
    ],
)
def test_whom_a_description_means(text: str, speaker: str) -> None:
    reading = READER.read(f"أخبار المدينة\n{text}")
    names = {entity.id: entity.name for entity in reading.entities}
    assert names[reading.statements[-1].source.entity or ""] == speaker


def test_insisting_on_saying_is_one_statement() -> None:
    reading = READER.read("شدد المدير سامي الزيزفوني على القول إن الجسر جاهز.")
    assert [s.cue.span.text for s in reading.statements] == ["شدد"]


def test_without_goes_on_with_what_is_said() -> None:
    (statement,) = READER.read("وقال سامي الزيزفوني إن المطر هطل ليلا، دون أن يسفر عن أضرار في المكان.").statements
    assert statement.content[0].text.endswith("المكان")


def test_whom_one_met_and_told_is_told_and_does_not_speak() -> None:
    text = (HERE.parent / "examples" / "report.txt").read_text(encoding="utf-8")
    reading = READER.read(Report(text, published=date(2021, 11, 15)))
    names = {entity.id: entity.name for entity in reading.entities}
    values = {time.id: time.value for time in reading.times}
    told = next(s for s in reading.statements if s.cue.span.text == "وأبلغها")
    assert names[told.source.entity or ""] == "إدريس شهبندري"
    assert [names[one] for one in told.addressees] == ["ليلى الأقحواني"]
    assert (values[told.time or ""], told.channel) == ("2021-11-15", "letter")  # as he came on that day


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("وأمرت محكمة بلجيكية شركة فيسبوك بوقف تتبع المستخدمين.", "محكمة بلجيكية"),
        ("وأبلغ دبلوماسي تونسي رئيس البلدية أن الجسر جاهز.", "دبلوماسي تونسي"),
    ],
)
def test_where_the_object_opens_the_speaker_ends(text: str, source: str) -> None:
    (statement,) = READER.read(f"أخبار المدينة\n{text}").statements
    assert statement.source.span is not None
    assert statement.source.span.text == source


def test_who_is_meant_agrees_in_number() -> None:
    reading = READER.read(
        'قال المنظمون إنهم يتوقعون مشاركة الآلاف في المسيرة.\nأمام المكتبة وقف الشاب هاني الزيزفوني متكئا على عكازه. وقال "جئت لأقرأ".'
    )
    meant = {statement.source.entity for statement in reading.statements if statement.cue.lemma == "قال"}
    assert len(meant) == 2


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("كشفت دراسة أجرتها جامعة زيزفونيا أن الجسر يحتاج إلى صيانة.", "دراسة أجرتها جامعة زيزفونيا"),
        ("جاء في تقرير نشرته بلدية زيزفونيا أن السوق سيفتح غدا.", "تقرير نشرته بلدية زيزفونيا"),
        ("قالت الدراسة إن الجسر يحتاج إلى صيانة.", "الدراسة"),
    ],
)
def test_whose_document_it_is_belongs_to_the_source(text: str, source: str) -> None:
    assert READER.read(text).statements[0].source.span.text == source  # type: ignore[union-attr]


def test_an_agency_quotes_somebody_with_a_noun() -> None:
    reading = READER.read(
        "ونقلت وسائل إعلام محلية عن الدفاع المدني إصابة ثلاثة أشخاص على الأقل في انهيار سقف السوق القديم."
    )
    assert [statement.parent for statement in reading.statements] == [None, "s1"]


def test_a_hashtags_words_are_words() -> None:
    reading = READER.read("قال #هاني_الزيزفوني إن الجسر جاهز.\nوأضاف الزيزفوني أن السوق مفتوح.")
    (person,) = [entity for entity in reading.entities if entity.type == "PER"]
    assert person.name == "هاني الزيزفوني"
    assert [mention.text for mention in person.mentions] == ["هاني_الزيزفوني", "الزيزفوني"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("أبلغت الشرطة سامي الزيزفوني أن السوق مغلق.", ["سامي الزيزفوني"]),
        ("دعت الحكومة هاني القمحاوي إلى الحوار.", ["هاني القمحاوي"]),
        ("قال المكتب الصحفي إن السوق مغلق.", []),
    ],
)
def test_a_body_is_no_title_of_whom_it_tells(text: str, told: list[str]) -> None:
    reading = READER.read("خبر من الوادي\n" + text)
    names = {entity.id: entity.name for entity in reading.entities}
    (statement,) = reading.statements
    assert statement.source.span.text in ("الشرطة", "الحكومة", "المكتب الصحفي")  # type: ignore[union-attr]
    assert [names[entity] for entity in statement.addressees] == told


def test_a_question_behind_a_verb_and_a_colon_is_one_statement() -> None:
    (statement,) = READER.read("خبر من الوادي\nوتساءل القمحاوي: هل يفتح السوق غدا؟").statements
    assert statement.act == "ask"
