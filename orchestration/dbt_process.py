"""dbt in a process of its own, which tells what whoever started it reads, a line of JSON each.

    python -m orchestration.dbt_process KEPT_PARSE build --select orders ...

KEPT_PARSE is the parse of the project that dbt would make again; where there is no such file dbt
parses as always. The lines: ``{"node": id, "status": dbt's word, "total": n, "seconds": s,
"rows": r}`` as each node ends (``rows`` is null for views, tests, failures), ``{"error": text}``.
The exit codes are those of the command dbt.
"""

import gc
import json
import os
import re
import sys
import threading
import time
from pathlib import Path
from typing import Any

# dbt's events that end a node; one each.
NODE_DONE = {"LogModelResult", "LogTestResult", "LogSeedResult", "SkippingDetails"}
# What dbt says of a model (SELECT 12) or a seed (CREATE 12, INSERT 12) it has written.
WRITTEN = re.compile(r"(?:SELECT|CREATE|INSERT) (\d+)")


_TELLING = threading.Lock()


def tell(message: Any) -> None:  # noqa: ANN401 - dbt's messages have no type of their own
    """Say that a node has ended, or what went wrong."""
    if message.info.level == "error":
        _say({"error": message.info.msg})
    if message.info.name in NODE_DONE:
        data = message.data
        said = getattr(data, "result_message", "") or getattr(data, "status", "")
        written = WRITTEN.match(said)
        _say(
            {
                "node": data.node_info.unique_id,
                "status": data.node_info.node_status,
                "total": getattr(data, "total", 0),
                "seconds": getattr(data, "execution_time", 0.0),
                "rows": int(written[1]) if written else None,
            }
        )


def end_with(parent: int, every_seconds: float = 0.5) -> None:
    """End this process when the one that started it is gone.

    Somebody may kill the refresh alone; dbt would go on writing, and hold its databases against
    the next one.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every_seconds)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _say(facts: dict[str, Any]) -> None:
    # Models end in several threads; print would write a line and its end apart.
    with _TELLING:
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()


def main() -> int:
    """Run dbt with the arguments after the first and return its exit code."""
    end_with(os.getppid())
    # Hundreds of thousands of objects live until the end: looking through them again and again
    # takes seconds and finds nothing to free.
    gc.set_threshold(200_000, 20, 100)
    from dbt.cli.exceptions import DbtUsageException
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import BaseEvent, EventLevel
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager

    class Quiet(EventManager):
        """Leaves out events for debugging: twenty per node, each made into JSON for nobody."""

        def fire_event(
            self, e: BaseEvent, level: EventLevel | None = None, *rest: object, **named: object
        ) -> None:
            if (level or e.level_tag()) != EventLevel.DEBUG:
                super().fire_event(e, level, *rest, **named)

    kept, *arguments = sys.argv[1:]
    file = Path(kept)
    parsed = None
    if file.exists():
        try:
            parsed = Manifest.from_msgpack(file.read_bytes())
        except Exception:  # noqa: BLE001 - whatever half a file raises: parse anew
            file.unlink(missing_ok=True)
            if kept in arguments:  # named once more as what to begin with
                place = arguments.index(kept)
                del arguments[place - 1 : place + 1]
    if parsed:
        parsed.build_flat_graph()  # what macros read as `graph`; dbt makes it only when it parses
    ctx_set_event_manager(Quiet())
    silent = ["--log-level", "none", "--log-level-file", "none"]
    result = dbtRunner(manifest=parsed, callbacks=[tell]).invoke([*arguments, *silent])
    if isinstance(result.exception, DbtUsageException):
        _say({"error": str(result.exception)})  # no event tells of it
    if result.success:
        return 0
    return 2 if result.exception else 1


if __name__ == "__main__":
    sys.exit(main())
