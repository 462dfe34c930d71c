"""The ledger itself: opening, adding, reading again, checking."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self

from sqlalchemy import Connection, Engine, Row, Select, delete, select, text, update
from sqlalchemy.exc import IntegrityError

import naql
from naql.errors import InputError, LedgerError, NaqlError
from naql.export.contract import sha256
from naql.export.selection import narrow
from naql.ingest import message
from naql.ledger import across, alike, backup, people, queries, rows, settling
from naql.ledger.connection import HEAD, KNOWN, bring_up, connect, shape, told
from naql.ledger.keeping import find_known, keep, now, take_out_index, write_readings
from naql.ledger.results import Added, Change, Decision, Fault, Hit, Kept, Person, Said, Shown, Stopped, Together, Who
from naql.ledger.tables import (
    decisions,
    readings,
    reports,
    reviews,
    statements,
    versions,
)
from naql.ledger.writing import put
from naql.records import Reading, Report

_LONGEST_NAME = 500  # characters
_UNKEPT = re.compile("[\0\ud800-\udfff]")  # what no database keeps
_AT_ONCE = 500  # reports of one transaction, where many are added
_TRIES = 5  # of a report that another process is adding at the same moment


class Ledger:
    """Reports and their readings in a database; made by :meth:`open`, a context manager.

    Every call is one transaction. Codes (``r…`` of a version, ``s…`` of a statement) are what a person types; a shorter
    beginning that only one has is understood.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name

    @classmethod
    def open(cls, url: str | Path, make: bool = True) -> Self:
        """The ledger at ``url``: the path of an SQLite file, or an SQLAlchemy URL; with ``make``, made where there is none.

        Raises LedgerError where it cannot be reached, is broken, or has an older or a newer shape than this naql's, and without
        ``make`` where there is none.
        """
        name = str(url)
        engine = connect(name)
        ledger = cls(engine, engine.url.render_as_string(hide_password=True) if "://" in name else name)
        if engine.url.get_backend_name() == "sqlite" and engine.url.database:
            if not make and not Path(engine.url.database).exists():
                raise LedgerError(message("ledger-none", name=ledger.name))
            _make_folder(Path(engine.url.database))
        with ledger._begin() as connection:
            found = shape(connection)
        if found is None and not make:
            raise LedgerError(message("ledger-none", name=ledger.name))
        if found is None:
            with ledger._begin(write=True) as connection:
                bring_up(connection)
        elif found != HEAD:
            raise LedgerError(message("ledger-older" if found in KNOWN else "ledger-newer", name=ledger.name))
        return ledger

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        """The ledger itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the database."""
        self.close()

    # What comes in

    def known(self, report: Report) -> Added | None:
        """What the ledger has of just this text at this address: 'known' with its code, or None."""
        with self._begin() as connection:
            return find_known(connection, report)

    def add(self, reading: Reading, received: bytes | None = None) -> Added:
        """Keep a report with its reading, in one transaction: whole, or not at all.

        ``received`` are the bytes as they came, where they are not the text's UTF-8. The same text at the same address is
        kept once; another text at a known address is a new version of that report, and both are kept. Raises InputError
        where the text holds what no database keeps (NUL characters, lone surrogates).
        """
        check(reading.report)
        for attempt in range(_TRIES):
            try:
                with self._begin(write=True) as connection:
                    return keep(connection, [(reading, received)])[0]
            except LedgerError as error:
                if attempt == _TRIES - 1 or not isinstance(error.__cause__, IntegrityError):
                    raise
        raise AssertionError("unreachable")

    def add_all(self, given: Iterable[Reading]) -> Iterator[Added | NaqlError]:
        """Keep many reports, some hundred a transaction, on PostgreSQL by COPY; in their order what :meth:`add` says of each, or its
        error. Broken off, what was told stands, and the same reports can be added again."""
        given = iter(given)
        while some := list(islice(given, _AT_ONCE)):
            kept: list[Added] | None = None
            if not any(_UNKEPT.search(reading.report.text) for reading in some):
                try:
                    with self._begin(write=True) as connection:
                        kept = keep(connection, [(reading, None) for reading in some])
                except LedgerError as error:
                    if not isinstance(error.__cause__, IntegrityError):
                        raise
            yield from kept if kept is not None else map(self._add_or_tell, some)

    def _add_or_tell(self, reading: Reading) -> Added | NaqlError:
        try:
            return self.add(reading)
        except InputError as error:
            return error
        except LedgerError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            return error

    # What is asked

    def search(
        self,
        query: str,
        *,
        since: date | None = None,
        until: date | None = None,
        outlet: str | None = None,
        limit: int = 20,
    ) -> list[Hit]:
        """Reports that hold all words and "quoted phrases" of ``query``, the last published first."""
        with self._begin() as connection:
            return queries.search(connection, query, since, until, outlet, limit)

    def statements(
        self,
        *,
        by: str | None = None,
        to: str | None = None,
        about: str | None = None,
        since: date | None = None,
        until: date | None = None,
        act: str | None = None,
        source_kind: str | None = None,
        outlet: str | None = None,
        oldest_first: bool = False,
        limit: int | None = 50,
    ) -> list[Said]:
        """Statements by who says them, to whom, about what and when they were said (or published, where it is not told).

        ``by`` and ``to`` are names in either script; every spelling that can be the same name counts.
        """
        with self._begin() as connection:
            asked = queries.Asked(by, to, about, since, until, act, source_kind, outlet)
            return queries.said(connection, asked, oldest_first, limit)

    def readings(
        self,
        *,
        by: str | None = None,
        to: str | None = None,
        about: str | None = None,
        since: date | None = None,
        until: date | None = None,
        act: str | None = None,
        source_kind: str | None = None,
        outlet: str | None = None,
    ) -> Iterator[Reading]:
        """The readings as people settled them, in the order in which the reports came, one after another, none kept.

        Where statements are asked for (as by :meth:`statements`), those reports that hold some, narrowed to these, to what
        tells them and to what belongs to them (:func:`naql.export.selection.narrow`).
        """
        asked = queries.Asked(by, to, about, since, until, act, source_kind, outlet)
        wanted: dict[str, set[str]] | None = None
        if any(asked):
            wanted = {}
            with self._begin() as connection:
                for report, statement in queries.codes(connection, asked):
                    wanted.setdefault(report, set()).add(statement)
        for version in self._each_version():
            if wanted is not None and version.code not in wanted:
                continue
            with self._begin() as connection:
                reading, codes = self._settled(connection, version)
            if wanted is not None:
                reading = narrow(reading, [local for local, code in codes.items() if code in wanted[version.code]])
            yield reading

    def people(self, name: str) -> list[Person]:
        """The spellings in the ledger that can be ``name``, each with its reasons, the most frequent first."""
        with self._begin() as connection:
            return people.find(connection, name)

    def who(self, name: str) -> Who:
        """What the ledger knows of ``name``."""
        with self._begin() as connection:
            return queries.who(connection, name)

    def findings(self, kind: str | None = None, since: date | None = None, limit: int = 50) -> list[Stopped]:
        """What a careful reader would stop at, the last published report first."""
        with self._begin() as connection:
            return queries.stopped(connection, kind, since, limit)

    def stats(self) -> dict[str, int]:
        """How much the ledger holds, by kind."""
        with self._begin() as connection:
            return queries.stats(connection)

    def show(self, code: str) -> Shown:
        """The report, or the statement's report, that ``code`` means. Raises LedgerError where it means none, or several."""
        with self._begin() as connection:
            version, statement = self._meant(connection, code)
            kept = [_kept(row) for row in connection.execute(_versions().where(versions.c.report == version.report))]
            as_read = _as_kept(connection, version)
            said = settling.of_version(connection, version.id)
        reading, codes = settling.reviewed(as_read, version.code, said) if as_read is not None else (None, {})
        in_order = tuple(sorted(kept, key=lambda v: v.number))
        return Shown(_kept(version), in_order, reading, statement, as_read, codes, tuple(said))

    def report_of(self, code: str) -> str:
        """The code of the report that ``code`` means, or begins, or whose statement it means. Raises LedgerError as :meth:`show` does."""
        with self._begin() as connection:
            return str(self._meant(connection, code)[0].code)

    def received(self, code: str) -> bytes:
        """The bytes of the version that ``code`` means, as they came; of one that came as text its UTF-8."""
        with self._begin() as connection:
            version, _ = self._meant(connection, code)
        data: bytes | None = version.received
        return data if data is not None else str(version.text).encode("utf-8")

    def difference(self, code: str) -> list[str]:
        """How the version that ``code`` means differs from the one before it: lines as of diff -u; none for the first."""
        shown = self.show(code)
        before = [kept for kept in shown.versions if kept.number == shown.report.number - 1]
        if not before:
            return []
        one, other = before[0], shown.report
        names = (f"{one.code} {one.added:%Y-%m-%d %H:%M}", f"{other.code} {other.added:%Y-%m-%d %H:%M}")
        return list(difflib.unified_diff(one.text.splitlines(), other.text.splitlines(), *names, lineterm="", n=1))

    def _settled(self, connection: Connection, version: Row[Any]) -> tuple[Reading, dict[str, str]]:
        """The reading of a version as people settled it, and the codes of its statements by their ids."""
        reading = _as_kept(connection, version)
        if reading is None:
            return Reading(_report(version)), {}
        return settling.reviewed(reading, version.code, settling.of_version(connection, version.id))

    def _whole(self, connection: Connection, code: str) -> str:
        """The whole code of which ``code`` is the beginning."""
        version, statement = self._meant(connection, code)
        if statement is None:  # a report, or a statement that is rejected, of which the whole code alone is known
            return code if code[:1] == "s" else str(version.code)
        here = (statements.c.version == version.id) & (statements.c.local == statement)
        return str(connection.execute(select(statements.c.code).where(here)).scalar_one())

    def _meant(self, connection: Connection, code: str) -> tuple[Row[Any], str | None]:
        column = statements.c.code if code[:1] == "s" else versions.c.code
        found = (
            connection.execute(select(column).where(column.startswith(code, autoescape=True)).limit(2)).scalars().all()
        )
        if code in found:
            found = [code]
        if not found and code[:1] == "s" and (gone := self._reviewed_in(connection, code)) is not None:
            return gone, None
        if len(found) != 1 or len(code) < 3:
            raise LedgerError(message("ledger-code" if not found else "ledger-codes", code=code))
        if code[:1] != "s":
            return connection.execute(_versions().where(versions.c.code == found[0])).one(), None
        row = connection.execute(
            select(statements.c.version, statements.c.local).where(statements.c.code == found[0])
        ).one()
        return connection.execute(_versions().where(versions.c.id == row.version)).one(), row.local

    def _reviewed_in(self, connection: Connection, code: str) -> Row[Any] | None:
        """The version of a statement of that whole code of which people said something, and which is not there: rejected, mostly."""
        of = connection.execute(select(reviews.c.version).where(reviews.c.target == code).limit(1)).scalar()
        return connection.execute(_versions().where(versions.c.id == of)).one() if of is not None else None

    # Across reports

    def compare(self, told: Callable[[int], None] = lambda _: None) -> int:
        """Compare what has not been compared yet with all the rest, some reports a transaction; how many. ``told`` hears of it."""
        total = 0
        while self.uncompared():  # asked first: a reader need not wait for who writes
            with self._begin(write=True) as connection:
                done = alike.compare(connection)
            if not done:  # another process was quicker
                break
            total += done
            told(total)
        return total

    def uncompared(self) -> int:
        """How many versions have been read and not been compared yet."""
        with self._begin() as connection:
            return alike.uncompared(connection)

    def stories(self, since: date | None = None, until: date | None = None) -> list[tuple[str, ...]]:
        """The reports of the ledger, or of those days, as stories: the codes of each one's reports."""
        self.compare()
        with self._begin() as connection:
            return alike.stories(connection, since, until)

    def story(self, code: str) -> tuple[str, ...]:
        """The codes of the reports that tell one story with the report, or the statement's report, that ``code`` means."""
        self.compare()
        with self._begin() as connection:
            version, _ = self._meant(connection, code)
            return alike.story(connection, version.id)

    def together(self, codes: Sequence[str]) -> Together:
        """What the reports that ``codes`` mean tell together: claims, origins, contradictions."""
        return across.together(self, codes)

    def trace(self, code: str) -> tuple[Together, tuple[str, ...]]:
        """The reports among which a claim, or a report's text, travelled, and those of them that carry it, the earliest first.

        For a statement they are those of its story that tell the same; for a report those that share its text.
        """
        self.compare()
        with self._begin() as connection:
            version, statement = self._meant(connection, code)
            codes = alike.story(connection, version.id) if statement else alike.sharing(connection, version.id)
        told = self.together(codes)
        return told, told.account.codes if statement is None else across.carrying(told, version.code, statement)

    def own(self, name: str, since: date | None = None, until: date | None = None) -> across.Own:
        """Where ``name`` contradicts what he said elsewhere, in all his statements of those days, whatever story they are of."""
        return across.own(self, name, since, until)

    # What a person says about names and reports

    def decide(self, kind: str, one: str, other: str) -> Decision:
        """Keep that two names, reports or statements are the 'same' or 'different'; it wins over likeness until undone.

        Reports and statements are meant by their codes. Raises LedgerError where a code means nothing, one is of a report
        and the other of a statement, a name is none, or both are the same.
        """
        with self._begin(write=True) as connection:
            if rows.is_code(one) and rows.is_code(other):
                if one[0] != other[0]:
                    raise LedgerError(message("ledger-unlike", one=one, other=other))
                one, other = (self._whole(connection, code) for code in (one, other))
            for name in (one, other):
                if len(name) > _LONGEST_NAME or not any(map(str.isalnum, name)):
                    raise LedgerError(message("ledger-no-name", name=name[:40], most=_LONGEST_NAME))
            if one.strip() == other.strip():
                raise LedgerError(message("ledger-alike", one=one, other=other))
            row = {"made": now(), "kind": kind, "one": one, "other": other}
            return Decision(put(connection, decisions, [row])[0], kind, one, other, row["made"])  # type: ignore[arg-type]

    def decided(self) -> list[Decision]:
        """What has been said about names and not undone, in order."""
        with self._begin() as connection:
            return people.standing(connection)

    def undo(self, number: int | None = None) -> Decision:
        """Undo a decision, the last one if none is named. Raises LedgerError where there is none."""
        with self._begin(write=True) as connection:
            standing = [d for d in people.standing(connection) if number is None or d.number == number]
            if not standing:
                key = "ledger-no-decisions" if number is None else "ledger-no-decision"
                raise LedgerError(message(key, number=number))
            connection.execute(update(decisions).where(decisions.c.id == standing[-1].number).values(undone=now()))
            return standing[-1]

    # Looking after it

    def verify(self) -> Iterator[Fault]:
        """Check the database, every text's and every received file's hash, and every span; what is not true."""
        if self.engine.url.get_backend_name() == "sqlite":
            with self._begin() as connection:
                checked = connection.execute(text("PRAGMA integrity_check")).scalars().all()
            for line in checked:
                if line != "ok":
                    yield Fault("", str(line))
        for version in self._each_version():
            yield from self._verify_one(version)

    def _verify_one(self, version: Row[Any]) -> Iterator[Fault]:
        if sha256(version.text) != version.sha256:
            yield Fault(version.code, "the text is not what was kept (its hash differs)")
        data = version.received if version.received is not None else version.text.encode("utf-8")
        if hashlib.sha256(data).hexdigest() != version.received_sha256:
            yield Fault(version.code, "the bytes are not those that were received (their hash differs)")
        with self._begin() as connection:
            packed = connection.execute(select(readings.c.body).where(readings.c.version == version.id)).scalar()
            said = settling.of_version(connection, version.id)
            kept = connection.execute(select(statements).where(statements.c.version == version.id)).mappings().all()
        if packed is None:
            yield Fault(version.code, "has not been read; 'naql reread' reads it")
            return
        try:
            reading = rows.restored(packed, version.text)
        except (InputError, ValueError, OSError) as error:
            yield Fault(version.code, f"its reading: {error}")
            return
        reading, codes = settling.reviewed(reading, version.code, said)
        expected = {row["code"]: row for row in rows.statement_rows(reading, codes)}
        for row in kept:
            told_row = {key: row[key] for key in expected.get(row["code"], {})}
            if expected.pop(row["code"], None) != told_row:
                yield Fault(version.code, f"statement {row['code']} is not what its reading says")
        for code in expected:
            yield Fault(version.code, f"statement {code} is missing")

    def reread(self, read: Callable[[Report], Reading | None], everything: bool = False) -> Iterator[Change]:
        """Read again, with ``read``, what another naql has read (or ``everything``), a report a transaction.

        Yields what changed; what ``read`` gives no reading of stays as it is. A statement whose cue stands where it stood keeps its code.
        """
        for version in self._each_version():
            with self._begin() as connection:
                row = connection.execute(select(readings).where(readings.c.version == version.id)).one_or_none()
            if row is not None and row.naql == naql.__version__ and not everything:
                continue
            earlier = rows.restored(row.body, version.text) if row is not None else Reading(_report(version))
            reading = read(earlier.report)
            if reading is None:
                continue
            before, after = (
                rows.statement_rows(one, rows.statement_codes(version.code, one)) for one in (earlier, reading)
            )
            with self._begin(write=True) as connection:
                settling.lock(connection, version.code)
                _take_out(connection, version.id)
                write_readings(connection, [(version.id, version.code, reading)])
                if settling.of_version(connection, version.id):
                    settling.settle(connection, version.id, version.code)
            yield from _changes(version, before, after)

    def export(self, stream: IO[str]) -> int:
        """Write every version, its reading, what people said of it, and every decision as JSON Lines; how many versions."""
        return backup.write(self, stream)

    def import_(self, lines: Iterable[str], name: str) -> Iterator[Added]:
        """Add what :meth:`export` wrote, line by line; what is there already stays. Raises InputError at a line that is not that."""
        return self.restore(backup.read(lines, name))

    def restore(self, items: Iterable[backup.Exported]) -> Iterator[Added]:
        """Add what :func:`naql.ledger.backup.read` read; what is there already stays."""
        return backup.restore(self, items)

    def _as_read(self) -> Iterator[tuple[Reading, Row[Any]]]:
        """Every version with its reading before anybody said anything of it, in the order in which they came."""
        for version in self._each_version():
            with self._begin() as connection:
                reading = _as_kept(connection, version)
            yield reading or Reading(_report(version)), version

    def _each_version(self) -> Iterator[Row[Any]]:
        """Every version in the order in which it came, a few at a time, so that none is held for long."""
        last = 0
        while True:
            with self._begin() as connection:
                some = connection.execute(
                    _versions().where(versions.c.id > last).order_by(versions.c.id).limit(64)
                ).all()
            if not some:
                return
            yield from some
            last = some[-1].id

    def _begin(self, write: bool = False) -> _Transaction:
        return _Transaction(self, write)


def check(report: Report) -> None:
    """Raise InputError where a report's text holds what no database keeps (NUL characters, lone surrogates)."""
    if _UNKEPT.search(report.text):
        raise InputError(message("ledger-text", name=report.name))


class _Transaction:
    """A transaction whose database errors are told in one line."""

    def __init__(self, ledger: Ledger, write: bool) -> None:
        self.told = told(ledger.name)
        options: dict[str, Any] = {"naql_writes": write}
        if not write and ledger.engine.dialect.name != "sqlite":
            options["isolation_level"] = (
                "REPEATABLE READ"  # every question of one call sees one state, as SQLite does it
            )
        self.begun = ledger.engine.execution_options(**options).begin()

    def __enter__(self) -> Connection:
        self.told.__enter__()
        try:
            return self.begun.__enter__()
        except BaseException as error:
            self.told.__exit__(type(error), error, error.__traceback__)
            raise

    def __exit__(self, *error: Any) -> None:
        try:
            self.begun.__exit__(*error)
        except BaseException as other:
            self.told.__exit__(type(other), other, other.__traceback__)
            raise
        self.told.__exit__(*error)


def migrate(url: str | Path) -> bool:
    """Bring an older ledger to this naql's shape; whether anything was to do. Raises LedgerError for a newer one, or none."""
    engine = connect(str(url))
    if engine.url.get_backend_name() == "sqlite" and engine.url.database and not Path(engine.url.database).exists():
        raise LedgerError(message("ledger-none", name=url))
    with told(str(url)), engine.execution_options(naql_writes=True).begin() as connection:
        found = shape(connection)
        if found is not None and found not in KNOWN:
            raise LedgerError(message("ledger-newer", name=url))
        bring_up(connection)
    engine.dispose()
    return found != HEAD


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(message("ledger-unreachable", name=path, reason=error.strerror)) from error


def _versions() -> Select[Any]:
    columns = (reports.c.url, reports.c.publisher, reports.c.name)
    return select(versions, *columns).join(reports, reports.c.id == versions.c.report)


def _take_out(connection: Connection, version: int) -> None:
    """Take a reading's rows out."""
    alike.forget(connection, version)
    take_out_index(connection, version)
    connection.execute(delete(readings).where(readings.c.version == version))


def _report(version: Row[Any]) -> Report:
    return Report(
        version.text, version.name, version.title, version.publisher, version.published, version.url, version.language
    )


def _as_kept(connection: Connection, version: Row[Any]) -> Reading | None:
    """The reading of a version before anybody said anything of it, None where it has not been read."""
    packed = connection.execute(select(readings.c.body).where(readings.c.version == version.id)).scalar()
    return rows.restored(packed, version.text) if packed is not None else None


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        row.code,
        row.number,
        row.name,
        row.publisher,
        row.url,
        row.published,
        row.title,
        row.text,
        row.sha256,
        row.added,
    )


def _changes(version: Row[Any], before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> Iterator[Change]:
    old, new = ({row["code"]: row for row in some} for some in (before, after))
    whole: str = version.text
    for code in sorted(old.keys() | new.keys(), key=lambda code: ((new.get(code) or old[code])["cue_start"], code)):
        if old.get(code) == new.get(code):
            continue
        row = new.get(code) or old[code]
        state = "altered" if code in old and code in new else "added" if code in new else "removed"
        yield Change(version.code, code, state, whole[int(row["cue_start"]) : int(row["cue_end"])])
