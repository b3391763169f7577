"""Why subscribers leave: reasons of known strength, and one thing that changes nothing.

Month by month of its term each subscription goes on or ends. The log-odds of its end are ``USUAL``
and the points of every reason that holds at that moment. A reason is what can be seen in the raw
tables (visits, answers, tickets, the term), so that a model may find it; it has the name of the
feature that tells it. How many messages somebody got is no reason, whatever they say.
"""

from dataclasses import dataclass

import numpy as np

from sample_company.world import DAY, MICRO, World, spread

USUAL = -4.7  # log-odds of leaving in a month where no reason holds: one in a hundred and ten
REASONS = {
    "active_days_28d": 2.5,
    "latest_nps_score": 1.2,
    "issue_count_28d": 1.0,
    "days_to_renewal": 0.7,
}
HOLDS = {
    "active_days_28d": "no visit in the 28 days before",
    "latest_nps_score": "the latest recommendation score of the 180 days before is 0 to 6",
    "issue_count_28d": "a ticket opened in the 28 days before",
    "days_to_renewal": "the term ends this month",
}
NO_REASON = "message_count_28d"
SILENT_DAYS, ANSWER_DAYS, WORST_SCORE = 28, 180, 6
# Subscribers look in for some months and then do not for some: days of both, and between two looks.
LOOKING_DAYS, AWAY_DAYS, GAP_DAYS = 240, 200, 6
PROBLEMS = 0.03  # a month, of a subscriber about the subscription


@dataclass
class Moments:
    """Moments of people, to be asked for somebody's latest one up to a time."""

    person: np.ndarray
    time: np.ndarray
    value: np.ndarray | None = None

    def __post_init__(self) -> None:
        order = np.lexsort((self.time, self.person))
        self.person, self.time = self.person[order], self.time[order]
        self.value = None if self.value is None else self.value[order]

    def latest(self, person: np.ndarray, time: np.ndarray) -> np.ndarray:
        """Return the place of each person's latest moment up to a time, -1 where there is none."""
        # In one order, a question behind what happened at its very moment.
        people, times = np.concatenate([self.person, person]), np.concatenate([self.time, time])
        is_asked = np.arange(len(people)) >= len(self.person)
        order = np.lexsort((is_asked, times, people))
        place = np.empty(len(people), int)
        place[order] = np.cumsum(~is_asked[order]) - 1
        place = place[len(self.person) :]
        found = place >= 0
        found[found] = self.person[place[found]] == person[found]
        return np.where(found, place, -1)

    def within(self, person: np.ndarray, time: np.ndarray, days: int) -> np.ndarray:
        """Return the place of each person's latest moment of so many days up to a time, or -1."""
        place = self.latest(person, time)
        is_near = place >= 0
        is_near[is_near] = self.time[place[is_near]] > time[is_near] - days * DAY
        return np.where(is_near, place, -1)


@dataclass
class Past:
    """What people did and said: the reasons are told from it."""

    visits: Moments
    answers: Moments  # with their scores
    tickets: Moments

    def reasons(
        self, person: np.ndarray, time: np.ndarray, ends: np.ndarray
    ) -> dict[str, np.ndarray]:
        """Return which reasons hold, by name.

        Args:
            person: Who decides.
            time: When.
            ends: Whether the term ends then.

        """
        answer = self.answers.within(person, time, ANSWER_DAYS)
        is_bad = answer >= 0
        is_bad[is_bad] = self.answers.value[answer[is_bad]] <= WORST_SCORE
        return {
            "active_days_28d": self.visits.within(person, time, SILENT_DAYS) < 0,
            "latest_nps_score": is_bad,
            "issue_count_28d": self.tickets.within(person, time, SILENT_DAYS) >= 0,
            "days_to_renewal": ends,
        }


def chance(holds: dict[str, np.ndarray]) -> np.ndarray:
    """Return the chance that a subscription ends in the month, from the reasons that hold."""
    odds = USUAL + sum(points * holds[name] for name, points in REASONS.items())
    return 1 / (1 + np.exp(-odds))


@dataclass
class Habits:
    """When subscribers look in, and when nothing but an order brings them.

    Everybody has times of the one and of the other, in turn, from the first day on.
    """

    person: np.ndarray  # who looks in
    time: np.ndarray
    away: Moments  # where such times begin (value 1) and end (0)

    def is_away(self, person: np.ndarray, time: np.ndarray) -> np.ndarray:
        """Return whether people do not look in at moments; who is no subscriber has no habits."""
        place = self.away.latest(person, time)
        found = place >= 0
        found[found] = self.away.value[place[found]] == 1
        return found


def habits(world: World, block: int, person: np.ndarray, start: np.ndarray) -> Habits:
    """Draw when subscribers look in.

    Args:
        world: Calendar and random numbers.
        block: Number of the block.
        person: Subscriber of each subscription, nobody twice.
        start: Its first moment.

    """
    rng = world.rng(130, block)
    life = (world.end_us - start) / DAY
    # So many phases in turn that hardly a life is longer.
    count = np.ceil(life / (LOOKING_DAYS + AWAY_DAYS) * 4).astype(int) + 4
    owner, place = spread(count)
    first_away = rng.random(len(person)) < AWAY_DAYS / (LOOKING_DAYS + AWAY_DAYS)
    is_away = (place + first_away[owner]) % 2 == 1
    length = rng.exponential(np.where(is_away, AWAY_DAYS, LOOKING_DAYS))
    end = np.cumsum(length)
    begin = end - length
    begin -= begin[np.cumsum(count) - count][owner]
    phase, _ = spread(rng.poisson(np.where(is_away, 0, length / GAP_DAYS)))
    day = begin[phase] + length[phase] * rng.random(len(phase))
    lives = day < life[owner[phase]]
    phase, day = phase[lives], day[lives]
    mixed = rng.permutation(len(phase))
    return Habits(
        person[owner[phase]][mixed],
        (start[owner[phase]] + _micros(day))[mixed],
        Moments(person[owner], start[owner] + _micros(begin), is_away),
    )


def _micros(days: np.ndarray) -> np.ndarray:
    return (days * 86_400).astype(np.int64) * MICRO


def problems(
    world: World, block: int, person: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return who asks about a subscription, and when; arguments as of ``habits``."""
    rng = world.rng(131, block)
    life = world.end_us - start
    count = rng.poisson(life / DAY / 30 * PROBLEMS)
    owner, _ = spread(count)
    return person[owner], start[owner] + (rng.random(len(owner)) * life[owner]).astype(np.int64)


def truth() -> dict:
    """Return what is told of the reasons in the truth of a company."""
    return {
        "meaning": "log-odds of a subscription ending in a month: usual, and of each reason that "
        "holds at the moment, named by the feature that tells it. What a model finds is less: it "
        "looks three months ahead, in which reasons come and go. Buyers leave by purchase_model, "
        "for no reason",
        "usual": USUAL,
        "reasons": REASONS,
        "holds": HOLDS,
        "no_reason": NO_REASON,
    }
