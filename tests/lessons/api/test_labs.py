"""Labs by the API: one's own alone, on the fake engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from labs.models import LabSession
from lessons.api.tokens.scopes import Scope
from lessons.models import Class, Course
from lessons.publishing import selectors
from tests.conftest import user_make
from tests.labs.engine import engine_used
from tests.lessons.api.conftest import program
from tests.lessons.courses import course_publish
from tests.site import course_folder
from virtlearn.people.models import User

lab = "/labs/containers-vs-kvm/whose-kernel"


@pytest.fixture(autouse=True)
def _shipped(db: None) -> Iterator[None]:
    selectors.current_forget()
    course_publish(course_folder)
    with engine_used("fake"):
        yield


def test_a_lab_is_started_once_extended_and_stopped(learner: User) -> None:
    asks = program(learner)
    assert asks.get(lab).status_code == 404
    started = asks.send("POST", lab).json()
    assert started["state"] in {"starting", "ready"}
    assert started["tasks"][0] == {"id": "read-version", "done": False, "points": 0}
    assert asks.send("POST", lab).json()["id"] == started["id"]
    assert [each["id"] for each in asks.get("/labs").json()["items"]] == [started["id"]]
    before = asks.get(lab).json()["expires_at"]
    assert asks.send("POST", f"{lab}/extend").json()["expires_at"] > before
    stopped = asks.send("DELETE", lab).json()
    assert stopped["state"] in {"stopping", "ended"}
    assert asks.send("DELETE", lab).status_code == 404
    assert asks.get("/labs").json()["items"] == []


def test_what_may_not_be_done_says_why(learner: User) -> None:
    asks = program(learner)
    asks.send("POST", lab)
    answers = [asks.send("POST", f"{lab}/extend") for _ in range(20)]
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (409, "lab-no-extension")


def test_nobody_reaches_that_of_another(learner: User, stranger: User, instructor: User) -> None:
    program(learner).send("POST", lab)
    for user in (stranger, instructor):
        asks = program(user)
        assert asks.get("/labs").json()["items"] == []
        assert asks.get(lab).status_code == 404
        assert asks.send("DELETE", lab).status_code == 404
        assert asks.send("POST", f"{lab}/extend").status_code == 404
    assert LabSession.objects.get().state == "ready"


def test_each_needs_its_scope_and_the_class_its_course(learner: User) -> None:
    reads = program(learner, [Scope.LABS_READ])
    assert reads.send("POST", lab).status_code == 403
    assert program(learner, [Scope.LABS_WRITE]).get("/labs").status_code == 403
    other = Course.objects.create(slug="other")
    row = Class.objects.create(name="Other", course=other, join_code="other")
    bound = program(learner, in_class=row)
    assert bound.send("POST", lab).status_code == 404
    program(learner).send("POST", lab)
    assert bound.get("/labs").json()["items"] == []


def test_a_lab_that_is_none(db: None) -> None:
    asks = program(user_make("asks"))
    for path in ("/labs/containers-vs-kvm/nothing", "/labs/nothing/whose-kernel"):
        assert asks.send("POST", path).status_code == 404
