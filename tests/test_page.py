"""The HTML page: what it holds, that it loads and runs nothing of the report's, and how it behaves in a browser."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naql.export.calendar import days, gap, tell
from naql.export.contract import from_dict
from naql.export.marks import paragraphs
from naql.export.page import to_html
from naql.lexicon import table
from naql.records import Cue, Entity, Finding, Reading, Report, Role, Source, Span, Statement, Time

HERE = Path(__file__).parent
TEXT = (HERE / "cases" / "lanterns.txt").read_text(encoding="utf-8")
READING = from_dict(json.loads((HERE / "cases" / "lanterns.json").read_text(encoding="utf-8")), TEXT)
PAGE = to_html(READING)
VOID = frozenset(("meta", "link", "input"))


class Parsed(HTMLParser):
    """Elements with their attributes, checked to nest, and the text inside each marked segment."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[int] = []
        self.text: dict[int, str] = {}
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for number in self.open:
            self.text[number] = self.text.get(number, "") + data

    def marked(self, role: str, name: str) -> str:
        return "".join(
            self.text.get(number, "")
            for number, (_, attributes) in enumerate(self.elements)
            if "data-at" in attributes and name in (attributes.get(f"data-{role}") or "").split()
        )


def joined(*spans: Span) -> str:
    return "".join(span.text for span in spans).replace("\n", "")


def test_every_mark_holds_the_words_of_its_span() -> None:
    parsed = Parsed(PAGE)
    for statement in READING.statements:
        assert parsed.marked("cue", statement.id) == joined(statement.cue.span)
        assert parsed.marked("content", statement.id) == joined(*statement.content)
        source = statement.source.span
        assert parsed.marked("source", statement.id) == (joined(source) if source else "")
    for number, finding in enumerate(READING.findings, 1):
        assert parsed.marked("finding", str(number)) == joined(*finding.spans)
    for time in READING.times:
        assert parsed.marked("time", time.id) == joined(time.span)


def test_the_segments_of_a_paragraph_are_the_paragraph() -> None:
    assert ["".join(s.text for s in block) for block in paragraphs(READING)] == [
        x for x in TEXT.split("\n") if x.strip()
    ]


def test_the_page_is_the_same_bytes_twice() -> None:
    assert to_html(READING) == PAGE


def test_the_page_opens_in_either_language() -> None:
    assert '<html lang="ar" dir="rtl"' in PAGE
    assert '<html lang="en" dir="ltr"' in to_html(READING, "en")
    with pytest.raises(ValueError, match="ar and en"):
        to_html(READING, "fr")


def test_ids_are_unique_and_every_jump_lands() -> None:
    elements = Parsed(PAGE).elements
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for _, attributes in elements:
        for key in ("aria-describedby", "aria-labelledby", "for"):
            assert attributes.get(key, ids[0]) in ids
        href = attributes.get("href") or ""
        assert not href.startswith("#") or href[1:] in ids


def test_nothing_is_loaded_from_elsewhere() -> None:
    for tag, attributes in Parsed(PAGE).elements:
        assert "src" not in attributes
        assert "style" not in attributes
        assert not any(key.startswith("on") for key in attributes)
        assert tag not in ("iframe", "object", "embed", "img", "base", "form")
        if tag == "link":
            assert attributes["href"] == "data:,"
    assert "default-src 'none'" in PAGE
    assert "unsafe" not in PAGE
    assert "url(" not in PAGE
    assert "@import" not in PAGE


HOSTILE = '</script><script>alert(1)</script> قال "><img src=x onerror=alert(2)> {{ 7*7 }} \x00\x1b\ud800 \u202e\u2066 &lt;b&gt; إن'


def hostile() -> Reading:
    span, word = Span(0, len(HOSTILE), HOSTILE), HOSTILE.index("قال")
    cue = Cue(Span(word, word + 3, "قال"), HOSTILE)
    entity = Entity("e1", "PER", HOSTILE, HOSTILE, (span,), (Role(span),))
    statement = Statement(
        "s1", None, Source("e1", ("e1",), "person", span, "name"), cue, (span,), ("e1",), "say", "direct", "t1"
    )
    report = Report(HOSTILE, HOSTILE, HOSTILE, HOSTILE, date(2020, 1, 1), "javascript:alert(3)")
    time = Time("t1", span, "DATE", HOSTILE, "gregorian", (HOSTILE,))
    return Reading(report, (time,), (entity,), (statement,), (), (Finding("x", (span,), HOSTILE, HOSTILE, HOSTILE),))


def test_a_report_is_only_ever_text() -> None:
    page = to_html(hostile())
    parsed = Parsed(page)
    assert [tag for tag, _ in parsed.elements].count("script") == 1
    assert not {"img", "b>"} & {tag for tag, _ in parsed.elements}
    assert "javascript:" not in page
    assert "49" not in parsed.marked("content", "s1")
    assert "\x00" not in page
    page.encode("utf-8")


def test_an_empty_reading_has_a_page() -> None:
    page = to_html(Reading(Report("")))
    Parsed(page)
    for key in ("no_findings", "no_statements", "no_times", "no_entities", "undated", "untitled"):
        assert table("interface")["page"][key]["ar"] in page


def test_a_circle_of_parents_does_not_hang() -> None:
    statements = tuple(
        dataclasses.replace(s, parent=p) for s, p in zip(READING.statements[:2], ("s2", "s1"), strict=True)
    )
    Parsed(to_html(dataclasses.replace(READING, statements=statements, events=())))


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from("قال<>&\"'\n"), max_size=60), st.data())
def test_any_spans_of_any_text_are_marked(text: str, data: st.DataObject) -> None:
    def some() -> Span:
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        return Span(start, end, text[start:end])

    source = Source(None, (), "person", some(), "open")
    statements = tuple(
        Statement(f"s{n}", None, source, Cue(some(), ""), (some(), some()), (), "say", "direct") for n in range(3)
    )
    reading = Reading(Report(text), statements=statements)
    blocks = list(paragraphs(reading))
    assert ["".join(s.text for s in block) for block in blocks] == [x for x in text.split("\n") if x.strip()]
    shown = [segment for block in blocks for segment in block]
    for statement in statements:
        covered = {at for span in statement.content for at in range(span.start, span.end)}
        marked = {
            at
            for s in shown
            if statement.id in s.ids.get("content", ())
            for at in range(s.start, s.start + len(s.text))
        }
        everything = {at for s in shown for at in range(s.start, s.start + len(s.text))}
        assert marked == covered & everything
    Parsed(to_html(reading))


def test_every_string_is_there_in_both_languages() -> None:
    for section, entries in table("interface").items():
        if section == "counted":
            continue
        for key, words in entries.items():
            assert set(words) == {"ar", "en"}, f"{section}.{key}"
            assert re.search("[\u0621-\u064a]", words["ar"]) or not re.search("[^\\W_]", words["ar"]), (
                f"{section}.{key}"
            )
            assert not re.search("[\u0621-\u064a]", words["en"]), f"{section}.{key}"


@pytest.mark.parametrize(
    ("value", "kind", "english", "first"),
    [
        ("2021-11-08", "DATE", "Monday 8 November 2021", "2021-11-08"),
        ("2021-11", "DATE", "November 2021", "2021-11-01"),
        ("2021", "DATE", "2021", "2021-01-01"),
        ("199", "DATE", "1990s", "1990-01-01"),
        ("2021-W45", "DATE", "week of 8 November 2021", "2021-11-08"),
        ("2018-SU", "DATE", "summer 2018", "2018-06-01"),
        ("2019-H2", "DATE", "half 2 of 2019", "2019-07-01"),
        ("XXXX-09-06", "DATE", "6 September (year unknown)", None),
        ("PAST_REF", "DATE", "earlier", None),
        ("2021-11-07TMO", "TIME", "Sunday 7 November 2021, morning", "2021-11-07"),
        ("2021-11-07T14:30Z", "TIME", "Sunday 7 November 2021, 14:30 UTC", "2021-11-07"),
        ("2021-11-07T14:30+03:00", "TIME", "Sunday 7 November 2021, 14:30 UTC+03:00", "2021-11-07"),
        ("P18Y", "DURATION", "18 years", None),
        ("P1D", "DURATION", "1 day", None),
        ("PXW", "DURATION", "some weeks", None),
        ("P1D", "SET", "every day", None),
        ("P2W", "SET", "every 2 weeks", None),
        ("XXXX-WXX-7", "SET", "every Sunday", None),
        ("XXXX-WXX-7", "DATE", "Sunday (date unknown)", None),
        ("XXXX-XX-XX", "DATE", "date unknown", None),
        ("XXXX-WXX-7T17:00", "TIME", "Sunday (date unknown), 17:00", None),
        ("2021-02-31", "DATE", "2021-02-31", None),
        ("nonsense", "DATE", "nonsense", None),
    ],
)
def test_a_value_is_told_in_words(value: str, kind: str, english: str, first: str | None) -> None:
    assert tell(value, kind, "en") == english
    assert (tell(value, kind, "ar") == value) == (english == value)
    covered = days(value)
    assert (covered[0].isoformat() if covered else None) == first


@pytest.mark.parametrize("number", [1, 2, 3, 11, 100, 400, 800])
def test_counted_units_are_told_in_both_languages(number: int) -> None:
    later = date.fromordinal(date(2020, 1, 1).toordinal() + number)
    assert "duration" not in gap(date(2020, 1, 1), later, "ar") + gap(date(2020, 1, 1), later, "en")
    assert "duration" not in tell(f"P{number}M", "DURATION", "ar") + tell(f"PT{number}H", "DURATION", "ar")


@given(
    st.text(alphabet="0123456789XPTWYMDHZ-:QSU_REF+", max_size=14), st.sampled_from(["DATE", "TIME", "DURATION", "SET"])
)
def test_any_value_can_be_told(value: str, kind: str) -> None:
    days(value)
    assert all(isinstance(tell(value, kind, language), str) for language in ("ar", "en"))


# in a browser


class Tab:
    """A page in Chromium, and everything it logged, threw or asked the network for."""

    def __init__(self, browser: Any, path: Path, width: int) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 800})
        self.noise: list[str] = []
        self.page.on("console", lambda message: self.noise.append(message.text))
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))
        self.page.on(
            "request", lambda request: self.noise.append(request.url) if request.url != path.as_uri() else None
        )
        self.page.on("dialog", lambda dialog: (self.noise.append("dialog"), dialog.dismiss()))
        self.page.goto(path.as_uri())

    def chosen(self) -> list[str]:
        return self.page.eval_on_selector_all(".card.chosen", "cards => cards.map(card => card.id)")

    def lit(self, role: str) -> str:
        return self.page.eval_on_selector_all(f".on-{role}", "parts => parts.map(part => part.textContent).join('')")

    def click_cue(self, name: str) -> None:
        self.page.click(f'a[data-cue~="{name}"]')


@pytest.fixture(params=[360, 1400])
def tab(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[Tab]:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    opened = Tab(browser, path, request.param)
    yield opened
    opened.page.close()
    assert opened.noise == []


def test_choosing_a_statement_lights_its_words_and_shows_its_chain(tab: Tab) -> None:
    for statement in READING.statements:
        tab.click_cue(statement.id)
        assert tab.chosen() == [statement.id]
        assert tab.lit("cue") == joined(statement.cue.span)
        assert tab.lit("content") == joined(*statement.content)
        assert tab.page.is_visible(f"#c-{statement.id}")
        assert tab.page.get_attribute(f"#{statement.id}", "aria-current") == "true"
        tab.page.keyboard.press("Escape")
        assert tab.chosen() == []


def test_the_chain_runs_from_the_outlet_down(tab: Tab) -> None:
    tab.page.click("label[for=ui-en]")
    tab.click_cue("s5")
    rows = tab.page.eval_on_selector_all("#c-s5 > li", "rows => rows.map(row => row.innerText.replace(/\\s+/g, ' '))")
    assert [next(word for word in ("outlet", "unnamed source", "Samir", "office holder") if word in row) for row in rows] == [
        "outlet", "unnamed source", "Samir", "office holder",
    ]  # fmt: skip
    assert "Layla al-Zaafarani" in rows[2]


def test_arrow_keys_walk_the_statements_and_the_chain(tab: Tab) -> None:
    tab.page.focus('a[data-cue~="s3"]')
    tab.page.keyboard.press("Enter")
    assert tab.chosen() == ["s3"]
    walk = [("ArrowLeft", "s4"), ("ArrowLeft", "s5"), ("ArrowRight", "s4"), ("ArrowRight", "s3"), ("ArrowDown", "s4")]
    for key, name in [*walk, ("ArrowUp", "s3"), ("End", "s10"), ("ArrowDown", "s10"), ("Home", "s1")]:
        tab.page.keyboard.press(key)
        assert tab.chosen() == [name]
        assert name in tab.page.evaluate("document.activeElement.dataset.cue").split()
    tab.page.focus('[data-pick="s2"]')
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("ArrowDown")
    assert tab.chosen() == ["s3"]
    assert tab.page.evaluate("document.activeElement.dataset.pick") == "s3"


def test_words_choose_the_innermost_statement_and_then_the_one_around_it(tab: Tab) -> None:
    words = 'article [data-content="s3 s4 s5"]'
    for name in ("s5", "s4", "s3", "s5"):
        tab.page.click(words)
        assert tab.chosen() == [name]


def test_the_language_turns_the_page_around(tab: Tab) -> None:
    def shown(language: str) -> bool:
        return tab.page.is_visible(f"#h-statements .t-{language}")

    for language, other, direction in (("en", "ar", "ltr"), ("ar", "en", "rtl")):
        tab.page.click(f"label[for=ui-{language}]")
        assert shown(language)
        assert not shown(other)
        assert tab.page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
            language,
            direction,
        ]
        assert tab.page.evaluate("getComputedStyle(document.querySelector('article')).direction") == "rtl"
        assert tab.page.get_attribute(".legend", "aria-label") == table("interface")["page"]["legend"][language]
    assert "\u0627" not in tab.page.inner_text("#h-statements .t-en, .hint .t-en")


def test_findings_times_and_names_lead_to_their_words(tab: Tab) -> None:
    for spot in tab.page.query_selector_all("[data-spot]"):
        if spot.is_visible():
            spot.click()
            lit = tab.page.eval_on_selector_all(".spotted", "parts => parts.map(part => part.textContent).join('')")
            start, end = map(int, (spot.get_attribute("data-spot") or "").split())
            assert lit == TEXT[start:end].replace("\n", "")


def test_the_page_is_never_wider_than_the_window(tab: Tab) -> None:
    for language in ("ar", "en"):
        tab.page.click(f"label[for=ui-{language}]")
        tab.click_cue("s5")
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        tab.page.keyboard.press("Escape")


def test_every_control_can_be_reached_and_shows_its_focus(tab: Tab) -> None:
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(200):
        tab.page.keyboard.press("Tab")
        name = tab.page.evaluate("document.activeElement.dataset.cue || document.activeElement.dataset.pick || ''")
        reached.update(name.split())
    assert reached == {statement.id for statement in READING.statements}


def test_the_page_can_be_read_without_scripts(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    for statement in READING.statements:
        assert page.locator(f"#c-{statement.id}").is_visible()
    assert not page.locator(".hint").is_visible()
    page.click("label[for=ui-en]")
    assert page.locator("#h-statements .t-en").is_visible()
    assert not page.locator("#h-statements .t-ar").is_visible()
    context.close()


def test_a_hostile_report_stays_text(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(to_html(hostile()), encoding="utf-8")
    tab = Tab(browser, path, 900)
    tab.click_cue("s1")
    assert tab.chosen() == ["s1"]
    assert tab.noise == []
    tab.page.close()
