"""Web and app behaviour: sessions by channel, and what is done in them.

Whether a session of a channel ends in an order is drawn the other way round: the orders
are given (they follow the buying model), so the sessions that lead to one are spread by
traffic x conversion rate and all others by traffic x (1 - rate). By Bayes' rule the
share of converting sessions of every channel is then its true rate.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company import launch, leaving, texts
from sample_company.catalogue import CAMPAIGN_KINDS, Catalogue
from sample_company.people import Block
from sample_company.shop import Orders
from sample_company.visits import (
    AGENTS,
    ARTICLE,
    BLOGS,
    BUY,
    CART,
    COMMUNITY,
    EVENTS,
    FEATURE,
    FEATURE_WEIGHTS,
    FEATURES,
    MARKS,
    OPEN,
    OTHER_WORDS,
    PATHS,
    PLAIN,
    PRODUCT,
    ROBOTS,
    S_APP,
    S_APP_BUY,
    S_BUY,
    S_FILE,
    S_SHARE,
    S_SIGN,
    SEARCH,
    SESSIONS,
    SHARE,
    SIGN,
    TRAFFIC,
    VIEW,
)
from sample_company.world import (
    DAY,
    HOUR,
    MICRO,
    NULL,
    Frame,
    World,
    blank,
    choose,
    ids,
    join,
    local_day,
    moment,
    seconds,
    spread,
    stack,
    take,
)

GONE_PRODUCTS = 4
BY_MESSAGE = (7, 8)  # channels that a message brings: e-mail and LINE


def build(
    world: World,
    block: Block,
    orders: Orders,
    cat: Catalogue,
    posts: Frame,
    goals: Frame,
    habits: leaving.Habits,
) -> tuple[dict[str, Frame], Frame, Frame, tuple[np.ndarray, np.ndarray]]:
    """All events of a block.

    Args:
        world: Calendar and counters.
        block: The people.
        orders: Their orders and those of guests.
        cat: Goods and campaigns.
        posts: Community posts that can be read: post_id (text), created_at.
        goals: Events that experiments caused: person, time, goal (0 download, 1 share).
        habits: When subscribers look in and when not.

    Returns:
        The frame of web.events; the sessions that came from a message: person, time,
        kind (0 e-mail, 1 LINE); views of help articles: person, time, article; all sessions of
        people that are known: person and time.

    """
    rng = world.rng(4, block.number)
    traffic = np.array([share for share, _ in TRAFFIC.values()])
    rate = np.array([rate for _, rate in TRAFFIC.values()])
    mean = float((traffic * rate).sum())
    by_web, by_app = np.flatnonzero(orders.channel == 0), np.flatnonzero(orders.channel == 1)
    others = round(len(by_web) * (1 - mean) / mean)
    joined = np.flatnonzero(block.by_system[:, 0] == block.main)
    # Sign-ups and what experiments caused are sessions like others: they take their place.
    planned = len(joined) + len(goals["person"])
    near, known = round(others * 0.25), round(others * 0.35)
    nobody = max(others - near - known - planned, 0)
    total = near + known + nobody + planned

    parts: list[dict[str, np.ndarray]] = []

    def session(
        person: np.ndarray,
        time: np.ndarray,
        what: np.ndarray,
        channel: np.ndarray,
        visitor: np.ndarray,
        order: np.ndarray | None = None,
        app: bool = False,
        login: "float | np.ndarray" = 0.5,
    ) -> None:
        n = len(person)
        parts.append(
            {
                "person": person,
                "time": time,
                "what": np.broadcast_to(what, n),
                "channel": np.broadcast_to(channel, n),
                "visitor": visitor,
                "order": np.full(n, -1) if order is None else order,
                "app": np.full(n, app),
                "login": rng.random(n) < login,
            }
        )

    session(
        orders.person[by_web],
        orders.time[by_web],
        S_BUY + choose(rng, len(by_web), [50, 30, 20]),
        choose(rng, len(by_web), traffic * rate),
        np.full(len(by_web), -1),
        by_web,
        login=0.85,
    )
    session(
        orders.person[by_app],
        orders.time[by_app],
        np.array(S_APP_BUY),
        np.array(4),
        np.full(len(by_app), -1),
        by_app,
        app=True,
        login=1.0,
    )
    weights = [weight for _, weight in SESSIONS]
    idle = choose(rng, total, weights)
    channel = choose(rng, total, traffic * (1 - rate))
    web_known = by_web[orders.person[by_web] >= 0]
    lead = (
        web_known[rng.integers(0, max(len(web_known), 1), near)]
        if len(web_known)
        else np.empty(0, int)
    )
    before = (
        orders.time[lead] - (rng.exponential(5 * 86400, len(lead)) + 3600).astype(np.int64) * MICRO
    )
    session(
        orders.person[lead],
        before,
        idle[: len(lead)],
        channel[: len(lead)],
        np.full(len(lead), -1),
        login=0.3,
    )
    who = rng.integers(0, block.size, known)
    stay = np.minimum(world.last_day - local_day(block.created[who]), 400)
    day = local_day(block.created[who]) + (rng.random(known) * stay).astype(int)
    when = moment(day, seconds(rng, known, "web"))
    does, came = (column[near : near + known] for column in (idle, channel))
    who, visit = _unless_away(world, habits, who, when, _is_plain(does, came))
    session(who, when, does, came, visit)
    stranger = world.numbers("stranger", max(round(nobody / 1.5), 1))
    day = world.sample_days(rng, nobody, world.day_weights(season=0.9, growth=0.6))
    visit = stranger[rng.integers(0, len(stranger), nobody)]
    does, came = (column[near + known : near + known + nobody] for column in (idle, channel))
    nobodies, when = np.full(nobody, -1), moment(day, seconds(rng, nobody, "web"))
    # Subscribers who look in take the place of strangers: traffic and its channels stay as drawn.
    free = np.flatnonzero(_is_plain(does, came))[: len(habits.time)]
    nobodies[free], when[free] = habits.person[: len(free)], habits.time[: len(free)]
    session(nobodies, when, does, came, visit, login=np.where(nobodies >= 0, 1.0, 0.5))
    users = np.flatnonzero(block.by_system[:, 2] >= 0)
    since = block.record_created[block.by_system[users, 2]]
    opens = rng.poisson((world.end_us - since) / (26 * DAY) * rng.gamma(1.2, 1 / 1.2, len(users)))
    at, _ = spread(opens)
    day = local_day(since[at]) + (
        rng.random(len(at)) * (world.last_day - local_day(since[at]))
    ).astype(int)
    when = np.maximum(moment(day, seconds(rng, len(at), "web")), since[at])
    does = S_APP + choose(rng, len(at), [40, 42, 18])
    who, visit = _unless_away(world, habits, users[at], when, np.full(len(at), True))
    session(who, when, does, np.array(4), visit, app=True, login=0.9)
    rest = channel[total - planned :]
    session(
        joined,
        block.created[joined],
        np.array(S_SIGN),
        rest[: len(joined)],
        np.full(len(joined), -1),
        login=1.0,
    )
    session(
        goals["person"],
        goals["time"],
        np.where(goals["goal"] == 0, S_FILE, S_SHARE),
        rest[len(joined) :],
        np.full(len(goals["person"]), -1),
        login=1.0,
    )
    s = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    inside = (s["time"] > world.start_us + HOUR) | (s["order"] >= 0) | (s["what"] == S_SIGN)
    s = {
        key: column[inside & (s["time"] <= world.end_us - HOUR // 4) | (s["order"] >= 0)]
        for key, column in s.items()
    }
    events, read = _events(world, rng, block, orders, cat, posts, s)
    events = stack(events, _machines(world, block, len(s["time"])))
    if block.number == 0:
        events = stack(events, launch.build(world, block.size))
    mail = np.flatnonzero((s["person"] >= 0) & np.isin(s["channel"], BY_MESSAGE) & ~s["app"])
    own = np.flatnonzero(s["person"] >= 0)
    return (
        {"web.events": events},
        {
            "person": s["person"][mail],
            "time": s["start"][mail],
            "kind": s["channel"][mail] - 7,
        },
        read,
        (s["person"][own], s["start"][own]),
    )


def _is_plain(does: np.ndarray, came: np.ndarray) -> np.ndarray:
    """Return whether visits are to pages and goods and no message brought them.

    Only these are given to others: what follows from messages, articles and experiments stays.
    """
    return (does < PLAIN) & ~np.isin(came, BY_MESSAGE)


def _unless_away(
    world: World, habits: leaving.Habits, who: np.ndarray, when: np.ndarray, may: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return people and numbers of strangers, who come instead of subscribers that are away."""
    is_away = may & habits.is_away(who, when)
    number = np.full(len(who), -1)
    number[is_away] = world.numbers("stranger", int(is_away.sum()))
    return np.where(is_away, -1, who), number


def _events(
    world: World,
    rng: np.random.Generator,
    block: Block,
    orders: Orders,
    cat: Catalogue,
    posts: Frame,
    s: dict[str, np.ndarray],
) -> tuple[Frame, Frame]:
    """One row per event, from one row per session; adds the sessions' true `start`.

    Returns:
        Events, and known people's views of help articles: person, time, article (its number).

    """
    width = max(len(steps) for steps, _ in SESSIONS)
    plan = np.array([steps + [-1] * (width - len(steps)) for steps, _ in SESSIONS])
    lengths = (plan >= 0).sum(axis=1)
    owner, place = spread(lengths[s["what"]])
    code = plan[s["what"][owner], place]
    n = len(owner)
    gap = (rng.gamma(1.3, 40, n) + 2) * 1000
    gap[place == 0] = 0
    gap = gap.astype(np.int64) * 1000
    passed = np.cumsum(gap)
    first = np.flatnonzero(place == 0)
    passed -= passed[first][owner]
    total = passed[first + lengths[s["what"]] - 1]
    # An order's last step is its purchase, a sign-up's is the sign-up; others start at their time.
    ends = (s["order"] >= 0) | (s["what"] == S_SIGN)
    s["start"] = np.where(ends, s["time"] - total, s["time"])
    time = np.minimum(s["start"][owner] + passed, world.end_us)

    person, app, order = s["person"], s["app"], s["order"]
    safe = np.maximum(person, 0)
    visitor = block.device.take(pa.array(safe))
    visitor = pc.if_else(pa.array(app), block.mobile.take(pa.array(safe)), visitor)
    visitor = pc.if_else(pa.array(person < 0), ids("x-", s["visitor"], 9), visitor)
    if len(order):
        visitor = pc.coalesce(take(orders.anonymous_id, order), visitor)
    record = block.record_at(safe, s["start"], 0)
    app_record = block.record_at(safe, s["start"], 2)
    record = np.where(app, app_record, record)
    known = (person >= 0) & s["login"] & (block.record_created[record] <= s["start"])
    # Sign-up is the first moment at which the shop knows who it is.
    signs = s["what"] == S_SIGN
    user = np.where(known, record, -1)[owner]
    new = signs[owner] & (code == SIGN)
    user[new] = block.main[person[owner[new]]]

    product = rng.integers(0, len(cat.price), n)
    product_id = cat.product_id.take(pa.array(product))
    bought = (order[owner] >= 0) & (place > 0)
    product_id = pc.if_else(
        pa.array(bought), take(orders.product, np.where(bought, order[owner], 0)), product_id
    )
    has_product = (code == PRODUCT) | (code == CART) | (code == SHARE)
    article_no = rng.integers(1, len(texts.ARTICLES) + 1, n)
    article = ids("ART-", article_no, 3)
    path = take(PATHS, code)
    path = pc.if_else(pa.array(has_product), join("/products/", product_id), path)
    path = pc.if_else(pa.array(code == ARTICLE), join("/support/articles/", article), path)
    landing = (code == VIEW) & (rng.random(n) < 0.6)
    path = pc.if_else(
        pa.array(landing), join("/category/", ids("", rng.integers(1, 7, n), 1)), path
    )
    if len(posts["created_at"]):
        # Only what had been written by then can be read, fresh posts more than old ones.
        count = np.searchsorted(posts["created_at"], time, side="right")
        read = np.where(
            count > 0, count - 1 - (rng.random(n) ** 2 * np.minimum(count, 40)).astype(int), -1
        )
        post_path = join("/community/posts/", take(posts["post_id"], read))
        path = pc.if_else(pa.array((code == COMMUNITY) & (read >= 0)), post_path, path)
    in_app = app[owner]
    path = blank(path, ~(in_app & ((code == OPEN) | (code == FEATURE))))

    names = list(MARKS)
    variant = choose(rng, len(person), [60, 25, 15])
    mark = np.where(app, -1, s["channel"] * 3 + variant)[owner]
    mark[place > 0] = -1
    flat = [item for name in names for item in MARKS[name][:3]]
    month = np.searchsorted(world.month_starts, local_day(s["start"]), side="right") - 1
    month = np.clip(month, 0, world.months - 1)
    kind = np.array([-1 if item[2] is None else CAMPAIGN_KINDS.index(item[2]) for item in flat])
    campaign = np.where(mark >= 0, month[owner] * len(CAMPAIGN_KINDS) + kind[mark], -1)
    campaign[(mark < 0) | (kind[mark] < 0)] = -1
    click = join(
        take([item[3] for item in flat], mark), ids("Cj0K", rng.integers(0, 10**9, n), 9), sep=":"
    )
    referrer = take([item[4] for item in flat], mark)
    blog = take(BLOGS, np.arange(len(person)) % len(BLOGS))
    is_referral = (mark >= 0) & (mark // 3 == names.index("referral"))
    referrer = pc.if_else(pa.array(is_referral), blog.take(pa.array(owner)), referrer)
    inner = np.where((place > 0) & ~in_app, 0, -1)
    referrer = pc.coalesce(referrer, take(["https://shop.example.com/"], inner))
    foreign = np.where(person >= 0, block.foreign[safe], rng.random(len(person)) < 0.06)
    phone = rng.random(len(person))
    device = np.where(app, 0, np.where(phone < 0.62, 0, np.where(phone < 0.95, 1, 2)))
    platform = np.where(app, 1 + (safe % 10 > 5), 0)
    results = join('{"results": ', ids("", rng.integers(0, 60, n), 1), "}")
    terms = np.where(code == SEARCH, rng.integers(0, len(texts.SEARCHES), n), -1)
    # Every post read is a page view to the tracker.
    shown = np.where(code == COMMUNITY, VIEW, code)
    order_at = np.where(code == BUY, order[owner], -1)
    reads = (code == ARTICLE) & (person[owner] >= 0)
    read = {"person": person[owner][reads], "time": time[reads], "article": article_no[reads]}
    return {
        "event_id": ids("E", world.numbers("event", n), 11),
        "occurred_at": time,
        "anonymous_id": visitor.take(pa.array(owner)),
        "user_id": take(block.record_id, user),
        "platform": take(["web", "ios", "android"], platform[owner]),
        "event_name": pc.if_else(
            pa.array(platform[owner] == 2),
            take([OTHER_WORDS.get(name, name) for name in EVENTS], shown),
            take(EVENTS, shown),
        ),
        "page_path": path,
        "page_referrer": referrer,
        "utm_source": take([item[0] for item in flat], mark),
        "utm_medium": take([item[1] for item in flat], mark),
        "utm_campaign": take(cat.campaign, campaign),
        "click_id": click,
        "engaged_ms": np.where(place > 0, (gap // 1000 * 0.8).astype(np.int64), NULL),
        "order_id": take(orders.order_id, order_at),
        "product_id": blank(product_id, has_product),
        "feature": take(FEATURES, np.where(code == FEATURE, choose(rng, n, FEATURE_WEIGHTS), -1)),
        "article_id": blank(article, code == ARTICLE),
        "search_term": take(texts.SEARCHES, terms),
        "country": take(["JP", "US"], foreign.astype(int)[owner]),
        "device_type": take(["mobile", "desktop", "tablet"], device[owner]),
        "user_agent": take(list(AGENTS.values()), np.where(app, 2 + platform, device)[owner]),
        "is_bot": np.zeros(n, bool),
        "properties": blank(results, code == SEARCH),
        "_loaded_at": world.loaded(time),
    }, read


def _machines(world: World, block: Block, share: int) -> Frame:
    """Visits that are nobody's own: robots, the tablet in the shop, and devices without an id.

    Args:
        world: Calendar and counters.
        block: The people.
        share: Sessions of people; robots come to one in fifty of these.

    """
    rng = world.rng(27, block.number)
    robots = max(share // 50, 8)
    customers = np.flatnonzero(block.created < world.end_us - 3 * DAY)
    logins = min(max(block.size // 60, 14), len(customers))
    lost = 6 if block.number == 0 else 0
    kind = np.repeat([0, 1, 2], [robots, logins, lost])
    m = len(kind)
    day = world.sample_days(rng, m, world.day_weights(season=0.3, growth=0.6))
    start = moment(day, seconds(rng, m, "store"))
    # Whoever logs in at the tablet has been a customer for a while; nobody comes twice at once.
    person = np.full(m, -1)
    person[kind == 1] = rng.choice(customers, logins, replace=False)
    since = np.where(kind == 1, block.created[person] + DAY, start)
    start = np.minimum(np.maximum(start, since), world.end_us - 2 * HOUR)
    owner, place = spread(np.array([6, 3, 1])[kind])
    n, at = len(owner), kind[owner]
    robot = rng.integers(0, len(ROBOTS), m)
    visitor = pc.if_else(
        pa.array(kind == 0),
        ids("r-", world.numbers("robot", m), 9),
        take([f"k-{block.number:09d}", "00000000"], np.maximum(kind - 1, 0)),
    )
    sees = (place > 0) & (at < 2)
    number = rng.integers(1, 100, n)
    if block.number == 0:  # robots remember what is sold no more
        number[np.flatnonzero(sees & (at == 0))[:GONE_PRODUCTS]] = 9999
        world.facts["views_of_products_that_are_gone"] += GONE_PRODUCTS
    product = ids("T", number, 5)
    record = np.where(person >= 0, block.main[person], -1)[owner]
    agents = [agent for agent, _ in ROBOTS] + [AGENTS["kiosk"]]
    marked = np.array([mark for _, mark in ROBOTS])[robot]
    time = start[owner] + place * np.where(at == 0, 2, 40) * MICRO
    world.facts["robot_sessions"] += robots
    world.facts["logins_on_shared_devices"] += logins
    world.facts["shared_devices"] += 1
    world.facts["events_without_device"] += lost
    return {
        "event_id": ids("E", world.numbers("event", n), 11),
        "occurred_at": time,
        "anonymous_id": visitor.take(pa.array(owner)),
        "user_id": take(block.record_id, record),
        "platform": take(["web", "other", "web"], at),
        "event_name": take(["page_view", "product_view"], sees.astype(int)),
        "page_path": pc.if_else(pa.array(sees), join("/products/", product), pa.scalar("/")),
        "product_id": blank(product, sees),
        "country": take(["US", "JP", "JP"], at),
        "device_type": take(["desktop", "tablet", "desktop"], at),
        "user_agent": take(agents, np.where(at == 0, robot[owner], len(ROBOTS))),
        "is_bot": ((kind == 0) & marked)[owner],
        "_loaded_at": world.loaded(time),
    }
