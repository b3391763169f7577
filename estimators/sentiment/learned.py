"""What a company's own scored texts teach: logistic regression on character n-grams.

Three classes (negative, neutral, positive), each text as the n-grams it contains, weighted by how
rare they are, and the score by the word lists beside them: the model learns where the lists are
right for this company's texts and what they lack. It is fitted on texts in an order of their own,
so that the same texts teach the same model whatever the order of rows.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

SMALLEST_LABEL_COUNT = 1_000  # fewer scored texts of a language teach nothing that holds
SIZES = {"ja": (1, 2, 3), "en": (2, 3, 4)}
RAREST_GRAM = 3  # texts
GRAM_COUNT = 30_000
LONGEST_TEXT = 400  # characters that are looked at
PENALTY = 0.5
LIST_WEIGHT = 2.0  # the score by lists, beside n-grams of length 1 in all
DIGITS = 5  # of what is kept: more would be noise of the machine
CLASSES = (-1, 0, 1)
HOLDOUT_PARTS = 5  # one of so many parts is held out
BIN_COUNT = 10
BLANKS = re.compile(r"\s+")
Weights = tuple[float, float, float]


@dataclass(frozen=True)
class LanguageModel:
    """What was learned for a language.

    Attributes:
        sizes: Lengths of the n-grams.
        grams: N-gram -> how rare it is, and what it says for negative, neutral and positive.
        intercept: What is said of a text without any.
        lists: What the score by the word lists says, its negative and its positive part.

    """

    sizes: tuple[int, ...]
    grams: Mapping[str, tuple[float, float, float, float]]
    intercept: Weights
    lists: tuple[Weights, Weights]

    @cached_property
    def _said(self) -> dict[str, tuple[float, float, float, float]]:
        """N-gram -> its part of a text's squared length and of what the text says."""
        return {
            gram: (rarity * rarity, *(rarity * says for says in weights))
            for gram, (rarity, *weights) in self.grams.items()
        }

    def chances(self, text: str, by_lists: float) -> Weights:
        """Return the chances of negative, neutral and positive."""
        said = self._said
        found = [said[gram] for gram in said.keys() & _grams(text, self.sizes)]
        # Exact sums: they do not depend on the order in which a set hands out its members.
        squares, *sums = map(math.fsum, zip(*found, strict=True)) if found else [0.0] * 4
        length = math.sqrt(squares) or 1.0
        low, high = _parts(by_lists)
        logits = [
            self.intercept[c] + sums[c] / length + low * self.lists[0][c] + high * self.lists[1][c]
            for c in range(3)
        ]
        most = max(logits)
        odds = [math.exp(logit - most) for logit in logits]
        total = sum(odds)
        return odds[0] / total, odds[1] / total, odds[2] / total

    def score(self, text: str, by_lists: float) -> float:
        """Return the expected label: chance of positive less chance of negative."""
        negative, _, positive = self.chances(text, by_lists)
        return round(positive - negative, 6)


Model = Mapping[str, LanguageModel]


def _parts(by_lists: float) -> tuple[float, float]:
    return LIST_WEIGHT * min(by_lists, 0.0), LIST_WEIGHT * max(by_lists, 0.0)


def _grams(text: str, sizes: Sequence[int]) -> set[str]:
    """Return the n-grams of a text."""
    text = f" {BLANKS.sub(' ', normalize('NFKC', text[:LONGEST_TEXT]).lower()).strip()} "
    found = {text[place : place + size] for size in sizes for place in range(len(text) - size + 1)}
    found.discard(" ")
    return found


def fit(
    code: str, texts: Sequence[str], labels: Sequence[int], by_lists: Sequence[float]
) -> LanguageModel:
    """Return what scored texts of a language teach.

    Args:
        code: The language.
        texts: What was written.
        labels: -1, 0 or 1 of each.
        by_lists: The score of each by the word lists.

    """
    order = sorted(range(len(texts)), key=lambda i: (texts[i], labels[i], by_lists[i]))
    sizes = SIZES[code]
    found = [_grams(texts[i], sizes) for i in order]
    counts = Counter(gram for grams in found for gram in grams)
    kept = sorted(
        (gram for gram, count in counts.items() if count >= RAREST_GRAM),
        key=lambda gram: (-counts[gram], gram),
    )[:GRAM_COUNT]
    place = {gram: number for number, gram in enumerate(kept)}
    size = len(order)
    rarity = np.array([math.log((1 + size) / (1 + counts[gram])) + 1 for gram in kept])
    columns = [sorted(place[gram] for gram in grams & place.keys()) for grams in found]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.array([number for row in columns for number in row], dtype=np.int64)
    values = rarity[flat] if len(kept) else np.zeros(0)
    matrix = csr_matrix((values, flat, starts), shape=(size, len(kept)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    matrix = csr_matrix((values / np.repeat(lengths, np.diff(starts)), flat, starts), matrix.shape)
    dense = np.array([[1.0, *_parts(by_lists[i])] for i in order])
    truth = np.array([CLASSES.index(labels[i]) for i in order])
    weights = _descend(matrix, dense, truth)
    inner = np.round(weights[:, : len(kept)], DIGITS).T.tolist()
    outer = [tuple(row) for row in np.round(weights[:, len(kept) :], DIGITS).T.tolist()]
    rounded = np.round(rarity, DIGITS).tolist()
    return LanguageModel(
        sizes,
        {gram: (rounded[i], *inner[i]) for i, gram in enumerate(kept)},
        outer[0],
        (outer[1], outer[2]),
    )


def _descend(matrix: csr_matrix, dense: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return the weights of each class: of the sparse columns, then of the dense ones."""
    size, sparse_count = matrix.shape
    width = sparse_count + dense.shape[1]
    wanted = np.zeros((size, 3))
    wanted[np.arange(size), truth] = 1.0
    transposed = matrix.T.tocsr()
    free = np.ones(width)
    free[sparse_count] = 0.0  # the intercept costs nothing

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(3, width)
        logits = matrix @ weights[:, :sparse_count].T + dense @ weights[:, sparse_count:].T
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        total = odds.sum(axis=1, keepdims=True)
        misfit = -(wanted * (logits - np.log(total))).sum()
        excess = odds / total - wanted
        slope = np.empty_like(weights)
        slope[:, :sparse_count] = (transposed @ excess).T
        slope[:, sparse_count:] = excess.T @ dense
        slope += PENALTY * free * weights
        return misfit + 0.5 * PENALTY * (free * weights**2).sum(), slope.ravel()

    best = minimize(
        loss,
        np.zeros(3 * width),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 100, "ftol": 1e-6},
    )
    return best.x.reshape(3, width)


def to_rows(code: str, model: LanguageModel) -> list[dict[str, str | float | None]]:
    """Return a model as rows of a table, from which from_rows makes it again.

    Args:
        code: The language.
        model: What was learned.

    """
    outer = {
        "intercept": (None, *model.intercept),
        "lists_negative": (None, *model.lists[0]),
        "lists_positive": (None, *model.lists[1]),
    }
    parts = [(part, "", values) for part, values in outer.items()]
    parts += [("gram", gram, values) for gram, values in model.grams.items()]
    names = ("rarity", "negative", "neutral", "positive")
    return [
        {"language": code, "part": part, "gram": gram, **dict(zip(names, values, strict=True))}
        for part, gram, values in parts
    ]


def from_rows(rows: Iterable[tuple[str, str, str, float | None, float, float, float]]) -> Model:
    """Return the models by language.

    Args:
        rows: language, part, gram, rarity, negative, neutral, positive of each row.

    """
    grams: dict[str, dict[str, tuple[float, float, float, float]]] = {}
    outer: dict[str, dict[str, Weights]] = {}
    for code, part, gram, rarity, *says in rows:
        if part == "gram":
            grams.setdefault(code, {})[gram] = (rarity, *says)
        else:
            outer.setdefault(code, {})[part] = tuple(says)
    return {
        code: LanguageModel(
            SIZES[code],
            grams.get(code, {}),
            parts["intercept"],
            (parts["lists_negative"], parts["lists_positive"]),
        )
        for code, parts in outer.items()
    }


def is_held_out(writer: str) -> bool:
    """Whether what this person wrote is kept for the test: one in five, by their id alone.

    Args:
        writer: Who wrote it; the text itself where nobody knows.

    """
    digest = hashlib.sha256(writer.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % HOLDOUT_PARTS == 0


@dataclass(frozen=True)
class Measures:
    """How well scores agree with labels."""

    count: int
    accuracy: float
    macro_f1: float
    calibration_error: float


def measure(
    scores: Sequence[float], labels: Sequence[int], neutral_below: float
) -> Measures | None:
    """Return how well scores agree with labels; None of no text.

    The calibration error is the mean distance, over texts, between the mean score and the mean
    label of all texts whose score lies in the same tenth of -1 to 1.

    Args:
        scores: From -1 to 1.
        labels: -1, 0 or 1.
        neutral_below: What lies nearer to 0 is neutral.

    """
    if not len(scores):
        return None
    order = np.lexsort((labels, scores))  # sums in one order, whatever the order of rows
    given = np.asarray(scores, dtype=float)[order]
    truth = np.asarray(labels)[order]
    told = np.where(given <= -neutral_below, -1, np.where(given >= neutral_below, 1, 0))
    parts = []
    for kind in CLASSES:
        if (truth == kind).any():
            hit = ((truth == kind) & (told == kind)).sum()
            parts.append(2 * hit / ((truth == kind).sum() + (told == kind).sum()))
    bins = np.minimum((given + 1) * BIN_COUNT / 2, BIN_COUNT - 1).astype(int)
    filled = [bins == number for number in range(BIN_COUNT) if (bins == number).any()]
    off = sum(abs(given[b].sum() - truth[b].sum()) for b in filled) / len(given)
    return Measures(len(given), float((told == truth).mean()), float(np.mean(parts)), float(off))


class Verdict(NamedTuple):
    """How well one scorer did, and whether it speaks; measures are None where there was no test."""

    scorer: str
    test_count: int
    accuracy: float | None
    macro_f1: float | None
    calibration_error: float | None
    is_used: bool


def compare(
    code: str,
    texts: Sequence[str],
    labels: Sequence[int],
    by_lists: Sequence[float],
    writers: Sequence[str],
    neutral_below: float,
) -> list[Verdict]:
    """Return how well the word lists did and how well a learned model, on texts new to both.

    The model takes over where it was right more often and has the greater macro-F1: who calls
    everything good is often right about reviews and of no use. With too few scored texts there is
    no model, and the lists are measured on all.

    Args:
        code: The language.
        texts: What was written.
        labels: -1, 0 or 1 of each.
        by_lists: The score of each by the word lists.
        writers: Who wrote each; all texts of a writer lie on one side of the test.
        neutral_below: What lies nearer to 0 is neutral.

    """
    held = [is_held_out(writer) for writer in writers]
    learned_from = [i for i, is_held in enumerate(held) if not is_held]
    seen = {texts[i] for i in learned_from}
    tested = [i for i, is_held in enumerate(held) if is_held and texts[i] not in seen]
    if len(texts) < SMALLEST_LABEL_COUNT or not tested:
        lists = measure(by_lists, labels, neutral_below)
        return [_verdict("lists", lists, True), _verdict("learned", None, False)]

    def at(places: Sequence[int]) -> tuple[list[str], list[int], list[float]]:
        return tuple([values[i] for i in places] for values in (texts, labels, by_lists))

    model = fit(code, *at(learned_from))
    new_texts, truth, given = at(tested)
    scores = [model.score(text, own) for text, own in zip(new_texts, given, strict=True)]
    lists, learned = measure(given, truth, neutral_below), measure(scores, truth, neutral_below)
    is_better = learned.accuracy > lists.accuracy and learned.macro_f1 > lists.macro_f1
    return [_verdict("lists", lists, not is_better), _verdict("learned", learned, is_better)]


def _verdict(scorer: str, got: Measures | None, is_used: bool) -> Verdict:
    if got is None:
        return Verdict(scorer, 0, None, None, None, is_used)
    return Verdict(scorer, got.count, got.accuracy, got.macro_f1, got.calibration_error, is_used)
