"""Every kind of trouble that the made-up company plants is found, exactly, and does no harm."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from homes import COMPANY_END
from light import Outcome

from orchestration import yamls
from orchestration.contract import STAGING_DIR
from sample_company.desk import WRAPPED

Zone = tuple[Path, dict]


def _records(built: Outcome) -> dict[str, str]:
    """Customer of every record that is known."""
    return dict(
        built.query(
            "select identifier_hash, customer_id from marts.customer_identities "
            "where identifier_type = 'record'"
        )
    )


def test_nothing_that_is_planted_stops_a_refresh(built: Outcome) -> None:
    assert built.is_published, built.failed
    assert {test.name for test in built.failed} == {"assert_landing_data_looks_right"}
    assert built.loaded.warnings == []


def test_every_finding_is_planted_and_everything_planted_is_told(
    zone: Zone, built: Outcome
) -> None:
    expected = {
        (item["table"], item["column"], item["check"]): item["rows"] for item in zone[1]["findings"]
    }
    assert len(expected) > 20
    found = {
        tuple(key): rows
        for *key, rows in built.query(
            "select source || '.' || table_name, column_name, check_name, row_count "
            "from audit.data_checks"
        )
    }
    assert found == expected
    assert not built.query("select * from audit.data_checks where is_critical")


def test_optional_values_that_cannot_be_become_null(zone: Zone, built: Outcome) -> None:
    for table, columns in zone[1]["values_that_become_null"].items():
        found = built.query(
            "select column_name, count(*) from audit.nulled_values "
            "where source || '.' || table_name = ? group by all",
            table,
        )
        assert dict(found) == columns
        counted = built.query(
            "select nulled_value_count from marts.source_reconciliation "
            "where source || '.' || table_name = ?",
            table,
        )
        assert counted == [(sum(columns.values()),)]


def test_who_shares_a_phone_or_a_word_for_nothing_is_not_merged(zone: Zone, built: Outcome) -> None:
    customers = _records(built)
    for group in zone[1]["identity"]["records_of_different_people"]:
        assert len({customers[record] for record in group}) == len(group), group


def test_who_is_one_is_merged_however_it_is_written(zone: Zone, built: Outcome) -> None:
    customers = _records(built)
    for pair in zone[1]["identity"]["records_of_one_person"]:
        assert len({customers[record] for record in pair}) == 1, pair


def test_orders_of_a_merged_record_follow_the_other_one(zone: Zone, built: Outcome) -> None:
    customers = _records(built)
    for merged in zone[1]["identity"]["merged_in_the_source"]:
        owners = built.query(
            """
            select distinct orders.customer_id
            from raw.commerce__orders as raw_orders
            inner join marts.orders as orders using (order_id)
            where raw_orders.customer_record_id = ?
            """,
            merged["deleted"],
        )
        assert owners == [(customers[merged["survivor"]],)]


def test_customer_numbers_that_went_through_a_float_column_find_their_customers(
    built: Outcome,
) -> None:
    rows = built.query("select customer_id from marts.orders where order_id like 'DSK-____'")
    assert len(rows) > 5
    assert all(customer is not None for (customer,) in rows)


def test_an_erasure_of_nobody_waits_for_the_record(zone: Zone, built: Outcome) -> None:
    found = built.query("select count(*) from audit.erasures where state = 'unknown_record'")
    assert found == [(zone[1]["identity"]["erasure_requests_of_nobody"],)]


def test_robots_are_seen_and_counted_nowhere_else(zone: Zone, built: Outcome) -> None:
    robots = zone[1]["found_besides"]["robot_sessions"]
    assert built.query("select count(*) from marts.sessions where is_bot") == [(robots,)]
    assert built.query(
        "select count(*) from marts.sessions inner join marts.touchpoints using (session_id) "
        "where is_bot"
    ) == [(0,)]


def test_devices_of_everybody_and_of_nobody_own_no_visit(zone: Zone, built: Outcome) -> None:
    besides = zone[1]["found_besides"]
    blocked = built.query(
        "select blocked_identifier_count from marts.identity_quality "
        "where identifier_type = 'anonymous_id'"
    )
    # The tablet in each block's shop, and the zeros.
    assert blocked == [(besides["shared_devices"] + 1,)]
    owners = built.query("select distinct customer_id from marts.sessions where platform = 'other'")
    assert owners == [(None,)]
    outside = built.query(
        "select (select count(*) from staging.stg_web__events) - sum(event_count) "
        "from marts.sessions"
    )
    assert outside == [(besides["events_without_device"],)]


def test_a_scale_that_is_turned_round_counts_as_it_was_meant(zone: Zone, built: Outcome) -> None:
    besides = zone[1]["found_besides"]
    ((count, total),) = built.query(
        "select sum(response_count), sum(mean_score * response_count) "
        "from marts.satisfaction_scores where touchpoint = 'store_visit' and metric = 'csat'"
    )
    assert count == besides["tablet_csat_count"]
    assert total == pytest.approx(besides["tablet_csat_sum"])


def test_letters_arrive_or_come_back(built: Outcome) -> None:
    ((sent, delivered, opened),) = built.query(
        "select sum(sent_count), sum(delivered_count), sum(opened_count) "
        "from marts.message_performance where channel = 'post'"
    )
    assert 0.8 < delivered / sent < 1
    assert opened == 0


def test_a_mailing_that_nobody_stopped_wears_some_customers_out(built: Outcome) -> None:
    ((worn, all_of_them),) = built.query(
        "select count(*) filter (where is_over_contacted), count(*) from marts.contact_preferences"
    )
    assert 0 < worn < all_of_them / 20


def test_a_service_without_a_cost_makes_margins_estimates(built: Outcome) -> None:
    rows = built.query("select order_id from marts.orders where is_cost_estimated")
    assert {order[:4] for (order,) in rows} == {"DSK-"}
    assert len(rows) == WRAPPED


def test_no_source_looks_stale_on_the_morning_after(built: Outcome) -> None:
    morning = datetime.combine(COMPANY_END, time(20, 0))  # five o'clock in Japan, UTC
    stale = []
    for file in sorted(STAGING_DIR.glob("*/_*__sources.yml")):
        for source in yamls.read(file.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                rule = table["config"]["freshness"]["warn_after"]
                name = f"{source['name']}__{table['name']}"
                ((newest,),) = built.query(f"select max(_loaded_at) from raw.{name}")
                if newest + timedelta(**{f"{rule['period']}s": rule["count"]}) < morning:
                    stale.append(name)
    assert stale == []


def test_platforms_are_complete_with_what_they_report(built: Outcome) -> None:
    rows = built.query(
        "select platform, bool_and(is_complete) from marts.social_posts "
        "where impression_count is not null group by 1"
    )
    assert len(rows) == 5
    assert all(is_complete for _, is_complete in rows), rows


def test_tills_that_send_line_amounts_and_kilos_add_up(built: Outcome) -> None:
    ((lines, weighed, differing),) = built.query(
        """
        with sums as (
            select order_id, sum(line_amount) as amount, count(*) as line_count,
                count(*) filter (where quantity != floor(quantity)) as weighed
            from staging.stg_commerce__order_lines
            group by order_id
            having count(line_amount) = count(*)
        )
        select sum(line_count), sum(weighed), count(*) filter (where gross_sales != amount)
        from marts.orders inner join sums using (order_id)
        """
    )
    assert lines > 50
    assert weighed > 10
    assert differing == 0


def test_every_mart_has_rows(built: Outcome) -> None:
    names = built.query(
        "select table_name from duckdb_tables() "
        "where database_name = 'marts_build' and schema_name = 'marts'"
    )
    assert len(names) >= 39
    empty = [
        name for (name,) in names if built.query(f"select count(*) from marts.{name}")[0][0] == 0
    ]
    assert empty == []
