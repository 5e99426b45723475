"""Saves answers by version: of two changes to the same state the first stands.

Each browser says which version it has seen. One that has not seen the newest changes nothing: an
old copy never replaces a newer answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F

from lessons.models import AnswerDraft, ExamAnswer
from lessons.quizzes.base import Answer


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """How the answer to a question stands; `version` 0: none was given. `conflict`: another was
    saved meanwhile, and stands."""

    version: int = 0
    answer: Answer = ()
    conflict: bool = False


nothing = Saved()


def version_save(
    model: type[ExamAnswer | AnswerDraft],
    *,
    key: Mapping[str, Any],
    answer: Answer,
    version: int,
    more: Mapping[str, Any],
) -> Saved:
    """Keeps `answer` in the row of `key` where it still stands as `version` says, 0 for no row.

    `more`: the row's other columns.
    """
    rows = model._default_manager.filter(**key)
    values = {"answer": list(answer), **more}
    if version == 0:
        try:
            with transaction.atomic():
                model._default_manager.create(**key, **values)
            return Saved(version=1, answer=answer)
        except IntegrityError:
            pass
    elif rows.filter(version=version).update(**values, version=F("version") + 1):
        return Saved(version=version + 1, answer=answer)
    stands = rows.first()
    if stands is None:  # a version that no answer ever had
        return Saved(conflict=True)
    # Sent again because the reply was lost: it is what stands.
    same = tuple(stands.answer) == answer
    return Saved(version=stands.version, answer=tuple(stands.answer), conflict=not same)
