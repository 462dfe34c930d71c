"""Taking a merge of names inside one reading apart again: what people say of single mentions, laid over the reading's entities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from naql.names import romanise
from naql.records import Entity, Event, Participant, Reading, Role, Span, Statement
from naql.text import fold

Place = tuple[int, int]
"""The characters of a mention."""
Follow = Callable[[str, Span | None], str]
"""Which entity the words mean by now that were told of another one."""


@dataclass(slots=True)
class _Group:
    """An entity and what it holds by now."""

    entity: Entity
    mentions: list[Span] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)


def regrouped(reading: Reading, named: Mapping[Place, str]) -> Reading:
    """``reading`` with the mentions at these characters under the entity of that name, which is made where there is none.

    Under '' a mention is an entity of its own, together with what was parted from the same entity and is written alike. What
    is no mention of the reading is passed over, as is what stands so already. Sources and participants whose words
    hold a mention go with it, and so does the role that is told nearest to it; who is told of without words stays.
    """
    home = {(span.start, span.end): entity.id for entity in reading.entities for span in entity.mentions}
    groups = {entity.id: _Group(entity) for entity in reading.entities}
    moved: dict[Place, str] = {}
    apart: dict[tuple[str, str], str] = {}
    for place in sorted(named.keys() & home.keys()):
        old = groups[home[place]].entity
        to = _meant(reading, named, place, old, groups, apart)
        if to != old.id:
            moved[place] = to
    if not moved:
        return reading
    for entity in reading.entities:
        for span in entity.mentions:
            groups[moved.get((span.start, span.end), entity.id)].mentions.append(span)
        for role in entity.roles:
            near = min(entity.mentions, key=lambda span: _distance(span, role.span), default=None)
            to = moved.get((near.start, near.end), entity.id) if near is not None else entity.id
            groups[to].roles.append(role)
    emptied = {
        entity.id: moved[entity.mentions[0].start, entity.mentions[0].end]
        for entity in reading.entities
        if entity.mentions and not groups[entity.id].mentions
    }

    def followed(old: str, words: Span | None) -> str:
        """The entity that ``words`` told of ``old`` mean now."""
        if words is None or old not in groups:
            return emptied.get(old, old)
        inside = [
            place
            for place, entity in home.items()
            if entity == old and words.start <= place[0] and place[1] <= words.end
        ]
        now = {moved.get(place, old) for place in inside}
        return now.pop() if len(now) == 1 else emptied.get(old, old)

    return replace(
        reading,
        entities=tuple(_told(group) for id_, group in groups.items() if id_ not in emptied),
        statements=tuple(_statement(statement, followed) for statement in reading.statements),
        events=tuple(_event(event, followed) for event in reading.events),
        unrealised=tuple(_event(event, followed) for event in reading.unrealised),
    )


def _meant(
    reading: Reading,
    named: Mapping[Place, str],
    place: Place,
    old: Entity,
    groups: dict[str, _Group],
    apart: dict[tuple[str, str], str],
) -> str:
    """The id of the entity that the mention at ``place`` of ``old`` belongs to by now, which is made where there is none."""
    words, name = reading.report.text[place[0] : place[1]], named[place]
    if not name and all(
        not named.get((span.start, span.end), "-") and fold(span.text) == fold(words) for span in old.mentions
    ):
        return old.id  # there is nothing that it could be parted from
    wanted = fold(name or words)
    if name:
        known = (id_ for id_, group in groups.items() if id_ != old.id and wanted in _names(group.entity, named))
        found = next(known, old.id if wanted in _names(old, named) else None)
    else:
        found = apart.get((old.id, wanted))
    if found is None:
        found = f"apart-{place[0]}-{place[1]}"
        spelt = " ".join((name or words).split())
        groups[found] = _Group(Entity(found, old.type, spelt, romanise(spelt, old.type == "PER")))
        if not name:
            apart[old.id, wanted] = found
    return found


def _names(entity: Entity, named: Mapping[Place, str]) -> set[str]:
    """The folded names of an entity, but for those of mentions that are said to be others'."""
    left = {fold(span.text) for span in entity.mentions if (span.start, span.end) in named}
    kept = {fold(span.text) for span in entity.mentions if (span.start, span.end) not in named}
    return kept | ({fold(entity.name)} - left)


def _told(group: _Group) -> Entity:
    """The entity with what it holds, named by what it still is called."""
    entity, mentions = group.entity, tuple(sorted(group.mentions, key=lambda span: span.start))
    kept = {fold(span.text) for span in mentions}
    gone = {fold(span.text) for span in entity.mentions} - kept
    if mentions and fold(entity.name) in gone:
        name = max((" ".join(span.text.split()) for span in mentions), key=len)
        entity = replace(entity, name=name, latin=romanise(name, entity.type == "PER"), wikidata=None, candidates=())
    return replace(entity, mentions=mentions, roles=tuple(sorted(group.roles, key=lambda role: role.span.start)))


def _statement(statement: Statement, followed: Follow) -> Statement:
    source = statement.source
    ids = tuple(dict.fromkeys(followed(id_, source.span) for id_ in source.entities))
    source = replace(source, entities=ids, entity=followed(source.entity, source.span) if source.entity else None)
    addressees = tuple(dict.fromkeys(followed(id_, None) for id_ in statement.addressees))
    return replace(
        statement,
        source=source,
        addressees=addressees,
        place=followed(statement.place, None) if statement.place else None,
    )


def _event(event: Event, followed: Follow) -> Event:
    def moved(one: Participant) -> Participant:
        return replace(one, entity=followed(one.entity, one.span) if one.entity else None)

    participants = tuple(map(moved, event.participants))
    now = {"actor": dict[str, str](), "recipient": dict[str, str]()}
    for before, after in zip(event.participants, participants, strict=True):
        if before.entity and after.entity and before.part in now:
            now[before.part][before.entity] = after.entity
    actors, recipients = (
        tuple(dict.fromkeys(now[part].get(id_) or followed(id_, None) for id_ in ids))
        for part, ids in (("actor", event.actors), ("recipient", event.recipients))
    )
    place = followed(event.place, None) if event.place else None
    return replace(event, participants=participants, actors=actors, recipients=recipients, place=place)


def _distance(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
