"""The self-contained HTML dashboard over the published marts."""

from pathlib import Path

from dashboard.blocks import Failure


def render(database: Path, output: Path, failure: Failure | None = None) -> None:
    """Read the published marts and write the page, replacing an older one atomically.

    Args:
        database: The published DuckDB file; it is opened for reading only.
        output: The HTML file to write. Its folder is made where it does not exist.
        failure: A later refresh that failed; the page says so above its figures.

    Raises:
        FileNotFoundError: There is no published file at `database`.
        TabError: A tab is not written as it has to be; the message says where and how.

    """
    from dashboard.page import write_page  # the drawing library takes a second to load

    write_page(Path(database), Path(output), failure)


__all__ = ["Failure", "render"]
