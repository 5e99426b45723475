"""A web process in short: starts a lab for a guest. Run by itself, so that it can be killed."""

from __future__ import annotations

import django


def main() -> None:
    django.setup()
    from labs.lifecycle.services import lab_session_start
    from tests.labs.factory import lab_make
    from virtlearn.people.models import User

    user = User.objects.create(username="guest-of-a-dying-process", is_guest=True)
    print(lab_session_start(user=user, lab=lab_make()).state)


if __name__ == "__main__":
    main()
