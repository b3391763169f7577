"""The day on which the app came out: devices that install it, and come back as is known."""

import numpy as np

from sample_company.visits import AGENTS, FEATURE_WEIGHTS, FEATURES
from sample_company.world import MICRO, Frame, World, choose, ids, moment, same, seconds, take

DAYS = 30  # after which nobody opens it any more


def day(world: World) -> int:
    """Return the day of the launch, two months before the end of the data."""
    return max(world.last_day - 60, world.first_day)


def back(number: int) -> float:
    """Return the chance that a device is there on the n-th day after its first."""
    return 0.42 * number**-0.55


def build(world: World, people: int) -> Frame:
    """Events of the app, of devices on which nobody logs in."""
    rng = world.rng(31)
    devices = max(people // 12, 60)
    world.facts["launch_devices"] = devices
    there = rng.random((devices, DAYS + 1)) < [1.0, *(back(n) for n in range(1, DAYS + 1))]
    device, later = np.nonzero(there)
    # Opened before the evening ends, and something used a minute later: both on one day.
    opened = moment(day(world) + later, np.minimum(seconds(rng, len(later), "web"), 84_000 * MICRO))
    uses = rng.random(len(later)) < 0.6
    at = np.concatenate([opened, opened[uses] + 60 * MICRO])
    device = np.concatenate([device, device[uses]])
    n, is_use = len(at), np.arange(len(at)) >= len(opened)
    feature = np.where(is_use, choose(rng, n, FEATURE_WEIGHTS), -1)
    return {
        "event_id": ids("L", world.numbers("launch_event", n), 9),
        "occurred_at": at,
        "anonymous_id": ids("launch-", device + 1, 7),
        "platform": take(["ios", "android"], device % 2),
        "event_name": take(["app_open", "feature_use"], is_use.astype(int)),
        "feature": take(FEATURES, feature),
        "country": same("JP", n),
        "device_type": same("mobile", n),
        "user_agent": take(list(AGENTS.values())[3:5], device % 2),
        "is_bot": np.zeros(n, bool),
        "_loaded_at": world.loaded(at),
    }
