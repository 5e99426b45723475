"""Grades a task from how its scripts ran, or did not run. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from labs.engines.base import RunResult

# The values of TaskResult.Outcome and TaskResult.Trouble, which this module must not import.
passed, not_yet, could_not_run, spoiled = "passed", "not-yet", "could-not-run", "spoiled"
engine, timeout, script, unreadable = "engine", "timeout", "script", "unreadable"

hint_line = re.compile(r"^(?P<language>[a-z]{2}): *(?P<text>.*\S)")
hint_limit = 500  # characters a language


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one look at a task came to. `fresh`: the task was open before and is done now."""

    task: str
    outcome: str  # TaskResult.Outcome
    hint: Mapping[str, str] = {}  # what is missing, or why it is spoiled, by language
    trouble: str = ""  # TaskResult.Trouble, where the check could not run
    fresh: bool = False


class Runs(msgspec.Struct, frozen=True, kw_only=True):
    """How the scripts of one task ran; None for one that could not run, or that it doesn't have."""

    check: RunResult | None = None
    fail: RunResult | None = None
    hint: RunResult | None = None
    unreadable: bool = False  # the learner keeps something from whoever checks


def judge(task: str, runs: Runs, *, fails: bool = False) -> CheckResult:
    """`fails`: the task has a `fail` script. It is heard first, and where it could not look, no
    check passes: what it would have said is not known. Nor does one where something is kept from
    whoever checks."""
    if runs.unreadable:
        return CheckResult(task=task, outcome=could_not_run, trouble=unreadable)
    if fails:
        if trouble := trouble_of(runs.fail):
            return CheckResult(task=task, outcome=could_not_run, trouble=trouble)
        if runs.fail and runs.fail.status == 0:
            return CheckResult(task=task, outcome=spoiled, hint=hints_read(runs.fail.output))
    trouble = trouble_of(runs.check)
    if trouble or runs.check is None:
        return CheckResult(task=task, outcome=could_not_run, trouble=trouble)
    if runs.check.status == 0:
        return CheckResult(task=task, outcome=passed)
    hint = hints_read(runs.check.output)
    if runs.hint and runs.hint.status == 0:
        hint |= hints_read(runs.hint.output)
    return CheckResult(task=task, outcome=not_yet, hint=hint)


def hint_wanted(runs: Runs, *, fails: bool) -> bool:
    """Whether the check says "not yet" and nothing else is wrong."""
    return judge("", runs, fails=fails).outcome == not_yet


def trouble_of(run: RunResult | None) -> str:
    """Why a check says nothing: only 0 and 1 are answers. Empty where it answered."""
    if run is None:
        return engine
    if run.timed_out:
        return timeout
    return "" if run.status in (0, 1) else script


def hints_read(output: str) -> dict[str, str]:
    """The live hint by language: the last `en: …` line counts, and so for each language."""
    found = (hint_line.match(line) for line in output.splitlines())
    return {line["language"]: line["text"][:hint_limit] for line in found if line}
