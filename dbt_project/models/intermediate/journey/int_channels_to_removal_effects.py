"""What each channel is worth to the paths as a whole.

By a linear solve, which SQL has no words for.
"""


def model(dbt, session):
    """Return one row per channel on any path, with the share of conversions lost without it."""
    import pyarrow as pa

    from estimators.markov import removal_effects

    steps = dbt.ref("int_touches_to_transitions")
    transitions = steps.select("from_state, to_state, transition_count")
    effects = removal_effects(transitions.fetchall())
    return pa.table(
        {
            "channel": pa.array(list(effects), pa.string()),
            "removal_effect": pa.array(list(effects.values()), pa.float64()),
        }
    )
