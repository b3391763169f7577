"""Which referrals count: earliest first, one referrer per customer, no circles, which SQL cannot walk."""


def model(dbt, session):
    """Return one row per referral that meets the conditions, with whether it counts."""
    import numpy as np
    import pyarrow as pa

    from estimators.referrals import accepted_referrals

    referrals = dbt.ref("int_referrals_qualified").order("invited_at, referral_id")
    table = referrals.select("referral_id, referrer_id, referred_id").to_arrow_table()
    people = np.concatenate([table[side].to_numpy() for side in ("referrer_id", "referred_id")])
    numbers = np.unique(people.astype(str), return_inverse=True)[1]
    accepted = accepted_referrals(numbers[: len(table)], numbers[len(table) :])
    return pa.table(
        {
            "referral_id": table["referral_id"].cast(pa.string()),
            "is_counted": pa.array(accepted, pa.bool_()),
        }
    )
