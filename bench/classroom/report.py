"""What a class saw: one JSON object a line for programs, a summary for people."""

from __future__ import annotations

import json
import statistics
import sys
from collections import Counter
from collections.abc import Sequence

from bench.classroom.book import Book
from bench.classroom.faults import Faults
from bench.classroom.watching import Watching
from bench.figure import percentile
from bench.lab import backend

timed_ends = {"expired", "idle"}  # reasons that come at a time


def line(name: str, value: float, unit: str, *, n: int, aim: float | None = None) -> str:
    """A figure as `make bench` prints them; in the place of a floor it has an aim."""
    return json.dumps(
        {
            "name": name,
            "value": round(value, 3),
            "unit": unit,
            "floor": None,
            "ratio": None,
            "n": n,
            "backend": backend(),
            "aim": aim,
            "met": aim is None or value <= aim,
        }
    )


def figures(
    book: Book, watching: Watching, *, left: Sequence[str], missing: Sequence[str]
) -> list[str]:
    """All lines. A time that was not measured is left out."""
    lines = []

    def times(key: str, name: str, aims: dict[str, float | None]) -> None:
        values = book.times[key]
        for what, aim in aims.items():
            if values:
                value = max(values) if what == "max" else percentile(values, float(what[1:]))
                lines.append(line(f"load_{name}_{what}_ms", value, "ms", n=len(values), aim=aim))

    times("prompt", "prompt", {"p50": 500, "p95": 500, "max": 500})
    times("prompt_later", "prompt_later", {"p50": None, "p95": None})
    times("echo", "echo", {"p50": None, "p99": None})
    times("page", "page", {"p50": None, "p99": 300})
    times("post", "post", {"p50": None, "p99": None})
    times("reload", "reload", {"p50": None, "p95": None})
    times("tick", "tick", {"p50": None, "p95": None})
    for reason, late in sorted(watching.endings.items()):
        lines.append(line(f"load_ended_{reason}", len(late), "count", n=len(late)))
        if reason in timed_ends:
            lines.append(line(f"load_ended_{reason}_late_s", max(late), "s", n=len(late)))
    lines += [
        line("load_failures", len(book.failures), "count", n=sum(book.counts.values()), aim=0),
        line("load_lost", len(missing), "count", n=len(book.answers) + len(book.tasks), aim=0),
        line("load_leftovers", len(left), "count", n=1, aim=0),
        line("load_web_mb", watching.web_mb, "MB", n=1, aim=250),
        line("load_keeper_mb", watching.keeper_mb, "MB", n=1),
        line("load_driver_cpu", watching.driver_seconds / watching.took, "processors", n=1),
    ]
    return lines


def tell(  # noqa: PLR0913
    book: Book,
    watching: Watching,
    faults: Faults,
    *,
    left: Sequence[str],
    missing: Sequence[str],
    warm: int,
) -> int:
    """Print everything; give the exit status: 1 where something failed, was lost or is left."""
    lines = [*figures(book, watching, left=left, missing=missing), *faults.lines(line)]
    for each in lines:
        print(each, flush=True)
    say("", "What they did:")
    for name, count in book.counts.most_common():
        say(f"  {count:5}  {name}")
    earlier = sum(not each.here for each in book.tasks)
    say(f"  {len(book.answers):5}  answers and {len(book.tasks)} tasks confirmed")
    say(f"  {earlier:5}  of these tasks on a page whose machine was gone")
    say("", f"Times in ms ({warm} machines were warm):")
    for name, values in sorted((each, found) for each, found in book.times.items() if found):
        p50, p99 = statistics.median(values), percentile(values, 99)
        say(f"  {name:28} n {len(values):6}  p50 {p50:8.1f}  p99 {p99:8.1f}  {max(values):8.1f}")
    parts = ", ".join(f"{each:.0f}" for each in watching.web_parts)
    say(
        "",
        f"Memory of web: {watching.web_mb:.0f} MB ({parts}); keeper: {watching.keeper_mb:.0f} MB",
    )
    say("", "Ended, as their rows say:")
    for reason, late in sorted(watching.endings.items()):
        most = f", gone at most {max(late):.1f} s after their time" if reason in timed_ends else ""
        say(f"  {len(late):5}  {reason}{most}")
    faults.tell(say)
    seen = Counter(f"{sight.what}: {sight.saw}" for sight in book.failures)
    for title, found in (
        ("Failed", [f"{count} × {text}" for text, count in seen.most_common(30)]),
        ("Lost", missing),
        ("Left over", left),
    ):
        say("", f"{title}: {len(found) or 'nothing'}")
        for text in found:
            say(f"  {text}")
    say("", f"All was cleared {watching.cleared:.0f} s after the class had gone.")
    return 1 if book.failures or missing or left or faults.missed else 0


def say(*texts: str) -> None:
    for text in texts:
        print(text, file=sys.stderr, flush=True)
