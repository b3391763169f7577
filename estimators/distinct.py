"""Distinct rows of several columns, faster than a sort of whole rows."""

import numpy as np


def distinct_rows(*columns: np.ndarray) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Return the distinct rows in ascending order.

    With them come the place of each row among them, and how often each occurs.

    Args:
        columns: Arrays of one length.

    Returns:
        One array per column with the distinct rows; integers into them, one per row; counts.

    """
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        code = code * len(values) + place
    _, first, place, counts = np.unique(
        code, return_index=True, return_inverse=True, return_counts=True
    )
    return [np.asarray(column)[first] for column in columns], place, counts
