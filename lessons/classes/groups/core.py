"""Divides learners into groups of a given size, and reads lists of groups from CSV."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from unicodedata import normalize

import msgspec
from django.utils.translation import gettext as _

from virtlearn.core.csv_rows import cell_read, rows_read
from virtlearn.core.problems import Problem
from virtlearn.core.short_text import short_text

lines_most = 1000
columns = {
    "name": "name",
    "login": "login",
    "username": "login",
    "user name": "login",
    "e-mail": "email",
    "email": "email",
    "identifier": "external_id",
    "id": "external_id",
    "group": "group",
}


def fill(people: Sequence[int], sizes: Sequence[int], least: int, most: int) -> list[list[int]]:
    """Who of `people`, in their order, comes into which group.

    `sizes` is how many are in each group already. Groups that have begun to fill are brought to
    `least`; then empty ones are used and, at the end of the result, new ones added, of sizes that
    differ by one at most; who is left over takes free seats elsewhere, or stays without a group.
    """
    found: list[list[int]] = [[] for _size in sizes]
    rest = deque(people)
    for at, size in enumerate(sizes):
        while rest and 0 < size + len(found[at]) < least:
            found[at].append(rest.popleft())
    count = -(-len(rest) // most)
    if count * least > len(rest):
        count = len(rest) // least
    used = min(len(rest), count * most)
    empty = [at for at, size in enumerate(sizes) if size == 0][:count]
    found += [[] for _new in range(count - len(empty))]
    targets = [*empty, *range(len(sizes), len(found))]
    for number, at in enumerate(targets):
        each, more = divmod(used, count)
        found[at] += [rest.popleft() for _seat in range(each + (number < more))]
    for at, size in enumerate(sizes):
        while rest and 0 < size + len(found[at]) < most:
            found[at].append(rest.popleft())
    return found


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One learner of a file, by what it has of them, and the group's name."""

    line: int
    group: str
    name: str = ""
    login: str = ""
    email: str = ""
    external_id: str = ""


def lines_read(text: str, path: str, name_most: int) -> tuple[list[Line], list[Problem]]:
    """The lines that name a group; those without one say nothing. `path` names the file in
    problems, `name_most` is how long a group's name may be."""
    rows, problems = rows_read(text, path)
    if not rows:
        return [], problems or [Problem(path, 1, _("There is nobody in it."))]
    fields = [columns.get(" ".join(cell.casefold().split()), "") for cell in rows[0].cells]
    if "group" not in fields or not set(fields) & {"name", "login", "email", "external_id"}:
        said = _("It needs a column “group”, and one of: name, login, e-mail, identifier.")
        return [], [*problems, Problem(path, rows[0].line, said)]
    if len(rows) > lines_most + 1:
        most = _("There are more than %(most)d people. Cut the file in two.")
        return [], [
            *problems,
            Problem(path, rows[lines_most + 1].line, most % {"most": lines_most}),
        ]
    lines = []
    for row in rows[1:]:
        cells = zip(fields, row.cells, strict=False)
        values = {field: normalize("NFC", cell_read(cell)) for field, cell in cells if field}
        group = short_text(values.pop("group", ""), name_most + 1)
        if len(group) > name_most:
            said = _("“%(value)s…” is longer than %(most)d letters.")
            named = {"value": group[:20], "most": name_most}
            problems.append(Problem(path, row.line, said % named))
        elif group:
            lines.append(Line(line=row.line, group=group, **values))
    return lines, problems
