"""How a text feels: -1 says it is bad, 1 that it is good, 0 says nothing either way.

A text is told by itself: neither what else is scored nor who wrote it changes its score. Japanese
is read by word lists and rules of this project (``japanese``), English by VADER's with words added
(``english``); a model learned from a company's own scores (``learned``) may take over a language.
"""

from collections.abc import Iterable

from estimators.languages import language
from estimators.sentiment import english, japanese
from estimators.sentiment.learned import Model

READERS = {"ja": japanese.score, "en": english.score}
NEUTRAL_BELOW = 0.2  # the default of sentiment_threshold


def score(texts: Iterable[str], model: Model | None = None) -> list[float | None]:
    """Return a number from -1 to 1 for each text; None where its language is neither read.

    Args:
        texts: Texts as they were written.
        model: What was learned from scored texts; it speaks for the languages that it knows.

    """
    return [score_in(language(text), text, model) for text in texts]


def score_in(code: str, text: str, model: Model | None = None) -> float | None:
    """Return the score of a text whose language is known: ja, en or other.

    Args:
        code: Language of the text.
        text: What somebody wrote.
        model: What was learned from scored texts.

    """
    read = READERS.get(code)
    if read is None:
        return None
    by_lists = read(text)
    learned = model and model.get(code)
    return learned.score(text, by_lists) if learned else by_lists


def label(sentiment: float | None, neutral_below: float = NEUTRAL_BELOW) -> int | None:
    """Return -1, 0 or 1.

    Args:
        sentiment: A score.
        neutral_below: What lies nearer to 0 is neutral (sentiment_threshold).

    """
    if sentiment is None:
        return None
    # With a threshold of 0 nothing is neutral, 0 itself is no praise.
    return -1 if sentiment <= -neutral_below else 1 if sentiment >= neutral_below else 0
