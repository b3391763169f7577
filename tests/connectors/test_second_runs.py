"""What connectors make of what a vendor no longer says: runs over tables that change."""

import datetime as dt
from pathlib import Path

import duckdb

from connectors.description import FOLDER, read_connector
from connectors.running import Order, Outcome, run


class Source:
    """A vendor's tables that a test writes, and the zone that a connector fills from them."""

    def __init__(self, folder: Path, vendor: str) -> None:
        self._folder, self._vendor = folder, vendor
        self._tables = folder / "tables"
        self._tables.mkdir()
        (folder / "zone").mkdir()

    def write(self, table: str, *lines: str) -> None:
        (self._tables / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run(self, day: int) -> Outcome:
        order = Order(
            self._vendor,
            read_connector(FOLDER / self._vendor),
            str(self._tables),
            prefix="shop-1-",
        )
        moment = dt.datetime(2026, 3, day, tzinfo=dt.UTC)
        memory = self._folder / "memory" / "file.duckdb"
        return run(order, self._folder / "zone", memory, now=moment, salt="a salt of tests")

    def rows(self, table: str, key: str, what: str) -> list[tuple]:
        """Return the newest live rows of a raw table."""
        files = self._folder / "zone" / table / "*.parquet"
        return duckdb.sql(
            f"select {what} from (select * from read_parquet('{files}', union_by_name = true) "
            f"qualify row_number() over (partition by {key} order by _loaded_at desc) = 1) "
            "where not _deleted order by all"
        ).fetchall()


CONSENTS = ("crm/consents", "consent_event_id", "channel, state, cast(occurred_at as varchar)")
SYNCED = "2026-02-06 00:00:00"


def test_a_consent_that_klaviyo_no_longer_tells_is_withdrawn(tmp_path: Path) -> None:
    klaviyo = Source(tmp_path, "klaviyo")
    header = "id,email,created,updated,custom_consent,custom_consent_timestamp,_fivetran_synced"
    klaviyo.write("event", "id,person_id,type,datetime", "1,p1,Received Email,2026-02-01 09:00:00")
    never = f"p2,bob@example.com,2025-01-01,2026-02-05,,,{SYNCED}"
    klaviyo.write(
        "person",
        header,
        f'p1,ann@example.com,2025-01-01,2026-01-01,"[""email"",""sms""]",2025-01-02,{SYNCED}',
        never,
    )
    klaviyo.run(1)
    granted = [
        ("email", "granted", "2025-01-02 00:00:00"),
        ("sms", "granted", "2025-01-02 00:00:00"),
    ]
    # Nothing is made up of a person who never agreed: elsewhere they may have.
    assert klaviyo.rows(*CONSENTS) == granted
    klaviyo.write(
        "person",
        header,
        f'p1,ann@example.com,2025-01-01,2026-02-01,"[""sms""]",2025-01-02,{SYNCED}',
        never,
    )
    klaviyo.run(2)
    withdrawn = [*granted, ("email", "withdrawn", "2026-02-01 00:00:00")]
    assert klaviyo.rows(*CONSENTS) == sorted(withdrawn)
    assert klaviyo.run(3).files == []
    # A later edit of the person is no further withdrawal.
    klaviyo.write(
        "person",
        header,
        f'p1,ann@example.com,2025-01-01,2026-02-02,"[""sms""]",2025-01-02,{SYNCED}',
        never,
    )
    klaviyo.run(4)
    assert klaviyo.rows(*CONSENTS) == sorted(withdrawn)


def test_a_consent_that_shopify_no_longer_tells_is_withdrawn(tmp_path: Path) -> None:
    shopify = Source(tmp_path, "shopify")
    shopify.write("order", "id,display_financial_status", "1,PAID")
    shopify.write("order_line", "id,order_id,quantity,original_total_set_shop_amount", "1,1,1,5")
    header = "id,email,email_marketing_consent_state,email_marketing_consent_updated_at,updated_at"
    shopify.write("customer", header, "11,a@example.com,SUBSCRIBED,2026-01-02,2026-01-02", "12,,,,")
    shopify.run(1)
    shopify.write("customer", header, "11,a@example.com,,,2026-02-02", "12,,,,")
    shopify.run(2)
    assert shopify.rows(*CONSENTS) == [
        ("email", "granted", "2026-01-02 00:00:00"),
        ("email", "withdrawn", "2026-02-02 00:00:00"),
    ]
    assert shopify.run(3).files == []


def test_an_empty_box_of_shopifys_export_withdraws_what_was_granted(tmp_path: Path) -> None:
    shopify = Source(tmp_path, "shopify")
    shopify.write(
        "orders_export",
        "Name,Financial Status,Currency,Created at,Lineitem quantity,Lineitem price",
        "#1,paid,JPY,2026-02-01 09:00:00 +0900,1,500",
    )
    header = "Customer ID,Email,Accepts Email Marketing,Accepts SMS Marketing"
    shopify.write("customers_export", header, "11,a@example.com,yes,", "12,b@example.com,,")
    shopify.run(1)
    assert shopify.rows(*CONSENTS) == [("email", "granted", "2026-03-01 00:00:00")]
    shopify.write("customers_export", header, "11,a@example.com,,", "12,b@example.com,,")
    shopify.run(2)
    assert shopify.rows(*CONSENTS) == [("email", "withdrawn", "2026-03-02 00:00:00")]
    assert shopify.run(3).files == []


def test_totals_of_a_post_never_fall_where_its_first_days_leave_the_report(tmp_path: Path) -> None:
    x = Source(tmp_path, "twitter_organic")
    x.write("tweet", "id,account_id,created_at", "41,a,2026-02-01", "42,a,2026-02-03")
    header = "account_id,organic_tweet_id,date,placement,impressions"
    first, second = "a,41,2026-02-01T00:00:00,ALL,100", "a,41,2026-02-02T00:00:00,ALL,40"
    third, other = "a,41,2026-02-03T00:00:00,ALL,5", "a,42,2026-02-03T00:00:00,ALL,7"
    x.write("organic_tweet_report", header, first, second)
    x.run(1)
    totals = ("social/post_metrics", "date, post_id", "post_id, cast(date as varchar), impressions")
    before = [("shop-1-41", "2026-02-01", 100), ("shop-1-41", "2026-02-02", 140)]
    assert x.rows(*totals) == before
    x.write("organic_tweet_report", header, second, third, other)
    outcome = x.run(2)
    assert x.rows(*totals) == [*before, ("shop-1-42", "2026-02-03", 7)]
    metrics = next(filled for filled in outcome.filled if filled.raw == "social.post_metrics")
    assert list(metrics.left_out.values()) == [2]
    # The whole report again: the totals go on.
    x.write("organic_tweet_report", header, first, second, third, other)
    x.run(3)
    assert ("shop-1-41", "2026-02-03", 145) in x.rows(*totals)


STAGES = ("crm/lead_stages", "stage_event_id", "stage, cast(changed_at as varchar)")


def test_a_leads_qualification_keeps_the_date_on_which_it_was_first_seen(tmp_path: Path) -> None:
    salesforce = Source(tmp_path, "salesforce")
    salesforce.write("account", "id,name", "A1,Account")
    salesforce.write("contact", "id,account_id", "C1,A1")
    header = "id,status,is_converted,created_date,last_modified_date"
    salesforce.write("lead", header, "L1,Qualified,false,2026-01-01,2026-01-05")
    salesforce.run(1)
    salesforce.write("lead", header, "L1,Qualified,false,2026-01-01,2026-02-20")
    salesforce.run(2)
    assert salesforce.rows(*STAGES) == [
        ("lead", "2026-01-01 00:00:00"),
        ("mql", "2026-01-05 00:00:00"),
    ]


def test_an_open_deal_keeps_the_date_on_which_its_stage_was_first_seen(tmp_path: Path) -> None:
    hubspot = Source(tmp_path, "hubspot")
    hubspot.write("contact", "id", "1")
    hubspot.write(
        "deal_pipeline_stage", "stage_id,probability,closed_won,is_closed", "s,0.6,false,false"
    )
    header = "deal_id,deal_pipeline_stage_id,property_createdate,property_hs_lastmodifieddate"
    hubspot.write("deal", header, "d1,s,2026-01-01,2026-01-05")
    hubspot.run(1)
    hubspot.write("deal", header, "d1,s,2026-01-01,2026-02-20")
    hubspot.run(2)
    assert hubspot.rows(*STAGES) == [
        ("proposal", "2026-01-05 00:00:00"),
        ("sql", "2026-01-01 00:00:00"),
    ]
