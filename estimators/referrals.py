"""Who brought whom, when several people claim it or claim it in a circle."""

from collections.abc import Sequence

COUNTED = "counted"
ALREADY_REFERRED = "already_referred"
CYCLE = "cycle"


def choose_referrers(invitations: Sequence[tuple[str, str]]) -> list[str]:
    """Take invitations one by one: the first that can stand for an invitee stands.

    Which ones close a circle depends on which stood before, so this is a walk and no join.

    Args:
        invitations: (referrer, invitee) of invitations that led to a first order, in the order in
            which they were sent.

    Returns:
        For each invitation ``counted``; ``already_referred`` where the invitee has a referrer; or
        ``cycle`` where the invitee brought the referrer, themselves or through others.

    """
    referrer_of: dict[str, str] = {}
    outcomes = []
    for referrer, invitee in invitations:
        if invitee in referrer_of:
            outcomes.append(ALREADY_REFERRED)
            continue
        ancestor: str | None = referrer
        while ancestor is not None and ancestor != invitee:
            ancestor = referrer_of.get(ancestor)
        if ancestor == invitee:
            outcomes.append(CYCLE)
            continue
        referrer_of[invitee] = referrer
        outcomes.append(COUNTED)
    return outcomes
