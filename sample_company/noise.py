"""What goes wrong on purpose: broken rows, re-sends, deletions, each one counted.

Broken rows are bad copies of good rows, as a faulty export sends them again: the good
version stays, so the truth about people and money is the same with and without them.
"""

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company.spec import TABLES
from sample_company.world import World
from sample_company.writer import CSV_LAST_MONTH, Writer, to_texts

UNCASTABLE = "uncastable"
NULL_REQUIRED = "null_required"
NOT_ACCEPTED = "not_accepted"
OUT_OF_SCALE = "out_of_scale"
PLACEHOLDER_DATE = "placeholder_date"
BELOW_ZERO = "below_zero"
TOO_LARGE = "too_large"
RESERVED_WORD = "reserved_word"
BROKEN_RULE = "broken_rule"  # a rule of the table over several columns
CONFLICT = "key_of_another_thing"
QUARANTINED = (
    UNCASTABLE,
    NULL_REQUIRED,
    NOT_ACCEPTED,
    OUT_OF_SCALE,
    PLACEHOLDER_DATE,
    BELOW_ZERO,
    TOO_LARGE,
    RESERVED_WORD,
    BROKEN_RULE,
    CONFLICT,
)
MOST, ROWS_PER_BAD = 6, 60  # per table and block; far below what would stop a refresh
SMALLEST = 40  # a last month with fewer rows stays clean
BAD = {  # table: [(kind, column, text or None, column of a condition, its value)]
    "commerce.orders": [
        (UNCASTABLE, "ordered_at", "2026/09/12 10:00", None, None),
        (NOT_ACCEPTED, "status", "PAID", None, None),
        (NULL_REQUIRED, "currency", None, None, None),
        (UNCASTABLE, "discount_amount", "1,200", None, None),
    ],
    "commerce.order_lines": [
        (UNCASTABLE, "quantity", "2,5", None, None),
        (NULL_REQUIRED, "product_id", None, None, None),
        (UNCASTABLE, "unit_cost", "n/a", None, None),
    ],
    "commerce.refunds": [(UNCASTABLE, "amount", "\u00a53080", None, None)],
    "crm.consents": [
        (NOT_ACCEPTED, "state", "opt-in", None, None),
        (NOT_ACCEPTED, "purpose", "sales", None, None),
    ],
    "crm.loyalty_ledger": [
        (UNCASTABLE, "points", "12pt", None, None),
        (NOT_ACCEPTED, "entry_type", "bonus", None, None),
    ],
    "survey.answers": [
        (OUT_OF_SCALE, "score", "11", "question_id", "nps"),
        (OUT_OF_SCALE, "score", "0", "question_id", "csat"),
        (UNCASTABLE, "score", "good", "question_id", "csat"),
        (OUT_OF_SCALE, "score", "7.5", "question_id", "nps"),
    ],
    "survey.responses": [
        (UNCASTABLE, "is_finished", "yes", None, None),
        (NULL_REQUIRED, "responded_at", None, None, None),
    ],
    "support.tickets": [
        (NOT_ACCEPTED, "channel", "fax", None, None),
        (UNCASTABLE, "is_spam", "maybe", None, None),
    ],
    "social.mentions": [
        (UNCASTABLE, "reach", "1.2k", None, None),
        (NULL_REQUIRED, "author_handle", None, None, None),
    ],
    "web.ad_spend": [
        (UNCASTABLE, "spend", "\u00a54200", None, None),
        (UNCASTABLE, "date", "9/3/2026", None, None),
    ],
    "web.events": [
        (NOT_ACCEPTED, "platform", "windows", None, None),
        (NULL_REQUIRED, "event_name", None, None, None),
    ],
    "crm.customers": [(NULL_REQUIRED, "source_system", None, None, None)],
    "messaging.messages": [(NOT_ACCEPTED, "channel", "fax", None, None)],
}
RESENT = ("web.events", "commerce.orders", "messaging.messages", "survey.answers")
RESENT_MOST = 10
# Small tables that the nightly export sends whole: what changes seldom is not stale.
SENT_WHOLE = (
    "community.events",
    "crm.companies",
    "social.accounts",
    "support.articles",
    "survey.questions",
    "survey.surveys",
)
DELETED_MOST = 3


class Noise:
    """Plants trouble into a writer's batches and keeps the count of every kind by table."""

    def __init__(self, world: World, writer: Writer) -> None:
        self.world = world
        self.writer = writer
        self.planted: dict[str, Counter] = defaultdict(Counter)

    def late(self, name: str, count: int) -> None:
        """Count rows that a later version of their key replaces."""
        if count:
            self.planted[name]["late_update"] += count

    def plant(self, block: int, batches: dict[str, list[tuple[int, pa.Table]]]) -> None:
        """Plant into the last month of a block.

        Args:
            block: Number of the block.
            batches: Per table its rows by batch, newest versions only.

        """
        rng = self.world.rng(20, block)
        last = self.writer.last
        for name in sorted(BAD):
            for batch, rows in batches.get(name, []):
                if batch == last and rows.num_rows >= SMALLEST:
                    self._break(rng, name, rows)
        for name in RESENT:
            for batch, rows in batches.get(name, []):
                if batch == last - 1:
                    count = min(RESENT_MOST, rows.num_rows // 30)
                    index = np.sort(rng.choice(rows.num_rows, count, replace=False))
                    if count:
                        self.writer.put_file(
                            name, self._label("resend"), rows.take(pa.array(index))
                        )
                        self.planted[name]["duplicate"] += count
        for name in SENT_WHOLE:
            parts = [rows for _, rows in batches.get(name, [])]
            if parts:
                self._send_again(name, pa.concat_tables(parts))
        self._delete(rng, batches)

    def _send_again(self, name: str, rows: pa.Table) -> None:
        place = rows.column_names.index("_loaded_at")
        kind = rows.field(place)
        night = pa.repeat(pa.scalar(self.world.end_us).cast(kind.type), rows.num_rows)
        self.writer.put_file(
            name, self._label("whole"), rows.set_column(place, kind, pa.chunked_array([night]))
        )
        self.late(name, rows.num_rows)

    def _label(self, word: str) -> str:
        return f"{self.writer.labels[-1]}_{word}"

    def _break(self, rng: np.random.Generator, name: str, rows: pa.Table) -> None:
        count = min(MOST, max(1, rows.num_rows // ROWS_PER_BAD))
        plans = BAD[name]
        texts = name in CSV_LAST_MONTH
        shown = to_texts(rows, CSV_LAST_MONTH[name]) if texts else rows
        taken: set[int] = set()
        for number in range(count):
            kind, column, value, where, match = plans[number % len(plans)]
            fits = np.arange(rows.num_rows)
            if where:
                fits = np.flatnonzero(pc.equal(rows[where], match).to_numpy(zero_copy_only=False))
            fits = np.setdiff1d(fits, list(taken))
            if not len(fits):
                continue
            spot = int(rng.choice(fits))
            taken.add(spot)
            row = shown.slice(spot, 1)
            place = row.column_names.index(column)
            row = row.set_column(
                place, row.field(column), pa.array([value], row.field(column).type)
            )
            if texts:
                self.writer.put_texts(name, row)
            else:
                self.writer.put(name, self.writer.last, row)
            self.planted[name][kind] += 1

    def _delete(
        self, rng: np.random.Generator, batches: dict[str, list[tuple[int, pa.Table]]]
    ) -> None:
        """Tombstones for spam, for mentions their authors removed, for void phone orders."""
        for name in ("support.tickets", "social.mentions", "commerce.orders"):
            rows = [table for batch, table in batches.get(name, []) if batch < self.writer.last]
            if not rows:
                continue
            table = pa.concat_tables(rows)
            fits = np.ones(table.num_rows, bool)
            if name == "support.tickets":
                fits = pc.fill_null(table["is_spam"], False).to_numpy(zero_copy_only=False)
            elif name == "commerce.orders":
                fits = pc.equal(table["status"], "cancelled").to_numpy(
                    zero_copy_only=False
                ) & pc.is_null(table["anonymous_id"]).to_numpy(zero_copy_only=False)
            spots = np.flatnonzero(fits)
            count = min(DELETED_MOST, len(spots))
            spots = np.sort(rng.choice(spots, count, replace=False)) if count else spots[:0]
            chosen = table.take(pa.array(spots))
            self.tombstone(name, chosen)
            if name == "commerce.orders" and count:
                lines = pa.concat_tables([part for _, part in batches["commerce.order_lines"]])
                mine = pc.is_in(lines["order_id"], chosen["order_id"].combine_chunks())
                self.tombstone("commerce.order_lines", lines.filter(mine))

    def tombstone(self, name: str, rows: pa.Table) -> None:
        """Queue rows with nothing but their key, the flag and the time of the last load.

        Args:
            name: The table.
            rows: Rows that the source deleted; their key is enough.

        """
        if not rows.num_rows:
            return
        columns = []
        for item in TABLES[name].schema:
            if item.name in TABLES[name].key:
                columns.append(rows[item.name])
            elif item.name == "_loaded_at":
                columns.append(
                    pa.repeat(pa.scalar(self.world.end_us).cast(item.type), rows.num_rows)
                )
            else:
                columns.append(pa.nulls(rows.num_rows, item.type))
        table = pa.Table.from_arrays(columns, schema=TABLES[name].schema)
        table = table.append_column("_deleted", pa.array([True] * rows.num_rows))
        self.writer.put_file(name, self._label("deleted"), table)
        self.planted[name]["tombstone"] += rows.num_rows

    def findings(self, besides: dict[tuple[str, str, str], int]) -> list[dict[str, str | int]]:
        """Return what the checks of a refresh have to find: table, column, check, rows.

        Args:
            besides: What was planted by others, as rows by table, column and check.

        """
        # Rows of these two kinds are judged in the light of other rows, by checks of their own.
        at_once = [kind for kind in QUARANTINED if kind not in (CONFLICT, OUT_OF_SCALE)]
        found = {
            (name, "", "rows_keep_the_contract"): sum(kinds[kind] for kind in at_once)
            for name, kinds in self.planted.items()
        } | besides
        return [
            {"table": table, "column": column, "check": check, "rows": rows}
            for (table, column, check), rows in sorted(found.items())
            if rows
        ]

    def balance(self, base: dict[str, int]) -> dict[str, dict[str, int]]:
        """Return what a warehouse has to count per table.

        Args:
            base: Rows with an own key, by table.

        Returns:
            rows, staged, superseded, deleted, quarantined by table; rows is their sum.

        """
        out = {}
        for name in TABLES:
            kinds = self.planted.get(name, Counter())
            gone = kinds["tombstone"]
            bad = sum(kinds[kind] for kind in QUARANTINED)
            out[name] = {
                "rows": self.writer.counts[name],
                "staged": base.get(name, 0) - gone,
                "superseded": kinds["late_update"] + kinds["duplicate"] + gone,
                "deleted": gone,
                "quarantined": bad,
            }
        return out
