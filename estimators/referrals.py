"""Who was brought by whom: one referrer per customer, and nobody brought by those they brought themselves."""

import numpy as np


def accepted_referrals(referrers: np.ndarray, invitees: np.ndarray) -> np.ndarray:
    """Return for each referral whether it counts.

    They are taken one by one. A referral is left out when the invitee already has a referrer, or is the referrer or one of
    the referrer's own direct or indirect referrers.

    Args:
        referrers: Who invited, as whole numbers from 0, in the order in which referrals are taken.
        invitees: Who was invited, likewise.
    """
    referrers, invitees = np.asarray(referrers, dtype=np.int64), np.asarray(invitees, dtype=np.int64)
    if len(referrers) != len(invitees):
        raise ValueError("referrers and invitees must be equally long")
    # Everybody points to who began their chain; an invitee without a referrer begins a chain of their own, so that it
    # stands above the referrer exactly when it began the referrer's chain.
    above = list(range(int(max(referrers.max(initial=-1), invitees.max(initial=-1))) + 1))
    has_referrer = [False] * len(above)
    accepted = np.zeros(len(referrers), dtype=bool)
    for place, (referrer, invitee) in enumerate(zip(referrers.tolist(), invitees.tolist(), strict=True)):
        if has_referrer[invitee]:
            continue
        start = referrer
        while above[start] != start:
            above[start] = above[above[start]]
            start = above[start]
        if start != invitee:
            above[invitee] = start
            has_referrer[invitee] = True
            accepted[place] = True
    return accepted
