"""Who asks."""

from __future__ import annotations

from django.http import HttpRequest

from virtlearn.people.models import Role, User


def learner_of(request: HttpRequest) -> User | None:
    """The guest or account behind `request`; None for a visitor who has done nothing yet."""
    user = request.user
    return user if isinstance(user, User) and user.pk else None


def head_exists() -> bool:
    return User.objects.filter(role=Role.HEAD, is_active=True).exists()
