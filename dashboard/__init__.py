"""The self-contained HTML dashboard over the published marts."""

from pathlib import Path


def render(database: Path, output: Path, limits: dict[str, str] | None = None) -> None:
    """Read the published marts and write the page, replacing an older one atomically.

    Args:
        database: The published DuckDB file; it is opened for reading only.
        output: The HTML file to write. Its folder is made where it does not exist.
        limits: What DuckDB keeps to (its settings); by default its own.

    Raises:
        FileNotFoundError: There is no published file at `database`.
        TabError: A tab is not written as it has to be; the message says where and how.

    """
    from dashboard.page import write_page  # the drawing library takes a second to load

    write_page(Path(database), Path(output), limits)


__all__ = ["render"]
