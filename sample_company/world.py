"""What all modules share: the company's calendar, its random streams and column helpers.

Columns travel as plain numpy arrays (times as microseconds UTC, money as ten-thousandths)
and only the writer turns them into arrow, so that a block of people stays small and fast.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NULL = np.iinfo(np.int64).min  # stands for null in every integer, time and money column
MICRO = 1_000_000
HOUR = 3600 * MICRO
DAY = 24 * HOUR
JST = 9 * HOUR  # Japan has no summer time: one shift holds for all years
EPOCH = dt.date(1970, 1, 1)

Frame = dict[str, "np.ndarray | pa.Array"]

# Shares by hour of the day in Japan, 0 to 23.
HOURS = {
    "web": [3, 2, 1, 1, 1, 1, 2, 4, 5, 4, 4, 4, 6, 5, 4, 4, 4, 5, 6, 7, 9, 11, 10, 7],
    "store": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 9, 11, 10, 10, 12, 12, 13, 11, 6, 0, 0, 0, 0],
    "office": [0, 0, 0, 0, 0, 0, 0, 0, 1, 9, 12, 10, 6, 10, 11, 10, 9, 7, 2, 1, 0, 0, 0, 0],
    "social": [2, 1, 0, 0, 0, 1, 2, 6, 6, 4, 4, 5, 9, 6, 4, 4, 5, 6, 7, 8, 9, 10, 7, 4],
}
# Monday to Sunday.
WEEKDAYS = {
    "shop": [0.95, 0.85, 0.88, 0.90, 1.05, 1.25, 1.40],
    "office": [1.35, 1.15, 1.10, 1.10, 1.05, 0.45, 0.35],
}
# January to December: year-end gifts (oseibo), summer gifts (ochugen), Mother's Day.
MONTHS = [0.80, 0.85, 1.00, 0.90, 1.15, 1.05, 1.25, 0.80, 0.85, 0.95, 1.20, 1.75]


@dataclass
class World:
    """The calendar of the company and the counters that number its records.

    The last month may be unfinished. Days are counted from 1970-01-01 and are days of Japan; times
    are microseconds UTC.
    """

    months: int
    seed: int
    end: dt.date  # last day of the data
    month_starts: np.ndarray = field(init=False)
    counters: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    facts: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # counted for the truth
    sayings: list[pa.Table] = field(default_factory=list)  # what texts are about and how they feel

    def __post_init__(self) -> None:
        last = np.datetime64(self.end, "M").astype(int)
        index = np.arange(last - self.months + 1, last + 2)
        self.month_starts = index.astype("datetime64[M]").astype("datetime64[D]").astype(int)
        self.first_day = int(self.month_starts[0])
        self.last_day = int(np.datetime64(self.end, "D").astype(int))
        self.start_us = self.first_day * DAY - JST
        # The last night's load runs before midnight: the newest row lies on the last day, and
        # that day is complete.
        self.end_us = (self.last_day + 1) * DAY - JST - 1
        self.days = np.arange(self.first_day, self.last_day + 1)
        self.weekday = (self.days + 3) % 7
        self.month = self.days.astype("datetime64[D]").astype("datetime64[M]").astype(int)
        self.month_of_year = self.month % 12

    @property
    def late_month(self) -> int:
        """First day of the month in which deliveries come late: what is written says so."""
        return int(self.month_starts[self.months * 2 // 3])

    def is_late(self, time: np.ndarray) -> np.ndarray:
        """Whether times lie in the month of the late deliveries."""
        day = local_day(time)
        end = self.month_starts[self.months * 2 // 3 + 1]
        return (day >= self.late_month) & (day < end)

    def rng(self, subject: int, block: int = 0) -> np.random.Generator:
        """Return an own stream per subject and block: a change in one moves no other."""
        return np.random.default_rng(np.random.SeedSequence([self.seed, subject, block]))

    def day_weights(
        self, weekdays: str = "shop", season: float = 1.0, growth: float = 0.0
    ) -> np.ndarray:
        """Return weights over the days of the company, adding up to 1."""
        weight = np.array(WEEKDAYS[weekdays])[self.weekday]
        weight = weight * np.array(MONTHS)[self.month_of_year] ** season
        weight = weight * (1 + growth * np.linspace(0, 1, len(self.days)))
        return weight / weight.sum()

    def sample_days(
        self, rng: np.random.Generator, size: int, weights: np.ndarray | None = None
    ) -> np.ndarray:
        """Draw days by weight."""
        weights = self.day_weights() if weights is None else weights
        picks = np.searchsorted(np.cumsum(weights), rng.random(size), side="right")
        return self.days[np.minimum(picks, len(self.days) - 1)]

    def clip(self, time: np.ndarray) -> np.ndarray:
        """Turn times after the end of the data into null: they have not happened yet."""
        return np.where(time > self.end_us, NULL, time)

    def loaded(self, *times: np.ndarray, minute: int = 130) -> np.ndarray:
        """Return when the nightly loader wrote the row: the night after its newest time."""
        newest = times[0]
        for time in times[1:]:
            newest = np.maximum(newest, time)
        night = ((newest + JST) // DAY + 1) * DAY - JST + minute * 60 * MICRO
        return np.minimum(night, self.end_us)

    def numbers(self, kind: str, size: int) -> np.ndarray:
        """Return the next running numbers of a kind of record."""
        first = self.counters[kind]
        self.counters[kind] = first + size
        return np.arange(first + 1, first + size + 1)


def last_complete_day(now: dt.datetime | None = None) -> dt.date:
    """Return yesterday in Japan: what the loader of last night could bring.

    Args:
        now: The moment, with its time zone; the clock's by default.

    """
    here = (now or dt.datetime.now(dt.UTC)) + dt.timedelta(microseconds=JST)
    return here.date() - dt.timedelta(days=1)


def seconds(rng: np.random.Generator, size: int, profile: str) -> np.ndarray:
    """Draw microseconds after midnight in Japan, whole seconds, by the hours of the profile."""
    shares = np.cumsum(np.array(HOURS[profile], dtype=float))
    hour = np.searchsorted(shares / shares[-1], rng.random(size), side="right")
    return hour * HOUR + rng.integers(0, 3600, size) * MICRO


def moment(days: np.ndarray, micros: np.ndarray) -> np.ndarray:
    """Time UTC of a day of Japan and the microseconds after its midnight."""
    return days * DAY + micros - JST


def local_day(time: np.ndarray) -> np.ndarray:
    """Day of Japan of a time UTC."""
    return (time + JST) // DAY


def add_months(time: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Return times that many calendar months later (UTC), the day kept inside the month."""
    month = (time // DAY).astype("datetime64[D]").astype("datetime64[M]")
    target = month + months
    day = (time // DAY).astype("datetime64[D]") - month.astype("datetime64[D]")
    last = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]") - 1
    date = target.astype("datetime64[D]") + np.minimum(day, last)
    return date.astype(np.int64) * DAY + time % DAY


def ids(prefix: str, numbers: np.ndarray, width: int = 7) -> pa.Array:
    """Texts like `ORD-0000012`; a negative number is null."""
    numbers = np.asarray(numbers, dtype=np.int64)
    text = pc.utf8_lpad(pc.cast(pa.array(numbers, mask=numbers < 0), pa.string()), width, "0")
    return join(prefix, text)


def join(*parts: "str | pa.Array", sep: str = "") -> pa.Array:
    """Texts put together row by row; null where a part is null."""
    return pc.binary_join_element_wise(*parts, sep)


def take(values: "list[str | None] | pa.Array", index: np.ndarray) -> pa.Array:
    """values[index] as text; null where the index is negative."""
    array = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
    index = np.asarray(index, dtype=np.int64)
    return array.take(pa.array(index, mask=index < 0))


def blank(array: pa.Array, keep: np.ndarray) -> pa.Array:
    """Keep the texts where keep is true, else null."""
    return pc.if_else(pa.array(np.asarray(keep, dtype=bool)), array, pa.scalar(None, pa.string()))


def choose(rng: np.random.Generator, size: int, weights: "list[float] | np.ndarray") -> np.ndarray:
    """Draw indices by weight."""
    shares = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(shares / shares[-1], rng.random(size), side="right")


def same(text: str | None, size: int) -> pa.Array:
    """One text, size times."""
    return pa.repeat(pa.scalar(text, pa.string()), size)


def spread(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Owner index and position inside the owner, for `counts[i]` children of each i."""
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - first[owner]


def rows(frame: Frame) -> int:
    """Count the rows of a frame."""
    return len(next(iter(frame.values()))) if frame else 0


def stack(*frames: Frame) -> Frame:
    """Rows of several frames below one another; a column that a frame lacks is null there."""
    frames = tuple(frame for frame in frames if rows(frame)) or frames[:1]
    stacked: Frame = {}
    for name in dict.fromkeys(name for frame in frames for name in frame):
        sample = next(frame[name] for frame in frames if name in frame)
        parts = [frame[name] if name in frame else _nulls(sample, rows(frame)) for frame in frames]
        is_arrow = any(isinstance(part, pa.Array) for part in parts)
        stacked[name] = pa.concat_arrays(parts) if is_arrow else np.concatenate(parts)
    return stacked


def _nulls(sample: "np.ndarray | pa.Array", size: int) -> "np.ndarray | pa.Array":
    if isinstance(sample, pa.Array):
        return pa.nulls(size, sample.type)
    if sample.dtype == bool:
        return np.zeros(size, bool)
    return np.full(size, np.nan if sample.dtype.kind == "f" else NULL)


def pick(frame: Frame, index: np.ndarray) -> Frame:
    """Return the rows of a frame at the given positions (or where a mask is true)."""
    index = np.flatnonzero(index) if np.asarray(index).dtype == bool else np.asarray(index)
    positions = pa.array(index)
    return {
        name: column.take(positions) if isinstance(column, pa.Array) else column[index]
        for name, column in frame.items()
    }
