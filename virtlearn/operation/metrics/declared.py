"""Every metric of the site, and the small functions by which the rest of the code counts.

Without Django, so that engines may count too. No label says who, which lesson, or a raw path: what
a label may say is one of a few words that the code has. Every metric has a label, since only then
its value is made when it is first counted, and goes where `files.metrics_share` has said by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily

registry = CollectorRegistry()
page_buckets = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
work_buckets = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

requests = Counter(
    "virtlearn_http_requests",
    "Requests that were answered",
    ["route", "method", "status"],
    registry=registry,
)
request_seconds = Histogram(
    "virtlearn_http_request_seconds",
    "How long an answer took to make",
    ["route"],
    buckets=page_buckets,
    registry=registry,
)
terminals = Gauge(
    "virtlearn_terminals_open",
    "Terminals that browsers show now",
    ["role"],  # learner or visitor
    multiprocess_mode="livesum",
    registry=registry,
)
terminal_bytes = Counter(
    "virtlearn_terminal_bytes",
    "Bytes that terminals showed and that were typed, a few seconds later",
    ["way"],  # shown or typed
    registry=registry,
)
terminal_reconnects = Counter(
    "virtlearn_terminal_reconnects",
    "Connections of terminals that came back after they had broken off",
    ["role"],
    registry=registry,
)
lab_starts = Counter(
    "virtlearn_lab_starts",
    "Starts of labs, by kinds of machine, warm or cold, and by outcome",
    ["machines", "way", "outcome"],
    registry=registry,
)
lab_start_seconds = Histogram(
    "virtlearn_lab_start_seconds",
    "From the click on Start, or the turn in the queue, until all machines run",
    ["machines", "way"],
    buckets=work_buckets,
    registry=registry,
)
lab_start_failures = Counter(
    "virtlearn_lab_start_failures",
    "Starts that failed, by what the engine could not do",
    ["cause"],
    registry=registry,
)
lab_ends = Counter(
    "virtlearn_lab_ends",
    "Sessions of labs that ended, by why",
    ["reason"],
    registry=registry,
)
checks = Counter(
    "virtlearn_checks", "Checks of tasks that were run", ["outcome"], registry=registry
)
check_pass_seconds = Histogram(
    "virtlearn_check_pass_seconds",
    "How long one look at a session's open tasks took",
    ["asked"],  # by the button, or because the terminal went quiet
    buckets=work_buckets,
    registry=registry,
)
answers = Counter(
    "virtlearn_quiz_answers", "Answers to questions that were graded", ["kind"], registry=registry
)
engine_errors = Counter(
    "virtlearn_engine_errors",
    "What an engine could not do, by the error's name; some of it is everyday, such as MachineGone",
    ["error"],
    registry=registry,
)
engine_disk_free = Gauge(
    "virtlearn_engine_disk_free_bytes",
    "Room on the disk of the engine's images and machines, where this host can see it",
    ["engine"],
    multiprocess_mode="mostrecent",
    registry=registry,
)
keeper_rounds = Counter(
    "virtlearn_keeper_rounds",
    "The keeper's rounds, by how they ended",
    ["outcome"],
    registry=registry,
)
keeper_round_seconds = Histogram(
    "virtlearn_keeper_round_seconds",
    "How long a round took",
    ["outcome"],
    buckets=work_buckets,
    registry=registry,
)
keeper_actions = Counter(
    "virtlearn_keeper_actions",
    "What the keeper decided to do, beside keeping",
    ["action"],
    registry=registry,
)
mails = Counter("virtlearn_mails", "Mails that were to be sent", ["outcome"], registry=registry)

# What is read when somebody asks, from the database and the host: name → what it is, its labels.
states: Mapping[str, tuple[str, Sequence[str]]] = {
    "virtlearn_backup_age_seconds": ("Since the last backup that this host made and read", []),
    "virtlearn_build_info": ("1, with the version as a label", ["version"]),
    "virtlearn_database_up": ("Whether the database answers", []),
    "virtlearn_database_bytes": ("Sizes of SQLite's files", ["file"]),
    "virtlearn_disk_free_bytes": ("Room on the disk of VAR_DIR", ["place"]),
    "virtlearn_disk_size_bytes": ("Size of that disk", ["place"]),
    "virtlearn_engine_up": ("Whether the engine answered the keeper's last round", []),
    "virtlearn_image_builds": ("Latest builds of machines' images, by state", ["state"]),
    "virtlearn_keeper_round_age_seconds": ("Since the end of the last round of any keeper", []),
    "virtlearn_lab_queue_length": ("Learners who wait for a place", []),
    "virtlearn_lab_sessions": ("Sessions of labs that have not ended, by state", ["state"]),
    "virtlearn_outbox_items": (
        "Messages to other systems that wait or failed, by kind",
        ["kind", "state"],
    ),
    "virtlearn_outbox_oldest_seconds": (
        "Since the oldest of those that wait was made, by kind; 0 where none does",
        ["kind"],
    ),
    "virtlearn_pool_machines": ("Machines of the pool, by kind and state", ["kind", "state"]),
    "virtlearn_users_active": ("People who did something in the last 24h, 7d, 30d", ["period"]),
}


def state(name: str, values: Mapping[tuple[str, ...], float]) -> GaugeMetricFamily:
    """One of `states` with its values by labels: `state("…_up", {(): 1})`."""
    what, labels = states[name]
    family = GaugeMetricFamily(name, what, labels=labels)
    for each, value in values.items():
        family.add_metric(list(each), value)
    return family


def names() -> set[str]:
    """Every name that /metrics can show, those of histograms' and counters' parts too."""
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    counted = {
        f"{family.name}{ending}" for family in registry.collect() for ending in endings[family.type]
    }
    return counted | states.keys()


def request_answered(route: str, method: str, status: int, seconds: float) -> None:
    requests.labels(route, method, str(status)).inc()
    request_seconds.labels(route).observe(seconds)


@contextmanager
def terminal_open(role: str) -> Iterator[None]:
    gauge = terminals.labels(role)
    gauge.inc()
    try:
        yield
    finally:
        gauge.dec()


def terminal_moved(typed: int, shown: int) -> None:
    """Bytes of one connection since it last told."""
    if typed:
        terminal_bytes.labels("typed").inc(typed)
    if shown:
        terminal_bytes.labels("shown").inc(shown)


def terminal_reconnected(role: str) -> None:
    terminal_reconnects.labels(role).inc()


def kinds_label(kinds: Sequence[str]) -> str:
    """A lab's kinds of machine as one word: "container", "container+vm"."""
    return "+".join(sorted(set(kinds)))


def lab_started(kinds: Sequence[str], way: str, seconds: float) -> None:
    """`way`: "warm" where all machines came from the pool, else "cold"."""
    label = kinds_label(kinds)
    lab_starts.labels(label, way, "ready").inc()
    lab_start_seconds.labels(label, way).observe(max(0.0, seconds))


def lab_queued(kinds: Sequence[str]) -> None:
    lab_starts.labels(kinds_label(kinds), "none", "queued").inc()


def lab_start_failed(kinds: Sequence[str], cause: str) -> None:
    """`cause`: one of labs.models.StartFault, or empty."""
    lab_starts.labels(kinds_label(kinds), "cold", "failed").inc()
    lab_start_failures.labels(cause or "other").inc()


def lab_ended(reason: str) -> None:
    lab_ends.labels(reason).inc()


def checks_ran(outcomes: Sequence[str], *, asked: bool, seconds: float) -> None:
    for outcome in outcomes:
        checks.labels(outcome).inc()
    check_pass_seconds.labels("yes" if asked else "no").observe(seconds)


def answer_graded(kind: str) -> None:
    answers.labels(kind).inc()


def engine_failed(error: str) -> None:
    engine_errors.labels(error).inc()


def engine_disk(engine: str, free: int) -> None:
    if free:
        engine_disk_free.labels(engine).set(free)


def keeper_round(outcome: str, seconds: float) -> None:
    keeper_rounds.labels(outcome).inc()
    keeper_round_seconds.labels(outcome).observe(seconds)


def keeper_action(action: str) -> None:
    keeper_actions.labels(action).inc()


def mail_sent(outcome: str, count: int = 1) -> None:
    mails.labels(outcome).inc(count)
