"""What files of grades say: a class's grades as rows, and what a file would change in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from lessons.classes.gradebook.files import Learner, Person, PointsRow, points_read
from lessons.classes.grades.selectors import Book
from lessons.classes.grades.services import most
from lessons.classes.selectors import member_name
from lessons.models import Assignment, Membership
from virtlearn.core.problems import Problem


class PointsChange(msgspec.Struct, frozen=True, kw_only=True):
    """Points that a line of a file sets by hand; `before` None where nothing counted."""

    member: Membership
    name: str
    assignment: Assignment
    before: float | None
    after: float
    reason: str
    line: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`same` counts what is so already."""

    changes: Sequence[PointsChange] = ()
    same: int = 0
    problems: Sequence[Problem] = ()


def learners_of(book: Book, *, addresses: bool) -> list[Learner]:
    """In the order of their names; `addresses` where the reader may have them."""
    rows = [
        Learner(
            person=person_of(member, addresses=addresses),
            grade=book.grades[member.pk],
            details={str(each.pk): book.detail((each.pk, member.pk)) for each in book.assignments},
        )
        for member in book.members
    ]
    return sorted(rows, key=lambda each: (each.person.name.casefold(), each.person.user_id))


def person_of(member: Membership, *, addresses: bool) -> Person:
    user = member.user
    return Person(
        user_id=str(user.pk) if user else "",
        username=user.username if user else "",
        name=member_name(member),
        email=(user.email or member.invited_email if user else "") if addresses else "",
        external_id=member.external_id,
        labels=tuple(sorted(label.name for label in member.labels.all())),
    )


def plan_of(book: Book, text: str, path: str, erased: Sequence[Learner] = ()) -> Plan:
    """What the points in a file would change. Each line that can't be taken has its problem.

    `erased` are accounts that are gone, whose grades stay as they are.
    """
    rows, problems = points_read(text, book.scheme, path)
    people = by_username(book.members)
    assignments = {str(each.pk): each for each in book.assignments}
    gone = {each.person.username: each.grade for each in erased}
    changes, same = [], 0
    for row in rows:
        if row.username in gone:
            if differs(gone[row.username].cells[row.assignment].points, row.points):
                said = f"{row.username} is an account that was erased: its grades stay as they are"
                problems.append(Problem(path, row.line, said))
            else:
                same += 1
            continue
        member = people.get(row.username) or people.get(row.username.casefold())
        assignment = assignments[row.assignment]
        problem = problem_of(row, book.graded(assignment).points)
        if member is None or problem:
            nobody = f"no learner of this class has the username {row.username}"
            problems.append(Problem(path, row.line, nobody if member is None else problem))
            continue
        cell = book.grades[member.pk].cells[row.assignment]
        if not differs(cell.points, row.points):
            same += 1
            continue
        changes.append(
            PointsChange(
                member=member,
                name=member_name(member),
                assignment=assignment,
                before=cell.points,
                after=row.points,
                reason=row.feedback[:300],
                line=row.line,
            )
        )
    return Plan(changes=changes, same=same, problems=sorted(problems, key=lambda each: each.line))


def differs(before: float | None, after: float) -> bool:
    return before is None or abs(before - after) >= 1e-9


def by_username(members: Sequence[Membership]) -> Mapping[str, Membership]:
    """As they are written, and in small letters where that names one alone."""
    found: dict[str, Membership] = {}
    folded: dict[str, list[Membership]] = {}
    for member in members:
        if member.user:
            found[member.user.username] = member
            folded.setdefault(member.user.username.casefold(), []).append(member)
    return {name: those[0] for name, those in folded.items() if len(those) == 1} | found


def problem_of(row: PointsRow, possible: float) -> str:
    """ "" for a line that can be taken."""
    if not possible:
        return f"[{row.assignment}] has no points, so nothing in it can be graded"
    if row.points > most * possible:
        return f"{row.points:g} is more than twice the {possible:g} points of [{row.assignment}]"
    return ""
