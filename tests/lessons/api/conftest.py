"""Programs that use the API in somebody's name, in the class of tests/lessons/classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.test import Client

from lessons.api.tokens.scopes import Scope
from lessons.api.tokens.services import token_create
from lessons.models import Class
from tests.lessons.classes.conftest import (  # noqa: F401 - fixtures
    assistant,
    member,
    place,
    row,
    teacher,
    teacher_client,
)
from tests.lessons.classes.grades.conftest import answered, assign, homework, over  # noqa: F401
from virtlearn.people.models import User

everything = tuple(Scope)
root = "/api/v1"


class Program(msgspec.Struct):
    """Asks the API with one token."""

    token: str

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return Client().generic(
            method,
            f"{root}{path}",
            msgspec.json.encode(body) if body is not None else b"",
            content_type="application/json",
            headers={**given, **headers},
        )


def program(
    user: User, scopes: Sequence[Scope] = everything, in_class: Class | None = None
) -> Program:
    _row, text = token_create(
        user=user, name="Grades to records", scopes=scopes, days=30, in_class=in_class
    )
    return Program(str(text))
