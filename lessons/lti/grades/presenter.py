"""Presents grades that did not reach a platform, with whose they are and why."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lessons.classes.selectors import member_name
from lessons.lti.grades.selectors import items_of
from lessons.models import Class, Membership
from virtlearn.core.refusal import codes

most = 200  # lines of the page


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """`said` is what the platform answered."""

    name: str
    title: str
    why: str
    code: str
    said: str


def failures_of(row: Class) -> Sequence[Failure]:
    items = list(items_of(row).filter(state="failed").order_by("-pk")[:most])
    numbers = {each.payload["member"] for each in items}
    places = Membership.objects.filter(in_class=row, pk__in=numbers).select_related("user")
    names = {each.pk: member_name(each) for each in places}
    return [
        Failure(
            name=names.get(each.payload["member"], "–"),
            title=each.title,
            why=str(code.refusal()) if (code := codes().get(each.fault)) else each.fault,
            code=each.fault,
            said=each.said,
        )
        for each in items
    ]
