"""What a larger network thinks of a report that nobody annotated, and how far a small network is from thinking the same.

``train_teacher.py think`` makes a :class:`Taught` of every report; ``train_network.py fit --taught`` learns from them beside the
annotated reports (Hinton, Vinyals and Dean 2015). Every answer is a probability, so that what the teacher doubts is doubted too.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn import functional as F


class Ends(NamedTuple):
    """Where a span ends: ``shares[k]`` is the probability of the ``k``-th word after ``start``."""

    which: int  # 0 the source, 1 the content
    row: int
    start: int
    shares: np.ndarray


class Taught(NamedTuple):
    """A report: what goes in, as in a lesson, and the teacher's answers. ``rows`` are the sites that may be cues."""

    numbers: np.ndarray
    known: np.ndarray
    asked: np.ndarray
    at: np.ndarray
    sentence: np.ndarray
    cues: np.ndarray  # of every site
    rows: np.ndarray
    begins: np.ndarray  # (2, rows, words + 1): where source and content begin, last that the source is left unsaid
    ends: list[Ends]
    hearers: list[tuple[int, int, float]]  # site, word, probability
    parents: list[
        tuple[int, list[int], list[int], np.ndarray]
    ]  # site, sites above, their sorts, shares and last of none
    speakers: list[tuple[int, list[int], list[int], list[int], np.ndarray]]  # site, earlier sites, sorts, words, shares


def taught_losses(model: Any, one: Taught, words: torch.Tensor) -> list[torch.Tensor]:
    """Cross-entropies of ``model``'s answers with the teacher's; ``model`` is ``train_network.Heads``."""
    at, sentence = one.at.astype(np.int64), one.sentence.astype(np.int64)
    asked = model.queries(words, torch.from_numpy(one.asked.astype(np.int64)))
    cues = torch.from_numpy(one.cues)
    found = [0.5 * F.binary_cross_entropy_with_logits(model.cue(asked)[:, 0], cues, reduction="sum")]
    rows = torch.from_numpy(one.rows.astype(np.int64))
    weight = cues[rows]
    scores, keys = model.pointers(words, asked[rows], at[one.rows], sentence)
    begins = torch.from_numpy(one.begins.astype(np.float32))
    source = F.log_softmax(torch.cat([scores[0], model.none(asked[rows])], 1), 1)
    found.append(-((begins[0] * source).sum(1) * weight).sum())
    found.append(-((begins[1, :, :-1] * F.log_softmax(scores[2], 1)).sum(1) * weight).sum())
    for which in (0, 1):
        some = [ends for ends in one.ends if ends.which == which]
        if not some:
            continue
        which_rows, starts = [ends.row for ends in some], [ends.start for ends in some]
        ends = F.log_softmax(model.ends(which, scores, keys, words, which_rows, starts), 1)
        wanted = torch.zeros(ends.shape)
        for n, given in enumerate(some):
            shares = torch.from_numpy(given.shares.astype(np.float32))
            wanted[n, given.start : given.start + len(shares)] = shares
        sure = weight[which_rows] * (begins[0][which_rows, starts] if which == 0 else 1.0)
        found.append(-((wanted * ends).sum(1) * sure).sum())
    if one.hearers:
        which_sites = [site for site, _, _ in one.hearers]
        names = np.array([word for _, word, _ in one.hearers])
        told = torch.tensor([share for _, _, share in one.hearers])
        odds = model.hearers(words, asked, which_sites, names, at[which_sites], sentence)
        found.append(0.5 * F.binary_cross_entropy_with_logits(odds, told, weight=1 + told, reduction="sum"))
    for site, above, sorts, shares in one.parents:
        found.append(-(torch.from_numpy(shares) * F.log_softmax(model.parents(asked, site, above, sorts), 0)).sum())
    for site, earlier, sorts, names, shares in one.speakers:
        scored = [model.told(asked, site, earlier, sorts)] if earlier else []
        if names:
            scored.append(model.named(words, asked, site, np.array(names), int(at[site]), sentence))
        found.append(-(torch.from_numpy(shares) * F.log_softmax(torch.cat(scored), 0)).sum())
    return found
