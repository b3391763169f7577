"""``engagement check``: the expectations on what was built last, for a person at the keyboard."""

import re
import shutil
import uuid
from pathlib import Path
from typing import Any

from orchestration import locks, paths, steps
from orchestration.errors import UsageError
from orchestration.state import Check, RefreshState

# Data Docs load their looks from hosts on the network; what must be readable without it is here.
STYLE = """<style>
body { font-family: sans-serif; margin: 2rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0 }
td, th { border: 1px solid #ccc; padding: .3rem .6rem }
ul { list-style: none; padding-left: 1rem } .badge-danger, .text-danger { color: #b00020 }
.badge-success, .text-success { color: #1b6e3c } pre { white-space: pre-wrap }
img { max-width: 12rem }
</style>"""


def run(variables: dict[str, Any], with_docs: bool) -> int:
    """Run all suites on the build databases, print the result, and return the exit code.

    Args:
        variables: Variables of the refresh to compare with.
        with_docs: Whether to write Data Docs.

    Raises:
        UsageError: If nothing was built yet.

    """
    from rich.console import Console
    from rich.table import Table

    if not (paths.warehouse_file().exists() and paths.marts_file().exists()):
        raise UsageError(f"Nothing is built in {paths.build_dir()} yet. Run: engagement run")
    state = RefreshState(run_id=str(uuid.uuid4()), variables=variables)
    with locks.refresh_lock(paths.data_dir() / ".refresh.lock"):
        docs = DataDocs(paths.data_dir() / "docs" / "checks") if with_docs else None
        for layer in ("landing", "marts"):
            steps.expect(state, layer, docs_context=docs.context if docs else None)
    table = Table()
    for title in ("Table", "Check", "Result", "Observed"):
        table.add_column(title, overflow="fold")
    for check in state.checks:
        table.add_row(check.table, check.check, verdict(check), check.observed)
    # A pipe has no width of its own; names must not be broken there.
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    console.print(table)
    if docs:
        console.print(str(docs.build()), markup=False, highlight=False, soft_wrap=True)
    return 1 if state.failed_critical else 0


def verdict(check: Check) -> str:
    """Return the result of a check in a word."""
    if check.passed:
        return "ok"
    return "CRITICAL" if check.is_critical else "warning"


class DataDocs:
    """Great Expectations' own pages about suites and results, made to be readable offline."""

    def __init__(self, folder: Path) -> None:
        import great_expectations as gx

        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.context = gx.get_context(mode="ephemeral")
        self.context.add_data_docs_site(
            "docs",
            {
                "class_name": "SiteBuilder",
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(folder),
                },
            },
        )

    def build(self) -> Path:
        """Write the pages and return the first one."""
        self.context.build_data_docs(site_names=["docs"])
        for page in self.folder.rglob("*.html"):
            page.write_text(offline(page.read_text(encoding="utf-8")), encoding="utf-8")
        return self.folder / "index.html"


def offline(html: str) -> str:
    """Return the page without anything loaded from the network, with the little style it needs."""
    html = re.sub(r"<script[^>]*\ssrc=[\"']https?:[^>]*>\s*</script>", "", html)
    html = re.sub(r"<link[^>]*href=[\"']https?:[^>]*>", "", html)
    html = re.sub(r"<img[^>]*src=[\"']https?:[^>]*>", "", html)
    return html.replace("</head>", STYLE + "</head>", 1)
