"""Reads classes: whose they are, and who is in them."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf

from lessons.models import Class, Membership
from virtlearn.people.models import User

State, Role = Membership.State, Membership.Role
staff_roles = (Role.TEACHER, Role.ASSISTANT)


def memberships_of(user: User | None) -> QuerySet[Membership]:
    """Those by which `user` is in a class now, the newest class first."""
    if user is None:
        return Membership.objects.none()
    rows = Membership.objects.filter(user=user, state=State.JOINED)
    return rows.select_related("in_class__course__current").order_by(
        "-in_class__created_at", "-in_class"
    )


def classes_all() -> QuerySet[Class]:
    """For heads, the newest first."""
    return Class.objects.select_related("course__current").order_by("-created_at", "-pk")


def classes_of(user: User) -> QuerySet[Class]:
    """Those that `user` is in now, for a head all; the newest first."""
    if user.is_head:
        return classes_all()
    return classes_all().filter(pk__in=memberships_of(user).order_by().values("in_class"))


def learners_counted(classes: Sequence[int]) -> dict[int, int]:
    """How many learners have joined each of these classes."""
    rows = Membership.objects.filter(
        in_class__in=classes, state=State.JOINED, role=Role.LEARNER
    ).values("in_class")
    return {row["in_class"]: row["number"] for row in rows.annotate(number=Count("pk"))}


def teachers_of(row: Class) -> Sequence[Membership]:
    rows = row.memberships.filter(role=Role.TEACHER, state=State.JOINED)
    return list(rows.select_related("user").order_by("pk"))


def members_of(row: Class) -> QuerySet[Membership]:
    """All that the class has or had, staff first, then by name."""
    called = Coalesce(NullIf("name", Value("")), "user__username", "invited_email")
    rank = Case(
        When(role=Role.TEACHER, then=0), When(role=Role.ASSISTANT, then=1), default=Value(2)
    )
    rows = row.memberships.select_related("user").prefetch_related("labels")
    return rows.annotate(rank=rank, called=Lower(called)).order_by("rank", "called", "pk")


def members_found(
    row: Class, *, words: str = "", label: int = 0, state: str = "", role: str = ""
) -> QuerySet[Membership]:
    """Those who have each of the words in their name, login, address or identifier, and the label,
    state and role where one is asked for."""
    rows = members_of(row)
    for word in words.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(invited_email__icontains=word)
            | Q(external_id__icontains=word)
            | Q(github_username__icontains=word)
            | Q(user__username__icontains=word)
            | Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(user__email__icontains=word)
        )
    if label:
        rows = rows.filter(labels=label)
    if state:
        rows = rows.filter(state=state)
    if role:
        rows = rows.filter(role=role)
    return rows


def members_counted(row: Class) -> dict[str, int]:
    """How many are in each state."""
    rows = row.memberships.order_by().values("state").annotate(number=Count("pk"))
    return {each["state"]: each["number"] for each in rows}


def member_name(member: Membership) -> str:
    """What the class calls somebody: as the roster or they themselves wrote it, else by account."""
    if member.name:
        return member.name
    user = member.user
    if user is None:
        return member.invited_email or member.external_id or member.github_username
    return account_name(user.username, user.get_full_name(), is_guest=user.is_guest)


def account_name(username: str, full_name: str, *, is_guest: bool) -> str:
    return f"guest {username[-4:]}" if is_guest else full_name or username


def learner_names(row: Class, *, words: str = "", label: int = 0) -> dict[int, str]:
    """What the class calls its learners, by membership; in one statement, without rows for all."""
    rows = members_found(row, words=words, label=label, state=State.JOINED, role=Role.LEARNER)
    columns = ("pk", "name", "user__username", "user__first_name", "user__last_name")
    return {
        pk: name or account_name(username, f"{first} {last}".strip(), is_guest=is_guest)
        for pk, name, username, first, last, is_guest in rows.values_list(
            *columns, "user__is_guest"
        )
    }


def emails_verified(user: User) -> set[str]:
    """In small letters; of a guest none."""
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return {address.lower() for address in rows.values_list("email", flat=True)}


def invitations_of(user: User | None) -> Sequence[Membership]:
    """Open ones: those by user name, and those to an address that is known to be theirs."""
    if user is None or user.is_guest:
        return []
    rows = Membership.objects.annotate(address=Lower("invited_email"))
    mine = Q(user=user) | Q(user=None, address__in=emails_verified(user)) & ~Q(invited_email="")
    found = rows.filter(mine, state=State.INVITED, in_class__archived_at=None)
    return list(found.select_related("in_class__course__current").order_by("-created_at"))


def has_classes(user: User | None) -> bool:
    """Whether the navigation leads `user` to classes: who teaches, or is in one."""
    if user is None:
        return False
    return user.is_instructor or memberships_of(user).exists() or bool(invitations_of(user))


def is_member(user: User) -> bool:
    """Whether a teacher has `user` in a class that is not archived (settings.MEMBER_FINDERS)."""
    return memberships_of(user).filter(in_class__archived_at=None).exists()


def learners_taught(teacher: User) -> QuerySet[User] | None:
    """Who has joined a class in which `teacher` sees the roster; None: everybody, for a head
    (settings.LEARNERS_TAUGHT)."""
    if teacher.is_head:
        return None
    taught = memberships_of(teacher).filter(role__in=staff_roles, in_class__archived_at=None)
    members = Membership.objects.filter(
        in_class__in=taught.order_by().values("in_class"), state=State.JOINED
    )
    return User.objects.filter(pk__in=members.values("user"))
