"""The one way to a class: what its pages, fragments and downloads ask before anything else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import msgspec
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from lessons.classes.policy import Phase, Right, phase_of, rights_of, today_in
from lessons.models import Class, Membership
from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of

View = Callable[..., HttpResponseBase]


class ClassAccess(msgspec.Struct, frozen=True, kw_only=True):
    """A class as one person may see it; a head is in it without a membership."""

    row: Class
    user: User
    membership: Membership | None
    rights: frozenset[Right]

    def may(self, right: Right) -> bool:
        return right in self.rights

    @property
    def manages(self) -> bool:
        return Right.MANAGE in self.rights

    @property
    def sees_roster(self) -> bool:
        return Right.ROSTER in self.rights

    @property
    def phase(self) -> Phase:
        return class_phase(self.row)


def class_phase(row: Class) -> Phase:
    """Now, in the class's time zone."""
    today = today_in(row.time_zone, timezone.now())
    archived = row.archived_at is not None
    return phase_of(row.starts_on, row.ends_on, archived=archived, today=today)


def class_access(user: User | None, class_id: int) -> ClassAccess | None:
    """None where there is no such class for `user`, who may be a guest or a visitor (None)."""
    if user is None:
        return None
    row = Class.objects.select_related("course__current").filter(pk=class_id).first()
    if row is None:
        return None
    found = Membership.objects.filter(in_class=row, user=user).first()
    rights = rights_of(
        found.role if found else "",
        joined=found is not None and found.state == Membership.State.JOINED,
        is_instructor=user.is_instructor,
        is_head=user.is_head,
    )
    if Right.SEE not in rights:
        return None
    return ClassAccess(row=row, user=user, membership=found, rights=rights)


def class_access_or_404(user: User | None, class_id: int, right: Right = Right.SEE) -> ClassAccess:
    """Raises Http404 for whom the class does not exist, and for members without any right over
    others; PermissionDenied for assistants where only teachers may."""
    found = class_access(user, class_id)
    if found is None or (right != Right.SEE and not found.sees_roster):
        raise Http404
    if not found.may(right):
        raise PermissionDenied
    return found


def class_required(right: Right = Right.SEE) -> Callable[[View], View]:
    """For views of a class, which get its ClassAccess in place of `class_id`.

    Visitors, and guests who are no members, are asked to log in; for the others see
    `class_access_or_404`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, class_id: int, *args: object, **kwargs: object
        ) -> HttpResponseBase:
            user = learner_of(request)
            if (user is None or user.is_guest) and class_access(user, class_id) is None:
                return redirect_to_login(request.get_full_path())
            found = class_access_or_404(user, class_id, right)
            return view(request, found, *args, **kwargs)

        return guarded

    return decorate


def member_or_404(found: ClassAccess, member: int) -> Membership:
    """A membership of that class: the one way to one for all that is posted."""
    rows = Membership.objects.select_related("user").filter(in_class=found.row, pk=member)
    if (row := rows.first()) is None:
        raise Http404
    return row
