"""Who a session's user is."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from virtlearn.people.models import User
from virtlearn.rows import RowByKey

rows = RowByKey(User, 0)


class Backend(ModelBackend):
    """Django's backend, whose user is read with a statement that is compiled once."""

    def get_user(self, user_id: int) -> User | None:
        user = rows.get(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
