"""What surrounds a statement: how it is quoted, to whom it is told, when, by what channel."""

from __future__ import annotations

from collections.abc import Iterator

from naql.records import Span
from naql.statements.chains import Told
from naql.statements.quotes import Quote
from naql.statements.scene import Scene
from naql.text import splits

_DATING = frozenset({"DATE", "TIME"})
_LAM = "\N{ARABIC LETTER LAM}"
_REACH = 22  # words on either side of a cue that may tell when, to whom and how
_LONGEST_NAME = 3  # words of a name in quotation marks behind 'newspaper', 'company', ...


def content_spans(scene: Scene, told: Told) -> tuple[Span, ...]:
    """The source's spans of what is said."""
    return (scene.text.word_span(told.content.first, told.content.last),)


def mode(scene: Scene, told: Told) -> str:
    """'direct' where the content lies within quotation marks, 'mixed' where a part of it does, else 'indirect'."""
    first, last = told.content.first, told.content.last
    quotes = {scene.quote_at[i] for i in range(first, last)} - {-1}
    if all(_is_name(scene, scene.quotes[n]) for n in quotes):
        return "indirect"
    if any(scene.quote_at[i] < 0 for i in range(first, last)):
        return "mixed"
    whole = scene.quotes[scene.quote_at[last - 1]]
    form, above = told.site.form, told.parent
    if above is not None and form is not None and form.person != 1 and (whole.first < first or whole.last > last):
        ends = (above.content.first, above.content.last - 1)
        if any(scene.quote_at[i] == scene.quote_at[first] for i in ends):
            return "indirect"  # somebody else's words within the quotation, without marks of their own
    return "direct"


def _is_name(scene: Scene, quote: Quote) -> bool:
    """Whether a name alone stands in the marks, which then quote nobody."""
    numbers = {scene.mention_at[i] for i in range(quote.first, quote.last)}
    if -1 not in numbers and len(numbers) == 1:
        return True
    if quote.last - quote.first > _LONGEST_NAME or not quote.first or scene.codes[quote.first] in ("V", "v", "that"):
        return False
    noun = scene.speaker(quote.first - 1)
    return noun is not None and noun.kind in ("media", "organisation", "document")


def _around(scene: Scene, told: Told) -> Iterator[int]:
    """The words of the cue's sentence that belong to the telling, nearest first: what follows the cue, then what precedes."""
    text, site = scene.text, told.site
    if site.first >= len(scene.codes):
        return
    first, last = text.sentences[text.sentence_of[site.first]]
    content = range(told.content.first, told.content.last)
    above = told.parent.content if told.parent is not None else None
    for i in (
        *range(site.last, min(last, site.last + _REACH)),
        *range(site.first - 1, max(first, site.first - _REACH) - 1, -1),
    ):
        if i in content:
            continue
        if above is not None and not above.first <= i < above.last:
            continue
        if i < site.first and i > first and scene.codes[i] == "V":
            return  # another verb's circumstances
        yield i


def time_of(scene: Scene, told: Told) -> str | None:
    """The id of the time that dates the speaking: one that stands beside the cue and outside what is said."""
    for i in _around(scene, told):
        number = scene.time_at[i]
        if number >= 0 and scene.times[number].time.type in _DATING:
            return scene.times[number].time.id
    return None


def channel(scene: Scene, told: Told) -> str | None:
    """The channel of the speaking, where a word beside the cue or the source itself tells it."""
    words = scene.text.words
    channels = scene.lexicon.channels
    for i in _around(scene, told):
        for split in splits(words[i], 3):
            for second, found in channels.get(split.stem, ()):
                if not second or (i + 1 < len(words) and words[i + 1].removeprefix(scene.lexicon.article) == second):
                    return found
    return "written statement" if told.kind == "document" else None


def addressees(scene: Scene, told: Told) -> tuple[int, ...]:
    """Numbers of the entities that are told directly, none of them the speaker.

    An object of a verb that takes its hearer as object, the name behind 'to', and who a talk is with.
    """
    found: list[int] = []
    objects = "a" in scene.lexicon.frames(told.site.entry).objects
    start = told.source.last if told.source.side == "post" else told.site.last
    source = range(told.source.first, told.source.last)
    mentions = scene.names.mentions
    for i in _around(scene, told):
        number = scene.mention_at[i]
        if number < 0 or mentions[number].first != i or i in source:
            continue
        mention = mentions[number]
        if mention.entity in told.speakers or mention.entity in found:
            continue
        written = scene.text.fold[scene.text.starts[i] : mention.start]
        lead = mention.role[0] if mention.role is not None and mention.role[1] <= i else i
        object_ = objects and start <= lead <= start + 1 and scene.codes[lead] != "prep"
        behind = i > 0 and scene.codes[i - 1] in ("lD", "l") and i - 1 >= told.site.first
        if (
            object_
            or (written.endswith(_LAM) and _beside(scene, told, i))
            or (behind and _beside(scene, told, i - 1))
            or (lead > 0 and _talk(scene, lead - 1))
        ):
            found.append(mention.entity)
    return tuple(found)


def _beside(scene: Scene, told: Told, i: int) -> bool:
    """Whether word ``i`` follows the cue or the source at once, or stands between them and the content."""
    ends = (told.site.last, told.source.last)
    return (
        i in ends
        or (told.site.last <= i < told.content.first and told.content.side == "after")
        or (told.site.sort == "colon" and i < told.site.first)
    )


def _talk(scene: Scene, i: int) -> bool:
    """Whether word ``i`` is 'with', behind a talk, a meeting or an interview."""
    words = scene.text.words
    if words[i] not in scene.lexicon.together:
        return False
    return any(split.stem in scene.lexicon.channels for k in range(max(0, i - 3), i) for split in splits(words[k], 3))
