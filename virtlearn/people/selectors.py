"""Who asks."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from virtlearn.people.models import Role, User


def learner_of(request: HttpRequest) -> User | None:
    """The guest or account behind `request`; None for a visitor who has done nothing yet."""
    user = request.user
    return user if isinstance(user, User) and user.pk else None


def is_member(user: User) -> bool:
    """Whether a head or an instructor has let `user` in: by a role that they gave, or otherwise as
    settings.MEMBER_FINDERS says, by a class."""
    finders = (import_string(path) for path in settings.MEMBER_FINDERS)
    return user.is_instructor or any(finder(user) for finder in finders)


def head_exists() -> bool:
    return User.objects.filter(role=Role.HEAD, is_active=True).exists()


def may_sign_in_here(user: User) -> bool:
    """By a password of this site: everybody, or the one head whom SSO_ONLY names."""
    if not settings.SSO_ONLY:
        return True
    return user.is_head and user.username.casefold() == str(settings.SSO_ONLY).casefold()
