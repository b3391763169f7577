"""Hand-written marts with known figures, small enough to check by eye.

The figures speak of 2026-03-15 12:00 in Tokyo: February 2026 is the last complete month. Values
hold Japanese text, nulls, zero denominators, an open month and attempts to break out of the HTML.
"""

from pathlib import Path

import duckdb

EVIL = "<img src=x onerror=alert(1)>"
EVIL_SCRIPT = "</script><script>alert(2)</script>"

TABLES = {
    "customers": """
        customer_id varchar, record_count bigint, first_seen_at timestamp,
        acquisition_channel varchar, lifecycle_stage varchar
    """,
    "identity_quality": """
        identifier_type varchar, identifier_count bigint, customer_count bigint,
        max_customers_per_identifier bigint, blocked_identifier_count bigint,
        largest_cluster_size bigint
    """,
    "sessions": """
        session_id varchar, started_at timestamp, ended_at timestamp, business_date date,
        channel varchar, has_purchase boolean
    """,
    "orders": """
        order_id varchar, ordered_at timestamp, business_date date, is_counted boolean,
        net_sales decimal(18, 4)
    """,
    "repeat_rates": """
        month date, variant varchar, segment_type varchar, segment_value varchar,
        customer_count bigint, repeat_customer_count bigint, repeat_rate double,
        is_complete boolean
    """,
    "cohort_retention": """
        basis varchar, cohort_month date, month_number integer, segment_type varchar, segment_value varchar,
        cohort_customer_count bigint, retained_customer_count bigint, retention_rate double,
        is_complete boolean
    """,
    "nps": """
        period_type varchar, period_start date, period_end date, survey_type varchar,
        touchpoint varchar, segment_type varchar, segment_value varchar, response_count bigint,
        nps double, ci_low double, ci_high double, nps_change double, nps_change_p_value double,
        benchmark double, is_complete boolean
    """,
    "nps_score_histogram": "month date, survey_type varchar, score integer, response_count bigint",
    "social_posts": """
        post_id varchar, platform varchar, business_date date, posted_hour integer,
        media_type varchar,
        reach_count bigint, like_count bigint, comment_count bigint, share_count bigint
    """,
    "social_engagement": """
        month date, platform varchar, account_id varchar, dimension varchar,
        dimension_value varchar, post_count bigint, reach_count bigint, like_count bigint,
        comment_count bigint, share_count bigint, engagement_rate double, follower_count bigint,
        follower_change bigint
    """,
    "satisfaction_scores": """
        month date, metric varchar, survey_type varchar, touchpoint varchar, response_count bigint,
        mean_score double, top_box_share double, ci_low double, ci_high double
    """,
    "satisfaction_drivers": """
        quarter date, outcome varchar, item varchar, segment_type varchar, segment_value varchar,
        response_count bigint, performance double, derived_importance double, p_value double,
        quadrant varchar, is_issue boolean
    """,
    "survey_operations": """
        month date, survey_id varchar, channel varchar, invited_count bigint, opened_count bigint,
        started_count bigint, finished_count bigint
    """,
    "support_issues": """
        issue_id varchar, topic varchar, opened_at timestamp, resolved_at timestamp,
        first_response_minutes double, resolution_minutes double, reopened_count bigint,
        is_proactive boolean, csat_score integer
    """,
    "support_articles": """
        article_id varchar, month date, topic varchar, view_count bigint, helpful_vote_count bigint,
        unhelpful_vote_count bigint, deflected_viewer_count bigint, customer_viewer_count bigint
    """,
    "message_performance": """
        month date, campaign_id varchar, channel varchar, sent_count bigint, delivered_count bigint,
        opened_count bigint, clicked_count bigint, unsubscribed_count bigint
    """,
    "contact_preferences": """
        customer_id varchar, best_channel varchar, best_hour integer, best_weekday integer,
        message_count_30d bigint, is_over_contacted boolean
    """,
    "source_reconciliation": """
        source varchar, table_name varchar, raw_row_count bigint, staged_row_count bigint,
        superseded_row_count bigint, deleted_row_count bigint, quarantined_row_count bigint,
        unaccounted_row_count bigint, newest_loaded_at timestamp
    """,
    "refresh": """
        run_id varchar, as_of timestamp, started_at timestamp, finished_at timestamp,
        git_commit varchar, vars varchar, row_counts varchar, checks varchar
    """,
}

ROWS = {
    # The third customer is first seen on the 31st in UTC, on the 1st in Tokyo.
    "customers": f"""
        ('a', 2, '2025-12-05 00:00', 'email', 'active'),
        ('b', 1, '2026-01-10 00:00', 'チラシ', 'new'),
        ('c', 1, '2026-01-31 20:00', null, 'prospect'),
        ('d', 1, '2026-02-11 00:00', '{EVIL}', 'prospect'),
        ('e', 1, '2026-03-02 00:00', 'email', null)
    """,
    "identity_quality": "('record', 6, 5, 1, 0, 2), ('email', 4, 4, 2, 1, 2)",
    "sessions": f"""
        ('1', '2026-01-05', '2026-01-05', '2026-01-05', 'email', true),
        ('2', '2026-01-06', '2026-01-06', '2026-01-06', 'direct', false),
        ('3', '2026-02-01', '2026-02-01', '2026-02-01', 'email', true),
        ('4', '2026-02-02', '2026-02-02', '2026-02-02', 'チラシ', true),
        ('5', '2026-02-03', '2026-02-03', '2026-02-03', '{EVIL}', true),
        ('6', '2026-02-04', '2026-02-04', '2026-02-04', null, false),
        ('7', '2026-02-05', '2026-02-05', '2026-02-05', 'direct', false),
        ('8', '2026-02-06', '2026-02-06', '2026-02-06', 'direct', null),
        ('9', '2026-02-07', '2026-02-07', '2026-02-07', '{EVIL_SCRIPT}', false),
        ('10', '2026-02-08', '2026-02-08', '2026-02-08', 'direct', false),
        ('11', '2026-03-01', '2026-03-01', '2026-03-01', 'direct', false)
    """,
    "orders": """
        ('1', '2026-01-05', '2026-01-05', true, 1000.5000),
        ('2', '2026-01-06', '2026-01-06', true, 1999.5000),
        ('3', '2026-02-05', '2026-02-05', true, 1010000.2500),
        ('4', '2026-02-06', '2026-02-06', true, 2345.2501),
        ('5', '2026-02-07', '2026-02-07', false, 99999.0000),
        ('6', '2026-02-08', '2026-02-08', false, null),
        ('7', '2026-03-08', '2026-03-08', true, 500.0000)
    """,
    "repeat_rates": """
        ('2026-01-01', 'ever_before', 'all', 'all', 3, 0, 0.0, true),
        ('2026-02-01', 'ever_before', 'all', 'all', 3, 1, 0.3333333333333333, true),
        ('2026-03-01', 'ever_before', 'all', 'all', 9, 9, null, false),
        ('2026-02-01', 'ever_before', 'country', 'JP', 7, 7, 1.0, true),
        ('2026-02-01', 'within_period', 'all', 'all', 3, 0, 0.0, true)
    """,
    "cohort_retention": """
        ('order', '2025-12-01', 0, 'all', 'all', 4, 4, 1.0, true),
        ('order', '2025-12-01', 1, 'all', 'all', 4, 3, 0.75, true),
        ('order', '2025-12-01', 2, 'all', 'all', 4, 0, 0.0, true),
        ('order', '2026-01-01', 0, 'all', 'all', 3, 3, 1.0, true),
        ('order', '2026-01-01', 1, 'all', 'all', 3, 1, 0.3333333333333333, true),
        ('order', '2026-01-01', 2, 'all', 'all', 3, 2, null, false),
        ('order', '2026-02-01', 0, 'all', 'all', 2, 2, 1.0, true),
        ('order', '2026-02-01', 1, 'all', 'all', 2, 1, null, false),
        ('order', '2026-02-01', 1, 'country', 'JP', 2, 1, 0.5, true),
        ('term', '2026-01-01', 1, 'all', 'all', 9, 9, 1.0, true)
    """,
    "nps": f"""
        ('quarter', '2025-07-01', '2025-09-30', 'relational', 'all', 'all', 'all',
            10, 10.0, -40.5, 60.5, null, null, 50.0, true),
        ('quarter', '2025-10-01', '2025-12-31', 'relational', 'all', 'all', 'all',
            12, 24.96, -20.25, 70.25, 14.96, 0.61, 50.0, true),
        ('quarter', '2026-01-01', '2026-03-31', 'relational', 'all', 'all', 'all',
            40, -99.0, -100.0, -90.0, -123.96, 0.0, 50.0, false),
        ('quarter', '2025-10-01', '2025-12-31', 'transactional', 'all', 'all', 'all',
            500, 77.7, 70.0, 80.0, null, null, null, true),
        ('month', '2025-12-01', '2025-12-31', 'relational', 'all', 'all', 'all',
            1, 100.0, null, null, null, null, null, true),
        ('rolling_90d', '2025-10-03', '2025-12-31', 'relational', 'all', 'all', 'all',
            12, 24.96, -20.25, 70.25, null, null, null, true),
        ('rolling_90d', '2026-01-01', '2026-03-31', 'transactional', 'delivery', 'all', 'all',
            5, 0.0, -90.0, 90.0, -35.0, 0.5, null, false),
        ('rolling_90d', '2025-12-01', '2026-02-28', 'transactional', 'delivery', 'all', 'all',
            20, 35.0, 2.5, 67.5, -12.5, 0.43, null, true),
        ('rolling_90d', '2025-12-01', '2026-02-28', 'transactional', 'delivery', 'country', 'JP',
            20, 36.0, 2.5, 67.5, null, null, null, true),
        ('rolling_90d', '2025-11-03', '2026-01-31', 'transactional', 'delivery', 'all', 'all',
            21, 47.5, 2.5, 67.5, null, null, null, true),
        ('rolling_90d', '2025-12-01', '2026-02-28', 'transactional', '{EVIL}', 'all', 'all',
            1, -100.0, null, null, null, null, null, true),
        ('rolling_90d', '2025-12-01', '2026-02-28', 'relational', 'all', 'all', 'all',
            9, -11.1, -60.0, 40.0, null, null, null, true),
        ('quarter', '2025-10-01', '2025-12-31', 'relational', 'all', 'country', 'JP',
            3, 33.0, 0.0, 66.0, null, null, null, true)
    """,
    "nps_score_histogram": """
        ('2025-12-01', 'relational', 0, 2), ('2025-12-01', 'relational', 7, 3),
        ('2025-12-01', 'relational', 10, 7), ('2026-01-01', 'relational', 10, 5)
    """,
    "social_posts": f"""
        ('1', 'x', '2026-02-03', 9, 'image', 100, 5, 3, 2),
        ('2', 'x', '2026-02-04', 9, '{EVIL}', 300, 6, null, 0),
        ('3', 'x', '2026-02-05', 23, null, null, 900, 1, 1),
        ('4', 'x', '2026-02-06', 0, 'image', 0, 800, 1, 1),
        ('5', 'x', '2026-01-06', 9, 'image', 0, 7, 1, 1)
    """,
    "social_engagement": f"""
        ('2026-01-01', 'x', 'all', 'all', 'all', 1, 0, 7, 1, 1, null, 100, null),
        ('2026-02-01', 'x', 'all', 'all', 'all', 4, 400, 1711, 5, 4, 0.04, 110, 10),
        ('2026-02-01', '{EVIL}', 'all', 'all', 'all', 0, 0, 0, 0, 0, null, null, null),
        ('2026-02-01', 'x', 'a1', 'all', 'all', 4, 400, 1711, 5, 4, 0.9, 110, 10)
    """,
    "satisfaction_scores": f"""
        ('2025-12-01', 'ces', 'transactional', 'all', 4, 5.5, 0.5, 0.15, 0.85),
        ('2025-12-01', 'csat', 'transactional', 'all', 2, 4.5, 1.0, 0.34, 1.0),
        ('2026-02-01', 'csat', 'transactional', 'all', 3, 3.0, 0.3333333333333333, 0.06, 0.79),
        ('2026-03-01', 'csat', 'transactional', 'all', 1, 1.0, 0.0, 0.0, 0.79),
        ('2026-02-01', 'csat', 'transactional', '{EVIL}', 3, 3.0, 0.3333333333333333, 0.06, 0.79)
    """,
    "satisfaction_drivers": f"""
        ('2025-10-01', 'nps', 'price', 'all', 'all', 90, 1.0, 0.9, 0.001, 'concentrate_here', true),
        ('2026-01-01', 'nps', 'price', 'all', 'all', 80, 3.0, 0.4, 0.001, 'concentrate_here', true),
        ('2026-01-01', 'nps', '{EVIL}', 'all', 'all', 80, 4.0, 0.2, 0.2, 'low_priority', false),
        ('2026-01-01', 'nps', 'price', 'country', 'JP', 80, 5.0, 0.6, 0.001, 'keep_up', false),
        ('2026-01-01', 'csat', 'price', 'all', 'all', 3, 3.0, null, null, null, false)
    """,
    "survey_operations": f"""
        ('2026-01-01', 's', 'email', 100, 50, 20, 10),
        ('2026-02-01', 's', 'email', 100, 70, 40, 30),
        ('2026-02-01', 's', '{EVIL}', 50, 0, 0, 0)
    """,
    "support_issues": f"""
        ('1', 'delivery', '2026-01-31 20:00', '2026-01-31 21:00', 10, 60, 0, false, 5),
        ('2', 'delivery', '2026-02-01 00:00', '2026-02-01 01:00:06', 20, 60.1, 1, false, null),
        ('3', '{EVIL}', '2026-02-02 00:00', null, null, null, 0, false, null),
        ('4', null, '2026-02-02 00:00', '2026-03-02 00:00', 1, 40320, 0, false, null),
        ('5', 'delivery', '2026-02-02 00:00', '2026-02-02 00:01', 1, 1, 0, true, 1)
    """,
    "support_articles": f"""
        ('a', '2026-01-01', 'delivery', 10, 2, 0, 3, 4),
        ('a', '2026-02-01', 'delivery', 5, 0, 2, 0, 2),
        ('{EVIL}', '2026-02-01', null, 1, 0, 0, 0, 0)
    """,
    "message_performance": f"""
        ('2026-01-01', 'k', 'email', 100, 90, 45, 9, 1),
        ('2026-02-01', 'k', 'email', 100, 0, 0, 0, 0),
        ('2026-02-01', 'none', 'sms', 10, 10, 0, 1, 0),
        ('2026-02-01', '{EVIL}', 'line', 1, 1, 1, 1, 0)
    """,
    "contact_preferences": """
        ('a', 'email', 0, 7, 0, false), ('b', 'email', 9, 1, 3, false),
        ('c', 'line', 9, 1, 4, false),
        ('d', null, null, null, 12, false), ('e', 'line', 9, 1, 13, true)
    """,
    "source_reconciliation": f"""
        ('web', 'events', 1000, 990, 5, 1, 4, 0, '2026-03-15 03:00'),
        ('crm', 'customers', 10, 8, 0, 0, 1, 1, '2026-03-10 03:00'),
        ('crm', 'companies', 10, 9, 0, 0, 1, 0, '2026-01-14 03:00'),
        ('social', '{EVIL}', 0, 0, 0, 0, 0, 0, null)
    """,
    "refresh": f"""
        ('run-1', '2026-03-15 03:00', '2026-03-15 03:10', '2026-03-15 03:20', 'abc',
            '{{"business_timezone": "Asia/Tokyo", "reporting_currency": "JPY"}}', '{{}}',
            '[{{"table": "marts.nps", "check": "enough", "severity": "warning", "passed": false,
                "observed": 3, "reason": "少ない回答 {EVIL_SCRIPT}"}},
              {{"table": "marts.orders", "check": "sum", "severity": "critical",
                "passed": true, "observed": null, "reason": null}}]')
    """,
}


def build(
    path: Path,
    *,
    leave_out: tuple[str, ...] = (),
    empty: bool = False,
    rows: dict[str, str] | None = None,
) -> Path:
    """Write a published file; `rows` replaces the rows of some marts."""
    path.unlink(missing_ok=True)
    connection = duckdb.connect(str(path))
    connection.execute("create schema marts")
    values = ROWS | (rows or {})
    for table, columns in TABLES.items():
        if table in leave_out:
            continue
        connection.execute(f"create table marts.{table} ({columns})")
        if not empty and table in values:
            connection.execute(f"insert into marts.{table} values {values[table]}")
    connection.close()
    return path
