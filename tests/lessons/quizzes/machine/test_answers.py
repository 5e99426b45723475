"""Answers that a machine gives."""

from __future__ import annotations

from lessons.quizzes import machine
from lessons.quizzes.grading import grade
from lessons.quizzes.machine import MachineQuestion
from tests.lessons.quizzes.support import parse, question

limit = question(
    "machine", "How much?\n~ /[0-9]{4,}/ :: Of the host.", lab="l", fact="memory.limit"
)
name = question("machine", "Name?", lab="l", fact="hostname")
assert isinstance(limit, MachineQuestion)
assert isinstance(name, MachineQuestion)


def test_without_a_machine_nothing_is_graded() -> None:
    assert grade(limit, ("128",), attempt=1).fault == "machine"
    assert grade(limit, ("much",), attempt=1).fault == "number"
    assert grade(name, ("",), attempt=1).fault == "empty"


def test_a_machine_gives_the_right_answer() -> None:
    assert isinstance(limit, MachineQuestion)
    assert isinstance(name, MachineQuestion)
    asked = machine.filled(limit, "128")
    assert grade(asked, ("128 MiB",), attempt=1).correct
    assert grade(asked, ("128.0",), attempt=1).correct
    assert not grade(asked, ("129",), attempt=1).correct
    assert grade(asked, ("64000",), attempt=1).messages == {"": "Of the host."}
    assert grade(machine.filled(name, "lab-7"), (" LAB-7 ",), attempt=1).correct
    assert not grade(machine.filled(name, "lab-7"), ("lab-8",), attempt=1).correct


def test_figures_that_move_have_a_tolerance() -> None:
    found = question("machine", "Since when?", lab="l", fact="uptime", tolerance="10%")
    assert isinstance(found, MachineQuestion)
    asked = machine.filled(found, "100")
    fractions = [grade(asked, (text,), attempt=1).fraction for text in ("95", "109", "120")]
    assert fractions == [1, 1, 0]


def test_mistakes_in_machine_questions_are_told() -> None:
    said = [message for _, message in parse("machine", "Q", fact="weight", tolerance="5")[1]]
    assert [each[:9] for each in said] == ["say what ", "say whose", "tolerance"]
