"""Fills in answers that are on the learner's own machine: read there, or said why not."""

from __future__ import annotations

from collections.abc import Sequence

from labs.engines.base import Process
from labs.tasks import probes as tasks_probes
from lessons.quizzes import machine
from lessons.quizzes.base import Answer, Fault
from lessons.quizzes.grading import grade
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.registry import Question
from virtlearn.people.models import User


def question_filled(
    question: MachineQuestion, answer: Answer, *, user: User, course_slug: str
) -> tuple[MachineQuestion, str, Fault]:
    """The question with what was read, that text, and why nothing was read.

    No machine is asked for an answer that can't be read.
    """
    if grade(question, answer, attempt=1).fault != "machine":
        return question, "", ""
    fact = tasks_probes.machine_fact(
        user=user,
        course=course_slug,
        lab=question.lab,
        machine=question.machine,
        fact=question.fact,
    )
    return machine.filled(question, fact.text), fact.text, fact.trouble


def host_view(
    question: Question, *, user: User, course_slug: str
) -> tuple[Sequence[Process], Fault]:
    """The host's list of the processes of the machine that `question` is about, or why not."""
    if not isinstance(question, MachineQuestion):
        return (), "machine"
    return tasks_probes.machine_processes(
        user=user, course=course_slug, lab=question.lab, machine=question.machine
    )
