"""Groups as CSV: the file that is read to put learners into groups, and the one that is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from lessons.classes.groups.core import Line, lines_read
from lessons.classes.groups.selectors import learners_placeable, places_of
from lessons.classes.selectors import member_name
from lessons.models import Class, GroupSet, Membership
from lessons.models.groups import group_name_length
from virtlearn.core.csv_rows import text_read
from virtlearn.core.csv_text import csv_write
from virtlearn.core.problems import Problem

header = ("name", "login", "e-mail", "identifier", "group")


def file_read(
    of_set: GroupSet, data: bytes, path: str
) -> tuple[dict[Membership, str], list[Problem]]:
    """The group's name of each learner that the file has, and what is wrong with it."""
    text, problems = text_read(data, path)
    if problems:
        return {}, problems
    lines, problems = lines_read(text, path, group_name_length)
    known = index_of(of_set.in_class)
    wanted: dict[Membership, str] = {}
    for line in lines:
        found = people_of(line, known)
        if len(found) == 1 and found[0] not in wanted:
            wanted[found[0]] = line.group
            continue
        words = _("This learner stands in the file twice.")
        if len(found) != 1:
            words = _("Several learners may be meant.") if found else _("No learner is found.")
        problems.append(Problem(path, line.line, words))
    return wanted, sorted([*problems, *sizes_check(of_set, wanted, lines, path)])


def sizes_check(
    of_set: GroupSet, wanted: Mapping[Membership, str], lines: Sequence[Line], path: str
) -> list[Problem]:
    """Groups that would be too large, with those who are in them already and aren't moved."""
    places = places_of(of_set)
    stay = [each.group.name for each in places if each.membership not in wanted]
    sizes = Counter(name.casefold() for name in [*stay, *wanted.values()])
    problems, said = [], set()
    for line in lines:
        name = line.group.casefold()
        if sizes[name] > of_set.most and name not in said:
            said.add(name)
            words = _("“%(group)s” would have %(number)d members; a group has at most %(most)d.")
            named = {"group": line.group, "number": sizes[name], "most": of_set.most}
            problems.append(Problem(path, line.line, words % named))
    return problems


Index = Mapping[tuple[str, str], Sequence[Membership]]  # by column and value in small letters


def index_of(row: Class) -> Index:
    found: dict[tuple[str, str], list[Membership]] = {}
    for member in learners_placeable(row):
        user = member.user
        account = user if user and not user.is_guest else None
        values: Iterable[tuple[str, str]] = {
            ("login", account.username.casefold() if account else ""),
            ("email", member.invited_email.casefold()),
            ("email", account.email.casefold() if account else ""),
            ("external_id", member.external_id.casefold()),
            ("name", member_name(member).casefold()),
        }
        for key in values:
            if key[1]:
                found.setdefault(key, []).append(member)
    return found


def people_of(line: Line, known: Index) -> Sequence[Membership]:
    """By the first that is given of login, address, identifier and name."""
    for field in ("login", "email", "external_id", "name"):
        if value := getattr(line, field).casefold():
            return known.get((field, value), ())
    return ()


def groups_csv(of_set: GroupSet) -> str:
    """All learners who can be in a group; reading it again changes nothing."""
    names = {each.membership_id: each.group.name for each in places_of(of_set)}
    rows = []
    for member in learners_placeable(of_set.in_class):
        user = member.user
        account = user if user and not user.is_guest else None
        rows.append(
            (
                member_name(member),
                account.username if account else "",
                member.invited_email or (account.email if account else ""),
                member.external_id,
                names.get(member.pk, ""),
            )
        )
    return csv_write(header, rows)
