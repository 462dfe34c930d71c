"""Names: the table of cases, anchors on arbitrary text, comparison and romanising."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naql import Reader
from naql.names import NameFinder, compare, romanise
from naql.names.merge import one_spelling, spelling_key
from naql.names.words import NameWords
from naql.text import Text
from naql.times import TimeFinder

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "names.toml").read_text(encoding="utf-8"))
CASES = TABLE["case"]
FINDER = NameFinder()
TIMES = TimeFinder()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict) -> None:
    text = Text(case["text"])
    names = FINDER.find(text, TIMES.find(text, None))  # as the reader does: a time's words are no name
    told = [
        [text.span(m.start, m.end).text, m.type, text.word_span(*m.role).text.rstrip("، ") if m.role else ""]
        for m in names.mentions
    ]
    assert told == case["names"]
    assert len(names.entities) == case["entities"]


@pytest.mark.parametrize("case", TABLE["held"], ids=[case["id"] for case in TABLE["held"]])
def test_when_a_role_was_held(case: dict) -> None:
    text = Text(case["text"])
    times = TIMES.find(text, date(2021, 11, 8))
    value = {time.time.id: time.time.value for time in times} | {None: ""}
    (entity,) = [e for e in FINDER.find(text, times).entities if e.type == "PER"]
    for role in entity.roles:
        assert case["text"][role.span.start : role.span.end] == role.span.text
    told = [[r.span.text, r.status or "", *(value[t] for t in (r.since, r.until, r.during))] for r in entity.roles]
    assert told == case["roles"]


@pytest.mark.parametrize("case", TABLE["apposed"], ids=[case["id"] for case in TABLE["apposed"]])
def test_names_in_apposition(case: dict) -> None:
    people = [e for e in FINDER.find(Text(case["text"])).entities if e.type == "PER"]
    assert ([e.reasons for e in people] == [("apposition",)]) is case["same"]
    assert (len(people) == 1) is case["same"]


@given(
    st.lists(
        st.one_of(
            st.text(),
            st.sampled_from([w for c in (*CASES, *TABLE["held"], *TABLE["apposed"]) for w in c["text"].split()]),
        ),
        max_size=40,
    )
)
def test_anchors_hold_on_any_text(words: list[str]) -> None:
    source = " ".join(words)
    text = Text(source)
    names = FINDER.find(text, TIMES.find(text, date(2021, 11, 8)))
    for entity in names.entities:
        assert entity.latin
        for span in (*entity.mentions, *(role.span for role in entity.roles)):
            assert source[span.start : span.end] == span.text
    last = 0
    for mention in names.mentions:
        assert last <= mention.first < mention.last
        assert text.starts[mention.first] <= mention.start < mention.end
        last = mention.last


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("أحمد السامرائي", "احمد السامرائى", True),
        ("عبد الله الكناني", "عبدالله الكناني", True),
        ("علي حسين", "حسين علي", False),
        ("جورج مايكلسون", "جورج ميكلسون", True),
        ("سامر الكناني", "هدى الفيومي", False),
        ("محمد الدباغ", "Mohammed al-Dabbagh", True),
        ("محمد الدباغ", "Karim Saleh", False),
        ("", "علي", False),
        ("Marron", "هاني المغيرن", False),
        ("Marron", "لوك مارون", True),
        ("حسن الفيومي", "حسين الفيومي", False),
        ("سعد الكناني", "سعود الكناني", False),
        ("جان هيوود", "جون هيوود", True),
        ("كيڤين تاسمان", "کێڤین تاسمان", True),
        ("تشاليز", "Chaliz", True),
        ("ليلى مراد (كاتبة)", "ليلى مراد", True),
        ("لين تاي شان", "لين تايشان", True),
        ("محمد Dabbagh", "Mohammed الدباغ", True),
        ("محمد Dabbagh", "محمد الدباغ", True),
        ("Mohammed الدباغ", "Mohammed al-Dabbagh", True),
        ("محمد Dabbagh", "Karim الدباغ", False),
    ],
)
def test_compare(a: str, b: str, same: bool) -> None:
    assert compare(a, b).same is same
    assert compare(b, a).same is same


@pytest.mark.parametrize("name", ["ل" * 5000, "محمد" * 60000, "محمد " * 60000, "و" * 60000, "9" * 60000, "ab" * 60000])
def test_a_name_without_end_is_answered(name: str) -> None:
    assert compare(name, name).same
    assert not compare(name, "").same
    assert romanise(name)
    started = time.process_time()
    Reader().read(f"قال {name} إن الجسر قديم.", date(2021, 11, 8))
    assert time.process_time() - started < 60


def test_compare_gives_reasons() -> None:
    assert compare("أحمد السامرائي", "احمد السامرائى").reasons == ("same string",)
    assert "part of full name" in compare("محمد كريم الدباغ", "محمد الدباغ").reasons


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("الولايات المتحدة", "United States"),
        ("رويترز", "Reuters"),
        ("محمد", "Mohammed"),
        ("إلهام", "Ilham"),
        ("ألبرت", "Albert"),
    ],
)
def test_romanise_known(name: str, latin: str) -> None:
    assert romanise(name) == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("دونالد برانكسون", "Donald Brankson"),  # a foreign name's first cluster
        ("الجيش الإسرائيلي", "Israeli army"),
        ("مطار الخرطوم", "Khartoum airport"),
        ("وزارة الداخلية", "interior ministry"),
        ("عبد الله الكناني", "Abdullah al-Kinani"),
        ("محمد زنقور", "Mohammed Zanqur"),
        ("قطر", "Qatar"),
        ("Naql", "Naql"),
        ("رئيس الوزراء العراقي", "Iraqi prime minister"),
        ("مصادر مطلعة", "informed sources"),
        ("كوريا", "Korea"),
        ("محمد بن سلمان", "Mohammed bin Salman"),
        ("وسائل الإعلام الإسرائيلية", "Israeli media"),
        ("الاتحاد المصري لكرة القدم", "Egyptian football federation"),
        ("الأخضر", "al-Akhdar"),
        ("الشرطة", "police"),
        ("شبه الجزيرة الأيبيرية", "Iberian Peninsula"),
    ],
)
def test_romanise(name: str, latin: str) -> None:
    assert romanise(name) == latin


def test_what_opens_a_persons_name_is_no_joining_letter() -> None:
    assert romanise("والنتور الفيومي", True).startswith("Wal")
    assert romanise("والفنون").startswith("wa-al-")


def test_a_capital_that_stands_for_its_state_goes_by_the_states_name() -> None:
    names = FINDER.find(Text("قالت موسكو إن الاتفاق مهم. وجددت روسيا دعمها له."))
    assert [(entity.name, entity.latin) for entity in names.entities] == [("روسيا", "Russia")]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("والتقى بوزير السياحة هاني النجار في المتحف.", "وزير السياحة"),
        ("قال ذلك ورئيس البلدية هاني النجار حاضر.", "رئيس البلدية"),
        ("ووجه الشكر للرئيس هاني النجار في المتحف.", "للرئيس"),
    ],
)
def test_what_is_written_on_a_role_is_no_part_of_it(text: str, role: str) -> None:
    assert [role.span.text for entity in FINDER.find(Text(text)).entities for role in entity.roles] == [role]


def test_a_swallowed_article_is_given_back() -> None:
    names = FINDER.find(Text("ووجه المواطنون الشكر للأمم المتحدة."))
    assert [(entity.name, entity.latin) for entity in names.entities] == [("الأمم المتحدة", "United Nations")]


def test_a_words_cluster_does_not_depend_on_what_was_read_before() -> None:
    fresh, used = NameWords(), NameWords()
    stem = next(word for word in fresh.groups if len(word) > 4 and f"\u0648{word}" not in fresh.groups)
    used.group(f"\u0648{stem}")
    assert used.group(f"\u0648{stem}") == f"\u0648{fresh.groups[stem]}"
    word = f"\u0644\u0648{stem}"  # li-, then the word that was read before, no stem of the lexicon
    assert used.group(word) == fresh.group(word)


def test_a_word_of_which_folding_leaves_nothing_is_no_spelling_of_another() -> None:
    article = Text("ال").fold.removeprefix("ال")
    assert not one_spelling(("سعيد",), (article,), spelling_key(("سعيد",)), spelling_key((article,)))


@pytest.mark.parametrize("name", ["Google", "SKT Welfare", "你好 שלום Привет"])
def test_what_is_not_arabic_stays_as_it_is(name: str) -> None:
    assert romanise(name) == name
    assert romanise(f"{name} سامي") == f"{name} Sami"


def test_a_month_whose_name_people_bear() -> None:
    reading = Reader().read("قال سامر رمضان إن السوق يغلق خلال شهر رمضان.\nوأضاف رمضان أن البيع يزيد.")
    (person,) = [entity for entity in reading.entities if entity.type == "PER"]
    assert [mention.text for mention in person.mentions] == ["سامر رمضان", "رمضان"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("وبحسب هاني القمحاوي فإن السوق مغلق.", "هاني القمحاوي"),
        ("وقال هاني فان زيزفون إن السوق مغلق.", "هاني فان زيزفون"),
    ],
)
def test_for_that_is_no_van(text: str, name: str) -> None:
    assert [entity.name for entity in Reader().read(text).entities if entity.type == "PER"] == [name]
