"""Who reads the marts, for dbt: its exposures, written from the queries that the readers run.

    .venv/bin/python -m orchestration.exposures

writes ``dbt_project/models/exposures.yml``; a test says when it is out of date, another one that
what a drawn page asks is in it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from orchestration import dbt, naming, paths, yamls

FILE = paths.DBT_PROJECT_DIR / "models" / "exposures.yml"
COMMAND = "python -m orchestration.exposures"
NAMED = re.compile(r"\bmarts\.(\w+)")
DASHBOARD = paths.ROOT / "dashboard"


@dataclass(frozen=True)
class Reader:
    """Somebody or something that reads the marts.

    Attributes:
        name: Its name in dbt.
        kind: dbt's type: dashboard, analysis, application.
        label_en: Name in English.
        label_ja: Name in Japanese.
        description: What it is and where it stands.
        url: Where to find it.
        reads: The published tables that it reads.

    """

    name: str
    kind: str
    label_en: str
    label_ja: str
    description: str
    url: str
    reads: Callable[[], set[str]]


def named_in(files: Iterable[Path]) -> set[str]:
    """Return the published tables that files name as ``marts.<table>``."""
    texts = (file.read_text(encoding="utf-8") for file in files)
    return {name for text in texts for name in NAMED.findall(text)} & published()


def published() -> set[str]:
    """Return the names of all facts and marts, and of the seeds that are published beside them."""
    models = paths.DBT_PROJECT_DIR / "models"
    files = (file for layer in dbt.PUBLISHED for file in (models / layer).rglob("*.sql"))
    files = [*files, *(f for layer in dbt.PUBLISHED for f in (models / layer).rglob("*.py"))]
    return {file.stem for file in files} | set(naming.SEEDS)


def read_by_page() -> set[str]:
    """Return what the page reads: its blocks, customer pages, headlines and what it tells."""
    folders = ("tabs", "customer", "metric_rows", "special")
    files = [file for folder in folders for file in (DASHBOARD / folder).rglob("*.sql")]
    return named_in([*files, *DASHBOARD.rglob("*.py")])


def read_by_terminal() -> set[str]:
    """Return what ``engagement summary``, ``rows`` and ``metrics`` read."""
    files = [*(DASHBOARD / "metric_rows").glob("*.sql"), DASHBOARD / "store.py"]
    return named_in([*files, paths.ROOT / "orchestration" / "summary.py"]) | {"kpis"}


def read_by_superset() -> set[str]:
    """Return the datasets of Superset's charts."""
    files = (DASHBOARD / "superset" / "charts").glob("*.yml")
    return {yamls.read(file.read_text(encoding="utf-8"))["dataset"] for file in files}


READERS = (
    Reader(
        "page",
        "dashboard",
        "Page of figures",
        "指標のページ",
        "dashboard.html in the data folder, drawn at the end of each refresh: one file, English "
        "and Japanese, with a tab for each area, headline figures, and a page for each customer of "
        "a list.",
        "data/dashboard.html",
        read_by_page,
    ),
    Reader(
        "terminal",
        "analysis",
        "Terminal",
        "ターミナル",
        "engagement summary, rows and metrics: headline figures, the rows behind one, the semantic "
        "layer. engagement query may ask any table besides.",
        "README.md",
        read_by_terminal,
    ),
    Reader(
        "superset",
        "dashboard",
        "Superset",
        "Superset",
        "Three dashboards (the week's meeting, marketing, customer success) in English and "
        "Japanese, and every mart as a dataset; make superset. Listed are the marts that charts "
        "read.",
        "http://127.0.0.1:8088/superset/dashboard/week-en/",
        read_by_superset,
    ),
    Reader(
        "postgresql",
        "application",
        "PostgreSQL for BI tools",
        "BI ツール用の PostgreSQL",
        "Schema marts of the database of ENGAGEMENT_POSTGRES, for Power BI, Tableau, Metabase and "
        "Looker Studio: every published table, swapped in as a whole.",
        "docs/clients.md#postgresql-power-bi-tableau-metabase-looker-studio",
        published,
    ),
    Reader(
        "parquet",
        "application",
        "Parquet and Iceberg export",
        "parquet と Iceberg の書き出し",
        "What engagement export writes, for lakes and other warehouses: every published table as a "
        "file, and as an Iceberg table where asked for.",
        "docs/clients.md#parquet-and-lakes",
        published,
    ),
)


def text(readers: Iterable[Reader] = READERS) -> str:
    """Return the file of exposures.

    Args:
        readers: Who reads.

    """
    lines = [
        f"# Written by {COMMAND} from the queries that these readers run.",
        "",
        "exposures:",
    ]
    for reader in readers:
        lines += [
            f"  - name: {reader.name}",
            f"    label: {reader.label_en}",
            f"    type: {reader.kind}",
            "    maturity: high",
            f"    url: {reader.url}",
            f"    description: >-\n      {reader.description}",
            "    owner: {name: engagement}",
            "    config:",
            f"      meta: {{label: {{en: {reader.label_en}, ja: {reader.label_ja}}}}}",
            "    depends_on:",
            *(f"      - ref('{name}')" for name in sorted(_refs(reader.reads()))),
            "",
        ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _refs(tables: Iterable[str]) -> set[str]:
    """Return the dbt names of published tables: a seed may be published under another one."""
    return {naming.SEEDS.get(table, table) for table in tables}


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
