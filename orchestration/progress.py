"""Tells whoever watches how far a refresh is: a moving bar in a terminal, plain lines in a log."""

import sys
import time
from collections.abc import Callable
from typing import Protocol, TextIO


class Progress(Protocol):
    """What a refresh says while it works."""

    def step(self, title: str, total: int | None = None) -> None:
        """Begin a step of ``total`` pieces (unknown when None)."""

    def advance(self, detail: str = "", total: int | None = None) -> None:
        """Note that one more piece is done, of ``total`` where that is known only now."""

    def close(self) -> None:
        """End the last step."""


class Silent:
    """Says nothing, where nobody watches."""

    def step(self, title: str, total: int | None = None) -> None:
        """Begin a step."""

    def advance(self, detail: str = "", total: int | None = None) -> None:
        """Note one more piece."""

    def close(self) -> None:
        """End the last step."""


class Lines:
    """One line per step and every few seconds, for logs, pipes and Dagster's event log."""

    def __init__(self, say: Callable[[str], object], every_seconds: float = 5.0) -> None:
        self.say = say
        self.every_seconds = every_seconds
        self.title = ""
        self.done, self.total = 0, None
        self.began = self.spoke = 0.0

    def step(self, title: str, total: int | None = None) -> None:
        """Say which step begins, and how long the one before took."""
        self.close()
        self.title, self.done, self.total = title, 0, total
        self.began = self.spoke = time.monotonic()
        self.say(f"{title} ...")

    def advance(self, detail: str = "", total: int | None = None) -> None:
        """Say how far the step is, at most every few seconds."""
        self.done += 1
        self.total = total or self.total
        if time.monotonic() - self.spoke >= self.every_seconds:
            self.spoke = time.monotonic()
            of = f" of {self.total}" if self.total else ""
            self.say(f"  {self.done}{of} {detail}".rstrip())

    def close(self) -> None:
        """Say how long the step took."""
        if self.title:
            self.say(f"  done in {time.monotonic() - self.began:.1f} s")
        self.title = ""


class Bar:
    """A bar that moves, for terminals."""

    def __init__(self, stream: TextIO | None = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        self.rich = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description:<34}"),
            BarColumn(bar_width=30),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[detail]}"),
            console=Console(file=stream or sys.stderr),
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self.rich.start()
        self.task = None

    def step(self, title: str, total: int | None = None) -> None:
        """Begin a bar below the finished ones."""
        self._finish()
        self.task = self.rich.add_task(title, total=total, detail="")

    def advance(self, detail: str = "", total: int | None = None) -> None:
        """Move the bar."""
        if self.task is not None:
            known = {"total": total} if total else {}
            self.rich.update(self.task, advance=1, detail=detail[:48], **known)

    def close(self) -> None:
        """Fill the last bar and give the terminal back."""
        self._finish()
        self.rich.stop()

    def _finish(self) -> None:
        if self.task is not None:
            self.rich.update(self.task, total=1, completed=1, detail="")
        self.task = None


def for_stream(stream: TextIO | None = None) -> Progress:
    """Return what suits the stream."""
    stream = stream or sys.stderr
    if stream.isatty():
        return Bar(stream)
    return Lines(lambda line: print(line, file=stream, flush=True))
