"""What is true of the made-up company is what the marts say: people, buying, channels, bad rows."""

import csv
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from light import Outcome

from estimators.sentiment import label, learned, score
from orchestration import paths
from sample_company.support import UNHELPFUL

# What the quarantine says of a row, by how the row was spoilt.
KINDS = {
    "uncastable": "does not cast",
    "null_required": "required and null",
    "not_accepted": "value not accepted",
    "out_of_scale": "outside",
    "placeholder_date": "before 1990-01-01",
    "below_zero": "below 0",
    "too_large": "outside -1000000000..1000000000",
    "reserved_word": "reserved word",
    "broken_rule": ("neither line_amount nor unit_price", "credit note without currency"),
    "key_of_another_thing": "key of another thing",
}

Truth = dict[str, Any]


def test_pairs_of_records_are_those_of_one_person(company: tuple[Path, Truth, Outcome]) -> None:
    folder, _, outcome = company
    ((linkable, found, right, whole),) = outcome.query(
        """
        with
        records as (
            select people.person_id, people.linkable, people.record_id, known.customer_id
            from read_parquet(?) as people
            inner join marts.customer_identities as known
                on known.identifier_type = 'record' and known.identifier_hash = people.record_id
        ),
        pairs as (
            select one.person_id = other.person_id as is_true, one.linkable and other.linkable as
                is_linkable, one.customer_id = other.customer_id as is_found
            from records as one inner join records as other on one.record_id < other.record_id
        )
        select count(*) filter (where is_true and is_linkable), count(*) filter (where is_found),
            count(*) filter (where is_found and is_true),
            count(*) filter (where is_found and is_true and is_linkable)
        from pairs
        """,
        str(folder / "truth_people.parquet"),
    )
    assert linkable > 500
    assert right / found > 0.995, "precision"
    assert whole / linkable > 0.995, "recall of what can be linked"


def test_the_purchase_model_finds_its_parameters_within_their_errors(
    company: tuple[Path, Truth, Outcome],
) -> None:
    _, truth, outcome = company
    fit = {
        (model, name): value
        for model, name, value in outcome.query(
            "select model, name, value from marts.clv_model_fit"
        )
    }
    planted = {("bg_nbd", name): truth["purchase_model"]["bg_nbd"][name] for name in ("r", "alpha")}
    planted |= {
        ("gamma_gamma", name): truth["purchase_model"]["gamma_gamma"][name] for name in ("p", "q")
    }
    for key, value in planted.items():
        # Fits of 1,100 buyers err by about a tenth in each parameter; three errors are allowed.
        assert fit[key] == pytest.approx(value, rel=0.3), key
    # a and b alone are told by few; what they say together is the chance of leaving after an order.
    a, b = (truth["purchase_model"]["bg_nbd"][name] for name in ("a", "b"))
    leaving = fit["bg_nbd", "a"] / (fit["bg_nbd", "a"] + fit["bg_nbd", "b"])
    assert leaving == pytest.approx(a / (a + b), abs=0.05)
    # So is v with p and q: the mean margin of an order date.
    p, q, v = (truth["purchase_model"]["gamma_gamma"][name] for name in ("p", "q", "v"))
    found = [fit["gamma_gamma", name] for name in ("p", "q", "v")]
    assert found[0] * found[2] / (found[1] - 1) == pytest.approx(p * v / (q - 1), rel=0.1)
    assert fit["holdout", "is_better_than_naive"] == 1


def test_channels_convert_at_their_planted_rates(company: tuple[Path, Truth, Outcome]) -> None:
    _, truth, outcome = company
    rates = truth["channel_effects"]["conversion_rate"]
    found = {
        channel: (whole, bought)
        for channel, whole, bought in outcome.query(
            """
        select channel, count(*), count(*) filter (where has_purchase) from marts.sessions
        where platform = 'web' and not is_bot group by channel
        """
        )
    }
    assert rates.keys() <= found.keys()
    for channel, rate in rates.items():
        whole, bought = found[channel]
        error = math.sqrt(rate * (1 - rate) / whole)
        assert bought / whole == pytest.approx(rate, abs=4 * error + 0.1 * rate), channel


def is_near(found: float, planted: float, trials: float) -> bool:
    """Return whether a share of trials lies within four of its errors."""
    return abs(found - planted) <= 4 * math.sqrt(planted * (1 - planted) / trials)


def test_a_demo_wins_and_a_call_does_not(company: tuple[Path, Truth, Outcome]) -> None:
    """Quarters of which nearly all leads are decided: wins take longer than losses."""
    _, truth, outcome = company
    found = {
        kind: counts
        for kind, *counts in outcome.query(
            """
            select activity_type, sum(won_count), sum(won_count + lost_count), sum(rest_won_count),
                sum(rest_won_count + rest_lost_count)
            from marts.lead_approaches
            where period_type = 'quarter' and period_start < cast(? as date) - interval 9 month
            group by activity_type
            """,
            truth["last_date"],
        )
    }
    planted = truth["leads"]["win_rate"]
    won, decided, rest_won, rest_decided = found["demo"]
    assert min(decided, rest_decided) > 100
    assert is_near(won / decided, planted["demo"], decided)
    assert is_near(rest_won / rest_decided, planted["without"], rest_decided)
    # A visit goes along with winning, since only who is nearly there is visited.
    won, decided, rest_won, rest_decided = found["visit"]
    assert won / decided > 2 * rest_won / rest_decided
    called, calls, uncalled, rest = found["call"]
    assert is_near(called / calls, (called + uncalled) / (calls + rest), calls)


def test_leads_move_on_as_planted(company: tuple[Path, Truth, Outcome]) -> None:
    _, truth, outcome = company
    ((advanced, entered),) = outcome.query(
        """
        select sum(matured_advanced_count), sum(matured_entered_count) from marts.lead_pipeline
        where stage = 'lead'
        """
    )
    assert entered > 200
    assert is_near(advanced / entered, truth["leads"]["moves_on_in_90_days"], entered)


def test_devices_of_the_launch_come_back_as_planted(company: tuple[Path, Truth, Outcome]) -> None:
    """A few events are broken on purpose, and others were first seen that day, who stay away."""
    _, truth, outcome = company
    launch = truth["launch"]
    found = outcome.query(
        """
        select period_from, cohort_visitor_count, retained_visitor_count
        from marts.activity_retention
        where cohort_grain = 'day' and method = 'n_day' and cohort_start = ? and period_from > 0
        """,
        launch["date"],
    )
    cohort, devices = found[0][1], launch["devices"]
    assert 0.9 * devices <= cohort <= 1.5 * devices
    retained = {day: back for day, _, back in found}
    assert len(retained) == 30
    for day, chance in launch["back_on_day"].items():
        error = 4 * math.sqrt(devices * chance * (1 - chance))
        assert retained[int(day)] == pytest.approx(devices * chance, abs=error + 0.03 * devices)


def test_features_are_used_as_planted(company: tuple[Path, Truth, Outcome]) -> None:
    _, truth, outcome = company
    found = dict(
        outcome.query(
            "select feature, sum(event_count) from marts.feature_usage where segment_type = 'all' "
            "group by feature"
        )
    )
    planted, uses = truth["features"]["share"], sum(found.values())
    assert found.keys() == planted.keys()
    assert uses > 1000
    for feature, share in planted.items():
        assert is_near(int(found[feature]) / int(uses), share, int(uses)), feature


def test_planted_bad_rows_are_found_by_kind(company: tuple[Path, Truth, Outcome]) -> None:
    _, truth, outcome = company
    planted, found = Counter(), Counter()
    for table, kinds in truth["planted"].items():
        planted.update({(table, kind): n for kind, n in kinds.items() if kind in KINDS})
    for table, reasons, rows in outcome.query(
        "select source || '.' || table_name, reasons, count(*) from audit.quarantine group by all"
    ):
        kinds = [k for k, words in KINDS.items() if any(w in reasons for w in _words(words))]
        # The longer words hold the shorter ones: what lies outside a size is told as too large.
        found[table, kinds[-1]] += rows
        assert len(kinds) == 1 or set(kinds) == {"out_of_scale", "too_large"}, reasons
    assert found == planted


def _words(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def test_every_table_is_told_apart_as_planted(company: tuple[Path, Truth, Outcome]) -> None:
    _, truth, outcome = company
    found = {
        table: counts
        for table, *counts in outcome.query(
            """
        select source || '.' || table_name, raw_row_count, staged_row_count, superseded_row_count,
            deleted_row_count, quarantined_row_count
        from marts.source_reconciliation
        """
        )
    }
    for table, counts in truth["tables"].items():
        names = ("rows", "staged", "superseded", "deleted", "quarantined")
        assert found[table] == [counts[name] for name in names], table


def test_service_took_the_business_time_that_was_planted(
    company: tuple[Path, Truth, Outcome],
) -> None:
    folder, truth, outcome = company
    ((judged, answers, solutions, over_holidays),) = outcome.query(
        """
        select
            count(*),
            max(abs(first_response_business_minutes - answer_micros / 60e6)),
            max(abs(resolution_business_minutes - solution_micros / 60e6)),
            count(*) filter (where resolution_minutes > 5 * resolution_business_minutes)
        from marts.support_issues
        inner join read_parquet(?) as truth on issue_id = truth.ticket_id
        -- Of what came twice the first answer speaks for both.
        where ticket_count = 1 and answer_micros > 0 and solution_micros > 0
        """,
        str(folder / truth["service"]["tickets"]),
    )
    assert judged > 200
    assert over_holidays > 20
    assert answers < 1e-6
    assert solutions < 1e-6


def test_articles_that_answer_nothing_save_the_fewest_contacts(
    company: tuple[Path, Truth, Outcome],
) -> None:
    rates = dict(
        company[2].query(
            "select article_id, sum(deflected_viewer_count) / sum(customer_viewer_count) "
            "from marts.support_articles group by 1 order by 2"
        )
    )
    worst = list(rates)[: len(UNHELPFUL)]
    assert {int(article.removeprefix("ART-")) for article in worst} == set(UNHELPFUL)
    assert rates[worst[-1]] < 0.8


def test_what_was_missed_without_stock_is_estimated(company: tuple[Path, Truth, Outcome]) -> None:
    _, truth, outcome = company
    ((lost, sold_out_days),) = outcome.query(
        "select sum(lost_units), sum(stock_out_day_count) from marts.stock_outs"
    )
    missed = truth["stock"]["missed_pieces"]
    assert sold_out_days > 100
    assert missed > 20
    # Some fifty pieces, so chance alone moves an estimate by a seventh.
    assert lost == pytest.approx(missed, rel=0.25)


def test_members_hold_the_points_that_were_planted(company: tuple[Path, Truth, Outcome]) -> None:
    _, truth, outcome = company
    ((members, points),) = outcome.query("select count(*), sum(balance) from marts.loyalty_members")
    assert points == truth["membership"]["points_left"]
    # A record that shares nothing with its person's others is a customer, and may carry a card.
    assert 1 <= members / truth["membership"]["members"] < 1.02


def test_verdicts_are_those_of_the_planted_effects(company: tuple[Path, Truth, Outcome]) -> None:
    """One effect is real, one is none, and one experiment lost half of its treated."""
    _, truth, outcome = company
    told = {
        row[0]: row[1:]
        for row in outcome.query(
            "select experiment_id, verdict, ci_low, ci_high, treated_customer_count, "
            "control_customer_count, sample_ratio_p_value from marts.measure_effects"
        )
    }
    real, none = truth["experiments"]["EXP-GUIDE"], truth["experiments"]["EXP-BADGE"]
    verdict, low, high, treated, control, _ = told["EXP-GUIDE"]
    assert verdict == "better"
    assert low < real["treatment_rate"] - real["control_rate"] < high
    assert min(treated, control) > 100
    verdict, low, high, *_ = told["EXP-BADGE"]
    assert none["treatment_rate"] == none["control_rate"]
    assert verdict == "no_significant_difference"
    assert low < 0 < high
    (broken,) = truth["broken_experiments"]
    assert told[broken][0] == "invalid_sample_ratio"
    assert told[broken][-1] < 0.001
    assert set(told) == {*truth["experiments"], broken}


def test_a_measure_without_effect_is_told_beside_the_rest_and_its_placebo(
    company: tuple[Path, Truth, Outcome],
) -> None:
    _, truth, outcome = company
    rows = outcome.query(
        "select comparison, did_ci_low, did_ci_high, day_count, segment_value "
        "from marts.measure_before_after where measure_id = ? order by comparison",
        *truth["measures_without_effect"],
    )
    assert [row[0] for row in rows] == ["measure", "placebo"]
    for _, low, high, days, touched in rows:
        assert low < 0 < high
        assert days == 28 + 1
        assert touched == "JP"


def test_messages_to_who_had_withdrawn_are_found(company: tuple[Path, Truth, Outcome]) -> None:
    _, truth, outcome = company
    ((found,),) = outcome.query(
        "select count(*) from marts.consent_violations where consent_state = 'withdrawn'"
    )
    planted = truth["found_besides"]["messages_to_who_had_withdrawn"]
    # Nine in ten messages advertise; records of one person speak together.
    assert 0.8 * planted <= found <= planted


@pytest.fixture(scope="module")
def texts(company: tuple[Path, Truth, Outcome]) -> pd.DataFrame:
    """What is true of each text, beside what the marts say of it."""
    folder, truth, outcome = company
    return outcome.frame(
        """
        select
            planted.*, texts.language as found_language, texts.business_date, texts.sentiment,
            written.text, judged.text_id is not null as is_judged,
            coalesce(topics.found, []) as found_topics
        from read_parquet(?) as planted
        inner join marts.texts as texts on planted.text_id = texts.text_id
        inner join intermediate.int_texts_written as written
            on texts.text_id = written.text_id
        left join staging.stg_feedback__text_scores as judged
            on texts.text_id = judged.text_id
        left join (
            select text_id, list(topic order by topic) as found
            from marts.text_topics group by text_id
        ) as topics on texts.text_id = topics.text_id
        order by planted.text_id
        """,
        str(folder / truth["texts"]["texts"]),
    )


def by_lists(frame: pd.DataFrame) -> list[float]:
    return score(frame["text"])


def test_all_seven_sources_write_in_both_languages(texts: pd.DataFrame) -> None:
    frame = texts
    assert set(frame["source"]) == {
        "survey_comment",
        "ticket",
        "mention",
        "community_post",
        "idea",
        "review",
        "interview",
    }
    assert (frame["language"] == frame["found_language"]).mean() > 0.99
    assert frame["language"].value_counts().min() > 50
    # However they are put together: hardly a text stands there twice.
    assert frame["text"].nunique() / len(frame) > 0.8


def test_most_texts_are_said_without_a_listed_word(texts: pd.DataFrame) -> None:
    frame = texts
    with (paths.ROOT / "seeds" / "topic_terms.csv").open(encoding="utf-8", newline="") as file:
        terms = [row["term"] for row in csv.DictReader(file)]
    text = frame["text"].str.lower()
    # Terms of English are looked for anywhere here, which finds more than whole words.
    speaks = text.map(lambda said: any(term in said for term in terms if not term.isascii()))
    whole = text.str.contains(
        "|".join(rf"\b{term}\b" for term in terms if term.isascii()), regex=True
    )
    is_silent = ~speaks & ~whole & (pd.Series(by_lists(frame), frame.index) == 0)
    assert is_silent.mean() >= 0.5
    assert is_silent[frame["is_in_own_words"]].mean() > 0.85


def test_planted_moods_are_found_where_they_are_said(texts: pd.DataFrame) -> None:
    frame = texts
    plain = frame[~frame["is_in_own_words"] & (frame["source"] != "idea")]
    found = learned.measure(by_lists(plain), plain["mood"].tolist(), 0.2)
    assert found.accuracy > 0.85
    assert found.macro_f1 > 0.8
    assert frame["sentiment"].corr(frame["mood"]) > 0.45
    for language in ("ja", "en"):
        own = plain[plain["language"] == language]
        assert own["sentiment"].corr(own["mood"]) > 0.75, language


def test_planted_topics_are_found_where_they_are_named(texts: pd.DataFrame) -> None:
    frame = texts
    plain = frame[~frame["is_in_own_words"] & frame["topic"].notna()]
    hit = [
        topic in found for topic, found in zip(plain["topic"], plain["found_topics"], strict=True)
    ]
    named = sum(map(len, plain["found_topics"]))
    assert sum(hit) / len(plain) > 0.9, "recall"
    assert sum(hit) / named > 0.75, "precision"


def test_the_month_of_the_late_deliveries_stands_out(
    texts: pd.DataFrame, company: tuple[Path, Truth, Outcome]
) -> None:
    frame, (_, truth, _) = texts, company
    about = frame[["delivery" in found for found in frame["found_topics"]]]
    month = about["business_date"].astype("datetime64[s]").dt.strftime("%Y-%m-01")
    is_negative = about["sentiment"].map(label) == -1
    shares = is_negative.groupby(month).agg(["mean", "size"])
    shares = shares[shares["size"] >= 8]
    assert shares["mean"].idxmax() == truth["texts"]["late_deliveries_month"]
    assert len(shares) >= 6
