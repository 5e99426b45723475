"""Recordings belong to one learner, go when they are told to, and leave nothing behind."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.lifecycle.services import lab_session_start
from labs.models import LabSession, Recording, RecordingChoice
from labs.recordings import services
from labs.terminal.core.recorder import TabAddress
from labs.terminal.django_archive import DjangoArchive
from tests.conftest import client_of, password, user_make
from tests.labs.factory import lab_make
from virtlearn.people.models import User
from virtlearn.people.services import guest_merge

pytestmark = pytest.mark.django_db

cast = b'{"version":2,"width":80,"height":24}\n[0.0,"o","learner@lab:~$ "]\n'
Make = Callable[..., Recording]
Commit = Callable[..., object]


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.RECORDINGS_DIR = tmp_path / "recordings"
    settings.LAB_PROVIDER = "tests.labs.provider"
    return tmp_path / "recordings"


@pytest.fixture
def make(session: LabSession, folder: Path) -> Make:
    """A recording that has ended, with its file."""

    def begin(of: LabSession = session, **fields: object) -> Recording:
        values = {"machine": "main", "tab": 1, "ended_at": timezone.now(), **fields}
        row = Recording.objects.create(user=of.user, session=of, **values)
        folder.mkdir(exist_ok=True)
        path = services.part_path if row.ended_at is None else services.whole_path
        path(row.pk).write_bytes(cast)
        return row

    return begin


def files(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir()} if folder.is_dir() else set()


def urls(row: Recording) -> dict[str, str]:
    return {
        name: reverse(f"labs:{name}", args=(row.pk,))
        for name in ("recording", "recording_cast", "recording_delete")
    }


# What is recorded


@pytest.mark.django_db(transaction=True)
def test_a_recorder_gets_a_row_and_a_place_in_a_folder_of_its_own(
    session: LabSession, folder: Path
) -> None:
    archive = DjangoArchive()
    target = archive.begin(TabAddress(session.pk, "main", 2))
    assert target
    row = Recording.objects.get()
    assert (row.pk, row.user, row.session, row.machine, row.tab) == (
        target.id,
        session.user,
        session,
        "main",
        2,
    )
    assert target.part.parent == folder
    assert folder.stat().st_mode & 0o777 == 0o700
    assert target.limit == archive.limit == 5 * 1024 * 1024
    archive.note(target, 12.3456, 789, ended=True, cut=True)
    row.refresh_from_db()
    assert (row.seconds, row.bytes, row.cut) == (12.346, 789, True)
    assert row.ended_at


def test_who_wants_none_has_none(session: LabSession, make: Make) -> None:
    running = make(ended_at=None)
    services.recording_choice_set(user=session.user, recorded=False)
    assert services.recording_begin(session=session.pk, machine="main", tab=1) is None
    running.refresh_from_db()
    assert running.ended_at
    assert not services.part_path(running.pk).exists()  # its recorder stops
    assert services.whole_path(running.pk).exists()
    services.recording_choice_set(user=session.user, recorded=True)
    assert services.recording_begin(session=session.pk, machine="main", tab=1)


def test_nothing_is_recorded_where_it_is_switched_off(
    session: LabSession, settings: LazySettings
) -> None:
    settings.RECORDING_DAYS = 0
    assert DjangoArchive().limit == 0
    assert services.recording_begin(session=session.pk, machine="main", tab=1) is None


def test_one_person_cannot_fill_the_disk(
    session: LabSession, make: Make, settings: LazySettings, learner_client: Client
) -> None:
    settings.RECORDINGS_USER_MB = 1
    full = make(bytes=1024 * 1024)
    assert services.recording_begin(session=session.pk, machine="main", tab=1) is None
    page = learner_client.get(reverse("labs:recordings_all")).content.decode()
    assert "until you delete some" in page
    services.recordings_delete(Recording.objects.filter(pk=full.pk))
    assert services.recording_begin(session=session.pk, machine="main", tab=1)


def test_all_together_are_bounded_and_guests_leave_room_for_others(
    session: LabSession, make: Make, settings: LazySettings, guest: User
) -> None:
    settings.RECORDINGS_MB = 4

    def begins(user: User) -> bool:
        LabSession.objects.filter(pk=session.pk).update(user=user)
        row = services.recording_begin(session=session.pk, machine="main", tab=1)
        return row is not None

    learner = session.user
    of_guests = make(bytes=2 * 1024 * 1024)
    Recording.objects.filter(pk=of_guests.pk).update(user=guest)
    assert (begins(guest), begins(learner)) == (False, True)
    Recording.objects.filter(pk=of_guests.pk).update(user=learner)
    assert (begins(guest), begins(learner)) == (True, True)
    make(bytes=2 * 1024 * 1024)
    assert (begins(guest), begins(learner)) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_a_session_that_is_not_there_has_no_recording(db: None, folder: Path) -> None:
    assert DjangoArchive().begin(TabAddress(uuid.uuid4(), "main", 1)) is None


# Who sees it


def test_its_learner_finds_replays_and_downloads_it(make: Make, learner_client: Client) -> None:
    row = make(tab=2, seconds=125, bytes=len(cast))
    for name in ("recordings", "recordings_all"):
        args = ("containers-vs-kvm", "whose-kernel") if name == "recordings" else ()
        page = learner_client.get(reverse(f"labs:{name}", args=args)).content.decode()
        assert "Machine main, terminal 2" in page
        assert "2:05" in page
        for url in urls(row).values():
            assert url in page
    replay = learner_client.get(urls(row)["recording"])
    assert urls(row)["recording_cast"] in replay.content.decode()
    assert "'wasm-unsafe-eval'" in replay["Content-Security-Policy"]
    assert "'unsafe-" not in replay["Content-Security-Policy"]
    download = learner_client.get(urls(row)["recording_cast"])
    assert download.content == cast
    assert download["Content-Type"] == "application/x-asciicast"
    assert download["Content-Disposition"].startswith('attachment; filename="whose-kernel-main-2-')
    assert "no-store" in download["Cache-Control"]


def test_nobody_else_sees_or_deletes_it(
    make: Make,
    client: Client,
    guest_client: Client,
    stranger_client: Client,
    instructor_client: Client,
) -> None:
    row = make()
    of_session = reverse("labs:session_recordings_delete", args=(row.session_id,))
    for each in (client, guest_client, stranger_client, instructor_client):
        for url in [*urls(row).values(), of_session]:
            assert each.get(url).status_code == 404
        assert each.post(urls(row)["recording_delete"]).status_code == 404
        assert each.post(of_session).status_code == 404
        assert "terminal 1" not in each.get(reverse("labs:recordings_all")).content.decode()
        each.post(reverse("labs:recordings_all_delete"))
    assert Recording.objects.filter(pk=row.pk).exists()
    assert services.whole_path(row.pk).exists()


def test_a_line_that_a_killed_process_left_half_is_left_out(
    make: Make, learner_client: Client
) -> None:
    row = make(ended_at=None)
    with services.part_path(row.pk).open("ab") as file:
        file.write(b'[1.0,"o","ha')
    assert learner_client.get(urls(row)["recording_cast"]).content == cast


def test_a_file_that_is_gone_is_not_found(make: Make, learner_client: Client) -> None:
    row = make()
    services.whole_path(row.pk).unlink()
    assert learner_client.get(urls(row)["recording_cast"]).status_code == 404


# How it goes


def test_one_is_deleted_after_a_question(
    make: Make, learner_client: Client, folder: Path, django_capture_on_commit_callbacks: Commit
) -> None:
    row, other = make(), make(tab=2)
    page = learner_client.get(urls(row)["recording_delete"]).content.decode()
    assert "cannot be undone" in page
    assert Recording.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        answer = learner_client.post(urls(row)["recording_delete"])
    assert answer.status_code == 302
    assert [each.pk for each in Recording.objects.all()] == [other.pk]
    assert files(folder) == {str(other.pk)}


def test_all_of_a_session_and_all_of_a_learner(
    make: Make,
    session: LabSession,
    stranger: User,
    learner_client: Client,
    folder: Path,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    elsewhere = make(of=lab_session_start(user=session.user, lab=lab_make("other-lab")))
    theirs = make(of=lab_session_start(user=stranger, lab=lab_make()))
    make()
    make(tab=2, ended_at=None)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        learner_client.post(reverse("labs:session_recordings_delete", args=(session.pk,)))
    assert files(folder) == {str(elsewhere.pk), str(theirs.pk)}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        learner_client.post(reverse("labs:recordings_all_delete"))
    assert files(folder) == {str(theirs.pk)}


def test_an_account_takes_its_files_with_it(
    make: Make, learner_client: Client, folder: Path, django_capture_on_commit_callbacks: Commit
) -> None:
    make()
    make(ended_at=None)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        learner_client.post(reverse("account_delete"), {"password": password})
    assert not User.objects.filter(username="learner").exists()
    assert files(folder) == set()


def test_a_guests_recordings_and_wish_move_to_the_account(
    make: Make, guest: User, engine: FakeEngine
) -> None:
    row = make(of=lab_session_start(user=guest, lab=lab_make("other-lab")))
    services.recording_choice_set(user=guest, recorded=False)
    account = user_make("account")
    guest_merge(guest=guest, into=account)
    row.refresh_from_db()
    assert row.user == row.session.user == account
    assert services.whole_path(row.pk).exists()
    assert not services.recording_wanted(account)


def test_old_ones_go_by_themselves(
    make: Make, folder: Path, settings: LazySettings, django_capture_on_commit_callbacks: Commit
) -> None:
    now = timezone.now()
    make(started_at=now - timedelta(days=31))
    young = make(started_at=now - timedelta(days=29))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert services.recordings_expire(now) == 1
    assert files(folder) == {str(young.pk)}
    settings.RECORDING_DAYS = 0
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert services.recordings_expire(now) == 1
    assert files(folder) == set()


def test_what_a_crash_left_goes_and_what_has_just_begun_stays(make: Make, folder: Path) -> None:
    now = timezone.now()
    good = make()
    young = folder / f"{uuid.uuid4()}.part"
    lost = folder / f"{uuid.uuid4()}.part"
    foreign = folder / "notes.txt"
    for path in (young, lost, foreign):
        path.write_bytes(b"x")
    os.utime(lost, (now.timestamp() - 3600,) * 2)
    os.utime(foreign, (now.timestamp() - 3600,) * 2)
    without_file = make(started_at=now - timedelta(hours=1))
    services.whole_path(without_file.pk).unlink()
    begun = make()
    services.whole_path(begun.pk).unlink()
    services.recordings_expire(now)
    assert not lost.exists()
    assert young.exists()
    assert foreign.exists()
    assert {row.pk for row in Recording.objects.all()} == {good.pk, begun.pk}


def test_what_a_dead_process_has_not_ended_is_ended(make: Make, session: LabSession) -> None:
    row = make(ended_at=None)
    with services.part_path(row.pk).open("ab") as file:
        file.write(b'[7.5,"o","last"]\n[9.0,"o","ha')
    now = timezone.now()
    services.recordings_expire(now)
    row.refresh_from_db()
    assert row.ended_at is None  # its lab runs, and perhaps its recorder too
    LabSession.objects.filter(pk=session.pk).update(
        state="ended", ended_at=now - timedelta(hours=1)
    )
    services.recordings_expire(now)
    row.refresh_from_db()
    assert row.ended_at
    assert row.seconds == 7.5
    assert row.bytes == len(services.recording_read(row.pk))
    assert services.whole_path(row.pk).exists()


# The note and the switch


def test_a_visitor_is_told_before_a_start_and_can_switch_it_off(client: Client) -> None:
    lab_page = reverse("labs:lab", args=("containers-vs-kvm", "whose-kernel"))
    page = client.get(lab_page).content.decode()
    assert "What your terminals show is recorded" in page
    choice = reverse("labs:recording_choice", args=("containers-vs-kvm", "whose-kernel"))
    assert client.post(choice, {"recorded": "no"}).status_code == 302
    assert "Your terminals are not recorded" in client.get(lab_page).content.decode()
    assert RecordingChoice.objects.get().user.is_guest
    fragment = client.post(choice, {"recorded": "yes"}, headers={"HX-Request": "true"})
    assert fragment.content.decode().strip().startswith('<div id="lab-recording"')
    assert "What your terminals show is recorded" in fragment.content.decode()


def test_the_choice_is_each_ones_own(learner_client: Client, learner: User, stranger: User) -> None:
    learner_client.post(reverse("labs:recording_choice_all"), {"recorded": "no"})
    assert not services.recording_wanted(learner)
    assert services.recording_wanted(stranger)


def test_pages_say_where_nothing_is_recorded(
    settings: LazySettings, learner_client: Client
) -> None:
    settings.RECORDING_DAYS = 0
    lab_page = reverse("labs:lab", args=("containers-vs-kvm", "whose-kernel"))
    assert "recorded" not in learner_client.get(lab_page).content.decode()
    listed = learner_client.get(reverse("labs:recordings_all")).content.decode()
    assert "not recorded on this server" in listed


def test_a_list_without_recordings_shows_a_way_on(client: Client) -> None:
    listed = client_of(user_make("new")).get(
        reverse("labs:recordings", args=("containers-vs-kvm", "whose-kernel"))
    )
    assert reverse("labs:lab", args=("containers-vs-kvm", "whose-kernel")) in (
        listed.content.decode()
    )
