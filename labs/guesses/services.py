"""Keeps what learners guess in a lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from labs.catalog.provider import Lab
from labs.models import Guess
from labs.models.tasks import guess_length
from virtlearn.core.move_rows import rows_move
from virtlearn.people.models import User


@transaction.atomic
def guesses_keep(*, user: User, lab: Lab, guess: str, answers: Mapping[int, str]) -> None:
    """Replaces the answers to these questions of a block, by number from 1; an empty one goes."""
    for number, text in answers.items():
        key: dict[str, Any] = {
            "user": user,
            "course": lab.course,
            "lab": lab.slug,
            "guess": guess,
            "number": number,
        }
        written = " ".join(text.replace("\0", "").split())[:guess_length]
        if written:
            Guess.objects.update_or_create(**key, defaults={"text": written, "at": timezone.now()})
        else:
            Guess.objects.filter(**key).delete()


def guest_merge(*, guest: User, into: User) -> None:
    """What a guest guessed is the account's, where that has not answered the same itself."""
    rows_move(Guess.objects.filter(user=guest), user=into)
