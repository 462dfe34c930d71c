"""Reports told together, as JSON and as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from naql.compare import Account, Contradiction, Evidence, Origins, Root, Step, Telling, depths
from naql.compare.tellings import TOLL
from naql.export.listing import clean, paired, short
from naql.export.strings import called, joined, string
from naql.lexicon import table
from naql.messages import language, message
from naql.records import Reading, Span

Codes = Mapping[tuple[str, str], str]  # of statements, by their report's code and their id in its reading
_EVIDENCE = 12  # lines of evidence before they are only counted


def to_dict(account: Account, readings: Mapping[str, Reading], codes: Codes) -> dict[str, Any]:
    """An account with every span as ``start``, ``end`` (code points, half open) and ``text`` of the report that is named."""
    return {
        "reports": [_report(code, readings[code]) for code in account.codes],
        "origins": _origins(account.origins),
        "evidence": [evidence_dict(item) for item in account.evidence],
        "roots": [root_dict(root) for root in account.roots],
        "claims": [
            {
                "origins": _origins(claim.origins),
                "tellings": [_telling(telling, readings, codes) for telling in claim.tellings],
            }
            for claim in account.claims
        ],
        "contradictions": [contradiction_dict(item, readings, codes) for item in account.contradictions],
    }


def contradiction_dict(item: Contradiction, readings: Mapping[str, Reading], codes: Codes) -> dict[str, Any]:
    """A contradiction with both sides, what differs, and what would settle it."""
    return {
        "kind": item.verdict.kind,
        "of": item.verdict.of or None,
        "own": item.verdict.own,
        "confidence": round(item.verdict.confidence, 3),
        "one": _telling(item.one, readings, codes) | {"differs": item.verdict.one},
        "other": _telling(item.other, readings, codes) | {"differs": item.verdict.other},
        "settled_by": settled_by(item),
    }


def steps_dict(steps: list[Step], readings: Mapping[str, Reading]) -> list[dict[str, Any]]:
    """The way of a report or a claim, a step a report, the earliest first."""
    return [
        _report(step.code, readings[step.code])
        | {
            "parent": step.parent,
            "order_known": step.known,
            "why": None if step.why is None else evidence_dict(step.why),
        }
        for step in steps
    ]


def settled_by(item: Contradiction) -> str:
    """What would settle a contradiction, in the reader's language."""
    told = table("compare")["settle"]
    own = item.verdict.own and item.verdict.kind == "denial"
    return str(told["own" if own else item.verdict.kind][language()])


def lines(account: Account, readings: Mapping[str, Reading], codes: Codes) -> Iterator[str]:
    """An account for a person to read."""
    for code in account.codes:
        yield report_line(code, readings[code])
    yield ""
    yield f"{message('together-origins')}: {origins_told(account.origins)}"
    for root in account.roots:
        yield f"    {root_line(root)}"
    for item in account.evidence[:_EVIDENCE]:
        yield f"    {evidence_line(item)}"
    if len(account.evidence) > _EVIDENCE:
        yield f"    ... (+{len(account.evidence) - _EVIDENCE})"
    yield ""
    yield message("together-claims", count=len(account.claims))
    for claim in account.claims:
        reports = len({telling.report for telling in claim.tellings})
        yield ""
        yield f"  {message('together-carried', count=reports)}; {origins_told(claim.origins)}"
        for telling in claim.tellings:
            yield from (f"    {line}" for line in _told_lines(telling, readings, codes))
    yield ""
    yield from contradiction_lines(account.contradictions, readings, codes)


def contradiction_lines(
    contradictions: Sequence[Contradiction], readings: Mapping[str, Reading], codes: Codes
) -> Iterator[str]:
    """Contradictions for a person to read, both sides one below the other; of those in which the same differs, the surest one."""
    yield message("together-contradictions", count=len(contradictions))
    alike: dict[tuple[object, ...], list[Contradiction]] = {}
    for against in contradictions:
        verdict = against.verdict
        differ = frozenset((verdict.one, verdict.other)) if verdict.kind == "number" else id(against)
        alike.setdefault((verdict.kind, verdict.of, differ), []).append(against)
    for against, *more in alike.values():
        yield ""
        verdict = against.verdict
        kind = message(f"differs-{'own' if verdict.own else verdict.kind}")
        of = f" ({string('counts', verdict.of, language())})" if verdict.of in table("interface")["counts"] else ""
        both = " / ".join(clean(word) for word in (verdict.one, verdict.other) if word)
        yield f"  {kind}{of}: {both}  ({verdict.confidence:.2f})"
        for telling in (against.one, against.other):
            yield from (f"    {line}" for line in _told_lines(telling, readings, codes))
        if more:
            yield f"    {message('together-more', count=len(more))}"
        yield f"    {message('together-settle')}: {settled_by(against)}"


def step_lines(steps: list[Step], readings: Mapping[str, Reading]) -> Iterator[str]:
    """The way of a report or a claim as a tree, each step below the one that it seems to take from."""
    deep = depths(steps)
    below: dict[str | None, list[Step]] = {}
    for step in steps:
        below.setdefault(step.parent, []).append(step)

    def branch(parent: str | None) -> Iterator[str]:
        for step in below.get(parent, ()):
            pad = "    " * deep[step.code]
            yield f"{pad}{report_line(step.code, readings[step.code])}"
            if step.why is not None:
                yield f"{pad}  {evidence_line(step.why)}{'' if step.known else '; ' + message('trace-order')}"
            yield from branch(step.code)

    yield from branch(None)


def report_line(code: str, reading: Reading) -> str:
    """One report: its code, when it came out, its outlet, its title."""
    report = reading.report
    told = report.published_at or str(report.published or "")
    when = (told[:16] + told[19:]).replace(
        "T", " "
    )  # to the minute, with its distance from UTC: outlets' clocks differ
    return "  ".join(
        part for part in (code, when, clean(report.publisher or ""), short(report.title or report.name)) if part
    )


def origins_told(origins: Origins) -> str:
    """How many origins there are, or that it cannot be told."""
    if origins.known:
        return message("origins", count=origins.least)
    return message("origins-unknown", least=origins.least, most=origins.most)


def root_line(root: Root) -> str:
    """From whom a report says that it has what it tells."""
    return f"{root.code}  {message(f'root-{root.kind}', what=clean(root.what))}: «{short(root.span.text)}»"


def root_dict(root: Root) -> dict[str, Any]:
    """From whom a report says that it has what it tells, with the characters that show it."""
    return {"report": root.code, "kind": root.kind, "what": root.what, "span": _span(root.span)}


def evidence_line(item: Evidence) -> str:
    """Why two reports are thought to have one origin."""
    shown = item.one_span or item.other_span
    said = message(f"evidence-{item.kind}", what=clean(item.what), words=item.words)
    sure = "" if item.certain else f" ({message('evidence-perhaps')})"
    text = f": «{short(shown.text)}»" if shown is not None else ""
    return f"{item.one} - {item.other}  {said}{sure}{text}"


def evidence_dict(item: Evidence) -> dict[str, Any]:
    """Why two reports are thought to have one origin, with the characters that show it."""
    return {
        "kind": item.kind,
        "certain": item.certain,
        "what": item.what,
        "words": item.words,
        "one": {"report": item.one, "span": _span(item.one_span)},
        "other": {"report": item.other, "span": _span(item.other_span)},
    }


def _told_lines(telling: Telling, readings: Mapping[str, Reading], codes: Codes) -> Iterator[str]:
    reading = readings[telling.report]
    chain = " < ".join(_chain(telling, reading)) or string("event", telling.type, language())
    code = codes.get((telling.report, telling.id), telling.report)
    yield f"{code}  {telling.day}  {clean(telling.publisher)}  {clean(chain)}"
    yield f"  «{short(paired(' ... '.join(span.text for span in telling.spans)))}»"


def _chain(telling: Telling, reading: Reading) -> list[str]:
    """Who says it, and who is said to say so, up to the report, in the reader's script."""
    names = {entity.id: entity for entity in reading.entities}
    by_id = {statement.id: statement for statement in reading.statements}
    found: list[str] = []
    one = by_id.get(telling.id)
    while one is not None:
        who = [names[entity] for entity in one.source.entities if entity in names]
        found.append(joined((called(entity, language(), one.source.kind) for entity in who), language()) or "?")
        one = by_id.get(one.parent) if one.parent else None
    return found


def _telling(telling: Telling, readings: Mapping[str, Reading], codes: Codes) -> dict[str, Any]:
    return {
        "report": telling.report,
        "statement": codes.get((telling.report, telling.id)),
        "event": None if telling.type in ("", TOLL) else telling.id,
        "publisher": telling.publisher,
        "speakers": list(telling.speakers),
        "latin": list(telling.latin),
        "chain": _chain(telling, readings[telling.report]),
        "act": telling.act or None,
        "type": telling.type or None,
        "day": telling.day,
        "cue": _span(telling.cue),
        "content": [_span(span) for span in telling.spans],
    }


def _report(code: str, reading: Reading) -> dict[str, Any]:
    report = reading.report
    return {
        "report": code,
        "publisher": report.publisher,
        "published": report.published_at or (report.published.isoformat() if report.published else None),
        "title": report.title,
        "url": report.url,
    }


def _origins(origins: Origins) -> dict[str, Any]:
    return {
        "least": origins.least,
        "most": origins.most,
        "known": origins.known,
        "groups": [list(group) for group in origins.groups],
    }


def _span(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else {"start": span.start, "end": span.end, "text": span.text}
