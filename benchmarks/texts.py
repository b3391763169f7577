"""How long reading texts takes: language, mask, feeling by word lists and by a learned model.

Run by hand:  python benchmarks/texts.py 100000
The texts are those that the made-up company writes, seven in ten Japanese, a third of them long.
Seconds are the machine's, of one core; compare the ratios.
"""

import resource
import sys
import time

import numpy as np

from estimators.languages import language
from estimators.masking import mask
from estimators.sentiment import learned, score_in
from sample_company import sayings

LONG = 8  # sayings that a long text is put together of


def main() -> None:
    """Measure and print seconds per million texts."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rng = np.random.default_rng(1)
    topic = sayings.topics_of(rng, count, dict.fromkeys(sayings.TOPICS, 1))
    mood = rng.integers(-1, 2, count)
    foreign = rng.random(count) < 0.3
    texts = sayings.write(rng, topic, mood, foreign)[0].to_pylist()
    is_long = (rng.random(count) < 1 / 3).tolist()
    texts = [
        " ".join(texts[place : place + LONG]) if long else text
        for place, (text, long) in enumerate(zip(texts, is_long, strict=True))
    ]
    print(f"{count} texts, {sum(map(len, texts)) / count:.0f} characters on the mean")

    def timed(name: str, work: object) -> list:
        start = time.process_time()
        result = work()
        took = (time.process_time() - start) * 1_000_000 / count
        print(f"{name:24} {took:8.1f} s per million")
        return result

    codes = timed("language", lambda: [language(text) for text in texts])
    timed("mask", lambda: [mask(text, ["山田 花子"], ["1234567"]) for text in texts])
    pairs = list(zip(codes, texts, strict=True))
    by_lists = timed("word lists", lambda: [score_in(*pair) for pair in pairs])
    for code in ("ja", "en"):
        own = [(t, s) for (c, t), s in zip(pairs, by_lists, strict=True) if c == code]
        timed(
            f"word lists, {code} alone",
            lambda own=own, code=code: [score_in(code, t) for t, _ in own],
        )
    own = [place for place, code in enumerate(codes) if code == "ja"][:20_000]
    start = time.process_time()
    model = learned.fit(
        "ja",
        [texts[place] for place in own],
        [int(mood[place]) for place in own],
        [by_lists[place] for place in own],
    )
    print(f"{'fit on ' + str(len(own)):24} {time.process_time() - start:8.1f} s")
    timed("learned, Japanese", lambda: [score_in(*pair, {"ja": model}) for pair in pairs])
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.2f} GiB")


if __name__ == "__main__":
    main()
