"""Which records are one person, given links between them and pairs that must stay apart.

Plain connected components, except where a steward said ``never_match``: there links are taken one
by one in their order, and a link that would bring such a pair together is left out. Only
the few components that hold a ``never_match`` pair pay for that; all others are solved at once.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def cluster_records(
    record_count: int, links: np.ndarray, never_pairs: np.ndarray | None = None
) -> np.ndarray:
    """Return the cluster of each record.

    Args:
        record_count: Number of records; they are the integers below it.
        links: Pairs of records, n x 2, in the order in which they are taken.
        never_pairs: Pairs of records that no cluster may hold both of, n x 2.

    Returns:
        One integer per record; records of one cluster share the least record of the cluster.

    Raises:
        ValueError: If a link or a pair names a record outside 0 .. record_count - 1.

    """
    links = np.asarray(links, dtype=np.int64).reshape(-1, 2)
    never = np.empty((0, 2)) if never_pairs is None else never_pairs
    never = np.asarray(never, dtype=np.int64).reshape(-1, 2)
    for name, pairs in (("link", links), ("never_match pair", never)):
        if pairs.size and (pairs.min() < 0 or pairs.max() >= record_count):
            raise ValueError(f"a {name} names a record outside 0..{record_count - 1}")
    if record_count == 0:
        return np.empty(0, dtype=np.int64)
    ones = np.ones(len(links), dtype=np.int8)
    graph = coo_array((ones, (links[:, 0], links[:, 1])), shape=(record_count, record_count))
    component = connected_components(graph, directed=False)[1]
    is_disputed = np.zeros(component.max() + 1, dtype=bool)
    together = component[never[:, 0]] == component[never[:, 1]]
    is_disputed[component[never[together, 0]]] = True
    cluster = _least_member(component)
    disputed_links = links[is_disputed[component[links[:, 0]]]] if len(links) else links
    disputed = np.flatnonzero(is_disputed[component])
    if len(disputed):
        cluster[disputed] = _one_by_one(disputed, disputed_links, never[together])
    return cluster


def _least_member(component: np.ndarray) -> np.ndarray:
    """Return for each record the least record of its component."""
    least = np.full(component.max() + 1, len(component), dtype=np.int64)
    np.minimum.at(least, component, np.arange(len(component)))
    return least[component]


def _one_by_one(records: np.ndarray, links: np.ndarray, never: np.ndarray) -> np.ndarray:
    """Return the cluster of each record by taking links in order, never pairs kept apart."""
    parent = {int(record): int(record) for record in records}
    enemies: dict[int, set[int]] = {int(record): set() for record in records}
    members: dict[int, list[int]] = {int(record): [int(record)] for record in records}
    for left, right in never.tolist():
        enemies[left].add(right)
        enemies[right].add(left)

    def root(record: int) -> int:
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for left, right in links.tolist():
        one, other = root(left), root(right)
        if one == other:
            continue
        if len(members[one]) < len(members[other]):
            one, other = other, one
        # The smaller cluster is searched for enemies of the larger one.
        if any(member in enemies[one] for member in members[other]):
            continue
        parent[other] = one
        members[one].extend(members.pop(other))
        enemies[one] |= enemies.pop(other)
    least = {key: min(group) for key, group in members.items()}
    return np.array([least[root(int(record))] for record in records], dtype=np.int64)
