"""A person's export has all that is theirs and nothing of others; erasing leaves none of it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.models import LabSession, LabState, Machine, Measurement, Recording, TaskResult, Visit
from labs.recordings.services import whole_path
from lessons.models import (
    Attempt,
    Certificate,
    Course,
    CourseTest,
    LessonRead,
    Note,
    Prediction,
    Revision,
)
from tests.conftest import client_of, password, user_make
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, AuditEntry, Role, User
from virtlearn.people.privacy.erase import erasure_preview
from virtlearn.people.privacy.export import export_write
from virtlearn.people.privacy.registry import declarations
from virtlearn.people.sessions import session_digest

pytestmark = pytest.mark.django_db
place = {"course": "small", "lesson": "first"}


@pytest.fixture(autouse=True)
def _folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.RECORDINGS_DIR = tmp_path / "recordings"
    settings.RECORDINGS_DIR.mkdir()


def furnish(user: User, word: str) -> None:
    """Rows of many kinds, in each of which `word` stands."""
    now = timezone.now()
    Note.objects.create(user=user, **place, quote={"exact": word}, text=f"={word}")
    LessonRead.objects.create(user=user, course="small", lesson=word)
    Prediction.objects.create(user=user, **place, claim=word, number=1)
    Certificate.objects.create(user=user, course="small", snapshot=word, signature="x", token=word)
    CourseTest.objects.create(
        user=user, course="small", kind="end", number=1, items=[word], share=1
    )
    Attempt.objects.create(
        user=user,
        **place,
        question=word,
        number=1,
        language="en",
        answer=[word],
        fraction=1,
        points=1,
        correct=True,
        given="the right answer",
    )
    session = LabSession.objects.create(
        user=user,
        course="small",
        lab=word,
        revision="r",
        spec_json={"solution": "the solution"},
        due_at=now,
        state=LabState.ENDED,
        ended_at=now,
    )
    Machine.objects.create(
        session=session, name="main", kind="container", image="i", engine_name=word
    )
    TaskResult.objects.create(session=session, task=word)
    Measurement.objects.create(
        user=user, course="small", lab=word, key="k", value=-1, source="check"
    )
    recording = Recording.objects.create(user=user, session=session, machine="main", tab=1)
    whole_path(recording.pk).write_bytes(f'{{"version":2}}\n[0,"o","{word}"]\n'.encode())
    audit_record(action=AuditAction.CLASS_SEEN, actor=None, subject=user, detail=word)


@pytest.fixture
def furnished(learner: User, stranger: User) -> User:
    furnish(learner, "mine")
    furnish(stranger, "theirs")
    Visit.objects.create(session=LabSession.objects.get(user=stranger), user=learner)
    return learner


def exported(user: User) -> dict[str, bytes]:
    file = io.BytesIO()
    export_write(user, file)
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_export_has_every_row_of_that_person_and_no_other(furnished: User) -> None:
    files = exported(furnished)
    tables = json.loads(files["data.json"])["tables"]
    for each in declarations():
        if each.exported:
            assert len(tables[each.model]) == each.rows(furnished.pk).count()
    for name in ("lessons.Note", "labs.LabSession", "labs.Recording", "people.AuditEntry"):
        assert len(tables[name]) == 1, name
    assert tables["people.User"][0]["username"] == "learner"
    whole = b"".join(files.values())
    assert b"theirs" not in whole
    for key in (b"the right answer", b"the solution", furnished.password.encode()):
        assert key not in whole


def test_the_tables_are_csv_too_and_no_cell_is_a_formula(furnished: User) -> None:
    files = exported(furnished)
    tables = json.loads(files["data.json"])["tables"]
    for name, rows in tables.items():
        if not rows:
            assert f"csv/{name}.csv" not in files
            continue
        text = files[f"csv/{name}.csv"].decode("utf-8-sig")
        read = list(csv.DictReader(io.StringIO(text)))
        assert len(read) == len(rows)
        assert list(read[0]) == list(rows[0])
    [note] = csv.DictReader(io.StringIO(files["csv/lessons.Note.csv"].decode("utf-8-sig")))
    assert note["text"] == "'=mine"
    assert json.loads(note["quote"]) == {"exact": "mine"}
    [figure] = csv.DictReader(io.StringIO(files["csv/labs.Measurement.csv"].decode("utf-8-sig")))
    assert float(figure["value"]) == -1
    assert tables["lessons.Note"][0]["text"] == "=mine"


def test_recordings_come_as_files(furnished: User) -> None:
    [name] = [name for name in exported(furnished) if name.startswith("recordings/")]
    assert exported(furnished)[name] == b'{"version":2}\n[0,"o","mine"]\n'
    assert name.endswith(f"{Recording.objects.get(user=furnished).pk}.cast")


def test_ones_own_export_wants_the_password(furnished: User, learner_client: Client) -> None:
    url = reverse("people:export_mine")
    assert learner_client.get(url).status_code == 200
    assert learner_client.post(url, {"password": "wrong"}).status_code == 422
    response = learner_client.post(url, {"password": password})
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    with ZipFile(io.BytesIO(response.content)) as archive:
        assert b"mine" in archive.read("data.json")
    assert AuditEntry.objects.filter(action="account.exported").get().actor == furnished.pk


def test_a_heads_export_is_in_the_learners_log(
    furnished: User, head_client: Client, learner_client: Client
) -> None:
    url = reverse("people:export", args=[furnished.pk])
    assert head_client.post(url, {"password": "wrong"}).status_code == 422
    assert head_client.post(url, {"password": password})["Content-Type"] == "application/zip"
    log = learner_client.get(reverse("people:log_mine")).content.decode()
    assert "took a copy of all that is kept" in log


def test_the_preview_counts_what_goes_certificates_too(furnished: User) -> None:
    going = {each.what: each.count for each in erasure_preview(furnished)}
    assert going["certificates: their addresses show nothing any more"] == 1
    assert going["recordings of terminals"] == 1
    assert going["visits in the terminals of others"] == 1
    assert "places where reading was left off" not in going
    assert erasure_preview(user_make("new")) == []


def test_erasing_leaves_nothing_and_others_all(
    furnished: User,
    learner_client: Client,
    stranger: User,
    django_capture_on_commit_callbacks: object,
) -> None:
    course = Course.objects.create(slug="small", current_by=furnished)
    revision = Revision.objects.create(
        course=course, digest="d", head=b"", published_at=timezone.now(), published_by=furnished
    )
    other = client_of(furnished)
    key = session_digest(str(other.session.session_key))
    number, file = furnished.pk, whole_path(Recording.objects.get(user=furnished).pk)
    before = {each.model: each.rows(stranger.pk).count() for each in declarations()}
    url = reverse("account_delete")
    assert "Certificates: " in learner_client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert learner_client.post(url, {"password": password}).status_code == 302
    for each in declarations():
        if each.model != "people.AuditEntry":
            assert not each.rows(number).exists(), each.model
        assert each.rows(stranger.pk).count() == before[each.model]
    assert not file.exists()
    revision.refresh_from_db()
    assert revision.published_by is None
    assert not Session.objects.filter(pk=key).exists()
    assert Client().get(reverse("lessons:certified", args=["mine"])).status_code == 404
    last = AuditEntry.objects.latest("pk")
    assert (last.action, last.actor, last.subject) == ("account.erased", number, number)


def test_a_head_erases_with_the_heads_own_password(
    furnished: User, head_client: Client, head: User
) -> None:
    url = reverse("people:erase", args=[furnished.pk])
    assert "Certificates: " in head_client.get(url).content.decode()
    assert head_client.post(url, {"password": "wrong"}).status_code == 422
    assert User.objects.filter(pk=furnished.pk).exists()
    assert head_client.post(url, {"password": password})["Location"] == reverse("people:people")
    assert not User.objects.filter(pk=furnished.pk).exists()
    last = AuditEntry.objects.latest("pk")
    assert (last.action, last.actor, last.subject) == ("account.erased", head.pk, furnished.pk)


def test_the_last_head_is_not_erased(head_client: Client, head: User) -> None:
    url = reverse("account_delete")
    assert head_client.get(reverse("people:erase", args=[head.pk]))["Location"] == url
    response = head_client.post(url, {"password": password})
    assert response.status_code == 422
    assert "the only head" in response.content.decode()
    user_make("other", Role.HEAD)
    assert head_client.post(url, {"password": password}).status_code == 302
    assert not User.objects.filter(pk=head.pk).exists()


@pytest.mark.parametrize("address", ["account_delete", "people:export_mine"])
def test_passwords_are_not_guessed_here_either(
    learner: User, learner_client: Client, address: str
) -> None:
    """As many tries as a sign-in has; then the right one is not taken either."""
    url = reverse(address)
    for _ in range(5):
        text = learner_client.post(url, {"password": "wrong"}).content.decode()
        assert "isn&#x27;t your password" in text
    for word in ("wrong", password):
        assert learner_client.post(url, {"password": word}).status_code == 429
    assert User.objects.filter(pk=learner.pk).exists()


@pytest.mark.parametrize("name", ["export", "erase"])
def test_others_take_and_erase_nothing(
    learner: User, stranger_client: Client, instructor_client: Client, name: str
) -> None:
    url = reverse(f"people:{name}", args=[learner.pk])
    for each in (stranger_client, instructor_client):
        assert each.post(url, {"password": password}).status_code == 403
    assert User.objects.filter(pk=learner.pk).exists()


def test_by_command(furnished: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.zip"
    call_command("people", "export", "learner", "--to", str(path), stdout=io.StringIO())
    with ZipFile(path) as archive:
        assert "data.json" in archive.namelist()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="File exists"):
        call_command("people", "export", "learner", "--to", str(path))
    out = io.StringIO()
    call_command("people", "erase", "learner", "--dry-run", stdout=out)
    assert "1 certificates" in out.getvalue()
    monkeypatch.setattr("builtins.input", lambda _: "lerner")
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("people", "erase", "learner", stdout=out)
    assert User.objects.filter(username="learner").exists()
    call_command("people", "erase", "learner", "--yes", stdout=out)
    assert not User.objects.filter(username="learner").exists()
    assert AuditEntry.objects.latest("pk").actor is None
