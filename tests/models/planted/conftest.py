"""The company of `make demo`, refreshed once, for tests of what it planted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from homes import COMPANY_END
from light import Light, Outcome

from sample_company import generate

PEOPLE, MONTHS, SEED = 3000, 24, 7
MARTS = [
    "activity_retention",
    "churn_backtest",
    "churn_calibration",
    "churn_features",
    "churn_model_card",
    "churn_model_terms",
    "churn_risk",
    "clv_model_fit",
    "consent_violations",
    "customer_identities",
    "feature_usage",
    "lead_approaches",
    "lead_pipeline",
    "loyalty_members",
    "measure_before_after",
    "measure_effects",
    "product_affinities",
    "sentiment_card",
    "sessions",
    "source_reconciliation",
    "stock_outs",
    "support_articles",
    "support_issues",
    "text_topics",
    "texts",
]


@pytest.fixture(scope="package")
def company(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Path, dict[str, Any], Outcome]]:
    """The landing zone of 3,000 people, what is true of it, and what came of a light refresh."""
    folder = tmp_path_factory.mktemp("truth")
    truth = generate(folder, people=PEOPLE, months=MONTHS, seed=SEED, end=COMPANY_END)
    with Light() as light:
        outcome = light.refresh(
            folder, {"business_timezone": "Asia/Tokyo"}, marts=MARTS, tests=True
        )
        assert outcome.is_published, (outcome.refusal, outcome.failed)
        yield folder, truth, outcome
