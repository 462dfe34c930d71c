"""The small network beside the linear models: what goes in, and that what comes out is what it says."""

from __future__ import annotations

import numpy as np
import pytest

from naql import vectors
from naql.lexicon import arrays, rows
from naql.names import NameFinder
from naql.names.finder import marks_of
from naql.names.network import SHARE
from naql.names.network import shipped as names_shipped
from naql.names.tagger import TAGS
from naql.statements import encoder
from naql.statements.encoder import KNOWN, known
from naql.statements.network import BACK, Network, Outlook, distance, lemmas, place, shipped
from naql.statements.scene import Scene, Words
from naql.statements.sites import find_sites
from naql.text import Text
from naql.times import TimeFinder
from naql.vectors import Floats, parts

REPORT = """أمينة المتحف: اللوحة عادت إلى مكانها
قالت أمينة متحف المرجان سلوى الدلفيني، اليوم، إن اللوحة "عادت إلى مكانها"، مضيفة أن الحارس أكد لها أن النافذة كانت مفتوحة.
وأضافت أن الزوار سيرونها الأسبوع المقبل."""


@pytest.fixture(scope="module")
def network() -> Network:
    return shipped()


@pytest.fixture(scope="module")
def scene() -> Scene:
    return scene_of(REPORT)


def scene_of(source: str) -> Scene:
    text = Text(source)
    times = TimeFinder().find(text, None)
    return Scene(text, NameFinder().find(text, times), times, Words())


def encoded(network: Network, scene: Scene) -> Floats:
    return network.encoder.encode(scene.text.words, known(scene))


def test_every_class_of_words_has_a_number() -> None:
    assert {row["class"] for row in rows("function_words")} <= set(encoder._CLASSES)


def test_what_is_known_of_words_stays_below_what_the_network_was_made_for(scene: Scene) -> None:
    told = known(scene)
    assert told.shape == (len(scene.codes), len(KNOWN))
    assert (told >= 0).all()
    assert (told < np.array(KNOWN)).all()
    assert [len(arrays("statement_network")[f"enc.f.{n}.weight"]) - 1 for n in range(len(KNOWN))] == list(KNOWN)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("وبالمتحف", ("وبال", "متحف", "")),
        ("متحفها", ("", "متحف", "ها")),
        ("في", ("", "في", "")),
        ("CNN", ("", "CNN", "")),
    ],
)
def test_a_word_falls_into_parts(word: str, expected: tuple[str, str, str]) -> None:
    assert parts(word) == expected


def test_blocks_of_a_long_text_join_without_a_seam(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    long = scene_of("\n".join([REPORT] * 4))
    whole = encoded(network, long)
    monkeypatch.setattr(vectors, "_BLOCK", 37)
    assert np.allclose(encoded(network, long), whole, atol=1e-4)


def test_a_text_without_words_has_no_vectors(network: Network) -> None:
    assert encoded(network, scene_of("...")).shape == (0, network.encoder.width)


def test_distances_keep_their_side_and_grow() -> None:
    found = distance(np.arange(0, 5000))
    assert (np.diff(found) >= 0).all()
    assert found[-1] == 31
    assert set(distance(np.arange(-5000, 0))).isdisjoint(found)


def test_probabilities_are_none_above_one(network: Network, scene: Scene) -> None:
    sites = find_sites(scene)
    outlook = Outlook(network, scene, sites)
    count = len(scene.codes)
    for site in sites:
        begins = [outlook.source(site, first, first + 1) for first in range(count)]
        assert max(begins) <= 0
        assert sum(np.exp(begins)) + np.exp(outlook.source(site, 0, 0)) <= 1.01
        assert max(outlook.content(site, first, count) for first in range(count)) <= 0


def test_the_network_sees_who_speaks_and_what_is_said(network: Network, scene: Scene) -> None:
    sites = {scene.text.words[site.first]: site for site in find_sites(scene) if site.sort == "verb"}
    outlook = Outlook(network, scene, list(sites.values()))
    words = scene.text.words
    said, added = sites["قالت"], sites["واضافت"]
    keeper = next(i for i in range(said.first, len(words)) if words[i] == "امينه")
    assert outlook.source(said, keeper, keeper + 5) > outlook.source(said, 0, 0)
    assert outlook.source(added, 0, 0) > outlook.source(added, added.last, added.last + 1)
    shares, named = outlook.speakers(added, [said], [0], [keeper])
    assert sum(shares) + sum(named) == pytest.approx(1, abs=1e-4)


def test_a_pointer_does_not_reach_beyond_its_window(network: Network) -> None:
    far = scene_of("كلمة " * (BACK + 60) + "\n" + REPORT)
    sites = find_sites(far)
    outlook = Outlook(network, far, sites)
    last = sites[-1]
    assert place(last, len(far.codes)) - BACK > 0
    assert outlook.content(last, 0, 1) == -12.0


def test_lemmas_that_the_network_does_not_know_are_one(network: Network) -> None:
    assert 0 not in network.lemmas.values()
    assert len(set(lemmas()) & set(network.lemmas)) > 0.9 * len(lemmas())  # else it is time to train again
    assert len(network.weights["lem.weight"]) == len(network.lemmas) + 1


def test_the_network_of_names_tells_probabilities_of_tags() -> None:
    network, finder = names_shipped(), NameFinder()
    text = Text("سافرت الفرقة إلى باريس ثم عادت.")
    codes = finder.classes(text, ()).codes
    scores = list(network.scores(text.words, codes, finder.words.group_all(text.words), marks_of(text)))
    chances = np.exp(np.array(scores) / SHARE)
    assert chances.shape == (len(text.words), len(TAGS))
    assert np.allclose(chances.sum(axis=1), 1, atol=0.01)
    assert [TAGS[n] for n in chances.argmax(axis=1)] == ["O", "O", "O", "BL", "O", "O"]
    assert list(network.scores([], [], [], [])) == []


def test_what_no_training_saw_has_no_vector_of_its_own() -> None:
    network = names_shipped()
    one, other = (list(network.scores(["كتاب"], [odd], [odd], [odd])) for odd in ("?", "??"))
    assert one == other
