"""Whether one of two methods succeeds more often, where both were tried on the same people.

Source:
    Q. McNemar (1947), Note on the sampling error of the difference between correlated proportions
    or percentages, Psychometrika 12, 153-157; the exact form is a sign test.
"""

from scipy.stats import binomtest


def p_value(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p-value of the difference between two methods.

    Args:
        only_first: People with whom the first succeeded and the second did not.
        only_second: People with whom it was the other way round.

    Returns:
        1 where they never differ.

    """
    if only_first + only_second == 0:
        return 1.0
    return float(binomtest(only_first, only_first + only_second).pvalue)
