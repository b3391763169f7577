"""Of rival and circular invitations the earliest that can stand stands."""

from hypothesis import given
from hypothesis import strategies as st

from estimators.referrals import choose_referrers


def test_the_first_of_several_referrers_counts() -> None:
    assert choose_referrers([("a", "c"), ("b", "c")]) == ["counted", "already_referred"]


def test_a_circle_is_not_closed() -> None:
    assert choose_referrers([("a", "b"), ("b", "a")]) == ["counted", "cycle"]
    assert choose_referrers([("a", "b"), ("b", "c"), ("c", "a")]) == ["counted", "counted", "cycle"]


def test_who_loses_one_referrer_to_a_circle_may_have_the_next() -> None:
    assert choose_referrers([("a", "b"), ("b", "a"), ("c", "a"), ("b", "c")]) == [
        "counted",
        "cycle",
        "counted",
        "cycle",
    ]


def test_nobody_refers_themselves() -> None:
    assert choose_referrers([("a", "a")]) == ["cycle"]
    assert choose_referrers([]) == []


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))))
def test_what_counts_is_a_forest(invitations: list[tuple[str, str]]) -> None:
    outcomes = choose_referrers(invitations)
    referrer_of = {}
    for (referrer, invitee), outcome in zip(invitations, outcomes, strict=True):
        if outcome == "counted":
            assert invitee not in referrer_of
            referrer_of[invitee] = referrer
    for person in referrer_of:
        seen = {person}
        while person in referrer_of:
            person = referrer_of[person]
            assert person not in seen
            seen.add(person)
