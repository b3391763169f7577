"""Macros of business rules, rendered by dbt and run by DuckDB on a handful of values."""

import hashlib
import math
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from parsed import project
from scipy.stats import binomtest, norm


def value(expression: str, **columns: object) -> object:
    """Return an SQL expression over one row of named values."""
    names = ", ".join(f"? as {name}" for name in columns) or "1 as one"
    with duckdb.connect() as connection:
        row = connection.execute(
            f"select {expression} from (select {names})", list(columns.values())
        ).fetchone()
    return row[0]


def column(expression: str, name: str, values: list[object]) -> list[object]:
    """Return an SQL expression for each of some values, in their order."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select {expression} from unnest(?) with ordinality as given({name}, i) order by i",
            [values],
        ).fetchall()
    return [row[0] for row in rows]


# --- statistics ---------------------------------------------------------------------------------


def test_the_p_value_agrees_with_scipy_to_twelve_digits() -> None:
    limits = [0.66, 0.6600001, 5.65, 5.6500001, 36.99999]
    statistics = [*(i / 100 for i in range(3701)), 1e-9, *limits]
    sql = project().macro("two_sided_p_value", "z")
    for z, p, exact in zip(
        statistics, column(sql, "z", statistics), 2 * norm.sf(statistics), strict=True
    ):
        assert math.isclose(p, exact, rel_tol=1e-12), f"z = {z}: {p} is not {exact}"


def test_the_p_value_far_out_is_zero_and_without_a_statistic_null() -> None:
    sql = project().macro("two_sided_p_value", "z")
    assert column(sql, "z", [37.5, 38.0, 40.0, 1e9]) == [0, 0, 0, 0]
    assert value(project().macro("two_sided_p_value", "cast(null as double)")) is None


def test_wilsons_interval_agrees_with_scipy() -> None:
    low, high = (project().macro(f"wilson_{end}", "successes", "trials") for end in ("low", "high"))
    for successes, trials in ((0, 1), (1, 1), (1, 3), (5, 10), (0, 324), (999, 1000)):
        exact = binomtest(successes, trials).proportion_ci(0.95, method="wilson")
        given = {"successes": successes, "trials": trials}
        assert value(low, **given) == pytest.approx(exact.low, abs=1e-7)
        assert value(high, **given) == pytest.approx(exact.high, abs=1e-7)


def test_wilsons_interval_is_that_of_newcombes_table() -> None:
    """R. Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I."""
    low, high = (project().macro(f"wilson_{end}", "successes", "trials") for end in ("low", "high"))
    for successes, trials, printed in ((81, 263, (0.2553, 0.3662)), (0, 20, (0, 0.1611))):
        given = {"successes": successes, "trials": trials}
        limits = (value(low, **given), value(high, **given))
        assert tuple(round(limit, 4) for limit in limits) == printed


def test_wilsons_interval_holds_the_share_whatever_the_rounding() -> None:
    low, high = (project().macro(f"wilson_{end}", "k", "n") for end in ("low", "high"))
    outside = (
        f"select n, k from range(1, 400) as ns (n), lateral range(n + 1) as ks (k) "
        f"where not (k / n between {low} and {high} and {low} >= 0 and {high} <= 1)"
    )
    with duckdb.connect() as connection:
        assert connection.execute(outside).fetchall() == []


# --- numbers ------------------------------------------------------------------------------------


def test_a_ratio_is_a_double_and_null_over_nothing() -> None:
    assert value(project().macro("ratio", 1, 4)) == 0.25
    assert value(project().macro("ratio", 1, 0)) is None
    assert value(project().macro("ratio", 0, "null")) is None
    assert value(f"typeof({project().macro('ratio', 'cast(1 as decimal(18, 4))', 3)})") == "DOUBLE"


def test_money_is_rounded_half_away_from_zero() -> None:
    sql = project().macro("money", "cast(amount as decimal(38, 10))")
    amounts = ["0.00005", "-0.00005", "0.00004999", "1.00015", "-1.00015"]
    rounded = ["0.0001", "-0.0001", "0.0000", "1.0002", "-1.0002"]
    assert [str(a) for a in column(sql, "amount", amounts)] == rounded


def test_an_amount_of_any_size_is_converted_without_overflow() -> None:
    sql = project().macro("in_reporting_currency", "cast(amount as decimal(18, 4))", "rate")
    sql = f"cast({sql} as varchar)".replace("rate", "cast(9.1234567891234567 as decimal(20, 16))")
    got = value(sql, amount="999999999999.9999")
    assert got.startswith("9123456789123.4557876543210876543")
    # From 10 trillion on an amount is a slip, and as good as one without a rate.
    assert value(sql, amount="99999999999999.9999") is None


def test_counting_nothing_gives_zero() -> None:
    assert value(f"(select {project().macro('count_where', 'true')} from range(0))") == 0


# --- identifiers --------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", ["ann@example.com", "81312345678", "x:花子", "it's"])
@pytest.mark.parametrize("salt", ["engagement", "it's a secret", "塩"])
def test_identifiers_are_salted_and_hashed_as_utf8(identifier: str, salt: str) -> None:
    sql = project().macro("identifier_hash", "email", "value")
    sql = re.sub(r'"\w+"\."\w+"\."identity_salt"', "(select $salt as salt)", sql)
    with duckdb.connect() as connection:
        (got,) = connection.execute(
            f"select {sql} from (select $value as value)", {"salt": salt, "value": identifier}
        ).fetchone()
    assert got == hashlib.sha256(f"{salt}|email|{identifier}".encode()).hexdigest()


def test_the_salt_stands_in_no_sql() -> None:
    with project().variables(identity_salt="pepper-and-more"):
        assert "pepper" not in project().macro("identifier_hash", "email", "value")


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        (" Ann@Example.COM\t", "ann@example.com"),
        ("　花子@例え.jp　", "花子@例え.jp"),
        ("\u00a0a@b\r\n", "a@b"),
        ("nobody", None),
        ("", None),
        (None, None),
    ],
)
def test_mails_are_compared_trimmed_and_in_lower_case(typed: str, compared: str) -> None:
    assert value(project().macro("normalised_email", "typed"), typed=typed) == compared


@pytest.mark.parametrize(
    ("platform", "handle", "compared"),
    [
        (" X ", " @Ann ", "x:ann"),
        ("x", "@@ann", "x:ann"),
        ("line", "a@b", "line:a@b"),
        ("x", None, None),
    ],
)
def test_handles_are_compared_without_the_leading_sign(
    platform: str, handle: str, compared: str
) -> None:
    sql = project().macro("normalised_handle", "platform", "handle")
    assert value(sql, platform=platform, handle=handle) == compared


# --- time ---------------------------------------------------------------------------------------

ZONES = ["UTC", "Asia/Tokyo", "America/New_York", "Europe/Berlin", "Pacific/Apia", "Asia/Kathmandu"]


@pytest.mark.parametrize("zone", ZONES)
def test_business_dates_follow_the_zone_through_changes_of_the_clock(zone: str) -> None:
    # Every 30 minutes round the changes of the clock in 2026 and Samoa's skipped 30 December 2011.
    starts = [
        datetime(2026, 3, 7),
        datetime(2026, 3, 28),
        datetime(2026, 10, 24),
        datetime(2011, 12, 29),
    ]
    moments = [start + timedelta(minutes=30 * i) for start in starts for i in range(4 * 48)]
    moments += [m - timedelta(microseconds=1) for m in moments]
    local = [m.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) for m in moments]
    with project().variables(business_timezone=zone):
        dates = column(project().macro("business_date", "moment"), "moment", moments)
        hours = column(project().macro("business_hour", "moment"), "moment", moments)
    assert dates == [m.date() for m in local]
    assert hours == [m.hour for m in local]


# Clocks of Havana and the Azores go back to midnight, which comes twice; those of Beirut from it.
@pytest.mark.parametrize(
    "zone", [*ZONES[:4], "America/Havana", "Atlantic/Azores", "Asia/Beirut", "Australia/Lord_Howe"]
)
def test_a_business_date_starts_where_the_day_before_ends(zone: str) -> None:
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]
    with project().variables(business_timezone=zone):
        starts = column(project().macro("starts_at", "day"), "day", days)
        own = column(project().macro("business_date", "moment"), "moment", starts)
        before = [s - timedelta(microseconds=1) for s in starts]
        previous = column(project().macro("business_date", "moment"), "moment", before)
    assert own == days
    assert previous == [d - timedelta(days=1) for d in days]


def test_an_hour_that_comes_twice_is_meant_the_first_time() -> None:
    texts = ["2026-11-01 00:30", "2026-11-01 01:00", "2026-11-01 01:30", "2026-11-01 02:00"]
    zone = ZoneInfo("America/New_York")
    with project().variables(business_timezone=str(zone)):
        moments = column(project().macro("starts_at", "x"), "x", texts)
    # Python's clock takes the first one as well, unless told otherwise (PEP 495).
    wanted = [datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC) for text in texts]
    assert moments == [moment.replace(tzinfo=None) for moment in wanted]


def test_weeks_start_on_monday() -> None:
    days = [date(2026, 3, 2) + timedelta(days=i) for i in range(7)]
    assert column(project().macro("iso_weekday", "day"), "day", days) == [1, 2, 3, 4, 5, 6, 7]


def test_months_keep_the_day_inside_the_month() -> None:
    assert value(project().macro("add_months", "day", 1), day=date(2026, 1, 31)) == date(
        2026, 2, 28
    )
    assert value(project().macro("add_months", "day", -1), day=date(2028, 3, 31)) == date(
        2028, 2, 29
    )
    sql = project().macro("months_between", "a", "b")
    assert value(sql, a=date(2025, 12, 31), b=date(2026, 1, 1)) == 1
    assert value(sql, a=date(2026, 3, 1), b=date(2025, 3, 31)) == -12


def test_days_between_counts_midnights() -> None:
    sql = project().macro("days_between", "a", "b")
    assert value(sql, a=date(2028, 2, 28), b=date(2028, 3, 1)) == 2
    assert value(sql, a=date(2028, 3, 1), b=date(2028, 2, 28)) == -2


# --- variables ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-31", datetime(2026, 3, 31, 14, 59, 59, 999999)),
        ("2028-02-29", datetime(2028, 2, 29, 14, 59, 59, 999999)),
        ("2026-03-31 10:00", datetime(2026, 3, 31, 10)),
        ("2026-03-31T10:00:01Z", datetime(2026, 3, 31, 10, 0, 1)),
        ("2026-03-31 10:00:01.5", datetime(2026, 3, 31, 10, 0, 1, 500000)),
        ("2026-03-31 23:59:59.999999", datetime(2026, 3, 31, 23, 59, 59, 999999)),
    ],
)
def test_moments_are_read_to_the_microsecond(text: str, moment: datetime) -> None:
    with project().variables(business_timezone="Asia/Tokyo"):
        assert project().macro("parsed_moment", text) == moment


@pytest.mark.parametrize(
    "text",
    ["", "today", "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01", "2026-3-1"]
    + ["2026-03-01 24:00", "2026-03-01 10:60", "2026-03-01 10:00:60", "2026-03-01 10:00:00+09:00"]
    + ["2026-03-01 10:00:00.1234567", "20260301", "2026-03-01 ", "1900-02-29"],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    assert project().macro("parsed_moment", text) is None


def test_a_date_in_a_zone_that_changes_its_clock_ends_at_local_midnight() -> None:
    with project().variables(business_timezone="America/New_York"):
        before = project().macro("parsed_moment", "2026-03-07")
        after = project().macro("parsed_moment", "2026-03-08")
    assert before == datetime(2026, 3, 8, 4, 59, 59, 999999)
    assert after == datetime(2026, 3, 9, 3, 59, 59, 999999)


def test_the_defaults_are_right() -> None:
    assert project().macro("validate_vars") == ""


@pytest.mark.parametrize(
    ("name", "wrong", "allowed"),
    [
        ("session_timeout_minutes", 0, "a whole number from 1 to 1440"),
        ("session_timeout_minutes", 30.5, "a whole number from 1 to 1440"),
        ("session_timeout_minutes", "30", "a whole number from 1 to 1440"),
        ("identity_block_records", True, "a whole number from 1 to 1000"),
        ("default_margin_rate", 1.01, "a number from 0 to 1"),
        ("discount_rate", None, "a number from 0 to 10"),
        ("reporting_currency", "yen", "an ISO 4217 code such as JPY"),
        ("default_country", 81, "an ISO 3166 code such as JP"),
        ("identity_salt", "", "a text of at least 8 characters"),
        ("business_timezone", "Tokyo", "an IANA time zone such as Asia/Tokyo"),
        ("own_domains", "shop.example.com", "a list of host names"),
        ("own_domains", [1], "a list of host names"),
        ("activity_retention_brackets", "1-7;8-14", "day numbers from-to by commas"),
        ("activity_retention_brackets", "1-7,14-8", "a bracket that does not end before it begins"),
        ("activity_retention_brackets", "1-7,1-30", "a bracket that does not end before it begins"),
        ("as_of", "yesterday", "null, a date YYYY-MM-DD or a UTC timestamp"),
        ("as_of", "2026-02-30", "null, a date YYYY-MM-DD or a UTC timestamp"),
    ],
)
def test_a_wrong_variable_is_named_with_its_value_and_what_is_allowed(
    name: str, wrong: object, allowed: str
) -> None:
    from dbt_common.exceptions import CompilationError

    with project().variables(**{name: wrong}), pytest.raises(CompilationError) as error:
        project().macro("validate_vars")
    assert f"Variable {name} = " in str(error.value)
    assert f"allowed is {allowed}" in str(error.value)
    assert "--vars" in str(error.value)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"new_days": 200}, "new_days, active_days, lapsing_days = [200, 180, 365]"),
        ({"lapsing_days": 100}, "allowed is an ascending order"),
        ({"referral_share": 0.6, "influence_share": 0.5}, "allowed is at most 1"),
    ],
)
def test_variables_that_contradict_each_other_are_refused(
    values: dict[str, object], said: str
) -> None:
    from dbt_common.exceptions import CompilationError

    with project().variables(**values), pytest.raises(CompilationError, match="Variables") as error:
        project().macro("validate_vars")
    assert said in str(error.value)


def test_an_unknown_variable_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    unknown = ("--vars", '{"as_off": null}')
    project().dbt("run-operation", "validate_vars", *unknown, succeeds=False)
    said = capsys.readouterr().out
    assert "Variable as_off is unknown" in said
    assert "as_of" in said
    assert "business_timezone" in said
