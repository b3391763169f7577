"""What follows from what people say is found: calls back, gaps, loops, friends, ideas."""

from pathlib import Path

from light import Outcome

from sample_company.feedback import NEVER_ANNOUNCED
from sample_company.listening import RECOVERY

Zone = tuple[Path, dict]


def test_detractors_who_were_called_back_are_told_from_the_others(
    zone: Zone, built: Outcome
) -> None:
    truth = zone[1]["listening"]
    (called,) = built.query(
        f"select count(*) from staging.stg_messaging__messages where campaign_id = '{RECOVERY}'"
    )[0]
    assert called == truth["called_back"]
    in_time, late, silent = built.query(
        """
        select count(*) filter (where is_in_time), count(*) filter (where hours_to_contact > 48),
            count(*) filter (where not is_in_time and contacted_at is null)
        from marts.detractor_follow_ups
        """
    )[0]
    # Another campaign may have come first, and an erased person's answer is nobody's.
    assert in_time >= 0.9 * truth["called_back_in_two_days"]
    assert min(late, silent) > 0


def test_delivery_falls_short_of_what_was_expected_and_quality_does_not(built: Outcome) -> None:
    gaps = dict(
        built.query(
            "select item, sum(gap * response_count) / sum(response_count) "
            "from marts.expectation_gaps group by item"
        )
    )
    assert set(gaps) == {"delivery", "quality"}
    assert gaps["delivery"] < -0.6
    assert gaps["quality"] > -0.2


def test_who_recommends_buys_and_invites_more(built: Outcome) -> None:
    buyers, others = built.query(
        "select avg(nps_score) from intermediate.int_loyalties_observed "
        "group by order_count > 0 order by order_count > 0 desc"
    )
    assert buyers[0] > others[0] + 0.3
    inviting = dict(
        built.query(
            "select nps_band, avg(cast(referral_count > 0 as integer)) "
            "from intermediate.int_loyalties_observed group by nps_band"
        )
    )
    assert inviting["promoter"] > max(inviting["detractor"], inviting["passive"])


def test_loops_are_closed_open_and_out_of_order(zone: Zone, built: Outcome) -> None:
    loops = built.query(
        "select is_closed, count(*) = 6, min(days_from_previous) < 0 "
        "from marts.improvement_loops group by loop_id, is_closed order by loop_id"
    )
    assert sum(row[0] for row in loops) == zone[1]["listening"]["closed_loops"] == 1
    assert loops == [(True, True, False), (False, True, True), (False, False, False)]


def test_statuses_that_contradict_each_other_are_found(zone: Zone, built: Outcome) -> None:
    (found,) = built.query("select count(*) from marts.ideas where is_contradicted")[0]
    assert found == zone[1]["listening"]["contradicted_ideas"]


def test_some_who_asked_were_told_and_one_item_nobody_was_told_of(built: Outcome) -> None:
    items = {
        name: (state, told, asked)
        for name, state, told, asked in built.query(
            "select roadmap_item_id, state, told_customer_count, asked_customer_count "
            "from marts.feedback_loop"
        )
    }
    assert items[NEVER_ANNOUNCED][0] == "shipped"
    announced = [row for row in items.values() if row[0] == "announced"]
    assert announced
    assert any(0 < told < asked for _, told, asked in announced)
    assert {state for state, _, _ in items.values()} >= {"announced", "shipped", "prioritised"}
