"""Reports of the ledger told together, with what people said of their statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from naql.compare import Contradiction, account, against_themselves
from naql.errors import LedgerError
from naql.ledger import alike, queries
from naql.ledger.results import Kept, Shown, Together
from naql.records import Reading, Statement

if TYPE_CHECKING:
    from naql.ledger.store import Ledger

_Key = tuple[str, str]  # a statement: its version's code, and its id in the reading


class Own(NamedTuple):
    """Where a speaker contradicts himself, with what is needed to show it: readings, and codes of statements as in Together."""

    contradictions: tuple[Contradiction, ...]
    readings: dict[str, Reading]
    statements: dict[_Key, str]


def own(ledger: Ledger, name: str, since: date | None = None, until: date | None = None) -> Own:
    """What :meth:`Ledger.own` gives."""
    wanted: dict[str, set[str]] = {}
    with ledger._begin() as connection:
        newest = set(alike.current(connection).values())
        for report, statement in queries.codes(connection, queries.Asked(by=name, since=since, until=until)):
            if report in newest:
                wanted.setdefault(report, set()).add(statement)
        said = alike.decided(connection, "s")
    read: dict[str, Reading] = {}
    numbered: dict[_Key, str] = {}
    for code, some in wanted.items():
        shown = ledger.show(code)
        if shown.reading is not None:
            read[code] = shown.reading
            numbered |= {(code, local): known for local, known in shown.codes.items() if known in some}
    local = {code: key for key, code in numbered.items()}
    decided = [(local[one], local[other]) for one, other in said if one in local and other in local]
    return Own(against_themselves(read, numbered.keys(), decided), read, numbered)


def together(ledger: Ledger, codes: Sequence[str]) -> Together:
    """What :meth:`Ledger.together` gives."""
    reports: dict[str, Kept] = {}
    read: dict[str, Reading] = {}
    numbered: dict[_Key, str] = {}
    every: dict[str, tuple[Kept, ...]] = {}
    for code in codes:
        shown = ledger.show(code)
        if shown.reading is None:
            continue
        reports[shown.report.code], read[shown.report.code] = shown.report, shown.reading
        every[shown.report.code] = shown.versions
        numbered |= {(shown.report.code, local): known for local, known in shown.codes.items()}
    with ledger._begin() as connection:
        said = alike.decided(connection, "s")
    local = {code: key for key, code in numbered.items()}
    home = {kept.code: code for code, versions in every.items() for kept in versions}
    for code in sorted({code for pair in said for code in pair} - local.keys()):
        local.update((code, key) for key in _moved(ledger, code, home, read))
    same, different = (
        [(local[one], local[other]) for one, other in pairs if one in local and other in local]
        for pairs in alike.parted(said)
    )
    return Together(account(read, same, different), reports, read, numbered, every)


def carrying(told: Together, report: str, statement: str) -> tuple[str, ...]:
    """The reports that tell the same as a statement of ``report``, the earliest first."""
    for claim in told.account.claims:
        if any((telling.report, telling.id) == (report, statement) for telling in claim.tellings):
            carried = {telling.report for telling in claim.tellings}
            return tuple(one for one in told.account.codes if one in carried)
    return (report,)


def _moved(ledger: Ledger, code: str, home: Mapping[str, str], read: Mapping[str, Reading]) -> Iterator[_Key]:
    """Where the statement ``code`` of another version of a report stands in the one that is told, if it does in the same words."""
    try:
        shown: Shown = ledger.show(code)
    except LedgerError:  # its report was read again, and it is no statement any more
        return
    now = home.get(shown.report.code)
    if now is None or shown.reading is None or shown.statement is None:
        return
    (old,) = (one for one in shown.reading.statements if one.id == shown.statement)
    alike = [one for one in read[now].statements if _words(one) == _words(old)]
    if len(alike) == 1:
        yield now, alike[0].id


def _words(statement: Statement) -> tuple[str, ...]:
    source = statement.source.span
    return (source.text if source else "", statement.cue.span.text, *(span.text for span in statement.content))
