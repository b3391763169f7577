"""What may happen to a landing zone between two refreshes: the nastiest that loaders send.

A change takes the zone, draws with its ``rng`` and says what it did, or None where the zone has
nothing to do it to. ``CHANGES`` names them all with a weight.
"""

import csv
import datetime as dt
from collections.abc import Callable

from growing import TABLES, Row, Zone, changed_at, moment

Change = Callable[[Zone], str | None]
CHANGES: dict[str, tuple[Change, int]] = {}
EVENTS, CUSTOMERS, ORDERS = "web.events", "crm.customers", "commerce.orders"
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
# Without outer blanks and not blocked: what a device may call itself.
EVENT_NAMES = ("page_view", "product_view", "add_to_cart", "app_open", "feature_use", "search")


def change(weight: int = 2) -> Callable[[Change], Change]:
    """Name a function as a change that is drawn with a weight."""

    def named(function: Change) -> Change:
        CHANGES[function.__name__] = (function, weight)
        return function

    return named


# --- visits -------------------------------------------------------------------------------------


def event(zone: Zone, device: str, at: object, **more: str | None) -> Row:
    """Return an event of a device."""
    row: Row = {
        "event_id": zone.new_id("ev"),
        "occurred_at": str(at),
        "anonymous_id": device,
        "platform": zone.rng.choice(("web", "web", "ios", "other")),
        "event_name": zone.rng.choice(EVENT_NAMES),
        "page_path": zone.rng.choice(("/", "/p/1", "/p/2?x=1", "/ヘルプ")),
        "_loaded_at": zone.stamp(),
    }
    if zone.rng.random() < 0.3:
        row |= {"utm_source": zone.rng.choice(("google", "x", "mail")), "utm_medium": "cpc"}
    return row | more


def visits(zone: Zone) -> dict[str, list[Row]]:
    """Return the events of each device in their order."""
    found: dict[str, list[Row]] = {}
    for row in zone.rows(EVENTS):
        if moment(row["occurred_at"]) and row["anonymous_id"]:
            found.setdefault(row["anonymous_id"], []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row["occurred_at"])
    return found


@change(4)
def events_of_a_known_device(zone: Zone) -> str | None:
    device = zone.value(EVENTS, "anonymous_id")
    if device is None:
        return None
    at = moment(zone.any_time())
    rows = []
    for _ in range(zone.rng.randint(1, 5)):
        rows.append(event(zone, device, at))
        # Thirty minutes to the microsecond are the same visit, one more is another.
        at += zone.rng.choice((MINUTE, 30 * MINUTE, 30 * MINUTE + dt.timedelta(microseconds=1)))
    zone.put(EVENTS, rows)
    return f"{len(rows)} events of {device} from {rows[0]['occurred_at']}"


@change(3)
def events_that_merge_two_visits(zone: Zone) -> str | None:
    gaps = [
        (one, other)
        for rows in visits(zone).values()
        for one, other in zip(rows, rows[1:], strict=False)
        if 30 * MINUTE
        < moment(other["occurred_at"]) - moment(one["occurred_at"])
        < zone.rng.choice((60, 600, 3000)) * MINUTE
    ]
    if not gaps:
        return None
    one, other = zone.rng.choice(gaps)
    at, end = moment(one["occurred_at"]), moment(other["occurred_at"])
    rows = []
    while (at := at + 29 * MINUTE) < end:
        rows.append(event(zone, one["anonymous_id"], at))
    zone.put(EVENTS, rows)
    return f"{len(rows)} events between {one['event_id']} and {other['event_id']}"


@change()
def an_event_before_all_of_a_visit(zone: Zone) -> str | None:
    found = zone.some(EVENTS)
    if not found or not (at := moment(found[0]["occurred_at"])):
        return None
    early = at - zone.rng.choice((MINUTE, 30 * MINUTE, dt.timedelta(microseconds=1)))
    more = {"event_name": "page_view", "utm_source": "newsletter", "utm_medium": "email"}
    zone.put(EVENTS, [event(zone, found[0]["anonymous_id"], early, **more)])
    return f"an event just before {found[0]['event_id']}"


@change()
def a_new_device(zone: Zone) -> str:
    device = zone.new_id("dev")
    user = zone.person() if zone.rng.random() < 0.5 else None
    at = moment(zone.any_time())
    zone.put(EVENTS, [event(zone, device, at + n * MINUTE, user_id=user) for n in range(3)])
    return f"device {device[:40]} of {user} at {at}"


@change(4)
def a_login_on_an_anonymous_device(zone: Zone) -> str | None:
    devices = {
        d: rows for d, rows in visits(zone).items() if not any(r.get("user_id") for r in rows)
    }
    person = zone.person()
    if not devices or person is None:
        return None
    device = zone.rng.choice(sorted(devices))
    at = moment(zone.rng.choice(devices[device])["occurred_at"])
    # Thirty days to the microsecond reach the visit, one more do not.
    at += zone.rng.choice((MINUTE, 3 * DAY, 30 * DAY, -2 * DAY, -40 * DAY))
    zone.put(EVENTS, [event(zone, device, at, user_id=person)])
    return f"{person} logs in on {device} at {at}"


@change(3)
def a_second_person_within_a_visit(zone: Zone) -> str | None:
    rows = [row for row in zone.rows(EVENTS) if row.get("user_id")]
    person = zone.rng.choice((zone.person(), "nobody-known"))
    if not rows or person is None:
        return None
    row = zone.rng.choice(rows)
    at = moment(row["occurred_at"]) + zone.rng.choice((-MINUTE, MINUTE / 2, 0 * MINUTE))
    zone.put(EVENTS, [event(zone, row["anonymous_id"], at, user_id=person)])
    return f"{person} logs in beside {row['user_id']} on {row['anonymous_id']} at {at}"


@change()
def a_crowd_logs_in(zone: Zone) -> str | None:
    device = zone.value(EVENTS, "anonymous_id")
    people = [row["customer_record_id"] for row in zone.some(CUSTOMERS, 16)]
    if device is None or len(people) < 12:
        return None
    at = moment(zone.any_time())
    zone.put(EVENTS, [event(zone, device, at + n * DAY, user_id=p) for n, p in enumerate(people)])
    return f"{len(people)} people log in on {device}"


@change()
def a_robot_in_an_old_visit(zone: Zone) -> str | None:
    found = zone.some(EVENTS)
    if not found or not (at := moment(found[0]["occurred_at"])):
        return None
    agent = {"is_bot": "true"} if zone.rng.random() < 0.5 else {"user_agent": "Some-Crawler/1.0"}
    zone.put(EVENTS, [event(zone, found[0]["anonymous_id"], at + MINUTE, **agent)])
    return f"a robot in the visit of {found[0]['event_id']}"


@change()
def a_device_called_nothing(zone: Zone) -> str:
    word = zone.rng.choice(("undefined", "null", "00000000-0000-0000-0000-000000000000"))
    zone.put(EVENTS, [event(zone, word, zone.any_time(), user_id=zone.person())])
    return f"an event of {word}"


@change(3)
def events_corrected(zone: Zone) -> str | None:
    rows = zone.some(EVENTS, zone.rng.randint(1, 4))
    for row in rows:
        what = zone.rng.choice(("anonymous_id", "user_id", "occurred_at", "event_name", "is_bot"))
        row[what] = {
            "anonymous_id": zone.value(EVENTS, "anonymous_id"),
            "user_id": zone.rng.choice((None, zone.person())),
            "occurred_at": zone.any_time(),
            "event_name": zone.rng.choice(EVENT_NAMES),
            "is_bot": zone.rng.choice(("true", "false")),
        }[what]
        zone.newer(row)
    return f"corrected in {zone.put(EVENTS, rows)}" if rows else None


@change(3)
def a_device_vanishes(zone: Zone) -> str | None:
    devices = {d: rows for d, rows in visits(zone).items() if len(rows) <= 30}
    if not devices:
        return None
    device, other = (zone.rng.choice(sorted(devices)) for _ in range(2))
    rows = [zone.newer(dict(row)) for row in devices[device]]
    is_deleted = device == other or zone.rng.random() < 0.5
    for row in rows:
        row |= {"_deleted": "true"} if is_deleted else {"anonymous_id": other}
    zone.put(EVENTS, rows)
    return f"{len(rows)} events of {device} {'are deleted' if is_deleted else f'are of {other}'}"


@change()
def an_event_still_to_come(zone: Zone) -> str:
    device = zone.rng.choice((zone.value(EVENTS, "anonymous_id"), None)) or zone.new_id("dev")
    at = zone.now + zone.rng.uniform(0, 40) * DAY
    row = event(zone, device, at, user_id=zone.rng.choice((None, zone.person())))
    zone.put(EVENTS, [row | {"_loaded_at": str(zone.now)}])
    return f"an event of {device[:40]} at {at}, after {zone.now}"


# --- any table ----------------------------------------------------------------------------------


def any_table(zone: Zone) -> str | None:
    """Return a table with rows, often one of the large ones."""
    names = sorted(name for name in zone.newest if zone.rows(name))
    often = [n for n in (EVENTS, ORDERS, CUSTOMERS, "commerce.order_lines") if n in names]
    return zone.rng.choice(names + often * 3) if names else None


@change(10)
def rows_corrected(zone: Zone) -> str | None:
    table = any_table(zone)
    if table is None:
        return None
    rows = zone.some(table, zone.rng.randint(1, 4))
    told = []
    for row in rows:
        columns = [c for c in TABLES[table].columns if c["name"] not in TABLES[table].key]
        columns = [c for c in columns if c["name"] not in ("updated_at", "source_system")]
        for column in zone.rng.sample(columns, min(len(columns), zone.rng.randint(1, 3))):
            name = column["name"]
            told.append(name)
            row[name] = zone.value(table, name)
            if not column["required"] and zone.rng.random() < 0.2:
                row[name] = None
            if name == "ordered_at":
                # Beyond a day it is another order: see key_of_another_thing.
                row[name] = str(moment(zone.newest[table][key(table, row)][name]) + DAY / 2)
        zone.newer(row)
    return f"{', '.join(sorted(set(told)))} in {zone.put(table, rows)}"


def key(table: str, row: Row) -> tuple:
    """Return the key of a row."""
    return tuple(row[name] for name in TABLES[table].key)


@change(4)
def all_that_names_something_moves(zone: Zone) -> str | None:
    table = any_table(zone)
    named = [
        c["name"]
        for c in (TABLES[table].columns if table else ())
        if c.get("references") and c["name"] not in TABLES[table].key
    ]
    if not named:
        return None
    column = zone.rng.choice(named)
    old, new = zone.value(table, column), zone.value(table, column)
    rows = [zone.newer(dict(row)) for row in zone.rows(table) if row.get(column) == old]
    is_deleted = old == new or zone.rng.random() < 0.3
    if old is None or len(rows) > 40:
        return None
    for row in rows:
        row |= {"_deleted": "true"} if is_deleted else {column: new}
    place = zone.put(table, rows)
    return f"{len(rows)} of {column} {old} {'are deleted' if is_deleted else f'to {new}'}, {place}"


@change()
def older_versions(zone: Zone) -> str | None:
    table = any_table(zone)
    rows = zone.some(table, 3) if table else []
    for row in rows:
        old = str(moment(min(t for t in changed_at(row) if t)) - DAY)
        for column in TABLES[table].columns:
            if column["name"] not in TABLES[table].key and column["name"] != "source_system":
                row[column["name"]] = zone.value(table, column["name"]) or row.get(column["name"])
        if table == ORDERS:
            row["ordered_at"] = zone.newest[table][key(table, row)]["ordered_at"]
        row["_loaded_at"] = old
        if "updated_at" in row:
            row["updated_at"] = old
    return f"in {zone.put(table, rows)}" if rows else None


@change()
def equally_new_versions(zone: Zone) -> str | None:
    table = any_table(zone)
    rows = zone.some(table, 2) if table else []
    for row in rows:
        for column in TABLES[table].columns:
            named = column["name"] not in (*TABLES[table].key, "updated_at", "source_system")
            if named and column["name"] != "ordered_at" and zone.rng.random() < 0.5:
                row[column["name"]] = zone.value(table, column["name"])
    return f"the later name wins in {zone.put(table, rows)}" if rows else None


@change(5)
def rows_deleted(zone: Zone) -> str | None:
    table = any_table(zone)
    rows = zone.some(table, zone.rng.randint(1, 3)) if table else []
    kept = zone.rng.random() < 0.5
    told = []
    for row in rows:
        zone.newer(row)
        bare = {name: row[name] for name in (*TABLES[table].key, "_loaded_at")}
        told.append((row if kept else bare) | {"_deleted": "true"})
    return f"in {zone.put(table, told)}" if rows else None


@change(3)
def deleted_rows_come_back(zone: Zone) -> str | None:
    gone = [
        (table, row)
        for table, rows in sorted(zone.newest.items())
        for row in rows.values()
        if row.get("_deleted") == "true"
        and all(row.get(c["name"]) for c in TABLES[table].columns if c["required"])
    ]
    if not gone:
        return None
    table, row = zone.rng.choice(gone)
    zone.put(table, [zone.newer(dict(row) | {"_deleted": "false"})])
    return f"a row of {table}"


@change()
def a_file_sent_again_by_another_name(zone: Zone) -> str | None:
    file = some_file(zone)
    name = zone.put(file.table, list(file.rows), file.kind) if file else None
    return f"{file.table}/{file.name} as {name}" if file else None


def some_file(zone: Zone) -> object:
    """Return a drawn file that is there."""
    names = sorted(zone.there)
    return zone.there[zone.rng.choice(names)] if names else None


@change()
def a_file_rewritten(zone: Zone) -> str | None:
    file = some_file(zone)
    if file is None:
        return None
    rows = [dict(row) for row in file.rows]
    zone.rng.shuffle(rows)
    dropped = rows[: zone.rng.randint(0, len(rows) // 2)] if len(rows) > 1 else []
    zone.place(
        type(file)(file.table, file.name, tuple(rows[len(dropped) :]), file.columns, file.kind)
    )
    return f"{file.table}/{file.name} without {len(dropped)} rows, in another order"


@change(1)
def a_file_vanishes(zone: Zone) -> str | None:
    file = some_file(zone)
    if file is None:
        return None
    zone.remove(file)
    if zone.rng.random() < 0.5:
        zone.waiting.append(file)
    return f"{file.table}/{file.name}"


@change(1)
def a_table_vanishes(zone: Zone) -> str | None:
    file = some_file(zone)
    if file is None:
        return None
    gone = [f for f in zone.there.values() if f.table == file.table]
    for one in gone:
        zone.remove(one)
    zone.waiting += gone
    return file.table


@change(1)
def a_file_gets_another_time(zone: Zone) -> str | None:
    file = some_file(zone)
    if file is None:
        return None
    zone.touch(zone.path(file))
    return f"{file.table}/{file.name}"


@change(3)
def broken_rows(zone: Zone) -> str | None:
    table = any_table(zone)
    rows = zone.some(table, 2) if table else []
    for row in rows:
        zone.newer(row)
        columns = [c for c in TABLES[table].columns if c["name"] not in TABLES[table].key]
        wrong = [c for c in columns if c["data_type"] != "varchar" or c.get("accepted")]
        columns = wrong or [c for c in columns if c["required"]]
        if not columns:
            return None
        column = zone.rng.choice(columns)
        row[column["name"]] = "no such value" if column in wrong else None
        zone.broken.append((table, dict(row)))
    return f"in {zone.put(table, rows)}" if rows else None


@change()
def broken_rows_mended(zone: Zone) -> str | None:
    if not zone.broken:
        return None
    table, row = zone.broken.pop(zone.rng.randrange(len(zone.broken)))
    known = zone.newest.get(table, {}).get(tuple(row.get(n) for n in TABLES[table].key))
    if known is None:
        return None
    zone.put(table, [zone.newer(dict(known))])
    return f"a row of {table}"


@change(1)
def key_of_another_thing(zone: Zone) -> str | None:
    if zone.rng.random() < 0.5:
        rows = zone.some(ORDERS)
        for row in rows:
            row["ordered_at"] = str(moment(row["ordered_at"]) - 9 * DAY)
        return f"in {zone.put(ORDERS, [zone.newer(r) for r in rows])}" if rows else None
    rows = zone.some(CUSTOMERS)
    for row in rows:
        row["source_system"] = "another"
    return f"in {zone.put(CUSTOMERS, [zone.newer(r) for r in rows])}" if rows else None


@change(1)
def a_file_that_stops_the_load(zone: Zone) -> str | None:
    file = some_file(zone)
    if file is None:
        return None
    path = zone.path(file).with_name("of_another_kind.csv")
    path.write_text("what,is,this\n1,2,3\n", encoding="utf-8")
    zone.undo.append(str(path))
    return f"in {file.table}, until the next step"


# --- who is who ---------------------------------------------------------------------------------


@change(3)
def two_records_are_said_to_be_one(zone: Zone) -> str | None:
    return decided(zone, "always_match")


@change(3)
def two_records_are_said_to_be_two(zone: Zone) -> str | None:
    return decided(zone, "never_match")


def decided(zone: Zone, decision: str) -> str | None:
    """Decide on two records: drawn ones, or those that share a way to reach them."""
    records = zone.some(CUSTOMERS, 2)
    if len(records) < 2:
        return None
    if zone.rng.random() < 0.6:
        column = zone.rng.choice(("email", "phone", "member_no"))
        alike: dict[str, list[Row]] = {}
        for row in zone.rows(CUSTOMERS):
            if row.get(column):
                alike.setdefault(row[column], []).append(row)
        pairs = [rows for rows in alike.values() if len(rows) > 1]
        if pairs:
            records = zone.rng.sample(zone.rng.choice(pairs), 2)
    left, right = (row["customer_record_id"] for row in records)
    row = {
        "override_id": zone.new_id("ov"),
        "left_record_id": left,
        "right_record_id": right,
        "decision": decision,
        "decided_at": zone.any_time(),
        "_loaded_at": zone.stamp(),
    }
    zone.put("crm.identity_overrides", [row])
    return f"{left} and {right}: {decision} at {row['decided_at']}"


@change(3)
def a_decision_is_taken_back(zone: Zone) -> str | None:
    rows = zone.some("crm.identity_overrides")
    if not rows:
        return None
    row = zone.newer(rows[0])
    if zone.rng.random() < 0.5:
        row["_deleted"] = "true"
    else:
        other = {"always_match": "never_match", "never_match": "always_match"}
        row["decision"] = other.get(row["decision"], "never_match")
    zone.put("crm.identity_overrides", [row])
    return f"{row['override_id'][:40]}"


@change(3)
def two_records_share_an_address(zone: Zone) -> str | None:
    records = zone.some(CUSTOMERS, 2)
    if len(records) < 2:
        return None
    column = zone.rng.choice(("email", "phone", "member_no"))
    records[0][column] = records[1].get(column) or "shared@example.com"
    zone.put(CUSTOMERS, [zone.newer(records[0])])
    return f"{column} of {records[1]['customer_record_id']} at {records[0]['customer_record_id']}"


@change(3)
def a_shared_address_is_corrected(zone: Zone) -> str | None:
    alike: dict[tuple, list[Row]] = {}
    for row in zone.rows(CUSTOMERS):
        for column in ("email", "phone", "member_no"):
            if row.get(column):
                alike.setdefault((column, row[column]), []).append(row)
    shared = sorted((k for k, rows in alike.items() if len(rows) > 1))
    if not shared:
        return None
    column, value = zone.rng.choice(shared)
    row = dict(zone.rng.choice(alike[column, value]))
    row[column] = zone.rng.choice((None, f"own{zone.number}@example.com"))
    zone.put(CUSTOMERS, [zone.newer(row)])
    return f"{column} of {row['customer_record_id']}"


@change()
def a_crowd_shares_an_address(zone: Zone) -> str | None:
    records = zone.some(CUSTOMERS, 12)
    if len(records) < 12:
        return None
    column = zone.rng.choice(("email", "phone"))
    for row in records:
        row[column] = records[0].get(column) or "crowd@example.com"
        zone.newer(row)
    zone.put(CUSTOMERS, records)
    return f"{column} of {len(records)} records"


@change()
def a_new_record(zone: Zone) -> str:
    known = zone.some(CUSTOMERS)
    row: Row = {
        "customer_record_id": zone.new_id("rec"),
        "source_system": "app",
        "email": known[0].get("email") if known and zone.rng.random() < 0.5 else None,
        "country": zone.rng.choice(("JP", "DE", None)),
        "created_at": zone.rng.choice((None, zone.any_time())),
        "_loaded_at": zone.stamp(),
    }
    zone.put(CUSTOMERS, [row])
    return f"{row['customer_record_id'][:40]} with e-mail {row['email']}"


@change(3)
def an_erasure(zone: Zone) -> str | None:
    record = zone.person() if zone.rng.random() < 0.85 else zone.new_id("unknown")
    if record is None:
        return None
    row = {
        "request_id": zone.new_id("er"),
        "customer_record_id": record,
        "requested_at": zone.any_time(),
        "_loaded_at": zone.stamp(),
    }
    zone.put("crm.erasure_requests", [row])
    return f"of {record[:40]} at {row['requested_at']}"


def named_by_requests(zone: Zone) -> list[str]:
    """Return the records that requests name and that are there."""
    known = {row["customer_record_id"] for row in zone.rows(CUSTOMERS)}
    asked = {row["customer_record_id"] for row in zone.rows("crm.erasure_requests")}
    return sorted(known & asked)


@change()
def more_of_an_erased_person(zone: Zone) -> str | None:
    records = named_by_requests(zone)
    if not records:
        return None
    record, device = zone.rng.choice(records), zone.value(EVENTS, "anonymous_id")
    at = moment(zone.any_time())
    zone.put(EVENTS, [event(zone, device or zone.new_id("dev"), at, user_id=record)])
    person = dict(zone.newest[CUSTOMERS][(record,)])
    person["customer_record_id"] = zone.new_id("rec")
    zone.put(CUSTOMERS, [zone.newer(person)])
    return f"{record[:40]} logs in at {at} and is {person['customer_record_id'][:40]} too"


@change()
def rows_of_an_erased_person_corrected(zone: Zone) -> str | None:
    records = named_by_requests(zone)
    if not records:
        return None
    record = zone.rng.choice(records)
    found = [
        (table, row)
        for table in sorted(zone.newest)
        for row in zone.rows(table)
        if table != "crm.erasure_requests"
        and record in (row.get("customer_record_id"), row.get("user_id"))
    ]
    table, row = zone.rng.choice(found)
    row = zone.newer(dict(row))
    own = (*TABLES[table].key, "customer_record_id", "user_id", "ordered_at", "source_system")
    columns = [c["name"] for c in TABLES[table].columns if c["name"] not in (*own, "updated_at")]
    column = zone.rng.choice(columns)
    row[column] = zone.value(table, column)
    return f"{column} of {record[:40]} in {zone.put(table, [row])}"


@change()
def an_erasure_is_taken_back(zone: Zone) -> str | None:
    rows = zone.some("crm.erasure_requests")
    if not rows:
        return None
    zone.put("crm.erasure_requests", [zone.newer(rows[0]) | {"_deleted": "true"}])
    return f"of {rows[0]['customer_record_id'][:40]}"


@change()
def a_handle_is_linked(zone: Zone) -> str | None:
    person, handle = zone.person(), zone.value("social.mentions", "author_handle")
    if person is None or handle is None:
        return None
    row = {
        "customer_record_id": person,
        "platform": zone.value("social.mentions", "platform"),
        "handle": zone.rng.choice((handle, f"@{handle.upper()}")),
        "linked_at": zone.any_time(),
        "_loaded_at": zone.stamp(),
    }
    zone.put("social.customer_handles", [row])
    return f"{handle} to {person}"


@change()
def a_record_becomes_an_alias(zone: Zone) -> str | None:
    records = zone.some(CUSTOMERS, 2)
    if len(records) < 2:
        return None
    left, right = (row["customer_record_id"] for row in records)
    row = {
        "override_id": zone.new_id("ov"),
        "left_record_id": left,
        "right_record_id": right,
        "decision": "always_match",
        "decided_at": str(zone.now),
        "_loaded_at": str(zone.now),
    }
    zone.put("crm.identity_overrides", [row])
    zone.put(CUSTOMERS, [zone.newer(records[0]) | {"_deleted": "true"}])
    return f"{left} is deleted and was {right}"


# --- orders -------------------------------------------------------------------------------------


@change(4)
def an_order_of_any_age(zone: Zone) -> str:
    known, products = zone.some(CUSTOMERS), zone.some("commerce.products", 3)
    who: Row = known[0] if known else {}
    named = zone.rng.choice(("customer_record_id", "email", "member_no", "anonymous_id", "nobody"))
    row: Row = {
        "order_id": zone.new_id("or"),
        "ordered_at": zone.any_time(),
        "channel": zone.rng.choice(("web", "app", "store")),
        "status": zone.rng.choice(("paid", "paid", "paid", "pending", "cancelled")),
        "currency": zone.rng.choice(("JPY", "JPY", "USD", "XTS")),
        "_loaded_at": zone.stamp(),
        "anonymous_id": zone.value(EVENTS, "anonymous_id") if named == "anonymous_id" else None,
    }
    if named in who:
        row[named] = who[named]
    lines = [
        {
            "order_id": row["order_id"],
            "line_no": str(n),
            "product_id": (products[n % len(products)]["product_id"] if products else "p-none"),
            "quantity": str(zone.rng.randint(1, 3)),
            "unit_price": str(zone.rng.choice((0, 980, 12000))),
            "_loaded_at": row["_loaded_at"],
        }
        for n in range(1, zone.rng.randint(1, 4))
    ]
    if lines:
        zone.put("commerce.order_lines", lines)
    if zone.rng.random() < 0.8 or not lines:
        zone.put(ORDERS, [row])
    return f"{row['order_id'][:40]} at {row['ordered_at']}, named by {named}, {len(lines)} lines"


@change(3)
def order_lines_change(zone: Zone) -> str | None:
    rows = zone.some("commerce.order_lines", 3)
    for row in rows:
        zone.newer(row)
        row["quantity"] = zone.rng.choice(("0", "-1", "2", "1.5", "7"))
        if zone.rng.random() < 0.3:
            row["_deleted"] = "true"
    if rows and zone.rng.random() < 0.5:
        more = dict(rows[0], line_no="99", product_id=zone.new_id("p"), _deleted="false")
        rows.append(more)
    return f"in {zone.put('commerce.order_lines', rows)}" if rows else None


@change()
def a_refund(zone: Zone) -> str | None:
    order = zone.some(ORDERS)
    row: Row = {
        "refund_id": zone.new_id("re"),
        "order_id": order[0]["order_id"] if order and zone.rng.random() < 0.7 else None,
        "line_no": zone.rng.choice((None, "1")),
        "quantity": "1",
        "amount": zone.rng.choice(("100", "980", "5000")),
        "currency": zone.rng.choice(("JPY", "USD")),
        "customer_record_id": zone.person(),
        "refunded_at": zone.any_time(),
        "_loaded_at": zone.stamp(),
    }
    zone.put("commerce.refunds", [row])
    return f"of {row['order_id']} at {row['refunded_at']}"


@change(3)
def a_price_that_reaches_back(zone: Zone) -> str | None:
    rows = zone.some("commerce.products", 2)
    for row in rows:
        zone.newer(row)
        row["unit_cost"] = zone.rng.choice((None, "1", "333.3333"))
        row["currency"] = zone.rng.choice((row.get("currency"), "USD", None))
        row["category"] = zone.value("commerce.products", "category")
    return f"in {zone.put('commerce.products', rows)}" if rows else None


@change(3)
def an_exchange_rate_that_reaches_back(zone: Zone) -> str:
    months = zone.rng.randint(-1, 30)
    at = (zone.now - months * 30 * DAY).date().replace(day=1)
    row = {
        "month": str(at),
        "currency": zone.rng.choice(("USD", "EUR", "XTS", "CNY")),
        "rate_to_reporting": str(zone.rng.choice((7.5, 100, 123.456789, 141.1))),
        "_loaded_at": zone.stamp(),
    }
    zone.put("reference.fx_rates", [row])
    return f"{row['currency']} of {at}: {row['rate_to_reporting']}"


@change()
def a_subscription_term(zone: Zone) -> str | None:
    person = zone.person()
    known = zone.some("commerce.subscriptions")
    if person is None:
        return None
    at = moment(zone.any_time())
    row: Row = {
        "subscription_id": known[0]["subscription_id"] if known else zone.new_id("su"),
        "term_no": str(zone.rng.randint(1, 6)),
        "customer_record_id": person,
        "plan": zone.value("commerce.subscriptions", "plan") or "basic",
        "currency": zone.rng.choice(("JPY", "USD")),
        "monthly_amount": "980",
        "started_at": str(at),
        "ends_at": zone.rng.choice((None, str(at + 30 * DAY), str(at + 365 * DAY))),
        "cancelled_at": zone.rng.choice((None, None, str(at + 20 * DAY))),
        "_loaded_at": zone.stamp(),
    }
    zone.put("commerce.subscriptions", [row])
    return f"{row['subscription_id'][:40]} {row['term_no']} of {person} from {at}"


# --- contacts, surveys, tickets -----------------------------------------------------------------


@change()
def messages_of_a_new_campaign(zone: Zone) -> str | None:
    people = zone.some(CUSTOMERS, 6)
    if not people:
        return None
    campaign, at = zone.new_id("ca"), moment(zone.any_time())
    facts = {"campaign_id": campaign, "name": "n", "is_commercial": "true"}
    zone.put("messaging.campaigns", [facts | {"_loaded_at": zone.stamp()}])
    rows = [
        {
            "message_id": zone.new_id("me"),
            "campaign_id": campaign,
            "customer_record_id": row["customer_record_id"],
            "channel": zone.rng.choice(("email", "line")),
            "sent_at": str(at),
            "first_opened_at": zone.rng.choice((None, str(at + DAY / 3))),
            "first_clicked_at": zone.rng.choice((None, str(at + DAY / 2))),
            "is_commercial": "true",
            "_loaded_at": zone.stamp(),
        }
        for row in people
    ]
    return f"in {zone.put('messaging.messages', rows)}, sent at {at}"


@change(3)
def old_messages_are_opened(zone: Zone) -> str | None:
    rows = zone.some("messaging.messages", 5)
    for row in rows:
        zone.newer(row)
        sent = moment(row["sent_at"])
        for column in ("delivered_at", "first_opened_at", "first_clicked_at", "unsubscribed_at"):
            if sent and zone.rng.random() < 0.5:
                row[column] = zone.after(sent, 5 * DAY)
    return f"in {zone.put('messaging.messages', rows)}" if rows else None


@change()
def a_new_survey(zone: Zone) -> str:
    survey, people = zone.new_id("sv"), zone.some(CUSTOMERS, 5)
    kind = zone.rng.choice(("relational", "transactional"))
    stamp = zone.stamp()
    facts = {"survey_id": survey, "name": "s", "survey_type": kind, "touchpoint": "delivery"}
    answers, responses = [], []
    for row in people:
        response = zone.new_id("rs")
        responses.append(
            {
                "response_id": response,
                "survey_id": survey,
                "customer_record_id": row["customer_record_id"],
                "responded_at": zone.any_time(),
                "is_finished": "true",
                "_loaded_at": stamp,
            }
        )
        score = str(zone.rng.randint(0, 10))
        answers.append(
            {"response_id": response, "question_id": "q1", "score": score, "_loaded_at": stamp}
        )
    question = {"survey_id": survey, "question_id": "q1", "question_type": "nps"}
    pieces = {
        "survey.surveys": [facts | {"_loaded_at": stamp}],
        "survey.questions": [question | {"_loaded_at": stamp}],
        "survey.responses": responses,
        "survey.answers": answers,
    }
    # What is left out may come later; answers without a question are judged then.
    left_out = zone.rng.choice((None, *pieces))
    for table, rows in pieces.items():
        if rows and table != left_out:
            zone.put(table, rows)
        elif rows:
            zone.waiting.insert(0, zone._file(table, rows, f"late_{zone.number}", "parquet"))
    return f"{survey[:40]} with {len(responses)} responses, {left_out} later"


@change(3)
def a_question_changes(zone: Zone) -> str | None:
    rows = zone.some("survey.questions")
    if not rows:
        return None
    row = zone.newer(rows[0])
    what = zone.rng.choice(("is_reversed", "missing_codes", "scale", "question_type", "item"))
    if what == "scale":
        row |= {"scale_min": "0", "scale_max": zone.rng.choice(("4", "5", "10"))}
    else:
        row[what] = {
            "is_reversed": "true",
            "missing_codes": "0,5,9",
            "question_type": zone.rng.choice(("nps", "csat", "satisfaction", "comment")),
            "item": zone.value("survey.questions", "item"),
        }[what]
    zone.put("survey.questions", [row])
    return f"{what} of {row['survey_id'][:40]} {row['question_id']}"


@change(3)
def responses_move(zone: Zone) -> str | None:
    rows = zone.some("survey.responses", 3)
    for row in rows:
        zone.newer(row)
        what = zone.rng.choice(("customer_record_id", "responded_at", "is_finished", "survey_id"))
        row[what] = {
            "customer_record_id": zone.rng.choice((zone.person(), None)),
            "responded_at": zone.any_time(),
            "is_finished": zone.rng.choice(("true", "false")),
            "survey_id": zone.value("survey.surveys", "survey_id") or row["survey_id"],
        }[what]
    return f"in {zone.put('survey.responses', rows)}" if rows else None


@change(3)
def answers_change(zone: Zone) -> str | None:
    rows = zone.some("survey.answers", 4)
    for row in rows:
        zone.newer(row)
        row["score"] = zone.rng.choice(("1", "3", "5", "9", "42", None))
        if zone.rng.random() < 0.3:
            row["text"] = zone.rng.choice(("配送が遅い。最悪です", "Great delivery, thank you!"))
        if zone.rng.random() < 0.2:
            row["_deleted"] = "true"
    return f"in {zone.put('survey.answers', rows)}" if rows else None


@change(3)
def tickets_change(zone: Zone) -> str | None:
    rows = zone.some("support.tickets", 3)
    for row in rows:
        zone.newer(row)
        what = zone.rng.choice(("merged_into_ticket_id", "topic", "is_spam", "resolved_at", "who"))
        row |= {
            "merged_into_ticket_id": {
                what: zone.rng.choice((None, zone.value("support.tickets", "ticket_id")))
            },
            "topic": {what: zone.value("support.tickets", "topic")},
            "is_spam": {what: zone.rng.choice(("true", "false"))},
            "resolved_at": {what: zone.rng.choice((None, zone.any_time()))},
            "who": {"requester_record_id": zone.person(), "created_at": zone.any_time()},
        }[what]
    return f"in {zone.put('support.tickets', rows)}" if rows else None


@change()
def texts_change(zone: Zone) -> str | None:
    places = {
        "commerce.reviews": "text",
        "social.mentions": "text",
        "community.posts": "text",
        "community.ideas": "text",
        "support.tickets": "body",
        "feedback.interviews": "note",
    }
    table = zone.rng.choice(sorted(places))
    rows = zone.some(table, 3)
    for row in rows:
        zone.newer(row)
        said = zone.value(table, places[table]) or "a text"
        row[places[table]] = zone.rng.choice((said, f"{said} 😀 価格が高い", "broken", None))
    return f"in {zone.put(table, rows)}" if rows else None


# --- how it is read -----------------------------------------------------------------------------

SEEDS = (
    "bot_patterns",
    "brand_terms",
    "channel_rules",
    "event_aliases",
    "fx_rates",
    "holidays",
    "identity_bypass",
    "ignored_referrers",
    "journey_stage_rules",
    "nps_benchmarks",
    "platform_metrics",
    "sla_targets",
    "topic_terms",
)


@change(3)
def a_row_of_a_seed_goes(zone: Zone) -> str | None:
    name = zone.rng.choice(SEEDS)
    header, *rows = seed(zone, name)
    if not rows:
        return None
    gone = rows.pop(zone.rng.randrange(len(rows)))
    lay(zone, name, [header, *rows])
    return f"{name} without {gone}"[:150]


@change(3)
def a_row_of_a_seed_comes(zone: Zone) -> str:
    host = zone.value(EVENTS, "page_referrer") or "https://www.google.com/"
    added = {
        "bot_patterns": ["Mozilla" if zone.rng.random() < 0.5 else "bot-x", "a note"],
        "channel_rules": ["0", "google", "", "", "", zone.rng.choice(("email", "paid_search"))],
        "event_aliases": [zone.rng.choice(("search", "feature_use")), "page_view"],
        "identity_bypass": ["email", (zone.value(CUSTOMERS, "email") or "x@y.z").lower()],
        "ignored_referrers": [host.split("/")[2] if "//" in host else "x.example", "a note"],
        "topic_terms": ["delivery", zone.rng.choice(("thank", "great", "ありがとう")), "word"],
    }
    name = zone.rng.choice(sorted(added))
    header, *rows = seed(zone, name)
    wanted = dict(zip(header, added[name], strict=False))
    lay(zone, name, [header, [wanted.get(c, "") for c in header], *rows])
    return f"{name} with {added[name]}"


@change(1)
def a_seed_in_another_order(zone: Zone) -> str:
    name = zone.rng.choice(SEEDS)
    header, *rows = seed(zone, name)
    zone.rng.shuffle(rows)
    lay(zone, name, [header, *rows])
    return name


def seed(zone: Zone, name: str) -> list[list[str]]:
    """Return the lines of a seed."""
    with (zone.seeds / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def lay(zone: Zone, name: str, lines: list[list[str]]) -> None:
    """Write the lines of a seed."""
    unique = {repr(line): line for line in lines}
    with (zone.seeds / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(unique.values())


# Few, as the project is compiled anew for each: what they are is drawn, not how many.
VARIABLES = {
    "session_timeout_minutes": (10, 90),
    "session_login_days": (2,),
    "attribution_window_days": (7,),
    "business_timezone": ("Asia/Tokyo", "America/New_York"),
    "reporting_currency": ("USD",),
    "identity_block_records": (2,),
    "earliest_date": ("2024-06-01",),
    "publish_texts": (True,),
    "survey_segments": (["age"],),
    "own_domains": (["www.google.com"],),
}


@change(1)
def a_variable_changes(zone: Zone) -> str:
    name = zone.rng.choice(sorted(VARIABLES))
    if zone.variables.pop(name, None) is not None:
        return f"{name} as it was"
    zone.variables[name] = zone.rng.choice(VARIABLES[name])
    return f"{name} {zone.variables[name]}"


@change(1)
def another_as_of(zone: Zone) -> str:
    days = zone.rng.choice((None, None, -10, 0, 5, 45, 200))
    zone.variables.pop("as_of", None)
    if days is not None:
        at = zone.now - days * DAY
        zone.variables["as_of"] = zone.rng.choice((str(at.date()), str(at.replace(microsecond=0))))
    return f"as_of {zone.variables.get('as_of')}"


@change(1)
def the_zone_is_moved(zone: Zone) -> str:
    zone.number += 1
    zone.folder = zone.folder.rename(zone.folder.with_name(f"moved_{zone.number}"))
    return zone.folder.name


@change()
def nothing_happens(zone: Zone) -> str:
    return "nothing"


@change(3)
def waiting_files_come(zone: Zone) -> str:
    return f"{zone.deliver(zone.rng.choice((0.05, 0.2, 0.6)))} files"


@change()
def a_refresh_is_broken_off(zone: Zone) -> str:
    zone.is_interrupted = True
    return "on its way, and done again"
