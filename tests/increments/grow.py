"""Grows random landing zones and compares each refresh with a warehouse built anew.

    .venv/bin/python tests/increments/grow.py --count 50 --seed 7

A zone is drawn by its seed: a made-up company cut into files, some of which come later, and a few
changes a step (changes.py). After every step one warehouse is refreshed and another is built from
the same landing zone, and all that is published must be equal. What is printed of a difference is
enough to repeat it: --seed N --count 1 --only 3.1 3.2 keeps just these changes, --shrink finds out
which are needed.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("ENGAGEMENT_IDENTITY_SALT", "engagement")

import duckdb
import light as harness
from changes import CHANGES
from comparing import Difference, differences, tables
from growing import Zone, company_rows
from homes import Environment
from light import Light, Outcome, recipe

from orchestration import erasure, increments, sealing
from orchestration.paths import ROOT

PEOPLE, MONTHS = 50, 3
# After these much has to be built whole: most steps are without them, and show what is not.
HARSH = {
    "a_file_gets_another_time",
    "a_file_rewritten",
    "a_file_vanishes",
    "a_row_of_a_seed_comes",
    "a_row_of_a_seed_goes",
    "a_seed_in_another_order",
    "a_table_vanishes",
    "a_variable_changes",
    "another_as_of",
    "the_zone_is_moved",
}
WAYS = """
select concat_ws(': ', mode, nullif(reason, '')), count(*) from warehouse.changes.told group by 1
"""
TRIES = 20  # a zone may hold nothing that a drawn change could be done to
# What a change is, by step and number: repeating some of them draws the same.
Name = tuple[int, int]


@dataclass
class Step:
    """One step of a zone's growth.

    Attributes:
        number: From 1; step 0 is the first refresh.
        did: What happened to the zone, by name of the change.
        found: Tables that differ afterwards.
        first: Tables that are not published and differ, those that others read first.
        refusals: Why the refreshed warehouse and the one built anew were refused, where not alike.
        ways: How many tables were built in which way, as far as the warehouse says so.
        is_put_back: Whether rows of erased persons came back as they were.
        seconds: Processor time of the refresh and of building anew.

    """

    number: int
    did: list[str] = field(default_factory=list)
    found: list[Difference] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    refusals: tuple[str | None, str | None] = (None, None)
    ways: dict[str, int] = field(default_factory=dict)
    is_put_back: bool = False
    seconds: tuple[float, float] = (0.0, 0.0)

    @property
    def is_equal(self) -> bool:
        """Whether the refreshed warehouse is as if it were built anew."""
        return not self.found and self.refusals[0] == self.refusals[1]

    def __str__(self) -> str:
        lines = [f"step {self.number}:", *(f"  - {text}" for text in self.did)]
        if self.refusals[0] != self.refusals[1]:
            lines.append(f"  refused: {self.refusals[0]!r} instead of {self.refusals[1]!r}")
        if self.found:
            lines.append(f"  differing: {', '.join(found.table for found in self.found)}")
            lines += [f"    {found}" for found in self.found[:8]]
        if self.first:
            lines.append(f"  what they read and differs first: {', '.join(self.first[:8])}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Way:
    """How a zone is grown and looked at.

    Attributes:
        most: Greatest number of changes a step.
        names: Changes to draw from; none: all.
        only: Changes that happen, by step and number; None: all that are drawn.
        is_all: Whether all models are compared and not only what is published.
        has_variables: Whether variables change: the project is compiled anew for each set of them.
        is_on_disk: Whether the warehouse lies in files, out of which erased persons are taken
            after each refresh; None: drawn.
        frozen: A model that is not built again after the first refresh, to see whether that is
            found.

    """

    most: int = 5
    names: tuple[str, ...] = ()
    only: frozenset[Name] | None = None
    is_all: bool = False
    has_variables: bool = True
    is_on_disk: bool | None = None
    frozen: str = ""


class Growth:
    """A zone drawn by a seed, with a warehouse that is refreshed as it grows."""

    def __init__(self, seed: int, folder: Path, way: Way) -> None:
        """Draw a zone in an empty folder."""
        self.seed, self.way, self.folder = seed, way, folder
        without = () if way.has_variables else ("a_variable_changes", "another_as_of")
        self.weights = {
            name: weight
            for name, (_, weight) in CHANGES.items()
            if name not in without and (not way.names or name in way.names)
        }
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        self.zone = Zone(folder / "landing", folder / "seeds", self.draws("zone"))
        self.zone.folder.mkdir()
        self.zone.cut(company_rows(PEOPLE, MONTHS, seed, folder.parent / f"company_{seed}"))
        self.zone.deliver(self.zone.rng.choice((0.4, 0.7, 0.95)))
        drawn = self.draws("limits")
        is_on_disk = drawn.random() < 0.3
        self.is_on_disk = is_on_disk if way.is_on_disk is None else way.is_on_disk
        # What is small would be built whole, and nothing of what is judged here would happen.
        self.limits = {
            "SMALL_ROWS": 0,
            "LARGE_SHARE": drawn.choice((0.3, 1, 1)),
            "COMPARED_ROWS": drawn.choice((0, 2_000_000)),
        }
        self.light = self._opened()

    def _opened(self) -> Light:
        return Light(self.folder / "data" / "build" if self.is_on_disk else None, self.zone.seeds)

    def close(self) -> None:
        """Let the warehouse go."""
        self.light.connection.close()

    def draws(self, *what: object) -> random.Random:
        return random.Random(":".join(map(str, (self.seed, *what))))

    def grow(self, number: int) -> Step:
        """Change the zone as a step is drawn to."""
        step = Step(number)
        for name in self.zone.undo:
            Path(name).unlink()
            step.did.append("the file that stopped the load is taken away")
        self.zone.undo.clear()
        drawn = self.draws(number)
        count = drawn.randint(1, self.way.most)
        is_gentle = drawn.random() < 0.6
        kept = {n: w for n, w in self.weights.items() if not is_gentle or n not in HARSH}
        names, weights = zip(*(kept or self.weights).items(), strict=True)
        for n in range(count):
            if self.way.only is not None and (number, n) not in self.way.only:
                continue
            # Each draws by itself, so that it stays the same where others are left out.
            self.zone.rng = self.draws(number, n)
            for _ in range(TRIES):
                (name,) = self.zone.rng.choices(names, weights)
                if told := CHANGES[name][0](self.zone):
                    step.did.append(f"{number}.{n} {name}: {told}")
                    break
        return step

    def check(self, step: Step) -> Step:
        """Refresh, build anew and compare, and note what is found.

        The first refresh is itself built anew; it is compared where all models are.
        """
        began = time.process_time()
        if self.zone.is_interrupted:
            self.zone.is_interrupted = False
            with broken_off(self.draws(step.number, "off")):
                self._refresh(self.light)
            if self.is_on_disk and self.draws(step.number, "erased").random() < 0.5:
                self._forget_erased(is_published=False)
        before = ways(self.light)
        with self._frozen(step.number), noted(step):
            refreshed = self._refresh(self.light)
        step.ways = dict(ways(self.light) - before)
        between = time.process_time()
        step.refusals = refreshed.refusal, refreshed.refusal
        if step.number or self.way.is_all:
            with Light(seeds=self.zone.seeds) as anew:
                built = self._refresh(anew)
                step.refusals = refreshed.refusal, built.refusal
                if step.refusals == (None, None):
                    self._compare(step, anew)
        step.seconds = between - began, time.process_time() - between
        if self.is_on_disk and refreshed.refusal is None:
            self._forget_erased()
        return step

    def _refresh(self, light: Light) -> Outcome:
        with ExitStack() as stack:
            for name, value in self.limits.items():
                stack.enter_context(mock.patch.object(increments, name, value))
            if not self.way.is_all:
                # Contracts are held to elsewhere; here columns are compared with one another.
                stack.enter_context(mock.patch.object(harness, "recipe", needed))
                stack.enter_context(mock.patch.object(Light, "_hold_to_contract", mock.Mock()))
            return light.refresh(self.zone.folder, self.zone.variables)

    def _compare(self, step: Step, anew: Light) -> None:
        steps = recipe(self.zone.variables)
        asked = tables(needed(self.zone.variables), is_all=True)
        step.found = differences(
            self.light,
            anew,
            tables(steps, is_all=True) if self.way.is_all else [t for t in asked if t.is_mart],
        )
        if step.found:
            others = [t for t in asked if not t.is_mart]
            step.first = [d.table for d in differences(self.light, anew, others)]

    def _forget_erased(self, is_published: bool = True) -> None:
        """Take erased persons out of the warehouse, as the end of a whole refresh does."""
        if is_published:
            self.light.connection.execute(
                "update raw.landing_files set erased_row_count = 0 where source = 'crm' "
                "and table_name = 'erasure_requests' and erased_row_count is null"
            )
        self.light.connection.close()
        with Environment({"ENGAGEMENT_DATA_DIR": str(self.folder / "data")}):
            erasure.take_out(is_published=is_published, has_built=True)
        self.light = self._opened()

    @contextmanager
    def _frozen(self, number: int) -> Iterator[None]:
        """Leave a model as it is, to see whether that is found."""
        build = Light._build

        def all_but_it(light: Light, step: harness.Step, steps: tuple[harness.Step, ...]) -> None:
            if step.name != self.way.frozen or not number:
                build(light, step, steps)

        with mock.patch.object(Light, "_build", all_but_it):
            yield


@contextmanager
def noted(step: Step) -> Iterator[None]:
    """Note whether rows come back."""
    put_back = sealing.put_back

    def watched(*given: object) -> bool:
        step.is_put_back |= (is_back := put_back(*given))
        return is_back

    with mock.patch.object(sealing, "put_back", watched):
        yield


def ways(light: Light) -> Counter[str]:
    """Return how often tables were built in which way so far."""
    try:
        return Counter(dict(light.connection.execute(WAYS).fetchall()))
    except duckdb.CatalogException:
        return Counter()


def needed(
    variables: dict[str, object] | None = None, marts: Iterable[str] = ()
) -> tuple[harness.Step, ...]:
    """Return what the marts need: without checks and what only people look at."""
    steps = {step.unique_id: step for step in recipe(variables)}
    wanted: set[str] = set()
    open_ = {s.unique_id for s in steps.values() if s.is_mart or s.name == harness.LOADER}
    while open_:
        wanted |= open_
        open_ = {p for name in open_ for p in steps[name].parents if p in steps} - wanted
    return tuple(step for step in steps.values() if step.unique_id in wanted)


class Off(Exception):
    """A refresh is broken off."""


@contextmanager
def broken_off(rng: random.Random) -> Iterator[None]:
    """Break a refresh off at a drawn model, as a kill would."""
    build, left = Light._build, rng.randrange(450)

    def until(light: Light, step: harness.Step, steps: tuple[harness.Step, ...]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Off
        build(light, step, steps)

    try:
        with mock.patch.object(Light, "_build", until):
            yield
    except Off:
        pass


def grown(seed: int, steps: int, folder: Path, way: Way) -> Iterator[Step]:
    """Yield each step of a zone, the first refresh before them; stop after one that differs."""
    folder.mkdir(parents=True)
    with closing(Growth(seed, folder, way)) as growth:
        for number in range(steps + 1):
            step = growth.grow(number) if number else Step(0)
            yield growth.check(step)
            if not step.is_equal:
                return


def shrink(seed: int, last: Step, folder: Path, way: Way) -> frozenset[Name]:
    """Return the few changes that still make a zone differ."""
    kept = way.only or {(step, n) for step in range(1, last.number + 1) for n in range(way.most)}
    kept, place = frozenset(kept), 0

    def differs(only: frozenset[Name]) -> bool:
        nonlocal place
        place += 1
        target = folder / f"shrink_{place}"
        try:
            steps = grown(seed, last.number, target, replace(way, only=only))
            return any(not step.is_equal for step in steps)
        finally:
            shutil.rmtree(target, ignore_errors=True)

    for step in range(1, last.number):
        fewer = frozenset(name for name in kept if name[0] != step)
        if fewer != kept and differs(fewer):
            kept = fewer
    for name in sorted(kept):
        if differs(kept - {name}):
            kept -= {name}
    return kept


def main() -> int:
    """Grow zones and say what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1, help="number of zones")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="the first one's")
    parser.add_argument("--steps", type=int, default=4, help="steps of each zone")
    parser.add_argument("--most", type=int, default=5, help="changes a step at most")
    parser.add_argument("--only", nargs="+", metavar="STEP.NUMBER", help="only these changes")
    parser.add_argument("--names", nargs="+", choices=sorted(CHANGES), default=(), metavar="NAME")
    parser.add_argument("--no-variables", action="store_true", help="leave variables as they are")
    parser.add_argument("--all", action="store_true", help="compare all models, published or not")
    parser.add_argument("--shrink", action="store_true", help="find the changes that are needed")
    parser.add_argument("--folder", type=Path, help="keep the zones here; made anew")
    parser.add_argument("--disk", action="store_true", default=None, help="the warehouse in files")
    parser.add_argument("--freeze", default="", metavar="MODEL", help="do not build it again")
    given = parser.parse_args()
    way = Way(
        most=given.most,
        names=tuple(given.names),
        only=given.only and frozenset(tuple(map(int, name.split("."))) for name in given.only),
        is_all=given.all,
        has_variables=not given.no_variables,
        is_on_disk=given.disk,
        frozen=given.freeze,
    )
    worst = 0
    with tempfile.TemporaryDirectory(prefix="growth_") as name:
        folder = given.folder or Path(name)
        if given.folder:
            shutil.rmtree(folder, ignore_errors=True)
        for seed in range(given.seed, given.seed + given.count):
            print(f"seed {seed}", flush=True)
            for step in grown(seed, given.steps, folder / f"zone_{seed}", way):
                told = "equal" if step.is_equal else "DIFFERENT"
                if step.refusals[0]:
                    told += f", refused: {step.refusals[0][:200]}"
                print(step)
                told += ", erased rows back" * step.is_put_back
                told += "".join(f", {count} {way}" for way, count in sorted(step.ways.items()))
                print("  {}; {:.1f} s, anew {:.1f} s".format(told, *step.seconds), flush=True)
            if not step.is_equal:
                worst += 1
                if given.shrink:
                    least = sorted(shrink(seed, step, folder / f"shrunk_{seed}", way))
                    print("needed: --only", *(f"{a}.{b}" for a, b in least), flush=True)
            if not given.folder:
                shutil.rmtree(folder / f"zone_{seed}", ignore_errors=True)
    print(f"{given.count - worst} of {given.count} zones are equal")
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main())
