"""Hand-written marts with known figures, small enough to check by eye.

The figures speak of 2026-03-15 12:00 in Tokyo: February 2026 is the last complete month. Values
hold Japanese text, nulls, zero denominators, an open month and attempts to break out of the HTML.
"""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from promise import promised

from orchestration import naming, paths, yamls
from orchestration.dbt import PUBLISHED
from orchestration.publishing import REFRESH_COLUMNS
from orchestration.state import Check, RefreshState

EVIL = "<img src=x onerror=alert(1)>"
EVIL_SCRIPT = "</script><script>alert(2)</script>"

# The columns that the rows below fill; all others of a mart are null.
COLUMNS = {
    "customers": """
        customer_id, record_count, first_seen_at, acquisition_channel, lifecycle_stage
    """,
    "identity_quality": """
        identifier_type, identifier_count, customer_count, max_customers_per_identifier,
        blocked_identifier_count, largest_cluster_size
    """,
    "action_items": """
        customer_id, rule, priority, department, reason, reason_ja, next_step,
        next_step_ja, value_at_stake, triggered_at, due_date, is_main, state, decided_by,
        done_at
    """,
    "customer_360": """
        customer_id, next_renewal_date, monthly_amount, upgrade_hint, health_band
    """,
    "customer_benefits": """
        customer_id, period, plan, month_count, active_day_count, solved_issue_count, began_at,
        monthly_amount, discount_amount, points_earned, median_solution_hours
    """,
    "customer_health": "customer_id, snapshot_date, score, band, main_cause, is_alert",
    "health_backtest": """
        snapshot_date, relation, band, customer_count, left_share, ci_low, ci_high, lift
    """,
    "churn_risk": """
        customer_id, relation, churn_probability, baseline_probability, risk_band, reason_1,
        reason_2, reason_3, suggested_action, suggested_action_ja
    """,
    "churn_features": "customer_id, feature, value, effect",
    "churn_model_terms": """
        relation, feature, term_order, lower_bound, upper_bound, is_missing, effect, training_share
    """,
    "churn_model_card": "relation, name, value",
    "churn_calibration": """
        relation, decile, customer_count, mean_probability, left_count, left_share, ci_low, ci_high
    """,
    "segment_movements": "month, segment_type, from_value, to_value, customer_count",
    "sessions": "session_id, started_at, ended_at, business_date, channel, has_purchase, is_bot",
    "orders": "order_id, ordered_at, business_date, is_counted, net_sales",
    "repeat_rates": """
        month, variant, segment_type, segment_value, customer_count, repeat_customer_count,
        repeat_rate, is_complete
    """,
    "cohort_retention": """
        basis, cohort_month, month_number, segment_type, segment_value, cohort_customer_count,
        retained_customer_count, retention_rate, is_complete
    """,
    "nps": """
        period_type, period_start, period_end, survey_type, touchpoint, segment_type,
        segment_value, response_count, nps, ci_low, ci_high, nps_change, nps_change_p_value,
        benchmark, is_complete
    """,
    "sentiment_card": """
        language, scorer, learned_before, label_count, test_count, accuracy, macro_f1,
        calibration_error, is_used
    """,
    "nps_score_histogram": "month, survey_type, score, nps_band, response_count",
    "social_posts": """
        post_id, platform, business_date, posted_hour, media_type, reach_count, like_count,
        comment_count, share_count, interaction_count, engagement_rate
    """,
    "social_engagement": """
        month, platform, account_id, dimension, dimension_value, post_count, reach_count,
        like_count, comment_count, share_count, rated_interaction_count, rated_reach_count,
        engagement_rate, follower_count, follower_change
    """,
    "satisfaction_scores": """
        month, metric, survey_type, touchpoint, response_count, mean_score, top_box_share,
        ci_low, ci_high
    """,
    "satisfaction_drivers": """
        quarter, outcome, item, segment_type, segment_value, response_count, performance,
        derived_importance, p_value, quadrant, is_issue
    """,
    "survey_operations": """
        month, survey_id, channel, invited_count, opened_count, started_count, finished_count
    """,
    "support_issues": """
        issue_id, topic, opened_at, resolved_at, first_response_minutes, resolution_minutes,
        reopened_count, is_proactive, csat_score
    """,
    "support_articles": """
        article_id, month, topic, view_count, helpful_vote_count, unhelpful_vote_count,
        deflected_viewer_count, customer_viewer_count
    """,
    "message_performance": """
        month, campaign_id, channel, sent_count, delivered_count, opened_count, clicked_count,
        unsubscribed_count, open_rate, reported_count, reached_count, openable_count
    """,
    "measure_effects": """
        measure_id, name, variant, period_end, is_complete, treated_customer_count,
        control_customer_count, treated_conversion_rate, control_conversion_rate, ci_low, ci_high,
        p_value, minimum_detectable_difference, adjusted_net_sales_ci_low,
        adjusted_net_sales_ci_high, incremental_net_sales, cost, verdict
    """,
    "measure_before_after": """
        measure_id, name, comparison, metric, segment_type, segment_value, after_end, day_count,
        is_complete, before_value, after_value, difference, ci_low, ci_high, p_value,
        rest_before_value, rest_after_value, difference_in_differences, did_ci_low, did_ci_high,
        did_p_value
    """,
    "audience_members": """
        audience, customer_id, is_holdout, can_email, can_sms, can_push, can_line, can_phone,
        can_post, can_market
    """,
    "consent_violations": """
        message_id, customer_id, campaign_id, channel, business_date, consent_state
    """,
    "contact_preferences": """
        customer_id, best_channel, best_hour, best_weekday, message_count_30d, is_over_contacted
    """,
    "source_reconciliation": """
        source, table_name, raw_row_count, staged_row_count, superseded_row_count,
        deleted_row_count, quarantined_row_count, unaccounted_row_count, newest_loaded_at
    """,
    "kpis": """
        metric, month, segment_type, segment_value, value, previous_value, change, target,
        is_complete, numerator, denominator, change_p_value
    """,
    "department_scorecard": "department, quarter, metric, weight, value, normalised, score",
    "metric_freshness": """
        metric, freshness_class, allowed_hours, newest_loaded_at, age_hours, is_fresh
    """,
    "refresh": """
        run_id, as_of, started_at, finished_at, git_commit, vars, row_counts, checks
    """,
    "journey_funnel": """
        funnel, entry_month, step_order, step, segment_type, segment_value, entrant_count,
        open_entrant_count, matured_entrant_count, matured_reached_count, reached_count
    """,
    "journey_stage_metrics": """
        month, journey_stage, metric, segment_type, segment_value, value, numerator,
        denominator, is_complete
    """,
    "journey_paths": "path, person_count, conversion_count, net_sales, conversion_rate",
    "journey_transitions": "from_state, to_state, transition_count, transition_probability",
    "channel_attribution": """
        month, channel, model, conversion_credit, net_sales_credit, spend, removal_effect
    """,
    "customer_ltv": "customer_id, clv_expected, clv_naive, value_tier, ltv_realised, value_tenth",
    "clv_model_fit": "model, name, value, customer_count",
    "ltv_by_acquisition": """
        acquisition_channel, cohort_quarter, customer_count, spend, ltv_discounted,
        payback_months
    """,
    "customer_segments": "customer_id, r_score, f_score, m_score, rfm_segment, monetary",
    "customer_cev": "customer_id, mapping, clv, crv, civ, ckv, cev_gross, cev_allocated",
    "cev_ledger": """
        value_event_id, driver, credited_customer_id, source_customer_id, amount
    """,
    "churn": """
        month, plan, segment_type, segment_value, opening_customer_count,
        churned_customer_count, joined_customer_count, silent_churned_customer_count,
        closing_customer_count, churn_rate, is_complete
    """,
    "revenue_movements": "month, movement, customer_count, monthly_recurring_revenue",
    "churn_reasons": """
        month, plan, reason, churned_customer_count, voluntary_customer_count,
        silent_customer_count, share, lost_monthly_recurring_revenue
    """,
    "contact_pressure": """
        channel, pressure_band, band_order, message_count, click_count, click_rate, click_ci_low,
        click_ci_high, unsubscribe_count, unsubscribe_rate, unsubscribe_ci_low, unsubscribe_ci_high
    """,
    "survival_curves": """
        event, segment_type, segment_value, month_number, at_risk_count, event_count,
        censored_count, survival, ci_low, ci_high
    """,
    "next_purchase": """
        customer_id, order_probability_30d, order_probability_60d, order_probability_90d,
        expected_next_order_date, days_since_last_order, usual_gap_days, is_overdue, next_category
    """,
    "product_affinities": """
        level, left_id, right_id, left_order_count, right_order_count, order_count, support,
        confidence, lift, conviction, p_value, is_significant
    """,
    "recommendations": "customer_id, rank, product_id, score, reason, because_of_product_id",
    "recommendation_fit": """
        method, customer_count, hit_count, hit_rate, ci_low, ci_high, mean_average_precision,
        is_published
    """,
    "kpi_forecasts": """
        metric, month, horizon, value, low_80, high_80, low_95, high_95, method, mase, naive_mase,
        history_month_count
    """,
    "customer_interests": """
        customer_id, rank, category, score, view_count, order_count, last_seen_at
    """,
    "first_repeat_rates": """
        cohort_month, window_days, segment_type, segment_value, customer_count,
        matured_customer_count, repeated_customer_count, first_repeat_rate
    """,
    "cev_reconciliation": "mapping, overlap",
    "campaigns": "campaign_id, name",
    "articles": "article_id, title",
    "topic_trends": """
        month, source, topic, text_count, customer_count, scored_count, negative_count,
        positive_count, negative_share, negative_ci_low, negative_ci_high, negative_share_change,
        change_p_value, mean_sentiment, nps_impact, value_at_stake
    """,
    "weekly_voice": """
        week, source, topic, text_count, negative_count, customer_count, text_count_change, rank
    """,
    "emerging_terms": "month, language, term, text_count, previous_text_count, z, rank",
    "texts": """
        text_id, source, customer_id, occurred_at, business_date, language, sentiment,
        sentiment_label, text_redacted
    """,
    "text_topics": "text_id, topic",
    "social_mentions": """
        month, platform, mention_count, reach_count, scored_count, positive_count, negative_count,
        due_count, answered_in_time_count, own_brand_count, other_brand_count
    """,
    "product_voice": """
        period_type, month, product_id, review_count, mean_rating, negative_share, top_topic,
        refund_share
    """,
    "journey_map": """
        period_type, quarter, stage_model, stage, stage_order, touch_type, channel, touch_count,
        scored_text_count, mean_sentiment, negative_share, csat_response_count, mean_csat,
        contact_share, moved_on_share, top_topic, top_topic_negative_count
    """,
    "journey_actions": """
        period_type, quarter, stage_model, stage, stage_order, action, name_en, name_ja,
        touch_count, touch_share
    """,
    "feedback_loop": """
        roadmap_item_id, title, topic, state, priority_rank, text_count, negative_count,
        customer_value, asked_customer_count, told_share, sentiment_before, sentiment_after,
        told_response_rate, untold_response_rate
    """,
    "detractor_follow_ups": """
        response_id, customer_id, survey_type, touchpoint, responded_at, nps_score, contacted_at,
        is_in_time
    """,
    "expectation_gaps": """
        quarter, item, response_count, mean_expectation, mean_satisfaction, gap, ci_low, ci_high,
        fallen_short_share
    """,
    "loyalty_behaviour": """
        period_type, nps_band, matured_customer_count, buying_share, ci_low, ci_high,
        net_sales_per_customer, referring_share
    """,
    "driver_worth": """
        item, derived_importance, nps_per_point, net_sales_per_point, ci_low, ci_high,
        response_count, customer_count
    """,
    "improvement_loops": """
        loop_id, step_order, step, occurred_at, customer_count, days_from_previous, measure_id,
        is_closed
    """,
    "ideas": """
        idea_id, customer_id, intake_channel, title, submitted_at, status, status_at, vote_count,
        is_submitter_notified, is_contradicted
    """,
    "idea_funnel": """
        month, intake_channel, submitted_count, reviewed_count, adopted_count, launched_count
    """,
    "contributor_points": """
        customer_id, points, points_30d, rank, idea_count, launched_idea_count,
        accepted_answer_count, helpful_vote_count, review_count, event_count
    """,
    "community_health": """
        month, joined_count, invited_joined_share, active_member_count, contributor_count,
        contributor_share, post_count, question_count, answered_24h_share, accepted_answer_share,
        median_hours_to_answer, event_count, event_invited_count, event_attended_count,
        attendance_rate, sessions_before_event, sessions_after_event, event_orders_after_count,
        is_complete
    """,
    "referral_program": """
        month, invited_count, signed_up_count, ordering_count, conversion_rate, k_factor,
        reward_total, net_sales_of_invitees, suspicious_count
    """,
    "segment_profiles": """
        profile, "group", attribute, value, customer_count, share, rest_share, lift, p_value
    """,
    "order_lines": """
        order_id, line_no, is_counted, product_id, category, gross_sales, discount_amount,
        refund_amount, net_sales, margin
    """,
    "products": """
        product_id, name, category, brand, first_sold_date, last_sold_date, sold_quantity,
        net_sales, margin
    """,
    "companies": """
        company_id, name, industry, customer_count, order_count, net_sales, margin
    """,
    "leads": """
        lead_id, customer_id, company_id, source, created_at, stage, stage_entered_at,
        days_in_stage, is_open, is_overdue, amount
    """,
    "lead_pipeline": """
        month, stage, source, entered_count, known_customer_count, advanced_count, lost_count,
        open_count, won_count, matured_entered_count, matured_advanced_count, conversion_rate,
        median_days_in_stage, entered_amount, open_amount
    """,
    "lead_approaches": """
        period_type, period_start, activity_type, lead_count, won_count, lost_count, open_count,
        win_rate, ci_low, ci_high, rest_lead_count, rest_won_count, rest_lost_count,
        rest_open_count, rest_win_rate, rest_ci_low, rest_ci_high
    """,
    "onboarding": """
        cohort_month, step_order, step, cohort_customer_count, reached_customer_count,
        matured_customer_count, matured_reached_customer_count, reached_rate, median_days
    """,
    "feature_usage": """
        month, feature, segment_type, segment_value, active_customer_count, user_count,
        first_time_user_count, event_count, use_share, is_complete
    """,
    "product_activity": """
        month, platform, mean_daily_active_users, mean_weekly_active_users,
        monthly_active_user_count, stickiness, session_count, sessions_per_active_user, is_complete
    """,
    "activity_retention": """
        cohort_grain, cohort_start, method, period_from, period_to, cohort_visitor_count,
        retained_visitor_count, retention_rate, is_complete
    """,
    "event_usage": """
        month, event_name, event_count, session_count, visitor_count, customer_count,
        events_per_session, is_complete
    """,
    "renewals": """
        month, plan, due_term_count, renewed_term_count, renewed_higher_count,
        renewed_lower_count, renewal_rate, due_monthly_recurring_revenue,
        renewed_monthly_recurring_revenue, revenue_renewal_rate, is_complete
    """,
    "loyalty_members": """
        customer_id, balance, margin_12m, order_count_12m, points_12m, tier, next_tier,
        progress_to_next, orders_to_next, points_to_next, margin_to_next, ahead_month, tier_ahead,
        is_about_to_drop
    """,
    "loyalty_tier_movements": "month, from_tier, to_tier, movement, customer_count, is_complete",
    "membership_tiers": """
        tier, tier_order, min_points, min_margin, min_orders, benefits, benefits_ja, member_count
    """,
    "milestones": """
        customer_id, milestone, last_date, next_date, orders_to_go, is_contacted, is_matured,
        has_ordered_after
    """,
    "fulfilment_flows": """
        month, order_channel, fulfilment, delivery_choice, refund_channel, order_count,
        gross_sales, refund_amount, net_sales, coupon_redeemed_order_count, matured_order_count,
        reordered_order_count, reorder_rate
    """,
    "stock_outs": """
        month, product_id, tracked_day_count, stock_out_day_count, unestimated_day_count,
        sold_units, net_sales, lost_units, lost_sales, is_complete
    """,
    "service_levels": """
        month, priority, issue_count, first_response_judged_count, first_response_in_sla_count,
        first_response_in_sla_rate, first_response_ci_low, first_response_ci_high,
        median_first_response_business_minutes, resolution_judged_count, resolution_in_sla_count,
        resolution_in_sla_rate, is_complete
    """,
}

# What publishing writes, by the code that writes it.
FOUND = [
    Check("nps", "enough", False, False, "3", f"少ない回答 {EVIL_SCRIPT}", "ask more people"),
    Check("nps", "no_reason", False, False),
    Check("orders", "grave", False, True, "9 rows", "money is missing"),
    Check("orders", "sum", True, True),
    Check("landing commerce.refunds", "signs_are_right", False, False, "2 of 9 values are below 0"),
    Check("landing web.events", "is_fresh", False, False, "newest row loaded two days ago"),
    Check("landing social.posts", "is_fresh", False, False, "newest row loaded a week ago"),
    Check("landing crm.companies", "rows_keep_the_contract", False, False, "1", is_planted=True),
]
CHECKS = "'" + RefreshState("run-1", checks=FOUND).checks_json().replace("'", "''") + "'"

SETTINGS = (
    '{"business_timezone": "Asia/Tokyo", "reporting_currency": "JPY", "message_cap_30d": 12, '
    '"quarantine_max_share": 0.05}'
)

ROWS = {
    # The third customer is first seen on the 31st in UTC, on the 1st in Tokyo.
    "customers": f"""
        ('a', 2, '2025-12-05 00:00', 'email', 'active'),
        ('b', 1, '2026-01-10 00:00', 'チラシ', 'new'),
        ('c', 1, '2026-01-31 20:00', null, 'prospect'),
        ('d', 1, '2026-02-11 00:00', '{EVIL}', 'prospect'),
        ('e', 1, '2026-03-02 00:00', 'email', null)
    """,
    "action_items": f"""
        ('a', 'unresolved_issue', 1, 'customer_support', 'Waits too long', 'お待たせしています',
            'Answer', '回答する', 300.0, '2026-03-10 16:00', '2026-03-16', true, 'taken', '佐藤',
            null),
        ('b', 'renewal_due', 6, 'sales', 'Ends soon', '契約が終わります', 'Call', '電話する',
            null, '2026-03-01 00:00', '2026-03-29', true, null, null, null),
        ('c', 'renewal_due', 6, 'sales', 'Ends soon', '契約が終わります', 'Call', '電話する',
            40.0, '2026-03-01 00:00', '2026-03-29', true, null, null, null),
        ('a', 'renewal_due', 6, 'sales', 'Ends soon', '契約が終わります', 'Call', '電話する',
            300.0, '2026-03-01 00:00', '2026-03-29', false, 'done', '{EVIL}', '2026-03-13 15:30'),
        ('e', 'renewal_due', 6, 'sales', 'Ends soon', '契約が終わります', 'Call', '電話する',
            1.5, '2026-03-01 00:00', '2026-03-29', false, null, null, '2026-03-14 01:00'),
        ('d', 'renewal_due', 6, 'sales', 'Ends soon', '契約が終わります', 'Call', '電話する',
            2.5, '2026-03-01 00:00', '2026-03-29', false, 'done', 'x', '2026-03-08 03:00')
    """,
    "customer_360": f"""
        ('a', '2026-04-01', 980, 'プロ', 'risk'), ('b', '2026-06-13', 1980.5, null, 'watch'),
        ('c', '2026-06-14', 5000, null, null), ('d', null, 0, null, null),
        ('{EVIL}', '2026-03-15', 980, '{EVIL}', 'good')
    """,
    "customer_benefits": f"""
        ('a', 'all', null, 14, 120, 3, '2024-12-31 15:00', null, 1500.5, 12345, 26.25),
        ('a', 'running_term', '定期便', 2, 20, 1, '2026-01-01 15:00', 980, 0, -3, 4),
        ('b', 'all', null, 1, 0, 0, '2026-02-01', null, 0, 0, null),
        ('b', 'running_term', 'プロ', 1, 0, 0, '2026-02-01', 1980.5, 0, 0, null),
        ('c', 'all', null, 30, 12, 0, '2023-09-01', null, 0, 0, null),
        ('c', 'running_term', 'プロ', 5, 2, 0, '2025-10-01', 5000, 0, 0, null),
        ('d', 'all', null, 7, 3, 1, '2025-08-01', null, 0, 0, 0.5),
        ('{EVIL}', 'all', null, 9, 8, 0, '2025-06-01', null, 0, 0, null),
        ('{EVIL}', 'running_term', '{EVIL}', 3, 4, 0, '2025-12-01', 980, 0, 0, null)
    """,
    "customer_health": """
        ('a', '2026-02-28', 71, 'good', null, false), ('b', '2026-02-28', 20, 'risk', null, false),
        ('a', '2026-03-15', 35, 'risk', 'voice', true),
        ('b', '2026-03-15', 50, 'watch', 'voice', false),
        ('c', '2026-03-15', null, null, null, false)
    """,
    "health_backtest": """
        ('2025-10-31', 'all', 'all', 5, 0.5, 0.1, 0.9, 1.0),
        ('2025-11-30', 'all', 'all', 4, 0.25, 0.05, 0.7, 1.0),
        ('2025-11-30', 'all', 'risk', 2, 0.5, 0.1, 0.9, 2.0)
    """,
    "churn_risk": f"""
        ('a', 'subscriber', 0.75, 0.2, 'high', 'open_issue_count', 'tenure_days', null, 'call',
            '電話'),
        ('b', 'buyer', 0.25, 0.25, 'high', null, null, null, null, null),
        ('c', 'subscriber', 0.5, 0.2, 'low', 'tenure_days', null, null, 'greet', '挨拶'),
        ('{EVIL}', 'subscriber', 0.5, 0.2, 'high', '{EVIL}', null, null, '{EVIL}', '{EVIL}')
    """,
    "churn_features": """
        ('a', 'open_issue_count', 2, 1.5), ('a', 'tenure_days', null, 0.25),
        ('a', 'active_days_28d', 3, -0.25), ('b', 'recency_days', 10, null)
    """,
    "churn_model_terms": """
        ('subscriber', 'intercept', 0, null, null, false, -0.401388, 1),
        ('subscriber', 'open_issue_count', 1, null, 1, false, -0.5, 0.75),
        ('subscriber', 'open_issue_count', 2, 1, 2.5, false, 0.5, 0.125),
        ('subscriber', 'open_issue_count', 3, 2.5, null, false, 1.5, 0.0625),
        ('subscriber', 'open_issue_count', 4, null, null, true, 0, 0.0625),
        ('subscriber', 'tenure_days', 1, null, null, false, 0.25, 0.5),
        ('subscriber', 'tenure_days', 2, null, null, true, -0.25, 0.5)
    """,
    "churn_model_card": """
        ('subscriber', 'is_published', 1), ('subscriber', 'holdout_row_count', 200),
        ('subscriber', 'holdout_leaver_count', 44), ('subscriber', 'top_decile_lift_baseline', 1.5),
        ('subscriber', 'log_loss_gain', 0.04), ('buyer', 'is_published', 0),
        ('buyer', 'holdout_row_count', 100), ('buyer', 'holdout_leaver_count', 25),
        ('buyer', 'top_decile_lift_baseline', 1.2), ('buyer', 'log_loss_gain', null)
    """,
    "churn_calibration": """
        ('subscriber', 1, 20, 0.05, 1, 0.05, 0.01, 0.24),
        ('subscriber', 10, 20, 0.6, 12, 0.61, 0.4, 0.8)
    """,
    "segment_movements": """
        ('2026-02-01', 'lifecycle_stage', 'new', 'active', 3),
        ('2026-02-01', 'lifecycle_stage', 'active', 'active', 5),
        ('2026-02-01', 'lifecycle_stage', 'none', 'prospect', 2),
        ('2026-01-01', 'lifecycle_stage', 'new', 'active', 99)
    """,
    "identity_quality": "('record', 6, 5, 1, 0, 2), ('email', 4, 4, 2, 1, 2)",
    "sessions": f"""
        ('1', '2026-01-05', '2026-01-05', '2026-01-05', 'email', true, false),
        ('2', '2026-01-06', '2026-01-06', '2026-01-06', 'direct', false, false),
        ('3', '2026-02-01', '2026-02-01', '2026-02-01', 'email', true, false),
        ('4', '2026-02-02', '2026-02-02', '2026-02-02', 'チラシ', true, false),
        ('5', '2026-02-03', '2026-02-03', '2026-02-03', '{EVIL}', true, false),
        ('6', '2026-02-04', '2026-02-04', '2026-02-04', null, false, false),
        ('7', '2026-02-05', '2026-02-05', '2026-02-05', 'direct', false, false),
        ('8', '2026-02-06', '2026-02-06', '2026-02-06', 'direct', null, false),
        ('9', '2026-02-07', '2026-02-07', '2026-02-07', '{EVIL_SCRIPT}', false, false),
        ('10', '2026-02-08', '2026-02-08', '2026-02-08', 'direct', false, false),
        ('11', '2026-03-01', '2026-03-01', '2026-03-01', 'direct', false, false)
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
    "sentiment_card": """
        ('ja', 'lists', '2026-02-01', 1500, 310, 0.63, 0.57, 0.21, false),
        ('ja', 'learned', '2026-02-01', 1500, 310, 0.75, 0.65, 0.05, true),
        ('en', 'lists', '2026-02-01', 40, 40, 0.7, 0.68, 0.25, true),
        ('en', 'learned', '2026-02-01', 40, 0, null, null, null, false)
    """,
    "nps_score_histogram": """
        ('2025-12-01', 'relational', 0, 'detractor', 2),
        ('2025-12-01', 'relational', 7, 'passive', 3),
        ('2025-12-01', 'relational', 10, 'promoter', 7),
        ('2026-01-01', 'relational', 10, 'promoter', 5),
        ('2026-02-01', 'transactional', 3, 'detractor', 1)
    """,
    "social_posts": f"""
        ('1', 'x', '2026-02-03', 9, 'image', 100, 5, 3, 2, 10, 0.1),
        ('2', 'x', '2026-02-04', 9, '{EVIL}', 300, 6, null, 0, 6, 0.02),
        ('3', 'x', '2026-02-05', 23, null, null, 900, 1, 1, 902, null),
        ('4', 'x', '2026-02-06', 0, 'image', 0, 800, 1, 1, 802, null),
        ('5', 'x', '2026-01-06', 9, 'image', 0, 7, 1, 1, 9, null)
    """,
    "social_engagement": f"""
        ('2026-01-01', 'x', 'all', 'all', 'all', 1, 0, 7, 1, 1, 0, 0, null, 100, null),
        ('2026-02-01', 'x', 'all', 'all', 'all', 4, 400, 1711, 5, 4, 16, 400, 0.04, 110, 10),
        ('2026-02-01', '{EVIL}', 'all', 'all', 'all', 0, 0, 0, 0, 0, 0, 0, null, null, null),
        ('2026-02-01', 'x', 'a1', 'all', 'all', 4, 400, 1711, 5, 4, 16, 400, 0.9, 110, 10)
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
        ('2026-01-01', 'k', 'email', 100, 90, 45, 9, 1, 0.5, 100, 90, 90),
        ('2026-02-01', 'k', 'email', 100, 0, 0, 0, 0, null, 100, 0, 0),
        ('2026-02-01', 'none', 'sms', 10, 10, 0, 1, 0, null, 10, 10, 0),
        ('2026-02-01', 'none', 'post', 20, null, 0, 5, 0, null, 0, 20, 0),
        ('2026-02-01', '{EVIL}', 'line', 1, 1, 1, 1, 0, 1.0, 1, 1, 1)
    """,
    "measure_effects": f"""
        ('m1', '春の手紙', 'letter', '2026-02-28', true, 1000, 500, 0.25, 0.125, 0.05, 0.1875,
            0.001,
            0.0625, 2, 10, 6000, 1000, 'better'),
        ('m2', '{EVIL}', 'a', '2026-01-31', true, 1000, 500, 0.1, 0.2, -0.15, -0.05, 0.001, 0.0625,
            -10, -2, -6000, null, 'worse'),
        ('m3', '同じ', 'a', '2026-01-30', true, 1000, 500, 0.2, 0.2, -0.05, 0.05, 1.0, 0.0625,
            -5, 5, 0, 10, 'no_significant_difference'),
        ('m4', '割れ', 'a', '2026-01-29', true, 900, 100, 0.2, 0.1, 0.02, 0.15, 0.01, 0.1, 1,
            9, 4500,
            10, 'invalid_sample_ratio'),
        ('m5', '途中', 'a', '2026-03-15', false, 40, 0, 0.1, null, null, null, null, null, null,
            null, null, null, 'collecting_data')
    """,
    "measure_before_after": """
        ('b1', '送料', 'measure', 'net_sales', 'country', 'JP', '2026-02-28', 28, true, 100,
            160, 60,
            20, 100, 0.01, 50, 70, 40, 10, 70, 0.02),
        ('b1', '送料', 'placebo', 'net_sales', 'country', 'JP', '2026-01-31', 28, true, 100, 100, 0,
            -40, 40, 1, 50, 50, 0, -45, 45, 1),
        ('b2', '夜間', 'measure', 'contact_count', 'all', 'all', '2026-02-27', 28, true, 4.5,
            2.5, -2,
            -3, -1, 0.001, null, null, null, null, null, null),
        ('b2', '夜間', 'placebo', 'contact_count', 'all', 'all', '2026-01-30', 28, true, 8.5,
            4.5, -4,
            -5, -3, 0.001, null, null, null, null, null, null),
        ('b3', '新色', 'measure', 'conversion_rate', 'all', 'all', '2026-03-14', 4, false,
            null, 0.02,
            null, null, null, null, null, null, null, null, null, null),
        ('b3', '新色', 'placebo', 'conversion_rate', 'all', 'all', '2026-03-07', 4, false,
            null, null,
            null, null, null, null, null, null, null, null, null, null),
        ('b4', '静か', 'measure', 'contact_count', 'all', 'all', '2026-02-26', 14, true,
            0, 0, 0, null, null, null, null, null, null, null, null, null),
        ('b4', '静か', 'placebo', 'contact_count', 'all', 'all', '2026-02-12', 14, true,
            0, 0, 0, null, null, null, null, null, null, null, null, null)
    """,
    "audience_members": """
        ('win_back', 'a', false, true, false, false, true, false, false, true),
        ('win_back', 'b', true, true, true, true, true, true, true, true),
        ('win_back', 'c', false, false, false, false, false, false, false, false),
        ('win_back', 'd', false, true, false, false, false, false, true, true)
    """,
    "consent_violations": f"""
        ('v1', 'a', 'k', 'email', '2026-02-01', 'withdrawn'),
        ('v2', 'b', 'k', 'email', '2026-02-03', 'withdrawn'),
        ('v3', 'b', '{EVIL}', 'sms', '2026-02-02', 'none'),
        ('v4', 'b', null, 'sms', '2026-01-02', 'none')
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
    "journey_funnel": f"""
        ('purchase', '2026-01-01', 1, 'visit', 'all', 'all', 10, 0, 10, 10, 10),
        ('purchase', '2026-01-01', 2, 'order', 'all', 'all', 10, 0, 10, 4, 4),
        ('purchase', '2026-02-01', 1, 'visit', 'all', 'all', 8, 6, 2, 2, 8),
        ('purchase', '2026-02-01', 2, 'order', 'all', 'all', 8, 6, 2, 2, 3),
        ('purchase', '2026-01-01', 1, 'visit', 'country', 'JP', 99, 0, 99, 99, 99),
        ('{EVIL}', '2026-01-01', 1, '{EVIL}', 'all', 'all', 0, 0, 0, 0, 0)
    """,
    "journey_stage_metrics": """
        ('2026-01-01', 'purchase', 'conversion_rate', 'all', 'all', 0.25, 1, 4, true),
        ('2026-02-01', 'purchase', 'conversion_rate', 'all', 'all', 0.5, 2, 4, true),
        ('2026-03-01', 'purchase', 'conversion_rate', 'all', 'all', 1.0, 1, 1, false),
        ('2026-02-01', 'purchase', 'conversion_rate', 'country', 'JP', 0.75, 3, 4, true),
        ('2026-01-01', 'purchase', 'cart_abandonment_rate', 'all', 'all', 1.0, 16, 16, true),
        ('2026-02-01', 'purchase', 'cart_abandonment_rate', 'all', 'all', 0.25, 10, 40, true),
        ('2026-02-01', 'usage', 'contact_rate', 'all', 'all', null, 0, 0, true),
        ('2026-02-01', 'advocacy', 'nps', 'all', 'all', 24.96, null, null, true)
    """,
    "journey_paths": f"""
        ('unknown', 7, 7, 9000, 1.0), ('email > direct', 5, 2, 3000, 0.4),
        ('direct', 9, 3, 2000, 0.3333333333333333),
        ('チラシ > {EVIL}', 1, 0, 0, 0.0)
    """,
    "journey_transitions": f"""
        ('(start)', 'email', 6, 0.6), ('(start)', '{EVIL}', 4, 0.4),
        ('email', '(conversion)', 2, 0.3333333333333333),
        ('email', '(null)', 4, 0.6666666666666666),
        ('{EVIL}', '(null)', 4, 1.0)
    """,
    "channel_attribution": f"""
        ('2026-01-01', 'email', 'linear', 1.5, 1500, 100, null),
        ('2026-02-01', 'email', 'linear', 0.5, 500, 300, null),
        ('2026-02-01', '{EVIL}', 'linear', 1.0, 1000, 0, null),
        ('2026-01-01', 'email', 'markov', 0.25, 300, 100, 0.5),
        ('2026-02-01', 'email', 'markov', 1.0, 900, 300, 0.5),
        ('2026-02-01', '{EVIL}', 'markov', 0.25, 300, 0, 0.1),
        ('2026-03-01', 'email', 'linear', 50, 99999, 1, null)
    """,
    "customer_ltv": """
        ('a', 300.0, 200.0, 'high', 1000, 1), ('b', 60.0, 200.0, 'mid', 500, 2),
        ('c', 40.0, 200.0, 'low', 0, 3), ('d', null, null, null, 7, null)
    """,
    "clv_model_fit": """
        ('holdout', 'mae_model', 0.5, 40), ('holdout', 'mae_naive', 0.75, 40),
        ('holdout', 'is_better_than_naive', 1.0, 40), ('bg_nbd', 'r', 0.24, 40)
    """,
    "ltv_by_acquisition": f"""
        ('email', '2025-10-01', 4, 1000, 500.0, 3), ('email', '2026-01-01', 6, 0, 300.0, null),
        ('{EVIL}', '2026-01-01', 1, 0, null, null)
    """,
    "customer_segments": """
        ('a', 5, 5, 4, 'champions', 1500.5), ('b', 5, 4, 5, 'champions', 499.5),
        ('c', 1, 1, 1, 'lost', 0)
    """,
    "customer_cev": """
        ('a', 'kumar2010', 100, 50, 20, 5, 175, 150), ('b', 'kumar2010', 40, 0, 0, 0, 40, 65),
        ('a', 'seed000', 100, 70, 0, 5, 175, 150)
    """,
    "cev_ledger": """
        ('1', 'referral_margin', 'a', 'b', 60), ('2', 'referral_margin', 'a', 'c', 40),
        ('3', 'referral_reward', 'a', 'b', -10), ('4', 'influence_margin', 'b', 'c', 25),
        ('5', 'own_margin', 'c', 'c', 9999)
    """,
    "churn": """
        ('2026-01-01', 'all', 'all', 'all', 10, 1, 3, 1, 12, 0.1, true),
        ('2026-02-01', 'all', 'all', 'all', 12, 3, 0, 2, 9, 0.25, true),
        ('2026-03-01', 'all', 'all', 'all', 9, 4, 0, 0, 5, 0.9, false),
        ('2026-02-01', 'gold', 'all', 'all', 2, 2, 0, 0, 0, 1.0, true)
    """,
    "revenue_movements": """
        ('2026-02-01', 'opening', 12, 1200), ('2026-02-01', 'new', 0, 0),
        ('2026-02-01', 'expansion', 1, 50), ('2026-02-01', 'reactivation', 0, 0),
        ('2026-02-01', 'contraction', 1, 25), ('2026-02-01', 'churned', 3, 325),
        ('2026-02-01', 'closing', 9, 900), ('2026-03-01', 'churned', 4, 400)
    """,
    "churn_reasons": f"""
        ('2026-01-01', 'all', 'unknown', 1, 0, 1, 1.0, 100),
        ('2026-02-01', 'all', '{EVIL}', 2, 2, 1, 0.6666666666666666, 300),
        ('2026-02-01', 'all', 'not_renewed', 1, 0, 1, 0.3333333333333333, 25),
        ('2026-03-01', 'all', 'unknown', 4, 0, 0, 1.0, 400),
        ('2026-02-01', 'gold', 'plan_changed', 2, 0, 0, 1.0, 200)
    """,
    "contact_pressure": """
        ('all', '0', 1, 400, 40, 0.1, 0.074, 0.133, 2, 0.005, 0.001, 0.018),
        ('all', '1-2', 2, 100, 5, 0.05, 0.0215, 0.1118, 4, 0.04, 0.0157, 0.0984),
        ('email', '0', 1, 400, 40, 0.1, 0.074, 0.133, 2, 0.005, 0.001, 0.018)
    """,
    "survival_curves": """
        ('left', 'all', 'all', 0, 10, 1, 0, 0.9, 0.473, 0.985),
        ('left', 'all', 'all', 1, 9, 0, 4, 0.9, 0.473, 0.985),
        ('left', 'all', 'all', 2, 5, 5, 0, 0.0, null, null),
        ('second_order', 'all', 'all', 0, 8, 2, 0, 0.75, 0.315, 0.931),
        ('second_order', 'country', 'JP', 0, 8, 8, 0, 0.0, null, null)
    """,
    "next_purchase": f"""
        ('a', 0.25, 0.4, 0.5, '2026-03-29', 14, 21.5, false, '{EVIL}'),
        ('b', 0.0625, 0.1, 0.15, null, 90, 21.5, true, null),
        ('c', null, null, null, null, 400, null, null, null)
    """,
    "product_affinities": f"""
        ('product', 'p', 'q', 6, 10, 5, 0.125, 0.8333333333333334, 3.3333333333333335, 4.5,
         0.0001, true),
        ('product', 'q', 'p', 10, 6, 5, 0.125, 0.5, 3.3333333333333335, 1.7, 0.0001, true),
        ('category', '{EVIL}', 'tea', 5, 5, 5, 0.1, 1.0, 10.0, null, 0.00001, true),
        ('category', 'tea', '{EVIL}', 5, 5, 5, 0.1, 1.0, 10.0, null, 0.00001, true),
        ('product', 'p', 'r', 6, 9, 5, 0.1, 0.8, 1.1, 1.2, 0.4, false)
    """,
    "recommendations": """
        ('a', 1, 'p', 0.25, 'bought_together', 'q'), ('a', 2, 'r', 0.125, 'popular', null)
    """,
    "recommendation_fit": """
        ('affinity', 40, 10, 0.25, 0.141, 0.402, 0.125, true),
        ('popularity', 40, 4, 0.1, 0.0396, 0.2305, 0.0625, false)
    """,
    "kpi_forecasts": """
        ('nps', '2026-03-01', 1, 24.96, 20, 30, 15, 35, 'theta', 0.75, 1.0, 30),
        ('nps', '2026-04-01', 2, 25, 19, 31, 14, 36, 'theta', 0.75, 1.0, 30),
        ('net_sales', '2026-03-01', 1, 1000.5, 900, 1100, 800, 1200, 'seasonal_naive', 0.5, 0.5, 24)
    """,
    "customer_interests": """
        ('a', 1, 'tea', 3.5, 4, 1, '2026-03-14 01:00'), ('b', 1, 'tea', 0, 0, 1, '2020-01-01 01:00')
    """,
    # January's buyers have had 30 days, but not all of them 60; in March one had 30 already.
    "first_repeat_rates": """
        ('2025-11-01', 30, 'all', 'all', 5, 5, 1, 0.2),
        ('2025-11-01', 60, 'all', 'all', 5, 5, 2, 0.4),
        ('2026-01-01', 30, 'all', 'all', 4, 4, 0, 0.0),
        ('2026-01-01', 60, 'all', 'all', 4, 3, 3, 1.0),
        ('2026-03-01', 30, 'all', 'all', 1, 1, 1, 1.0),
        ('2025-11-01', 365, 'all', 'all', 5, 5, 5, 1.0),
        ('2025-11-01', 30, 'country', 'JP', 2, 2, 2, 1.0)
    """,
    "cev_reconciliation": "('kumar2010', 0), ('seed000', 25)",
    "campaigns": "('k', '春の便り')",
    "articles": "('b', 'Nobody reads it')",
    # In February delivery is at stake most; March is open.
    "topic_trends": """
        ('2026-01-01', 'all', 'all', 90, 40, 80, 20, 30, 0.25, 0.17, 0.36, null, null, 0.1, null,
         5000),
        ('2026-02-01', 'all', 'all', 100, 50, 90, 30, 30, 0.333, 0.24, 0.44, 0.083, 0.23, 0, null,
         9000.5),
        ('2026-03-01', 'all', 'all', 9, 5, 4, 1, 1, 0.25, 0.05, 0.7, -0.083, 0.7, 0, null, 10),
        ('2026-01-01', 'all', 'delivery', 30, 20, 30, 9, 3, 0.3, 0.17, 0.48, null, null, -0.1,
         null, 4000),
        ('2026-02-01', 'all', 'delivery', 40, 25, 40, 20, 3, 0.5, 0.35, 0.65, 0.2, 0.09, -0.2,
         null, 7000.25),
        ('2026-02-01', 'all', 'price', 5, 2, 0, 0, 0, null, null, null, null, null, null, null, 0),
        ('2026-02-01', 'survey_comment', 'delivery', 10, 9, 10, 5, 2, 0.5, 0.24, 0.76, null, null,
         -0.1, -4.5, 900)
    """,
    # The week of 2 March is the newest complete one on Sunday, 15 March, at noon.
    "weekly_voice": """
        ('2026-03-02', 'all', 'delivery', 9, 4, 7, -2, 1),
        ('2026-03-02', 'all', 'price', 3, 0, 1, 3, 2),
        ('2026-03-02', 'ticket', 'delivery', 5, 3, 4, -1, 1),
        ('2026-03-02', 'ticket', 'price', 1, 0, 1, 1, 2),
        ('2026-03-09', 'all', 'delivery', 99, 9, 9, 90, 1)
    """,
    "emerging_terms": f"""
        ('2026-01-01', 'en', 'old', 9, 1, 2.5, 1),
        ('2026-02-01', 'en', '{EVIL}', 8, 0, 3.1, 1),
        ('2026-02-01', 'ja', '遅配', 5, 1, 2.2, 1)
    """,
    "texts": f"""
        ('support.tickets:1', 'ticket', 'c1', '2026-03-03 00:00:00', '2026-03-03', 'ja', -0.6,
         'negative', '[name]です。配送が三日遅れました{EVIL}'),
        ('support.tickets:2', 'ticket', 'c2', '2026-03-04 00:00:00', '2026-03-04', 'en', -0.9,
         'negative', 'never again'),
        ('support.tickets:3', 'ticket', null, '2026-03-04 00:00:00', '2026-03-04', 'en', -0.9,
         'negative', null),
        ('commerce.reviews:1', 'review', null, '2026-02-04 00:00:00', '2026-02-04', 'en', 0.4,
         'positive', 'quick delivery')
    """,
    "text_topics": """
        ('support.tickets:1', 'delivery'), ('support.tickets:2', 'delivery'),
         ('support.tickets:2', 'price'),
        ('support.tickets:3', 'delivery'), ('commerce.reviews:1', 'delivery')
    """,
    "social_mentions": """
        ('2026-01-01', 'all', 12, 4000, 10, 4, 3, 12, 3, 9, 3),
        ('2026-01-01', 'x', 12, 4000, 10, 4, 3, 12, 3, 9, 3),
        ('2026-02-01', 'all', 3, 0, 0, 0, 0, 0, 0, 0, 0),
        ('2026-02-01', 'line', 3, 0, 0, 0, 0, 0, 0, 0, 0)
    """,
    "product_voice": """
        ('all_time', '2026-01-01', 'p1', 9, 2.5, 0.5, 'quality', 0.12),
        ('all_time', '2026-01-01', 'p9', 3, null, null, null, null),
        ('month', '2026-02-01', 'p1', 4, 1.5, 1, 'quality', 0.3)
    """,
    "journey_map": """
        ('all_time', '2025-10-01', 'five_stage', 'awareness', 1, 'all', 'all', 900, 0, null, null,
         0, null, 0.01, 0.25, null, null),
        ('all_time', '2025-10-01', 'five_stage', 'usage', 4, 'all', 'all', 400, 20, -0.35, 0.5, 9,
         3.4, 0.08, null, 'delivery', 7),
        ('all_time', '2025-10-01', 'five_stage', 'usage', 4, 'ticket_inbound', 'email', 40, 20,
         -0.35, 0.5, 9, 3.4, 0.08, null, 'delivery', 7),
        ('quarter', '2025-10-01', 'five_stage', 'usage', 4, 'all', 'all', 4, 2, 0.35, 0, 0, null,
         0, null, null, null),
        ('all_time', '2025-10-01', 'aidma', 'attention', 1, 'all', 'all', 900, 0, null, null, 0,
         null, null, 0.1, null, null)
    """,
    "journey_actions": f"""
        ('all_time', '2025-10-01', 'five_stage', 'usage', 4, 'asks_support', '{EVIL}',
         '問い合わせる', 40, 0.1),
        ('all_time', '2025-10-01', 'five_stage', 'usage', 4, 'opens_app', 'Uses the app',
         'アプリを使う', 300, 0.75)
    """,
    "feedback_loop": f"""
        ('RM-1', '{EVIL}', 'delivery', 'announced', null, 40, 12, 90000, 30,
         0.4, -0.25, 0.1, 0.3, 0.1),
        ('RM-2', '夜間の配送枠', 'delivery', 'agreed', 1, 9, 4, 8000.5, 8,
         0, null, null, null, null)
    """,
    "detractor_follow_ups": """
        ('r1', 'c1', 'relational', null, '2026-03-14 12:00:00', 3, null, null),
        ('r2', 'c2', 'transactional', 'purchase', '2026-03-01 03:00:00', 0, null, false),
        ('r3', 'c1', 'relational', null, '2026-03-02 03:00:00', 6, '2026-03-03 03:00:00', true),
        ('r4', null, 'relational', null, '2026-03-02 03:00:00', 6, null, null)
    """,
    "expectation_gaps": """
        ('2025-10-01', 'delivery', 9, 3, 3, 0, null, null, 0.2),
        ('2026-01-01', 'delivery', 30, 4.5, 3.25, -1.25, -1.75, -0.75, 0.7),
        ('2026-01-01', 'quality', 1, 4, 5, 1, null, null, 0)
    """,
    "loyalty_behaviour": """
        ('all_time', 'promoter', 40, 0.6, 0.45, 0.74, 12000.5, 0.1),
        ('all_time', 'detractor', 0, null, null, null, null, null),
        ('quarter', 'promoter', 4, 0.5, 0.1, 0.9, 7, 0)
    """,
    "driver_worth": """
        ('delivery', 0.4, 1.25, 900.5, 100.25, 1700.75, 120, 80),
        ('gifts', null, null, null, null, null, 0, 0)
    """,
    "improvement_loops": """
        ('LOOP-1', 1, 'extract', '2026-01-01 03:00:00', 400, null, null, false),
        ('LOOP-1', 5, 'return', '2026-02-01 15:00:00', null, 31.5, 'm1', false)
    """,
    "ideas": f"""
        ('i1', 'c1', 'community', '{EVIL}', '2026-01-01', 'reviewed', '2026-02-01 03:00:00',
         12, true, false),
        ('i2', null, 'store', null, '2026-01-02', 'submitted', '2026-01-02 03:00:00',
         0, false, true),
        ('i3', 'c1', 'web', '贈り物の包装', '2026-01-03', 'launched', '2026-02-02 03:00:00',
         3, true, false)
    """,
    "idea_funnel": """
        ('2026-01-01', 'all', 3, 2, 1, 1),
        ('2026-01-01', 'community', 1, 1, 0, 0),
        ('2026-01-01', 'store', 1, 0, 0, 0),
        ('2026-01-01', 'web', 1, 1, 1, 1)
    """,
    "contributor_points": """
        ('c1', 190, 12, 1, 2, 1, 3, 8, 1, 2),
        ('c2', 5, 0, 2, 0, 0, 0, 0, 0, 1)
    """,
    "community_health": """
        ('2026-02-01', 4, 0.5, 20, 12, 0.2, 30, 6, 0.5, 0.25, 7.5,
         1, 10, 4, 0.4, 1.5, 2.25, 3, true),
        ('2026-03-01', 0, null, 3, 1, 0.02, 2, 0, null, null, null,
         0, 0, 0, null, null, null, 0, false)
    """,
    "referral_program": """
        ('2026-01-01', 10, 6, 2, 0.25, 0.05, 1000, 5000, 1),
        ('2026-02-01', 4, 0, 0, null, null, 0, 0, 0)
    """,
    "segment_profiles": f"""
        ('nps', 'promoter', 'region', '{EVIL}', 30, 0.3, 0.1, 3.0, 0.001),
        ('nps', 'promoter', 'country', 'JP', 30, 0.3, 0.2, 1.5, 0.1),
        ('value', 'high', 'gender_group', 'female', 9, 0.9, 0.4, 2.25, 0.004)
    """,
    "order_lines": """
        ('o1', 1, true, 'p1', '茶', 1000, 100, 90, 810, 300),
        ('o1', 2, true, 'p2', null, 200, 0, 0, 200, 50),
        ('o2', 1, true, 'p1', '茶', 500, 0, 0, 500, null),
        ('o3', 1, false, 'p1', '茶', 9999, 0, 0, 9999, 9999)
    """,
    "products": f"""
        ('p1', '煎茶 {EVIL}', '茶', '自社', '2026-01-05', '2026-03-01', 3.5, 1310, 300),
        ('p2', null, null, null, '2026-01-05', '2026-01-05', 1, 200, 50),
        ('p3', '玉露', '茶', null, null, null, 0, 0, 0)
    """,
    "companies": f"""
        ('c1', '高橋 {EVIL}', 'retail', 3, 7, 5000, 1500), ('c2', '空', null, 0, 0, 0, 0)
    """,
    "leads": f"""
        ('l1', 'a', 'c1', 'web', '2025-10-01 00:00', 'sql', '2025-11-01 00:00', 134.1, true, true,
            500000),
        ('l2 {EVIL}', null, 'cx', '{EVIL}', '2025-10-01 00:00', 'lead', '2025-10-01 00:00', 165.1,
            true, true, null),
        ('l3', null, null, null, '2026-02-01 00:00', 'mql', '2026-03-01 00:00', 14.1, true, false,
            100),
        ('l4', null, 'c1', 'web', '2025-12-01 00:00', 'won', '2026-01-01 00:00', null, false, false,
            900)
    """,
    "lead_pipeline": f"""
        ('2025-10-01', 'lead', 'web', 2, 1, 1, 0, 1, 1, 2, 1, 0.5, 30.5, 500900, 500000),
        ('2025-10-01', 'lead', '{EVIL}', 1, 0, 0, 1, 0, 0, 1, 0, 0.0, 3, 0, 0),
        ('2026-01-01', 'won', 'web', 1, 0, null, null, null, null, null, null, null, null, 900,
            null),
        ('2026-03-01', 'mql', 'unknown', 1, 0, 0, 0, 1, 0, 0, 0, null, null, 100, 100)
    """,
    "lead_approaches": """
        ('all_time', '2025-10-01', 'demo', 3, 1, 1, 1, 0.5, 0.0945, 0.9055, 3, 1, 2, 0, 0.3333,
            0.0615, 0.7923),
        ('all_time', '2025-10-01', 'any', 3, 1, 1, 1, 0.5, 0.0945, 0.9055, 3, 1, 2, 0, 0.3333,
            0.0615, 0.7923),
        ('quarter', '2025-10-01', 'demo', 3, 1, 1, 1, 0.5, 0.0945, 0.9055, 3, 1, 2, 0, 0.3333,
            0.0615, 0.7923)
    """,
    "onboarding": f"""
        ('2025-11-01', 1, 'first_visit', 40, 20, 40, 20, 0.5, 2.5),
        ('2025-11-01', 3, 'first_value', 40, 10, 40, 10, 0.25, 20.0),
        ('2025-12-01', 3, 'first_value', 35, 7, 35, 7, 0.2, 21.5),
        ('2025-12-01', 4, '{EVIL}', 35, 0, 35, 0, 0.0, null),
        ('2026-03-01', 3, 'first_value', 5, 1, 0, 0, null, 1.0)
    """,
    "feature_usage": f"""
        ('2026-01-01', 'board', 'all', 'all', 10, 5, 5, 9, 0.5, true),
        ('2026-02-01', 'board', 'all', 'all', 10, 4, 1, 7, 0.4, true),
        ('2026-02-01', '{EVIL}', 'all', 'all', 10, 1, 1, 1, 0.1, true),
        ('2026-02-01', 'board', 'lifecycle_stage', 'new', 5, 3, 1, 5, 0.6, true),
        ('2026-02-01', 'board', 'lifecycle_stage', 'unknown', 5, 1, 0, 2, 0.2, true),
        ('2026-03-01', 'board', 'all', 'all', 8, 2, 0, 2, null, false)
    """,
    "product_activity": """
        ('2026-02-01', 'all', 2.5, 7.25, 40, 0.0625, 90, 2.25, true),
        ('2026-02-01', 'web', 2.0, 6.0, 30, 0.0667, 60, 2.0, true),
        ('2026-03-01', 'all', 3.0, null, 12, null, 14, null, false)
    """,
    "activity_retention": """
        ('day', '2026-02-01', 'n_day', 0, 0, 40, 40, 1.0, true),
        ('day', '2026-02-01', 'n_day', 1, 1, 40, 10, 0.25, true),
        ('day', '2026-02-01', 'n_day', 7, 7, 40, 4, 0.1, true),
        ('day', '2026-03-14', 'n_day', 1, 1, 5, 1, null, false),
        ('month', '2026-01-01', 'n_day', 0, 0, 50, 50, 1.0, true),
        ('month', '2026-01-01', 'n_day', 1, 1, 50, 12, 0.24, true),
        ('month', '2026-01-01', 'n_day', 2, 2, 50, 3, null, false),
        ('month', '2026-01-01', 'unbounded', 1, null, 50, 14, 0.28, true)
    """,
    "event_usage": f"""
        ('2026-01-01', 'page_view', 90, 30, 20, 5, 3.0, true),
        ('2026-02-01', 'page_view', 100, 40, 20, 10, 2.5, true),
        ('2026-02-01', '{EVIL}', 1, 1, 1, 0, 1.0, true),
        ('2026-03-01', 'page_view', 9, 4, 3, 1, 2.25, false)
    """,
    "renewals": f"""
        ('2026-01-01', 'all', 10, 8, 1, 2, 0.8, 1000, 900, 0.9, true),
        ('2026-01-01', '{EVIL}', 2, 0, 0, 0, 0.0, 0, 0, null, true),
        ('2026-01-01', '定期便', 8, 8, 1, 2, 1.0, 1000, 900, 0.9, true),
        ('2026-03-01', 'all', 5, 1, 0, 0, null, 500, 100, null, false)
    """,
    "loyalty_members": f"""
        ('a', 120, 1500.5, 3, 9, 'gold', null, null, null, null, null, '2026-04-01', 'regular',
            true),
        ('b', -5, 0, 0, 0, 'regular', 'gold', 0.0, 3, 5, 1.5, '2026-04-01', 'regular', false),
        ('c', 0, 20, 1, 0, 'regular', 'gold', 0.8, 1, 7, 30.5, '2026-04-01', null, true),
        ('d', 0, 0, 0, 0, null, '{EVIL}', 0.749, null, null, null, null, null, false)
    """,
    "loyalty_tier_movements": f"""
        ('2026-02-01', 'none', 'regular', 'joined', 2, true),
        ('2026-02-01', 'regular', 'gold', 'up', 1, true),
        ('2026-02-01', 'gold', 'gold', 'same', 90, true),
        ('2026-03-01', '{EVIL}', 'no_tier', 'down', 3, false)
    """,
    "membership_tiers": f"""
        ('regular', 1, null, null, null, null, null, 2),
        ('gold', 3, 100, 1000.5, 3, 'First; {EVIL}', '一、{EVIL}', 1)
    """,
    "milestones": f"""
        ('a', 'birthday', '2025-03-01', '2026-03-01', null, false, true, true),
        ('b', 'first_order_anniversary', null, '2026-03-29', null, null, null, null),
        ('c', 'first_order_anniversary', '2025-03-30', '2026-03-30', null, true, true, true),
        ('{EVIL}', 'order_3', '2026-03-02', null, null, false, false, null),
        ('c', 'order_3', '2026-03-01', null, null, false, false, null),
        ('d', 'order_3', '2026-03-14', null, null, true, false, null),
        ('b', 'order_3', null, null, 2, null, null, null)
    """,
    "fulfilment_flows": f"""
        ('2026-02-01', 'web', 'delivery', 'express', 'none', 8, 800, 0, 700, 1, 0, 0, null),
        ('2026-01-01', 'web', 'delivery', 'express', '店舗 {EVIL}', 2, 200, 50, 150, 0, 2, 1, 0.5),
        ('2026-03-01', 'web', 'delivery', 'express', 'none', 90, 900, 0, 900, 0, 0, 0, null),
        ('2025-02-01', 'web', 'delivery', 'express', 'none', 90, 900, 0, 900, 0, 90, 90, 1.0)
    """,
    "stock_outs": """
        ('2026-02-01', 'p1', 28, 7, 1, 10, 1000, 2.5, 250, true),
        ('2026-03-01', 'p1', 12, 5, 0, 1, 100, 1, 100, false),
        ('2026-02-01', 'p2', 10, 1, 1, 0, 0, null, null, true),
        ('2025-12-01', 'p1', 28, 9, 0, 1, 100, 99, 9999, true),
        ('2026-02-01', 'p3', 28, 0, 0, 5, 500, 0, 0, true)
    """,
    "service_levels": """
        ('2026-01-01', 'all', 40, 40, 30, 0.75, 0.6, 0.86, 12.5, 32, 16, 0.5, true),
        ('2026-02-01', 'all', 10, 8, 8, 1.0, 0.7, 1.0, 3, 4, 1, 0.25, true),
        ('2026-02-01', 'urgent', 2, 0, 0, null, null, null, null, 2, 1, 0.5, true),
        ('2026-03-01', 'all', 99, 99, 0, 0.0, 0, 0.1, 5, 1, 0, 0.0, false)
    """,
    "kpis": """
        ('nps', '2025-11-01', 'all', 'all', 0, null, null, 30, true, 0, 3, null),
        ('nps', '2025-12-01', 'all', 'all', 25.0, 0, 25.0, 30, true, 3, 12, 0.43),
        ('customer_count', '2026-02-01', 'all', 'all', 4, 3, 1, null, true, 4, null, null),
        ('customer_count', '2026-03-01', 'all', 'all', 5, 4, 1, null, false, 5, null, null),
        ('net_sales', '2026-01-01', 'all', 'all', 3000, null, null, null, true, 3000, null, null),
        ('net_sales', '2026-02-01', 'all', 'all', 1012345.5001, 3000, 1009345.5001, null, true,
            1012345.5001, null, null),
        ('net_sales', '2026-03-01', 'all', 'all', 500, 1012345.5001, -1011845.5001, null, false,
            500, null, null),
        ('net_sales', '2025-12-01', 'country', 'JP', 0, null, null, null, true, 0, null, null),
        ('net_sales', '2026-01-01', 'country', 'JP', -1234.5, 0, -1234.5, null, true, -1234.5, null,
            null),
        ('net_sales', '2026-02-01', 'country', 'JP', 99, -1234.5, 1333.5, null, true, 99, null,
            null),
        ('net_sales', '2026-03-01', 'country', 'JP', 99.4, 99, 0.4, null, false, 99.4, null, null),
        ('net_sales', '2026-02-01', 'country', 'unknown', 1e9, null, null, null, true, 1e9, null,
            null),
        ('customer_count', '2026-02-01', 'country', 'JP', 3, null, null, null, true, 3, null, null),
        ('customer_count', '2026-02-01', 'lifecycle_stage', 'active', 1, null, null, null, true, 1,
            null, null),
        ('nps', '2025-11-01', 'lifecycle_stage', 'active', -33.333333333333336, null, null, null,
            true, -1, 3, null),
        ('nps', '2025-12-01', 'lifecycle_stage', 'active', 12.45, -33.333333333333336,
            45.78333333333333, null, true, 249, 2000, 0.0004),
        ('repeat_rate', '2025-12-01', 'lifecycle_stage', 'active', 0.12345, null, null, null, true,
            12345, 100000, null),
        ('repeat_rate', '2026-01-01', 'lifecycle_stage', 'active', 0.1235, 0.12345, 0.00005, null,
            true, 1235, 10000, 0.0996),
        ('repeat_rate', '2026-02-01', 'lifecycle_stage', 'active', 0.12349, 0.1235, -0.00001, null,
            true, 12349, 100000, 1),
        ('repeat_rate', '2026-01-01', 'lifecycle_stage', 'unknown', null, null, null, null, true, 0,
            0, null),
        ('conversion_rate', '2026-01-01', 'survey:<b>&=', 'a:"b"&c=d', 0.0625, null, null, null,
            true, 1, 16, null),
        ('conversion_rate', '2026-02-01', 'survey:<b>&=', 'a:"b"&c=d', 0.125, 0.0625, 0.0625, null,
            true, 2, 16, 0.0496),
        ('order_count', '2026-01-01', 'all', 'all', 2, null, null, null, true, 2, null, null),
        ('order_count', '2026-02-01', 'all', 'all', 2, 2, 0, null, true, 2, null, null),
        ('order_count', '2026-03-01', 'all', 'all', 1, 2, -1, null, false, 1, null, null),
        ('active_buyers', '2026-01-01', 'all', 'all', 3, null, null, null, true, 3, null, null),
        ('active_buyers', '2026-02-01', 'all', 'all', 3, 3, 0, null, true, 3, null, null),
        ('repeat_rate', '2026-01-01', 'all', 'all', 0, null, null, 0.3, true, 0, 3, null),
        ('repeat_rate', '2026-02-01', 'all', 'all', 0.3333333333333333, 0, 0.3333333333333333, 0.3,
            true, 1, 3, 0.2733216782922981),
        ('repeat_rate', '2026-03-01', 'all', 'all', null, 0.3333333333333333, null, 0.3, false, 9,
            9, null),
        ('session_count', '2026-02-01', 'all', 'all', 8, 2, 6, null, true, 8, null, null),
        ('conversion_rate', '2026-01-01', 'all', 'all', 0.5, null, null, 0.03, true, 1, 2, null),
        ('conversion_rate', '2026-02-01', 'all', 'all', 0.375, 0.5, -0.125, 0.03, true, 3, 8, 0.75),
        ('contact_rate', '2026-02-01', 'all', 'all', 0.25, null, null, 0.1, true, 1, 4, null),
        ('engagement_rate', '2026-02-01', 'all', 'all', 0.04, null, null, 0.05, true, 16, 400,
            null),
        ('feature_use_rate', '2026-01-01', 'all', 'all', 0.2, null, null, null, true, 20, 100,
            null),
        ('feature_use_rate', '2026-02-01', 'all', 'all', 0.3, 0.2, 0.1, null, true, 30, 100, 0.01),
        ('feature_use_rate', '2026-01-01', 'lifecycle_stage', 'active', 0.2, null, null, null,
            true, 10, 50, null),
        ('feature_use_rate', '2026-02-01', 'lifecycle_stage', 'active', 0.4, 0.2, 0.2, null, true,
            20, 50, 0.02),
        ('feature_use_rate', '2026-01-01', 'lifecycle_stage', 'new', 0.2, null, null, null, true,
            10, 50, null),
        ('feature_use_rate', '2026-02-01', 'lifecycle_stage', 'new', 0.2, 0.2, 0, null, true, 10,
            50, 1),
        ('feature_use_rate', '2026-01-01', 'country', 'JP', 0.2, null, null, null, true, 20, 100,
            null),
        ('feature_use_rate', '2026-02-01', 'country', 'JP', 0.3, 0.2, 0.1, null, true, 30, 100,
            0.01),
        ('renewal_rate', '2026-01-01', 'all', 'all', 0.9, null, null, null, true, 90, 100, null),
        ('renewal_rate', '2026-02-01', 'all', 'all', 0.5, 0.9, -0.4, null, true, 50, 100, 0.001),
        ('ltv_discounted', '2026-03-01', 'all', 'all', 1500.5, null, null, null, false, 3001, 2,
            null),
        ('quarantined_row_count', '2026-03-01', 'all', 'all', 6, null, null, null, false, 6, null,
            null)
    """,
    "department_scorecard": """
        ('all', '2025-10-01', 'nps', 0.5, 25, 0.75, 37.5),
        ('all', '2025-10-01', 'repeat_rate', 0.5, null, null, null),
        ('all', '2025-10-01', 'total', 0.5, null, 0.75, 75),
        ('all', '2026-01-01', 'nps', 0.5, null, null, null),
        ('all', '2026-01-01', 'repeat_rate', 0.5, 0.3333333333333333, 0.5, 25),
        ('all', '2026-01-01', 'total', 0.5, null, 0.5, 50),
        ('sales', '2026-01-01', 'repeat_rate', 1, 0.3333333333333333, 0.25, 25),
        ('sales', '2026-01-01', 'total', 1, null, 0.25, 25)
    """,
    "metric_freshness": """
        ('nps', 'weekly', 180, '2026-03-15 00:00', 3, true),
        ('net_sales', 'daily', 30, '2026-03-01 00:00', 339, false),
        ('quarantined_row_count', 'daily', 30, null, null, null)
    """,
    "refresh": f"""
        ('run-1', '2026-03-15 03:00', '2026-03-15 03:10', '2026-03-15 03:20', 'abc',
            '{SETTINGS}', '{{}}', {CHECKS})
    """,
}


def tables() -> dict[str, str]:
    """Return each published table with the columns and types that are promised."""
    marts = {
        name: ", ".join(f'"{column}" {kind}' for column, kind in facts["columns"].items())
        for name, facts in promised("marts").items()
    }
    refresh = ", ".join(f"{name} {kind}" for name, (kind, _) in REFRESH_COLUMNS.items())
    return marts | {"refresh": refresh}


@cache
def described() -> list[dict[str, Any]]:
    """Return what the project's YAML says of each published model, facts as well."""
    models = paths.DBT_PROJECT_DIR / "models"
    files = sorted(file for storey in PUBLISHED for file in (models / storey).rglob("*.yml"))
    return [
        model
        for file in files
        for model in yamls.read(file.read_text(encoding="utf-8")).get("models", [])
    ]


@cache
def entries() -> list[naming.Entry]:
    """Return what publishing says of the columns of the marts, by the code that says it."""
    return naming.entries(
        model | {"columns": {column["name"]: column for column in model["columns"]}}
        for model in described()
    )


def build(
    path: Path,
    *,
    leave_out: tuple[str, ...] = (),
    empty: bool = False,
    rows: dict[str, str] | None = None,
    columns: dict[str, str] | None = None,
) -> Path:
    """Write a published file; `rows` replaces the rows of some marts, `columns` what they fill."""
    path.unlink(missing_ok=True)
    values = ROWS | (rows or {})
    filled = COLUMNS | (columns or {})
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for table, typed in tables().items():
            if table in leave_out:
                continue
            connection.execute(f"create table marts.{table} ({typed})")
            if not empty and table in values:
                named = f"({filled[table]}) values {values[table]}"
                connection.execute(f"insert into marts.{table} {named}")
        if "columns" not in leave_out:
            naming.write(connection, "marts", entries())
    return path
