"""Large landing zones for the benchmarks: plain rows in the wanted numbers, made inside DuckDB.

There is nothing awkward among the rows. The sample company grows all tables together; a benchmark
of one business area wants millions of rows of a few tables.
"""

from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from customer_value import simulated

LAST_DAY = np.datetime64("2026-10-01")
YEARS = 2
MACROS = f"""
create macro pick(i, salt, n) as cast(hash(i * 1000 + salt) % n as bigint);
create macro moment(i, salt) as
    timestamp '{LAST_DAY}' - interval '{YEARS} years'
    + to_microseconds(pick(i, salt, {YEARS} * 365 * 86400) * 1000000);
create macro record(n) as 'C' || lpad(cast(n as varchar), 7, '0');
create macro one_of(options, i, salt) as options[1 + pick(i, salt, len(options))];
"""


class Zone:
    """A landing zone being written; one parquet file a table."""

    def __init__(self, folder: Path) -> None:
        """Start a zone in an empty folder."""
        self.folder = folder
        self.database = duckdb.connect()
        self.database.execute(MACROS)

    def add(self, table: str, rows: int, columns: str, more: str = "") -> None:
        """Write a table.

        Args:
            table: ``<source>.<table>``.
            rows: Number of rows, or of rows before ``more`` multiplies them; i counts them from 0.
            columns: SQL of the select list.
            more: SQL behind the from clause.

        """
        target = self.folder.joinpath(*table.split("."))
        target.mkdir(parents=True)
        self.database.execute(
            f"""
            copy (
                select {columns}, timestamp '{LAST_DAY}' as _loaded_at
                from range({rows}) as numbers (i)
                {more}
            ) to '{target}/rows.parquet' (format parquet, compression zstd)
            """
        )

    def people(self, number: int) -> None:
        """Write customers, one record each."""
        self.add(
            "crm.customers",
            number,
            """
            record(i) as customer_record_id,
            'ec' as source_system,
            'p' || i || '@example.org' as email,
            one_of(['JP', 'US', 'DE', null], i, 1) as country,
            one_of(['organic_search', 'paid_search', 'referral', 'email', 'display'], i, 2)
                as acquisition_channel,
            moment(i, 3) as created_at,
            moment(i, 3) as updated_at
            """,
        )

    def spend(self) -> None:
        """Write what advertising cost, day by day."""
        channels = "['paid_search', 'display', 'email', 'referral', 'organic_search']"
        self.add(
            "web.ad_spend",
            YEARS * 365,
            f"""
            cast(date '{LAST_DAY}' - cast(i as integer) as date) as date,
            channel,
            'A' || pick(i, 1, 5) as campaign_id,
            10000 as impressions, 5000 as reach, 300 as clicks,
            cast(20000 as decimal(18, 4)) as spend, 'JPY' as currency
            """,
            f"cross join unnest({channels}) as channels (channel)",
        )

    def campaigns_and_messages(self, number: int, people: int, clicked_share: float) -> None:
        """Write messages of 200 campaigns over all channels."""
        clicked = f"pick(i, 5, 1000) < {clicked_share * 1000}"
        self.add(
            "messaging.messages",
            number,
            f"""
            'M' || i as message_id,
            'A' || pick(i, 1, 200) as campaign_id,
            record(pick(i, 2, {people})) as customer_record_id,
            one_of(['email', 'email', 'push', 'sms', 'line', 'in_app'], i, 3) as channel,
            moment(i, 4) as sent_at,
            case when pick(i, 6, 100) < 97 then moment(i, 4) + interval '1 minute' end
                as delivered_at,
            case when pick(i, 7, 100) < 25 or {clicked} then moment(i, 4) + interval '1 hour' end
                as first_opened_at,
            case when {clicked} then moment(i, 4) + interval '2 hours' end as first_clicked_at,
            true as is_commercial
            """,
        )

    def tickets(self, number: int, people: int) -> None:
        """Write tickets, one in twenty-five spam, one in fifty merged into an earlier one."""
        self.add(
            "support.tickets",
            number,
            f"""
            'T' || lpad(cast(i as varchar), 8, '0') as ticket_id,
            record(pick(i, 1, {people})) as requester_record_id,
            one_of(['email', 'phone', 'chat', 'portal', 'store'], i, 2) as channel,
            case when pick(i, 3, 12) = 0 then 'proactive' else 'inbound' end as direction,
            one_of(['delivery', 'billing', 'returns', 'account', 'product'], i, 4) as topic,
            'resolved' as status,
            pick(i, 5, 25) = 0 as is_spam,
            case
                when pick(i, 6, 50) = 0 and i > 9
                    then 'T' || lpad(cast(i - 7 as varchar), 8, '0')
            end as merged_into_ticket_id,
            moment(i, 7) as created_at,
            moment(i, 7) + to_minutes(pick(i, 8, 600)) as first_responded_at,
            moment(i, 7) + to_minutes(600 + pick(i, 9, 9000)) as resolved_at,
            pick(i, 10, 3) as reopened_count,
            moment(i, 7) + to_minutes(600 + pick(i, 9, 9000)) as updated_at
            """,
        )

    def survey(self, responses: int, people: int) -> None:
        """Write a relational and four transactional surveys with ten answers to each response."""
        self.add(
            "survey.surveys",
            5,
            """
            'S' || i as survey_id,
            'Survey ' || i as name,
            case when i = 0 then 'relational' else 'transactional' end as survey_type,
            case when i > 0 then one_of(['delivery', 'support', 'checkout', 'store'], i, 1) end
                as touchpoint,
            'ja' as language
            """,
        )
        kinds = """[
            'nps', 'csat', 'satisfaction', 'satisfaction', 'satisfaction', 'satisfaction',
            'importance', 'importance', 'importance', 'importance'
        ]"""
        items = """[
            null, null, 'price', 'quality', 'delivery', 'support',
            'price', 'quality', 'delivery', 'support'
        ]"""
        self.add(
            "survey.questions",
            5,
            f"""
            'S' || i as survey_id,
            'q' || number as question_id,
            {kinds}[number] as question_type,
            {items}[number] as item
            """,
            "cross join range(1, 11) as questions (number)",
        )
        self.add(
            "survey.invitations",
            2 * responses,
            f"""
            'I' || i as invitation_id,
            'S' || pick(i, 1, 5) as survey_id,
            record(pick(i, 2, {people})) as customer_record_id,
            one_of(['email', 'line'], i, 3) as channel,
            moment(i, 4) as sent_at,
            case when pick(i, 5, 10) < 6 then moment(i, 4) + interval '1 hour' end as opened_at,
            case when pick(i, 5, 10) < 5 then moment(i, 4) + interval '2 hours' end as started_at
            """,
        )
        self.add(
            "survey.responses",
            responses,
            f"""
            'R' || i as response_id,
            'S' || pick(2 * i, 1, 5) as survey_id,
            'I' || 2 * i as invitation_id,
            record(pick(2 * i, 2, {people})) as customer_record_id,
            moment(2 * i, 4) + interval '3 hours' as responded_at,
            pick(i, 6, 20) > 0 as is_finished,
            'T' || lpad(cast(i as varchar), 8, '0') as ticket_id
            """,
        )
        self.add(
            "survey.answers",
            responses,
            """
            'R' || i as response_id,
            'q' || number as question_id,
            cast(
                case
                    when number = 1
                        then least(10, pick(i, 7, 6) + pick(i * 10 + 3, 8, 6))
                    else 1 + pick(i * 10 + number, 8, 5)
                end as double
            ) as score
            """,
            "cross join range(1, 11) as questions (number)",
        )

    def visits(self, number: int, people: int) -> None:
        """Write visits of one to six events on two devices a person in five; a third log in."""
        steps = """[
            'page_view', 'product_view', 'page_view', 'add_to_cart', 'begin_checkout', 'purchase'
        ]"""
        referrers = """[
            null, 'https://www.google.com/', 'https://news.example.net/a',
            'https://www.instagram.com/'
        ]"""
        self.add(
            "web.events",
            number,
            f"""
            'E' || lpad(cast(i as varchar), 8, '0') || step as event_id,
            moment(i, 1) + to_seconds(step * 40) as occurred_at,
            'D' || pick(i, 2, {people * 6}) as anonymous_id,
            case
                when pick(i, 3, 3) = 0 and pick(i, 2, {people * 6}) < {people * 2}
                    then record(pick(i, 2, {people * 6}) % {people})
            end as user_id,
            case when pick(i, 4, 5) = 0 then 'ios' else 'web' end as platform,
            case
                when pick(i, 4, 5) = 0 and step = 1 then 'app_open'
                when pick(i, 4, 40) = 7 then 'article_view'
                else {steps}[step]
            end as event_name,
            '/p/' || pick(i * 10 + step, 5, 2000) as page_path,
            case when step = 1 then one_of({referrers}, i, 6) end as page_referrer,
            case
                when step = 1 then one_of([null, null, 'google', 'newsletter', 'instagram'], i, 7)
            end as utm_source,
            case when step = 1 then one_of([null, null, 'cpc', 'email', 'social'], i, 7) end
                as utm_medium,
            case when step = 1 then one_of([null, null, 'A1', 'A2', 'A3'], i, 7) end
                as utm_campaign,
            pick(i * 10 + step, 8, 30000) as engaged_ms,
            case when pick(i, 4, 40) = 7 then 'K' || pick(i * 10 + step, 9, 500) end as article_id
            """,
            """
            cross join lateral range(1, 2 + least(pick(i, 10, 6), pick(i, 11, 12))) as steps (step)
            """,
        )

    def uses(self, number: int, people: int) -> None:
        """Write visits of a product, an event each; six devices a person, of which two log in."""
        self.add(
            "web.events",
            number,
            f"""
            'E' || lpad(cast(i as varchar), 9, '0') as event_id,
            moment(i, 1) as occurred_at,
            'D' || pick(i, 2, {people * 6}) as anonymous_id,
            case
                when pick(i, 3, 3) = 0 and pick(i, 2, {people * 6}) < {people * 2}
                    then record(pick(i, 2, {people * 6}) % {people})
            end as user_id,
            one_of(['web', 'ios', 'android'], i, 4) as platform,
            one_of(['app_open', 'feature_use', 'page_view'], i, 5) as event_name,
            case when pick(i, 5, 3) = 1 then one_of(['board', 'timer', 'map'], i, 6) end as feature
            """,
        )

    def leads(self, number: int, people: int) -> None:
        """Write leads that went one to five stages far, with two activities each."""
        self.add(
            "crm.leads",
            number,
            f"""
            'L' || i as lead_id,
            case when pick(i, 1, 3) = 0 then record(pick(i, 2, {people})) end as customer_record_id,
            one_of(['web', 'event', 'referral', 'outbound'], i, 3) as source,
            cast(1000 * pick(i, 4, 900) as decimal(18, 4)) as amount, 'JPY' as currency,
            moment(i, 5) as created_at,
            moment(i, 5) as updated_at
            """,
        )
        self.add(
            "crm.lead_stages",
            number,
            """
            'S' || i || '-' || step as stage_event_id,
            'L' || i as lead_id,
            ['mql', 'sql', 'proposal', 'won', 'lost'][step] as stage,
            moment(i, 5) + to_days(cast(step * pick(i, 6, 40) as integer)) as changed_at
            """,
            "cross join lateral range(1, 2 + pick(i, 7, 6)) as steps (step)",
        )
        self.add(
            "crm.activities",
            2 * number,
            f"""
            'A' || i as activity_id,
            'L' || pick(i, 8, {number}) as lead_id,
            one_of(['call', 'demo', 'visit'], i, 9) as activity_type,
            moment(i, 5) as occurred_at
            """,
        )

    def orders(self, number: int, people: int) -> None:
        """Write orders with two lines each, at random moments of random customers."""
        self.order_rows(
            f"""
            select i, record(pick(i, 1, {people})) as customer_record_id, moment(i, 2) as ordered_at
            from range({number}) as numbers (i)
            """
        )

    def order_rows(self, rows: str) -> None:
        """Write orders with two lines each.

        Args:
            rows: SQL of one row per order: i (from 0), customer_record_id, ordered_at.

        """
        self.database.execute(f"create or replace temp table placed as {rows}")
        number = self.database.execute("select count(*) from placed").fetchall()[0][0]
        self.add(
            "commerce.orders",
            number,
            """
            'O' || lpad(cast(i as varchar), 8, '0') as order_id,
            customer_record_id,
            ordered_at,
            one_of(['web', 'web', 'app', 'store'], i, 3) as channel,
            'paid' as status, 'JPY' as currency,
            ordered_at as updated_at
            """,
            "inner join placed using (i)",
        )
        self.add(
            "commerce.order_lines",
            number,
            """
            'O' || lpad(cast(i as varchar), 8, '0') as order_id,
            line_no,
            'P' || pick(i * 10 + line_no, 4, 500) as product_id,
            1 + pick(i * 10 + line_no, 5, 3) as quantity,
            cast(2000 as decimal(18, 4)) as unit_list_price,
            cast(500 + pick(i * 10 + line_no, 6, 1500) as decimal(18, 4)) as unit_price,
            cast(400 as decimal(18, 4)) as unit_cost
            """,
            "cross join range(1, 3) as lines (line_no)",
        )


def journey(folder: Path, size: float) -> None:
    """Write 2 million touchpoints, 5 million events and 200,000 orders (times ``size``)."""
    zone, people = Zone(folder), int(100_000 * size)
    zone.people(people)
    zone.spend()
    zone.visits(int(1_500_000 * size), people)
    zone.orders(int(200_000 * size), people)
    zone.campaigns_and_messages(int(400_000 * size), people, clicked_share=0.5)
    zone.tickets(int(60_000 * size), people)
    zone.survey(int(40_000 * size), people)


def growth(folder: Path, size: float) -> None:
    """Write 20 million visits, 200,000 orders and 100,000 leads (times ``size``)."""
    zone, people = Zone(folder), int(200_000 * size)
    zone.people(people)
    zone.uses(int(20_000_000 * size), people)
    zone.orders(int(200_000 * size), people)
    zone.leads(int(100_000 * size), people)


def voice(folder: Path, size: float) -> None:
    """Write 5 million answers, 1 million tickets and 20 million messages (times ``size``)."""
    zone, people = Zone(folder), int(300_000 * size)
    zone.people(people)
    zone.visits(int(200_000 * size), people)
    zone.orders(int(300_000 * size), people)
    zone.campaigns_and_messages(int(20_000_000 * size), people, clicked_share=0.05)
    zone.tickets(int(1_000_000 * size), people)
    zone.survey(int(500_000 * size), people)
    zone.add(
        "support.articles",
        500,
        """
        'K' || i as article_id,
        'Article ' || i as title,
        one_of(['delivery', 'billing', 'returns'], i, 1) as topic
        """,
    )
    zone.add(
        "support.article_votes",
        int(100_000 * size),
        f"""
        'V' || i as vote_id,
        'K' || pick(i, 1, 500) as article_id,
        record(pick(i, 2, {people})) as customer_record_id,
        pick(i, 3, 3) > 0 as is_helpful,
        moment(i, 4) as voted_at
        """,
    )


def value(folder: Path, size: float) -> None:
    """Write 1 million customers of a BG/NBD shop and 100,000 subscribers (times ``size``).

    The customers placed about 5 million orders (times ``size``).
    """
    zone, people = Zone(folder), int(1_000_000 * size)
    zone.people(people)
    zone.spend()
    rng = np.random.default_rng(7)
    shop = simulated(people, rng)
    who = np.repeat(np.arange(people), shop["orders"] + 1)
    first = np.concatenate([[True], who[1:] != who[:-1]])
    last = np.concatenate([who[1:] != who[:-1], [True]])
    # Given the last purchase, the ones between are spread evenly: what the model itself says.
    day = np.where(
        first, 0, np.where(last, shop["last"][who], rng.random(len(who)) * shop["last"][who])
    )
    seconds = (shop["age"][who] - day) * 86_400 + rng.integers(0, 3600, len(who)) * ~first
    ordered_at = LAST_DAY.astype("datetime64[us]") - (seconds * 1e6).astype("timedelta64[us]")
    placed = pa.table({"i": np.arange(len(who)), "who": who, "ordered_at": pa.array(ordered_at)})
    zone.database.register("simulated", placed)
    zone.order_rows("select i, record(who) as customer_record_id, ordered_at from simulated")
    zone.add(
        "commerce.subscriptions",
        int(100_000 * size),
        f"""
        'U' || i as subscription_id,
        1 as term_no,
        record(pick(i, 1, {people})) as customer_record_id,
        one_of(['basic', 'plus'], i, 2) as plan,
        'JPY' as currency, cast(1200 as decimal(18, 4)) as monthly_amount,
        moment(i, 3) as started_at,
        case when pick(i, 4, 2) = 0 then moment(i, 3) + to_days(pick(i, 5, 500)) end
            as cancelled_at,
        moment(i, 3) as updated_at
        """,
    )
    zone.add(
        "crm.referrals",
        int(50_000 * size),
        f"""
        'F' || i as referral_id,
        record(pick(i, 1, {people})) as referrer_record_id,
        record(pick(i, 2, {people})) as referred_record_id,
        moment(i, 3) as invited_at,
        moment(i, 3) as signed_up_at,
        cast(500 as decimal(18, 4)) as reward_amount, 'JPY' as currency
        """,
    )


def prediction(folder: Path, size: float) -> None:
    """Write the zone of value with 5 million events, 200,000 tickets and 3 million messages.

    All times ``size``; besides, an answer to a survey of every twentieth customer.
    """
    value(folder, size)
    zone, people = Zone(folder), int(1_000_000 * size)
    zone.visits(int(1_500_000 * size), people)
    zone.campaigns_and_messages(int(3_000_000 * size), people, clicked_share=0.05)
    zone.tickets(int(200_000 * size), people)
    zone.survey(int(50_000 * size), people)


ZONES: dict[str, Callable[[Path, float], None]] = {
    "journey": journey,
    "voice": voice,
    "value": value,
    "growth": growth,
    "prediction": prediction,
}
