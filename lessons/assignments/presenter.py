"""What pages say where work is done: what it counted for, and why something is not open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lessons.assignments.access.reasons import Reason
from lessons.assignments.refusal import AssignmentCode
from lessons.assignments.selectors import Assigned
from lessons.assignments.work import Gate, title_of
from virtlearn.core.refusal import Refusal


def work_lines(gate: Gate) -> tuple[str, ...]:
    """A sentence for each assignment that work just recorded belongs to."""
    lines = []
    for each in gate.assigned:
        decision = each.decision
        if decision.has(Reason.STAFF) or not decision.visible:
            continue
        values = {
            "title": each.assignment.title,
            "credit": decision.credit,
            "days": decision.late_days,
        }
        if not decision.counts:
            words = _("Practice only: “%(title)s” is closed, so this does not count for it.")
        elif decision.late_days:
            words = _(
                "Counts for “%(title)s” with %(credit)s %% of its points; late days spent: "
                "%(days)s."
            )
        else:
            words = _("Counts for “%(title)s” with %(credit)s %% of its points.")
        lines.append(words % values)
    return tuple(lines)


def lab_lines(gate: Gate) -> tuple[str, ...]:
    """A sentence for each assignment of a lab: what its tasks count for at that moment."""
    lines = []
    for each in gate.assigned:
        decision = each.decision
        if decision.has(Reason.STAFF) or not decision.visible:
            continue
        if decision.counts and decision.late_days:
            words = _(
                "Tasks that are done now count for “%(title)s” with %(credit)s %% of their points; "
                "late days that this takes: %(days)s."
            )
        elif decision.counts:
            words = _(
                "Tasks that are done now count for “%(title)s” with %(credit)s %% of their points."
            )
        else:
            words = _("Practice only: “%(title)s” takes no work now.")
        values = {"credit": decision.credit, "days": decision.late_days}
        lines.append(words % {"title": each.assignment.title, **values})
    return tuple(lines)


def not_open(request: HttpRequest, gate: Gate) -> HttpResponse:
    """403: what an assignment hides until it is open, or begun; with the way to it."""
    found = gate.refusing
    assigned = found[1] if found else gate.hiding
    return refused_page(request, gate.refusal, assigned)


def result_hidden(request: HttpRequest, assigned: Assigned) -> HttpResponse:
    """403: the score of work that is over is not shown now."""
    refusal = AssignmentCode.RESULT_HIDDEN.refusal(title=title_of(assigned))
    return refused_page(request, refusal, assigned)


def refused_page(request: HttpRequest, refusal: Refusal, assigned: Assigned | None) -> HttpResponse:
    context = {
        "refused": refusal,
        "assigned": assigned if assigned and assigned.decision.visible else None,
    }
    return render(request, "lessons/not_open.html", context, status=403)
