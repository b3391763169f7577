"""Own accounts and posts with running totals, and what people say about the company."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company import sayings, texts
from sample_company.people import Block
from sample_company.world import (
    DAY,
    HOUR,
    MICRO,
    NULL,
    Frame,
    World,
    choose,
    ids,
    join,
    moment,
    seconds,
    spread,
    take,
)

ACCOUNTS = [
    ("x", "asanagi_tea"),
    ("instagram", "asanagi.tea"),
    ("facebook", "asanagi.tea.jp"),
    ("youtube", "asanagi-channel"),
    ("line", "asanagi"),
]
REPORTED = {  # what a platform tells of a post: at least what the seed platform_metrics expects
    "x": "impressions likes shares clicks replies follows",
    "instagram": "impressions reach likes comments shares saves",
    "facebook": "impressions reach likes comments shares clicks",
    "youtube": "impressions likes comments shares",
    "line": "impressions likes clicks",
}
TOTALS = ["x", "instagram", "facebook"]  # platforms that add the engagements up themselves
POSTS_A_MONTH = [14, 12, 6, 2, 4]
READINGS = [1, 2, 4, 7, 14, 28]  # days after the post
MENTION_TOPICS = {
    "quality": 45,
    "delivery": 20,
    "price": 15,
    "packaging": 10,
    "selection": 5,
    "store": 5,
}
HANDLE_PLATFORMS = ["x", "instagram", "tiktok"]


def company(world: World, people: int) -> tuple[dict[str, Frame], np.ndarray]:
    """Accounts, followers, posts and their readings, which do not depend on single people.

    Args:
        world: Calendar and counters.
        people: Size of the company; reach and followers grow with its square root.

    Returns:
        Frames, and the times of the posts on X in ascending order (post ids are SP-000001
        and on, in that order, for X first).

    """
    rng = world.rng(101)
    size = np.sqrt(people / 3000)
    count = len(ACCOUNTS)
    opened = np.full(count, world.start_us + HOUR)
    days, n_days = world.days, len(world.days)
    start = np.array([3200, 5400, 1500, 700, 4200]) * size
    steps = rng.poisson(np.maximum(start[:, None] * 0.0016, 0.2), (count, n_days)) - rng.poisson(
        0.6, (count, n_days)
    )
    followers = np.maximum((start[:, None] + np.cumsum(steps, axis=1)).astype(np.int64), 0)
    night = moment(days, np.full(n_days, 23 * HOUR))
    account_id = pa.array([f"AC-{platform}" for platform, _ in ACCOUNTS])
    frames: dict[str, Frame] = {
        "social.accounts": {
            "account_id": account_id,
            "platform": pa.array([item[0] for item in ACCOUNTS]),
            "handle": pa.array([item[1] for item in ACCOUNTS]),
            "theme": pa.array(["お知らせ", "暮らし", "お知らせ", "淹れ方", "クーポン"]),
            "opened_at": opened,
            "_loaded_at": world.loaded(opened),
        },
        "social.account_daily": {
            "date": np.tile(days, count),
            "account_id": take(account_id, np.repeat(np.arange(count), n_days)),
            "followers": followers.ravel(),
            "_loaded_at": world.loaded(np.tile(night, count)),
        },
    }
    account = np.repeat(np.arange(count), np.array(POSTS_A_MONTH) * world.months)
    n = len(account)
    time = moment(
        world.sample_days(rng, n, world.day_weights("office", 0.3)), seconds(rng, n, "social")
    )
    time = np.minimum(time, world.end_us)
    order = np.lexsort((time, account))
    time = time[order]
    post_id = ids("SP-", np.arange(1, n + 1), 6)
    which = rng.integers(0, len(texts.POST_TEXTS), n)
    tags = [f"{a} {b}" for a in texts.HASHTAGS[:2] for b in texts.HASHTAGS[2:]] + [
        texts.HASHTAGS[0]
    ]
    # Typed on a telephone: full-width, and two without a blank between them.
    tags += [texts.HASHTAGS[0].replace("#", "\uff03") + texts.HASHTAGS[2]]
    media = choose(rng, n, [40, 30, 20, 10])
    media[account == 3] = 2
    frames["social.posts"] = {
        "post_id": post_id,
        "account_id": take(account_id, account),
        "posted_at": time,
        "media_type": take(["image", "text", "video", "carousel"], media),
        "text": take(texts.POST_TEXTS, which),
        "hashtags": take(tags, rng.integers(0, len(tags), n)),
        "_loaded_at": world.loaded(time),
    }
    frames["social.post_metrics"] = _readings(world, rng, post_id, account, time, which, size)
    return frames, time[account == 0]


def _readings(
    world: World,
    rng: np.random.Generator,
    post_id: pa.Array,
    account: np.ndarray,
    time: np.ndarray,
    which: np.ndarray,
    size: float,
) -> Frame:
    """Lifetime totals that only grow; null where a platform does not report a figure."""
    base = np.array([1500, 2600, 600, 900, 1800])[account] * size
    final = base * np.exp(rng.normal(0, 0.7, len(account))) * np.where(which == 4, 2.5, 1.0)
    grown = 1 - np.exp(-np.array(READINGS) / 2.5)
    reach = np.round(final[:, None] * grown).astype(np.int64) + 1
    share = {
        "likes": 0.035,
        "comments": 0.003,
        "shares": 0.006,
        "saves": 0.008,
        "clicks": 0.012,
        "replies": 0.002,
        "follows": 0.001,
    }
    day = (time + 9 * HOUR) // DAY
    read_at = moment(day[:, None] + np.array(READINGS), np.full((1, len(READINGS)), 6 * HOUR))
    keep = read_at <= world.end_us
    frame: Frame = {
        "date": (day[:, None] + np.array(READINGS))[keep],
        "post_id": post_id.take(pa.array(np.nonzero(keep)[0])),
    }
    totals = {"impressions": np.round(reach * 1.35).astype(np.int64), "reach": reach}
    for name, rate in share.items():
        level = rate * np.exp(rng.normal(0, 0.4, len(account)))
        totals[name] = np.floor(reach * level[:, None]).astype(np.int64)
    engaged = np.zeros(reach.shape, np.int64)
    platforms = np.array([platform for platform, _ in ACCOUNTS])[account]
    for name, total in totals.items():
        tells = [platform for platform in REPORTED if name in REPORTED[platform].split()]
        is_told = np.isin(platforms, tells)[:, None]
        if name in share:
            engaged += np.where(is_told, total, 0)
        frame[name] = np.where(is_told, total, NULL)[keep]
    # A platform's own total also counts what it does not break down.
    adds_up = np.isin(platforms, TOTALS)[:, None]
    frame["engagements"] = np.where(adds_up, engaged + reach // 200, NULL)[keep]
    frame["_loaded_at"] = world.loaded(read_at[keep])
    return frame


def build(world: World, block: Block, x_posts: np.ndarray) -> tuple[dict[str, Frame], pa.Array]:
    """Make handles that customers linked, and mentions by them and by strangers.

    Returns:
        Frames, and `<platform>:<handle>` by person (null without one).

    """
    rng = world.rng(8, block.number)
    linked = np.flatnonzero(rng.random(block.size) < 0.08)
    n = len(linked)
    platform = choose(rng, n, [55, 38, 7])
    words = ["matcha", "sencha", "hojicha", "ocha", "kissa", "yunomi", "chanoma", "tea"]
    tails = ["life", "club", "days", "lab", "note", "time"]
    # Numbered by the running handle count: two people never share one by accident.
    number = ids("", world.numbers("handle", n), 1)
    handle = join(
        take(words, rng.integers(0, 8, n)), take(tails, rng.integers(0, 6, n)), number, sep="_"
    )
    at = block.created[linked] + (rng.exponential(60 * 86400, n) + 600).astype(np.int64) * MICRO
    on_time = at <= world.end_us
    kept = np.flatnonzero(on_time)
    frames: dict[str, Frame] = {
        "social.customer_handles": {
            "customer_record_id": take(block.record_id, block.main[linked[kept]]),
            "platform": take(HANDLE_PLATFORMS, platform[kept]),
            "handle": pc.if_else(
                pa.array(rng.random(len(kept)) < 0.3),
                join("@", handle.take(pa.array(kept))),
                handle.take(pa.array(kept)),
            ),
            "linked_at": at[kept],
            "_loaded_at": world.loaded(at[kept]),
        }
    }
    by_person = np.full(block.size, -1)
    by_person[linked[kept]] = kept
    full = join(take(HANDLE_PLATFORMS, platform), handle, sep=":")
    tagged = take(full, by_person)

    count = rng.poisson(rng.exponential(1.6, len(kept)))
    owner, _ = spread(count)
    span = np.maximum(world.end_us - at[kept], 1)
    known_time = at[kept][owner] + (rng.random(len(owner)) * span[owner]).astype(np.int64)
    others = round(block.size * 0.07) + 3
    day = world.sample_days(rng, others, world.day_weights(season=1.0, growth=0.6))
    time = np.concatenate([known_time, moment(day, seconds(rng, others, "social"))])
    time = np.minimum(time, world.end_us)
    m = len(time)
    author = join("user", ids("", rng.integers(1, 10**6, others), 6), sep="_")
    who = pa.concat_arrays([take(handle, kept[owner]), author])
    where = np.concatenate([platform[kept][owner], choose(rng, others, [60, 30, 10])])
    tone = choose(rng, m, [66, 26, 8])
    number = world.numbers("mention", m)
    text = _mentions(world, block, number, time, tone)
    # Replies answer one of our latest posts on X.
    latest = np.searchsorted(x_posts, time, side="right") - 1
    reply = np.where((where == 0) & (rng.random(m) < 0.2) & (latest >= 0), latest + 1, -1)
    frames["social.mentions"] = {
        "mention_id": ids("MN-", number, 8),
        "platform": take(HANDLE_PLATFORMS, where),
        "author_handle": who,
        "occurred_at": time,
        "text": text,
        "reach": np.round(np.exp(rng.normal(4.6, 1.3, m))).astype(np.int64),
        "in_reply_to_post_id": ids("SP-", reply, 6),
        "url": join("https://social.example.org/", ids("", number, 8)),
        "_loaded_at": world.loaded(time),
    }
    return frames, tagged


def _mentions(
    world: World, block: Block, number: np.ndarray, time: np.ndarray, tone: np.ndarray
) -> pa.Array:
    """Write what strangers and customers say of us: two in three good, one in twelve in English."""
    rng = world.rng(73, block.number)
    m = len(number)
    foreign = tone == 2
    mood = np.where(tone == 0, 1, np.where(tone == 1, -1, rng.choice([-1, 1], m)))
    mood[rng.random(m) < 0.12] = 0
    topic = sayings.topics_of(rng, m, MENTION_TOPICS)
    late = world.is_late(time) & (rng.random(m) < 0.6)
    mood[late] = -1
    topic = ["delivery" if late[row] else name for row, name in enumerate(topic)]
    text, own = sayings.write(rng, topic, mood, foreign, with_lead=0.8, with_tail=0.4)
    marks = [
        " #あさなぎ茶舗",
        " @asanagi_tea",
        "",
        " あさなぎさん",
        " #asanagi",
        " @asanagi_tea",
        "",
        "",
    ]
    mark = take(marks, rng.integers(0, 4, m) + 4 * foreign)
    smile = take(
        ["", " 😊", " 😢"], np.where(own | (rng.random(m) < 0.5), 0, np.where(mood > 0, 1, 2))
    )
    smile = pc.if_else(pa.array(mood == 0), pa.scalar(""), smile)
    world.sayings.append(
        sayings.truth(
            join("social.mentions:", ids("MN-", number, 8)),
            "mention",
            sayings.spoken(topic, foreign),
            mood,
            own,
            foreign,
        )
    )
    return join(text, smile, mark)
