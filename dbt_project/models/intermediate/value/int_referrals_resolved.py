"""Which of the referrals that led to an order stand.

Decided one after the other, which SQL has no words for.
"""


def model(dbt, session):
    """Return one row per referral that led to a first order in time, with its outcome."""
    import pyarrow as pa

    from estimators.referrals import choose_referrers

    qualified = dbt.ref("int_referrals_qualified").filter("left_out_reason is null")
    rows = qualified.order("invited_at, referral_id")
    rows = rows.select("referral_id, referrer_customer_id, invitee_customer_id").fetchall()
    return pa.table(
        {
            "referral_id": pa.array([row[0] for row in rows], pa.string()),
            "outcome": pa.array(choose_referrers([row[1:] for row in rows]), pa.string()),
        }
    )
