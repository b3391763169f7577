"""What the made-up company planted in its surveys, the warehouse must find.

The company that all tests share is too small to tell six drivers apart within a quarter, so this
one has more people; it brings only customers and surveys, as a new user might, which also keeps the
build short.
"""

import json
import shutil
from pathlib import Path

import pytest
from homes import COMPANY_END
from light import Light

from sample_company import generate

PEOPLE, MONTHS, SEED = 5000, 6, 7


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """A landing zone of customers and surveys, and what is true of it."""
    folder = tmp_path_factory.mktemp("drivers")
    generate(folder / "company", people=PEOPLE, months=MONTHS, seed=SEED, end=COMPANY_END)
    for source in ("crm", "survey"):
        shutil.copytree(folder / "company" / source, folder / "landing" / source)
    told = json.loads((folder / "company" / "truth.json").read_text(encoding="utf-8"))
    return folder, told["satisfaction_drivers"]


@pytest.fixture(scope="module")
def drivers(truth: tuple[Path, dict]) -> dict[str, dict]:
    """Item -> row of satisfaction_drivers for the NPS of the quarter with the most answers."""
    with Light() as light:
        outcome = light.refresh(truth[0] / "landing", marts=["satisfaction_drivers"], tests=True)
        assert outcome.is_published
        rows = outcome.frame(
            """
            select *
            from marts.satisfaction_drivers
            where outcome = 'nps' and segment_type = 'all' and quarter = (
                select max_by(quarter, response_count)
                from marts.satisfaction_drivers
                where outcome = 'nps' and segment_type = 'all'
            )
            """
        ).to_dict("records")
    return {row["item"]: row for row in rows}


def test_the_strongest_planted_driver_ranks_first(truth: tuple[Path, dict], drivers: dict) -> None:
    planted = truth[1]["weights"]
    assert drivers.keys() == planted.keys()
    found = sorted(drivers, key=lambda item: -drivers[item]["derived_importance"])
    assert found[0] == max(planted, key=planted.get)
    # The second as well; those below differ by less than a few hundred answers can tell.
    assert found[1] == sorted(planted, key=planted.get)[-2]


def test_the_planted_noise_is_not_significant_and_all_others_are(
    truth: tuple[Path, dict], drivers: dict
) -> None:
    noise = truth[1]["noise_item"]
    assert drivers[noise]["p_value"] > 0.05
    # The weakest of them weighs a quarter of the strongest: some hundred answers tell it so far.
    assert all(row["p_value"] < 0.01 for item, row in drivers.items() if item != noise)
    assert min(drivers, key=lambda item: drivers[item]["derived_importance"]) == noise
    assert not drivers[noise]["is_issue"]


def test_weights_add_up_to_r_squared(drivers: dict) -> None:
    explained = {row["r_squared"] for row in drivers.values()}
    assert len(explained) == 1
    total = sum(row["derived_importance"] for row in drivers.values())
    assert total == pytest.approx(explained.pop(), rel=1e-12)
    assert 0.5 < total < 1


def test_a_badly_rated_strong_driver_is_the_issue(drivers: dict) -> None:
    # Deliveries are planted to be late; quality matters more, but people are content with it.
    assert [item for item, row in drivers.items() if row["is_issue"]] == ["delivery"]
