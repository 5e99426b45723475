"""docs/virtlearn_client.py, against a server."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from lessons.models import Assignment, Class, GradeChange, Membership
from tests.conftest import user_make
from tests.lessons.api.conftest import program
from tests.lessons.classes.conftest import place
from virtlearn.people.models import User

path = Path(__file__).resolve().parents[3] / "docs" / "virtlearn_client.py"


def client_module() -> Any:
    spec = importlib.util.spec_from_file_location("virtlearn_client", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.django_db(transaction=True)
def test_it_reads_all_pages_and_changes_a_grade(
    live_server: LiveServer, row: Class, teacher: User, member: Membership, homework: Assignment
) -> None:
    for number in range(4):
        place(row, user_make(f"one-{number}"))
    module = client_module()
    client = module.Client(live_server.url, program(teacher).token)
    assert client.get("/me")["username"] == "teacher"
    names = [each["name"] for each in client.all(f"/classes/{row.pk}/grades", limit=2)]
    assert len(names) == len(set(names)) == 5
    ids = {"member": str(member.pk), "assignment": str(homework.pk)}
    changed = client.grade_set(row.pk, **ids, points=1.5, reason="On paper.")
    assert changed["points"] == 1.5
    assert GradeChange.objects.get().by == teacher
    with pytest.raises(module.ProblemError) as refused:
        client.grade_set(row.pk, **ids, points=-1, reason="On paper.")
    assert (refused.value.status, refused.value.code) == (422, "api-invalid")
    stranger = module.Client(live_server.url, "vl_nothing")
    with pytest.raises(module.ProblemError) as refused:
        stranger.get("/me")
    assert refused.value.code == "api-token-wrong"
