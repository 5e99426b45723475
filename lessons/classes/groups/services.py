"""Changes groups of a class: sets are made, people come in, move, and steps are taken back.

All of it is done while the class is locked, one change after another; a seat can be had once.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from labs.lifecycle.groups import group_leave
from lessons.assignments.groups import key_of
from lessons.classes.groups.core import fill
from lessons.classes.groups.refusal import GroupCode
from lessons.classes.groups.selectors import change_last, learners_without, places_of
from lessons.classes.services import class_locked, running_or_refuse
from lessons.models import Class, Group, GroupChange, GroupPlace, GroupSet, Membership
from lessons.models.groups import group_name_length, size_most
from lessons.publishing.selectors import current_forget
from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User

Mode = GroupSet.Mode


def set_save(*, row: Class, of_set: GroupSet | None, by: User, **fields: object) -> GroupSet:
    """Makes a set or changes one; `fields` are name, least, most and mode. Raises RefusedError."""
    try:
        with transaction.atomic():
            running_or_refuse(class_locked(row))
            if of_set is None:
                made = GroupSet.objects.create(in_class=row, **fields)
                transaction.on_commit(current_forget)
                audit_record(action=AuditAction.GROUPS_CHANGED, actor=by, detail=detail_of(made))
                return made
            sizes = Counter(place.group.name for place in places_of(of_set))
            for name, size in sizes.items():
                if size > int(str(fields["most"])):
                    raise RefusedError(GroupCode.TOO_LARGE, group=name)
            GroupSet.objects.filter(pk=of_set.pk).update(**fields)
    except IntegrityError:
        raise RefusedError(GroupCode.NAME_TAKEN, name=fields["name"]) from None
    of_set.refresh_from_db()
    audit_record(action=AuditAction.GROUPS_CHANGED, actor=by, detail=detail_of(of_set))
    return of_set


@transaction.atomic
def set_delete(*, of_set: GroupSet, by: User) -> None:
    """What was earned stays. Raises RefusedError while an assignment is done in its groups."""
    running_or_refuse(class_locked(of_set.in_class))
    if of_set.assignments.exists():
        raise RefusedError(GroupCode.USED, name=of_set.name)
    places = [(key_of(each.group_id), each.membership.user_id) for each in places_of(of_set)]
    audit_record(action=AuditAction.GROUPS_CHANGED, actor=by, detail=detail_of(of_set))
    of_set.delete()
    for group, user_id in places:
        if user_id:
            group_leave(group=group, user_id=user_id)


@contextmanager
def changing(of_set: GroupSet, by: User | None) -> Iterator[GroupChange]:
    """A step in the locked class, which can be taken back. Raises RefusedError for a class that is
    over, and for a set that is locked."""
    with transaction.atomic():
        running_or_refuse(class_locked(of_set.in_class))
        of_set.refresh_from_db()
        if of_set.mode == Mode.LOCKED:
            raise RefusedError(GroupCode.LOCKED, name=of_set.name)
        change = GroupChange.objects.create(of_set=of_set, by=by)
        yield change
        if not change.begun.exists() and not change.ended.exists():
            change.delete()


def group_new(of_set: GroupSet, name: str = "") -> Group:
    """In the locked class: the next one, under a name of its own where none is given."""
    number = (of_set.groups.aggregate(last=Max("number"))["last"] or 0) + 1
    taken = {each.casefold() for each in of_set.groups.values_list("name", flat=True)}
    called = name
    for count in range(number, number + len(taken) + 1):
        called = called or gettext("Group %(number)d") % {"number": count}
        if called.casefold() not in taken:
            break
        called = ""
    return Group.objects.create(of_set=of_set, number=number, name=called[:group_name_length])


def move(change: GroupChange, membership: Membership, group: Group | None) -> bool:
    """In the locked class: into the group, or with None out of all; whether that is new.

    Raises RefusedError where no seat is free. Who leaves a group loses its lab at once.
    """
    now, of_set = timezone.now(), change.of_set
    here = places_of(of_set).filter(membership=membership).first()
    if here is not None and group is not None and here.group_id == group.pk:
        return False
    if here is not None:
        GroupPlace.objects.filter(pk=here.pk).update(ended_at=now, ended_by=change)
    if group is not None:
        seats = set(places_of(of_set).filter(group=group).values_list("seat", flat=True))
        try:
            if len(seats) >= of_set.most:
                raise IntegrityError
            free = next(seat for seat in range(1, size_most + 1) if seat not in seats)
            with transaction.atomic():
                GroupPlace.objects.create(
                    of_set=of_set,
                    group=group,
                    membership=membership,
                    seat=free,
                    begun_at=now,
                    begun_by=change,
                )
        except IntegrityError:
            raise RefusedError(GroupCode.FULL, group=group.name) from None
    if here is not None and membership.user_id:
        group_leave(group=key_of(here.group_id), user_id=membership.user_id)
    return here is not None or group is not None


def group_add(*, of_set: GroupSet) -> Group:
    """An empty one."""
    with transaction.atomic():
        running_or_refuse(class_locked(of_set.in_class))
        return group_new(of_set)


def member_move(*, of_set: GroupSet, membership: Membership, group: Group | None, by: User) -> bool:
    """By a teacher, also after the group has begun; whether that is new."""
    with changing(of_set, by) as change:
        moved = move(change, membership, group)
        if moved:
            moved_audit(of_set, by, membership)
    return moved


def group_choose(
    *, of_set: GroupSet, membership: Membership, group: Group | None, new: bool, by: User
) -> None:
    """By a learner, while groups are chosen: into `group`, into a `new` one, or out of theirs.

    Raises RefusedError, also where a group has begun its work: who joins then would earn with it,
    and who leaves could earn with several.
    """
    with changing(of_set, by) as change:
        if of_set.mode != Mode.CHOICE:
            raise RefusedError(GroupCode.NOT_OPEN, name=of_set.name)
        here = places_of(of_set).filter(membership=membership).first()
        wanted = Group.objects.get(pk=group.pk) if group else None
        for each in (here.group if here else None, wanted):
            if each is not None and each.begun_at is not None:
                raise RefusedError(GroupCode.BEGUN, group=each.name)
        move(change, membership, group_new(of_set) if new else wanted)


def groups_fill(*, of_set: GroupSet, by: User) -> int:
    """Puts all learners who are in no group into one, by lot; how many. Raises RefusedError."""
    with changing(of_set, by) as change:
        people = {each.pk: each for each in learners_without(of_set)}
        order = list(people)
        secrets.SystemRandom().shuffle(order)
        groups = list(of_set.groups.all())
        taken = Counter(place.group_id for place in places_of(of_set))
        sizes = [taken[each.pk] for each in groups]
        filled = fill(order, sizes, of_set.least, of_set.most)
        groups += [group_new(of_set) for _group in filled[len(groups) :]]
        moved = 0
        for group, found in zip(groups, filled, strict=True):
            for pk in found:
                moved += move(change, people[pk], group)
                moved_audit(of_set, by, people[pk])
        if not moved:
            raise RefusedError(GroupCode.NOBODY)
    return moved


def groups_set(*, of_set: GroupSet, by: User, wanted: Mapping[Membership, str]) -> int:
    """Puts each of `wanted` into the group of that name, which is made where it is missing; how
    many moved. All of them or none: raises RefusedError where a group would be too large."""
    with changing(of_set, by) as change:
        groups = {each.name.casefold(): each for each in of_set.groups.all()}
        places = {each.membership_id: each.group_id for each in places_of(of_set)}
        going = []
        for membership, name in wanted.items():
            group = groups.get(name.casefold()) or group_new(of_set, name)
            groups[name.casefold()] = group
            if places.get(membership.pk) != group.pk:
                going.append((membership, group))
        for membership, _group in going:  # all out first, so that two can change places
            move(change, membership, None)
        for membership, group in going:
            move(change, membership, group)
            moved_audit(of_set, by, membership)
    return len(going)


def change_undo(*, of_set: GroupSet, by: User) -> int:
    """Takes the last step back, whoever made it; how many moved. Raises RefusedError where there
    is none, or those whom it moved are elsewhere since."""
    with changing(of_set, by) as change:
        last = change_last(of_set, before=change)
        if last is None:
            raise RefusedError(GroupCode.NOTHING_TO_UNDO)
        before = {each.membership: each.group for each in last.ended.select_related(*of_place)}
        after = {each.membership: each.group for each in last.begun.select_related(*of_place)}
        now = {each.membership_id: each.group_id for each in places_of(of_set)}
        people = list(dict.fromkeys([*before, *after]))
        for each in people:
            if now.get(each.pk) != (after[each].pk if each in after else None):
                raise RefusedError(GroupCode.CHANGED)
        for each in people:
            move(change, each, None)
        for each in people:
            if each in before:
                move(change, each, before[each])
            moved_audit(of_set, by, each)
        done = timezone.now()
        GroupChange.objects.filter(pk__in=[last.pk, change.pk]).update(undone_at=done)
    return len(people)


of_place = ("membership__user", "group")


def moved_audit(of_set: GroupSet, by: User, membership: Membership) -> None:
    audit_record(
        action=AuditAction.GROUPS_CHANGED,
        actor=by,
        subject=membership.user,
        detail=detail_of(of_set),
    )


def detail_of(of_set: GroupSet) -> str:
    return f"class {of_set.in_class_id}: {of_set.name}"[:150]
