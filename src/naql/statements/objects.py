"""What stands beside a verb and is its object, or nothing at all: not who says it."""

from __future__ import annotations

from naql.names import nationalities
from naql.statements.scene import Scene, nominal_shape
from naql.statements.sites import Site


def another(scene: Scene, at: int) -> bool:
    """Whether word ``at``, right behind a person's name, begins another person: two names in a row are the verb's subject and object."""
    before, here = scene.mention_at[at - 1], scene.bearer(at)
    if before < 0 or here < 0 or here == before:
        return False
    mentions = scene.names.mentions
    return mentions[before].type == mentions[here].type == "PER" and mentions[before].entity != mentions[here].entity


def opens_object(scene: Scene, at: int) -> bool:
    """Whether word ``at``, behind an indefinite adjective of relation, is a noun that opens the verb's object: 'a Belgian court the firm'."""
    words = scene.text.words
    noun = scene.speaker(at)
    indefinite = noun is not None and not words[at].startswith(scene.lexicon.article) and scene.mention_at[at] < 0
    return indefinite and words[at - 1] in nationalities()


def opens_outlet(scene: Scene, at: int) -> bool:
    """The same of an outlet, behind any adjective of relation: 'a security source told the agency X'."""
    noun, before = scene.speaker(at), scene.text.words[at - 1]
    if (
        noun is None
        or noun.kind != "media"
        or nominal_shape(before) != "nisba"
        or before.startswith(scene.lexicon.article)
    ):
        return False
    return [n >= 0 for n in scene.mention_at[at - 1 : at + 2]] == [False, False, True]


def is_object(scene: Scene, site: Site, last: int) -> bool:
    """Whether what ends before word ``last`` is whom the verb is about: 'X is accused of', as nobody else stands before the 'of'."""
    alone = site.act == "accuse" and site.sort == "verb" and site.form is not None and not site.form.after
    return alone and last < len(scene.codes) and scene.text.gaps[last] == " " and scene.codes[last] in ("b", "bD")


def settled(scene: Scene, site: Site) -> bool:
    """Whether no subject can follow the verb, however it is read: 'I' and 'we' have none, and before its subject a verb is singular."""
    if site.sort != "verb":
        return False
    return all(form.person == 1 or form.number in ("p", "d") for form in scene.forms[site.first])


def object_follows(scene: Scene, site: Site) -> bool:
    """Whether the noun behind a verb is whom it addresses: in 'X, who called on Y to ...' X is the subject."""
    if site.sort != "verb" or site.form is None or site.form.after or not site.first or site.last >= len(scene.codes):
        return False
    related = scene.relates(site.first - 1)
    addresses = "a" in scene.lexicon.frames(site.entry).objects
    return related and addresses and scene.codes[site.last] not in ("prepron", "prep", "adv", "T")


def names_person(scene: Scene, i: int) -> bool:
    """Whether word ``i`` stands in a person's name or role."""
    number = scene.bearer(i)
    return number >= 0 and scene.names.mentions[number].type == "PER"
