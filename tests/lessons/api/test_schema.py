"""Whatever is sent, by whom: schemathesis goes through all that the API says it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from lessons.api.paging import cursor_of
from lessons.models import Class, WebhookEndpoint, WebhookMessage
from tests.conftest import user_make
from tests.lessons.api.conftest import program
from tests.lessons.api.test_grades import fair
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered, assign
from virtlearn.people.models import Role, User

checks = [not_a_server_error, response_schema_conformance, status_code_conformance]
bodies: dict[str, dict[str, object]] = {  # by the end of a path, what it takes
    "members": {"who": "kim@example.org"},
    "state": {"state": "removed"},
    "accommodation": {"time_percent": 150},
    "{member}": {"days": 2},
}
tempting = (
    "ordering=password",
    "ordering=-user__password",
    "order_by=user__email",
    "expand=user,attempts,answers",
    "include=members.user",
    "fields=password,email,answer",
    "user__password__startswith=p",
    "in_class__memberships__user__username=kim-other",
    "search=Kim",
    "q=Kim",
    "class_id=999999",
    "format=csv",
)
theirs = ("Kim of the other class", "kim-other", "Secret homework", "kim-records")


def operations() -> Iterator[Any]:
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for each in found.get_all_operations():
        assert isinstance(each, Ok)
        yield each.ok()


@pytest.fixture(autouse=True)
def _one_connection(db: None) -> Iterator[None]:
    """The application would close this test's, in whose transaction all of it is."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def other(row: Class) -> Class:
    """A class of somebody else, with what must not be seen."""
    head = user_make("kim-other-teacher", Role.INSTRUCTOR)
    made = Class.objects.create(name="Other", course=row.course, join_code="other")
    kim = place(made, user_make("kim-other"), name="Kim of the other class")
    answered(assign(made, head, "Secret homework"), kim)
    hook = WebhookEndpoint.objects.create(
        in_class=made, created_by=head, url="https://kim-records.example.org/"
    )
    WebhookMessage.objects.create(endpoint=hook, key="msg_kim", event="webhook.test", body="{}")
    return made


@pytest.mark.slow("hundreds of requests for each kind of person")
@pytest.mark.parametrize("who", ["learner", "teacher", "head"])
def test_no_request_is_a_server_error_or_shows_what_is_of_others(
    who: str, row: Class, other: Class, teacher: User, learner: User
) -> None:
    member = place(row, learner, name="Ana Ruiz")
    answered(assign(row, teacher), member)
    user = {"learner": learner, "teacher": teacher}.get(who) or user_make("head", Role.HEAD)
    asks = program(user)
    seen = 0
    for operation in operations():

        @settings(
            max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy())
        def walk(case: Any) -> None:
            nonlocal seen
            answer = case.call(headers={"Authorization": f"Bearer {asks.token}"})
            seen += 1
            case.validate_response(answer, checks=checks)
            if who != "head":
                assert not [text for text in theirs if text in answer.text]

        walk()
    assert seen > 100


def test_ids_of_another_class_open_nothing(
    row: Class, other: Class, teacher: User, learner: User
) -> None:
    """With the real numbers of what is there, by every route, alone and mixed with one's own."""
    place(row, learner)
    theirs_here = {
        "class_id": other.pk,
        "member": other.memberships.get().pk,
        "assignment_id": other.assignments.get().pk,
        "webhook_id": other.webhooks.get().pk,
        "message_id": WebhookMessage.objects.get().pk,
    }
    own = assign(row, teacher)
    hook = WebhookEndpoint.objects.create(in_class=row, created_by=teacher, url="https://a.org/")
    mine_here = {
        "class_id": row.pk,
        "assignment_id": own.pk,
        "member": row.memberships.last().pk,  # type: ignore[union-attr]
        "webhook_id": hook.pk,
    }
    asked, found = 0, list(operations())
    for user in (teacher, learner):
        asks = program(user)
        for operation in found:
            names = re.findall(r"\{(\w+)\}", operation.path)
            for at, name in enumerate(names):
                if name not in theirs_here:
                    continue
                mixed = {**mine_here, **{each: theirs_here[each] for each in names[at:]}}
                path = operation.path.format(**mixed).removeprefix("/api/v1")
                body = bodies.get(operation.label.rpartition("/")[2], fair)
                answer = asks.send(operation.method.upper(), path, body, **{"If-Match": '"0"'})
                assert answer.status_code == 404, (user.username, operation.label, path)
                asked += 1
    assert asked > 20


def test_filters_and_orders_are_those_of_the_list_and_leak_nothing(
    row: Class, other: Class, teacher: User, learner: User
) -> None:
    """Each list by each of its filters with the numbers of others, and by words that other APIs
    take for filters, orders and relations: these change nothing."""
    member = place(row, learner, name="Ana Ruiz")
    answered(assign(row, teacher), member)
    numbers = [other.pk, other.memberships.get().pk, other.assignments.get().pk]
    reads, asked, listed = [], 0, set()
    for operation in operations():
        if operation.method.upper() != "GET" or set(re.findall(r"\{(\w+)\}", operation.path)) - {
            "class_id",
            "slug",
        }:
            continue
        given = operation.definition.raw.get("parameters", [])
        names = {each["name"] for each in given if each["in"] == "query"}
        listed |= names
        path = operation.path.format(class_id=row.pk, slug=row.course.slug)
        reads.append((path.removeprefix("/api/v1"), names))
    assert listed == {"cursor", "limit", "language", "in_class", "answers"}
    for user in (teacher, learner):
        asks = program(user)
        for path, names in reads:
            plain = asks.get(path)
            for word in tempting:
                assert asks.get(f"{path}?{word}").content == plain.content, (path, word)
                asked += 1
            for name in sorted(names):
                for value in (*numbers, cursor_of(numbers[0] - 1), "password", "%27", "-1"):
                    text = asks.get(f"{path}?{name}={value}").content.decode()
                    assert not [each for each in theirs if each in text], (path, name, value)
                    assert "pbkdf2" not in text
                    asked += 1
    assert asked > 200


def test_every_route_says_what_it_is_and_how_it_refuses(db: None) -> None:
    for operation in operations():
        raw = operation.definition.raw
        assert raw["summary"], operation.label
        said = set(raw["responses"])
        assert {"401", "403", "404", "422", "429"} < said, operation.label
        assert said & {"200", "201", "202"}, operation.label
        assert raw["security"] == [{"TokenBearer": []}], operation.label
