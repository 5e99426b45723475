"""What a class saw: one JSON object a line for programs, a summary for people."""

from __future__ import annotations

import json
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.classroom.accounts import most_at_once, overtaken_by_guests, waited_for_guests
from bench.classroom.book import Book, Sight
from bench.classroom.faults import Faults
from bench.classroom.strangers import Strangers
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


def refused(book: Book) -> list[Sight]:
    """What the site did not do for learners, though it could: where it says so by a status, or
    gives no account or no lab; during a fault too. No answer at all is a failure, not a refusal.
    """
    return [
        sight
        for sight in book.sights
        if sight.who >= 0
        and (
            sight.saw.startswith(("403", "429"))
            or (sight.what == "sign up" and not sight.saw.startswith("no answer"))
            or (sight.what == "start" and sight.saw.startswith(("none", "no state")))
        )
    ]


def account_figures(book: Book, watching: Watching, strangers: Strangers) -> list[str]:
    """Of a class that signs up, beside guests from elsewhere. Those without which the class was
    kept out have an aim of 0."""
    signing = book.times["sign_up (arriving)"]
    starts, end = watching.starts, datetime.now(UTC)
    if not starts:
        return []
    accounts = sum(not each.guest for each in starts)
    labs = [each for each in starts if each.guest and each.given]
    not_done = refused(book)
    ups = sum(sight.what == "sign up" for sight in not_done)
    lines = [
        line(f"load_sign_up_{name}_ms", value, "ms", n=len(signing))
        for name, value in (
            ("p50", statistics.median(signing or [0])),
            ("max", max(signing, default=0)),
        )
    ]
    lines += [
        line("load_sign_ups_refused", ups, "count", n=len(signing) + ups, aim=0),
        line("load_accounts_refused", len(not_done), "count", n=book.counts.total(), aim=0),
        line(
            "load_accounts_waited_for_guests",
            len(waited_for_guests(starts, end)),
            "count",
            n=accounts,
            aim=0,
        ),
        line(
            "load_accounts_waited_most_s",
            max((each.waited(end).total_seconds() for each in starts if not each.guest), default=0),
            "s",
            n=accounts,
        ),
        line(
            "load_accounts_overtaken_by_guests",
            len(overtaken_by_guests(starts, end)),
            "count",
            n=accounts,
            aim=0,
        ),
    ]
    if asked := strangers.outcomes.total():
        lines += [
            line("load_guests_too_often", strangers.outcomes["too often"], "count", n=asked),
            line("load_guests_with_a_lab", len(labs), "count", n=asked),
            line("load_guests_with_a_lab_at_once", most_at_once(labs, end), "count", n=asked),
        ]
    return lines


def kept_out(lines: Sequence[str]) -> bool:
    """Whether an account was refused, by the site or by a class, or waited for guests."""
    return any(
        found["value"] > 0
        for found in map(json.loads, lines)
        if found["name"].startswith(
            ("load_sign_ups_refused", "load_joins_refused", "load_accounts_")
        )
    )


def class_figures(book: Book, watching: Watching) -> list[str]:
    """Of a class that joins by a link, and of its teacher's board."""
    teacher = watching.teacher
    if teacher is None:
        return []
    joining = book.times["join (arriving)"]
    not_in = sum(sight.what == "join" for sight in book.sights)
    asked = len(joining) + not_in
    shown = teacher.shown
    lines = [
        line("load_joined", len(joining), "count", n=asked),
        line("load_joins_refused", not_in, "count", n=asked, aim=0),
        line("load_joined_s", watching.joined_s, "s", n=len(joining), aim=60),
    ]
    if joining:
        lines.append(line("load_join_p99_ms", percentile(joining, 99), "ms", n=len(joining)))
    if shown:
        lines += [
            line("load_board_p50_ms", statistics.median(shown), "ms", n=len(shown)),
            line("load_board_p99_ms", percentile(shown, 99), "ms", n=len(shown)),
            line("load_board_unchanged", teacher.unchanged, "count", n=len(shown)),
        ]
    if cost := teacher.cost:
        lines += [
            line("load_board_cpu_ms", cost.milliseconds, "ms", n=cost.rounds),
            line("load_board_cpu_share", cost.share, "processors", n=cost.rounds),
            line("load_board_kb", cost.kilobytes, "kB", n=cost.rounds),
        ]
    return lines


def tell(  # noqa: PLR0913
    book: Book,
    watching: Watching,
    faults: Faults,
    strangers: Strangers,
    *,
    left: Sequence[str],
    missing: Sequence[str],
    warm: int,
) -> int:
    """Print everything; give the exit status: 1 where something failed, was lost or is left."""
    of_accounts = [*account_figures(book, watching, strangers), *class_figures(book, watching)]
    lines = [
        *figures(book, watching, left=left, missing=missing),
        *of_accounts,
        *faults.lines(line),
    ]
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
    if strangers.outcomes:
        say("", "Guests from another address, by what their start came to:")
        for name, count in strangers.outcomes.most_common():
            say(f"  {count:5}  {name}")
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
    bad = book.failures or missing or left or faults.missed or kept_out(of_accounts)
    return 1 if bad else 0


def say(*texts: str) -> None:
    for text in texts:
        print(text, file=sys.stderr, flush=True)
