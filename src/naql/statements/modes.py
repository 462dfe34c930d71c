"""What of a report is said: the pieces of a content, and whether they are the speaker's own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from naql.names.words import word_clusters
from naql.statements.chains import Told
from naql.statements.contents import Content
from naql.statements.model import Model
from naql.statements.quotes import Quote
from naql.statements.scene import COMMA, FINITE, Scene
from naql.statements.sources import CLOSED

_LAM = "\N{ARABIC LETTER LAM}"
_BA = "\N{ARABIC LETTER BEH}"
_THE = "\N{ARABIC LETTER ALEF}" + _LAM
_JOINING = "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}"
_MARKS = COMMA + ' "\u201c\u201d\u00ab\u00bb'  # commas, and quotation marks beside them
_NAMES = (
    -0.25
)  # from it marks are taken to stand around a name: no quotation wrongly told weighs more, as cross-validated
LONGEST_NAME = 5  # words of a name in quotation marks


def pieces(scene: Scene, told: Told) -> list[tuple[int, int]]:
    """The words of what is said, each piece from first to last (half open).

    There are two where the attribution stands in the middle, and one more for each paragraph that opens a quotation anew.
    """
    rest = told.rest or _rest(scene, told)
    return [*_by_quotations(scene, told.content), *([rest] if rest is not None else [])]


def _by_quotations(scene: Scene, content: Content) -> Iterator[tuple[int, int]]:
    """The words of ``content``, parted where a paragraph ends with one quotation and the next begins with another."""
    begun = content.first
    for at in range(content.first + 1, content.last):
        before, here = scene.quote_at[at - 1], scene.quote_at[at]
        if (
            before >= 0
            and here >= 0
            and before != here
            and scene.text.paragraph_of[at - 1] != scene.text.paragraph_of[at]
        ):
            yield begun, at
            begun = at
    yield begun, content.last


def _rest(scene: Scene, told: Told) -> tuple[int, int] | None:
    """The words behind 'according to X' between commas that go on with what stands before it."""
    text, codes, site, end = scene.text, scene.codes, told.site, told.closes
    if site.sort not in ("prep", "phrase") or told.content.side != "before" or told.content.last < site.first - 1:
        return None
    if end >= len(codes) or text.sentence_of[end] != text.sentence_of[site.first] or scene.time_at[end] >= 0:
        return None
    if not all(text.gaps[k].strip(_MARKS) == "" and scene.pauses(k) for k in (site.first, end)):
        return None
    if _turns(scene, end):
        return None
    last = text.sentences[text.sentence_of[end]][1]
    stop = next((k for k in range(end + 1, last) if scene.pauses(k) and _turns(scene, k)), last)
    return end, stop


def _turns(scene: Scene, k: int) -> bool:
    """Whether word ``k``, behind a comma, opens a clause of its own rather than goes on with the one before."""
    forms = scene.forms[k]
    adverbial = any(form.tense == "participle" and not form.definite for form in forms)
    says = any(form.tense in FINITE and form.entry.strength == "strong" for form in forms)
    joined = scene.joined[k] or scene.text.words[k][0] in _JOINING
    linked = scene.codes[k] in ("rel", "sub", "conj") or scene.text.words[k] in scene.lexicon.contrast
    return adverbial or says or joined or linked


def mode(scene: Scene, told: Told, said: Sequence[tuple[int, int]], names: Model) -> str:
    """'direct' where the content lies within quotation marks, 'mixed' where a part of it does, else 'indirect'.

    ``said`` are the content's :func:`pieces`. Marks around a name or a term quote nobody; ``names`` tells them.
    """
    first, last = told.content.first, told.content.last
    opens = first - (first > told.closes and scene.codes[first - 1] == "that")  # 'said "that we ...': the marks are his
    quotes = [quote for piece in said for quote in quotes_in(scene, *piece)]
    spoken = told.site.form is not None and told.site.form.person == 1
    if not spoken and any(not quote.closed and quote.first < opens for quote in quotes):
        return "indirect"  # marks that nobody closed, opened by what was said before
    if all(_is_name(scene, quote, names) for quote in quotes):
        return "indirect"
    if any(scene.quote_at[i] < 0 for piece in said for i in range(*piece)):
        return "mixed"
    whole = scene.quotes[scene.quote_at[last - 1]]
    form, above = told.site.form, told.parent
    if above is not None and form is not None and form.person != 1 and (whole.first < opens or whole.last > last):
        ends = (above.content.first, above.content.last - 1)
        if any(scene.quote_at[i] == scene.quote_at[first] for i in ends):
            return "indirect"  # somebody else's words within the quotation, without marks of their own
    return "direct"


def quotes_in(scene: Scene, first: int, last: int) -> list[Quote]:
    """The quotations that words ``first`` to ``last`` touch."""
    return [scene.quotes[n] for n in sorted({scene.quote_at[i] for i in range(first, last)} - {-1})]


def _is_name(scene: Scene, quote: Quote, names: Model) -> bool:
    """Whether what stands in the marks is a name or a term rather than somebody's words."""
    return quote.last - quote.first <= LONGEST_NAME and names.total(marked_features(scene, quote)) > _NAMES


def marked_features(scene: Scene, quote: Quote) -> tuple[str, ...]:
    """What tells whether a short quotation is a name: what it holds, what it follows, what follows it."""
    text, codes = scene.text, scene.codes
    first, last = quote.first, quote.last
    inside = codes[first:last]
    numbers = {scene.mention_at[i] for i in range(first, last)}
    again = min(scene.quoted[tuple(text.words[first:last])], 3)
    named = "all" if -1 not in numbers and len(numbers) == 1 else "some" if numbers != {-1} else ""
    length = str(last - first)
    starts = first == 0 or text.sentence_of[first - 1] != text.sentence_of[first]
    before = "^" if starts else codes[first - 1]
    head = "" if starts else _group_of(text.words[first - 1])
    noun = None if starts else scene.speaker(first - 1)
    kind = noun.kind if noun is not None else ""
    word = text.words[first - 1] if before in CLOSED else before
    clitic = text.norm[max(0, quote.start - 3) : quote.start].strip(" \u0640\n")[:1] if first else ""
    clitic = clitic if clitic in (_BA, _LAM) else ""
    after = codes[last] if last < len(codes) and text.sentence_of[last] == text.sentence_of[last - 1] else "$"
    farther = first > 1 and text.sentence_of[first - 2] == text.sentence_of[first]
    head2, before2 = (_group_of(text.words[first - 2]), codes[first - 2]) if farther else ("", "^")
    then = text.words[last] if after in CLOSED else "" if after == "$" else _group_of(text.words[last])
    definite = "d" if text.words[first].startswith(_THE) else ""
    foreign = "x" if any(code in "XN" for code in inside) else ""
    verbal = "v" if {"V", "v", "that", "neg", "sub"} & set(inside) else ""
    return (
        "*",
        f"length {length}{verbal}",
        f"named {named}",
        f"named {named}|{length}",
        f"before {word}",
        f"before {before}|{definite}",
        f"before {before}|{length}|{named}",
        f"kind {kind}",
        f"head {head}",
        f"head {head}|{definite}",
        f"clitic {clitic}|{definite}",
        f"clitic {clitic}|{length}",
        f"clitic {clitic}|{named}",
        f"first {inside[0]}{definite}|{length}",
        f"last {inside[-1]}|{length}",
        f"after {after}",
        f"foreign {foreign}|{length}",
        f"group {_group_of(text.words[first])}",
        f"group {_group_of(text.words[last - 1])}|{length}",
        f"{'+'.join(inside)}",
        f"again {again}",
        f"again {again}|{length}",
        f"begins {text.words[first][:2]}|{length}",
        f"ends {text.words[last - 1][-1]}|{length}",
        f"ends {text.words[last - 1][-2:]}",
        f"head2 {head2}",
        f"before2 {before2}|{before}",
        f"then {then}",
        *(f"inside {_group_of(word)}" for word in text.words[first:last]),
    )


def _group_of(word: str) -> str:
    """The group of words that stand in like places that a folded noun belongs to, with or without article and joining letter."""
    groups = word_clusters()
    bare = word[1:] if word[0] in _JOINING and len(word) > 3 else word
    return groups.get(word) or groups.get(bare) or groups.get(bare.removeprefix(_THE)) or ""
