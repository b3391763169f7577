"""What the page weighs at a large company: size, time and memory to make it, first drawing.

    .venv/bin/python benchmarks/page.py data/engagement.duckdb      # --customers 1000000

Takes a published file (of the made-up company, for instance), writes one beside it in which each
customer stands many times with all that is told of them, each time under another id, and makes the
page of that. Budgets: under 3 MB, first drawing under 2 s (judgement of issue "Care").
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from dashboard.tabs import read_tabs

# What a mart has a row of grows with the customers; months, channels and products do not.
GROWING = {"customer_id", "session_id", "order_id", "issue_id", "value_event_id", "touchpoint_id"}
MAKE = "from pathlib import Path; import dashboard, sys; dashboard.render(*map(Path, sys.argv[1:]))"
MAX_BYTES, MAX_DRAWING = 3_000_000, 2.0


def grow(small: Path, large: Path, customers: int) -> dict[str, int]:
    """Write a file in which every customer stands often enough; return the rows of its marts."""
    shutil.copy(small, large)
    large.chmod(0o600)
    read = {mart for tab in read_tabs() for block in tab.blocks for mart in block.marts}
    read |= {"customers", "customer_360", "customer_timeline"}  # pages of customers
    with duckdb.connect(str(large)) as connection:
        (known,) = connection.execute("select count(*) from marts.customers").fetchone()
        times = max(1, -(-customers // known))
        keys = connection.execute(
            "select table_name, list(column_name) from duckdb_columns() "
            "where schema_name = 'marts' and list_contains(?, column_name) group by all",
            [sorted(GROWING)],
        ).fetchall()
        for mart, columns in keys:
            if mart not in read:
                continue
            renamed = ", ".join(f'"{c}" || \'-\' || copy as "{c}"' for c in columns)
            connection.execute(
                f"insert into marts.{mart} select rows.* replace ({renamed}) "
                f"from marts.{mart} as rows, range(1, {times}) as copies (copy)"
            )
        connection.execute("checkpoint")
        return {
            mart: connection.execute(f"select count(*) from marts.{mart}").fetchone()[0]
            for mart, _ in keys
            if mart in read
        }


def make(published: Path, page: Path) -> tuple[float, float]:
    """Make the page in a process of its own; return seconds and megabytes of memory."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", MAKE, str(published), str(page)], check=True)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.monotonic() - began, memory


def first_drawing(page: Path) -> float:
    """Return the seconds from opening the page until its first tab is drawn, the best of three."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        taken = []
        for _ in range(3):
            shown = browser.new_page(viewport={"width": 1440, "height": 900})
            began = time.monotonic()
            shown.goto(f"file://{page}")
            shown.locator("html[data-ready]").wait_for(state="attached")
            taken.append(time.monotonic() - began)
            shown.close()
        browser.close()
    return min(taken)


def main() -> int:
    """Measure, print, and tell by the exit code whether the budgets hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("published", type=Path)
    parser.add_argument("--customers", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large, page = Path(folder) / "large.duckdb", Path(folder) / "dashboard.html"
        rows = grow(given.published, large, given.customers)
        seconds, memory = make(large, page)
        size, drawing = page.stat().st_size, first_drawing(page)
    told = ", ".join(f"{mart} {n:,}" for mart, n in sorted(rows.items(), key=lambda each: -each[1]))
    print(f"rows: {told}")
    print(f"made in {seconds:.1f} s with {memory:,.0f} MB")
    print(f"{size / 1e6:.2f} MB, first drawing after {drawing:.2f} s")
    return 0 if size < MAX_BYTES and drawing < MAX_DRAWING else 1


if __name__ == "__main__":
    sys.exit(main())
