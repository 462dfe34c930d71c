"""The lexicon of cues: its format, its own examples, and how written words are read."""

import re

import pytest

from naql.cues import ACTS, CueTable
from naql.lexicon import rows
from naql.text import Text, fold

ROWS = rows("cues")
TABLE = CueTable()


def name(row):
    return f"{row['lemma']}-{row['act']}"


def readings(word):
    return TABLE.lookup(fold(word))


def found_at(text, first, last):
    """Every reading of the words ``first`` to ``last`` of ``text``, one word or a set phrase."""
    words = text.words
    forms = list(TABLE.lookup(words[first])) if last - first == 1 else []
    for phrase, form in TABLE.phrases().get(words[first], ()):
        if tuple(words[first : first + len(phrase)]) == phrase and len(phrase) == last - first:
            forms.append(form)
    return forms


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row_keeps_the_format(row):
    assert row["act"] in ACTS
    assert row["pos"] in {"verb", "noun", "prep", "phrase"}
    assert row["strength"] in {"strong", "frame", "weak"}
    assert row["gloss"]
    assert re.match("(guideline|dictionary)", row["note"])
    assert row["example"].count("[") == row["example"].count("]") == 1
    assert not re.search("[\u064b-\u0652]", row["lemma"])


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_cue_of_its_own_example_is_found(row):
    before, cue, after = re.split(r"[\[\]]", row["example"])
    text = Text(before + cue + after)
    first = next(i for i, end in enumerate(text.ends) if end > len(before))
    last = next(i for i, end in enumerate(text.ends, 1) if end >= len(before + cue))
    assert (row["lemma"], row["act"]) in {(form.entry.lemma, form.entry.act) for form in found_at(text, first, last)}


def test_no_row_twice():
    keys = [(row["lemma"], row["act"], row["pos"], row["frames"]) for row in ROWS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("word", "lemma", "tense", "agreement", "before", "after", "definite"),
    [
        ("وقال", "قال", "perfect", "3ms", "و", "", False),
        ("فقالت", "قال", "perfect", "3fs", "ف", "", False),
        ("قوله", "قال", "masdar", "0ms", "", "ه", False),
        ("بقولها", "قال", "masdar", "0ms", "ب", "ها", False),
        ("قيل", "قال", "passive", "3ms", "", "", False),
        ("وسيعلنون", "أعلن", "imperfect", "3mp", "وس", "", False),
        ("ليؤكد", "أكد", "imperfect", "3ms", "ل", "", False),
        ("ليعلنوا", "أعلن", "imperfect", "3mp", "ل", "", False),
        ("والتأكيد", "أكد", "masdar", "0ms", "و", "", True),
        ("للمطالبة", "طالب", "masdar", "0fs", "ل", "", True),
        ("بالاتهامات", "اتهم", "masdar", "0fp", "ب", "", True),
        ("مطالبته", "طالب", "masdar", "0fs", "", "ه", False),
        ("وأبلغتهما", "أبلغ", "perfect", "3fs", "و", "هما", False),
        ("قالوه", "قال", "perfect", "3mp", "", "ه", False),
        ("نفاه", "نفى", "perfect", "3ms", "", "ه", False),
        ("يعتبرونها", "اعتبر", "imperfect", "3mp", "", "ها", False),
        ("مضيفا", "أضاف", "participle", "0ms", "", "", False),
        ("ومشددة", "شدد", "participle", "0fs", "و", "", False),
        ("المحذرين", "حذر", "participle", "0mp", "", "", True),
        ("وبحسب", "بحسب", "prep", "0", "و", "", False),
        ("رسائل", "رسالة", "noun", "0fp", "", "", False),
        ("أطالب", "طالب", "imperfect", "1s", "", "", False),
        ("نناشدكم", "ناشد", "imperfect", "1p", "", "كم", False),
    ],
)
def test_written_word_is_read(word, lemma, tense, agreement, before, after, definite):
    found = {
        (form.entry.lemma, form.tense, f"{form.person}{form.gender}{form.number}", *form[5:]) for form in readings(word)
    }
    assert (lemma, tense, agreement, before, after, definite) in found


OTHER_WORDS = (
    "كتاب هناك هنا نصف المدينة مصر الحاكم لاعب طالبان مصدر مركز مقر اثنين المتهمين المعارضة نادي دون قبل ضمن "
    "عقب يجب الأنباء فحسب وسائل مجددا بحثا مسائل ي 7 و"
)


@pytest.mark.parametrize("word", OTHER_WORDS.split())
def test_other_words_are_no_cues(word):
    assert readings(word) == ()


def test_an_ambiguous_word_has_several_readings():
    assert {form.entry.lemma for form in readings("يدعون")} == {"ادعى", "دعا"}


def test_light_verbs_tell_their_acts_apart():
    nouns = {form.entry.act: {noun for frame in form.entry.frames for noun in frame.nouns} for form in readings("وجه")}
    assert fold("انتقادات") in nouns["condemn"]
    assert fold("تهمة") in nouns["accuse"]


def test_frames_are_parsed():
    frames = {lemma: form.entry.frames for lemma in ("أبلغ", "اتهم", "طلب") for form in readings(lemma)[:1]}
    assert (fold("أن"), "addressee") in {(frame.link, frame.object) for frame in frames["أبلغ"]}
    assert (fold("ب"), "inside") in {(frame.link, frame.object) for frame in frames["اتهم"]}
    assert (fold("أن"), fold("من")) in {(frame.link, frame.to) for frame in frames["طلب"]}


@pytest.mark.parametrize(
    ("phrase", "after"),
    [("على حد قوله", "ه"), ("على حد تعبيرهم", "هم"), ("وحسب قولها", "ها"), ("نقلا عن", ""), ("في رأيي", "ي")],
)
def test_set_phrases(phrase, after):
    words = tuple(fold(phrase).split())
    found = [form for listed, form in TABLE.phrases()[words[0]] if listed == words]
    assert [form.after for form in found] == [after]


def test_longer_phrases_come_first():
    for listed in TABLE.phrases().values():
        lengths = [len(words) for words, _ in listed]
        assert lengths == sorted(lengths, reverse=True)


def test_function_words_are_folded_apart():
    words = [fold(row["word"]) for row in rows("function_words")]
    assert len(words) == len(set(words))
    assert len(words) > 250
