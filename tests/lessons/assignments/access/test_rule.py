"""What is wrong with a rule: all of it at once."""

from __future__ import annotations

import msgspec
import pytest

from lessons.assignments.access.rule import (
    After,
    AfterMode,
    Rule,
    RuleFault,
    RuleProblem,
    Shown,
    rule_problems,
)
from tests.lessons.assignments.access.rules import by, exam, homework, wall


def test_good_rules_have_no_problems() -> None:
    for rule in (Rule(), homework, exam, Rule(due=by("03-24 23:59"), late=(by("03-25 12:00", 0),))):
        assert rule_problems(rule) == []


def test_a_rule_survives_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(homework), type=Rule) == homework


def changed(**fields: object) -> list[RuleProblem]:
    return rule_problems(msgspec.structs.replace(homework, **fields))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"release": wall("03-17 00:00")}, RuleProblem(RuleFault.RELEASE_AFTER_DUE, "release")),
        ({"due": by("03-20 23:59")}, RuleProblem(RuleFault.EARLY_ORDER, "early", 1)),
        ({"due": by("03-24 23:59", 115)}, RuleProblem(RuleFault.EARLY_CREDIT, "early", 1)),
        (
            {"early": (by("03-16 23:59", 201),)},
            RuleProblem(RuleFault.EARLY_CREDIT, "early", 0),
        ),
        ({"late": (by("03-26 23:59", 100),)}, RuleProblem(RuleFault.LATE_CREDIT, "late", 0)),
        ({"late": (by("03-26 23:59", -1),)}, RuleProblem(RuleFault.LATE_CREDIT, "late", 0)),
        ({"late": (by("03-24 23:59", 80),)}, RuleProblem(RuleFault.LATE_ORDER, "late", 0)),
        (
            {"late": (by("03-26 23:59", 80), by("03-27 23:59", 80))},
            RuleProblem(RuleFault.LATE_CREDIT, "late", 1),
        ),
        (
            {"after": After(mode=AfterMode.PARTIAL, credit=50)},
            RuleProblem(RuleFault.AFTER_CREDIT, "after"),
        ),
        (
            {"after": After(mode=AfterMode.PARTIAL)},
            RuleProblem(RuleFault.AFTER_CREDIT, "after"),
        ),
        ({"attempts": 0}, RuleProblem(RuleFault.ATTEMPTS, "attempts")),
        ({"time_limit": 0}, RuleProblem(RuleFault.TIME_LIMIT, "time_limit")),
        ({"late_days": -1}, RuleProblem(RuleFault.LATE_DAYS, "late_days")),
        (
            {"score": Shown(hidden=True)},
            RuleProblem(RuleFault.SCORE_WITHOUT_QUESTIONS, "score"),
        ),
        (
            {
                "questions": Shown(
                    hidden=True, shown_from=wall("04-02 00:00"), hidden_from=wall("04-01 00:00")
                )
            },
            RuleProblem(RuleFault.SHOWN_ORDER, "questions"),
        ),
    ],
)
def test_each_fault_is_found_at_its_place(fields: dict[str, object], problem: RuleProblem) -> None:
    assert changed(**fields) == [problem]


def test_deadlines_need_a_due_date() -> None:
    assert {each.fault for each in changed(due=None)} == {RuleFault.DUE_MISSING}
    partial = Rule(after=After(mode=AfterMode.PARTIAL, credit=10))
    assert rule_problems(partial) == [RuleProblem(RuleFault.AFTER_DUE_MISSING, "after")]


def test_all_faults_are_told_at_once() -> None:
    found = changed(attempts=0, time_limit=-5, due=by("03-24 23:59", 0))
    assert {each.field for each in found} >= {"attempts", "time_limit", "due", "late"}


def test_there_is_an_end_to_deadlines() -> None:
    many = tuple(by(f"04-{day:02} 23:59", 90 - day) for day in range(1, 13))
    assert changed(late=many) == [RuleProblem(RuleFault.TOO_MANY, "late")]
