"""The lab page and its buttons: for its owner, a guest, a stranger; with and without htmx."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.engines.base import Info
from labs.engines.errors import EngineUnavailable
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import EndReason, LabSession, LabState, TaskResult
from labs.sessions.end_reasons import ending_text
from labs.tasks.checks import session_pass
from tests.conftest import client_of
from tests.labs.conftest import EngineUse
from tests.labs.factory import lab_make
from tests.labs.pages import body, place, url
from tests.labs.provider import solution
from virtlearn.people.models import User

pytestmark = pytest.mark.usefixtures("provider")

page = reverse("labs:lab", args=place)
htmx = {"HX-Request": "true"}


def state_of(response: Any) -> str:
    found = re.search(r'id="lab-state"[^>]*data-state="(\w+)"', body(response))
    assert found
    return found[1]


# The page in each state


def test_a_visitor_reads_what_it_is_and_is_nobody_yet(client: Client, db: None) -> None:
    response = client.get(page)
    assert response.status_code == 200
    assert state_of(response) == "none"
    text = body(response)
    assert "It runs for 20 minutes" in text
    assert "Look around." in text
    assert "Make one" in text
    assert reverse("labs:start", args=place) in text
    assert not User.objects.exists()


def test_in_spanish(client: Client, db: None) -> None:
    text = body(client.get(page.replace("/en/", "/es/")))
    assert "Mira a tu alrededor." in text
    assert "De quién es el núcleo" in text


def test_a_lab_that_is_not_there(client: Client, db: None) -> None:
    for name in ("lab", "state", "start"):
        missing = reverse(f"labs:{name}", args=("containers-vs-kvm", "nothing"))
        response = client.post(missing) if name == "start" else client.get(missing)
        assert response.status_code == 404


def test_no_style_or_script_stands_in_the_page(learner_client: Client, session: LabSession) -> None:
    text = body(learner_client.get(page))
    assert not re.search(r"<[^>]+\s(style|on\w+|hx-on\S*)=", text)
    assert "<style" not in text
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script
    assert "unsafe" not in learner_client.get(page)["Content-Security-Policy"]


def test_a_running_lab(learner_client: Client, session: LabSession) -> None:
    response = learner_client.get(page)
    text = body(response)
    assert state_of(response) == "ready"
    assert f'data-session="{session.pk}"' in text
    left = re.search(r'data-seconds-left="([\d.]+)"', text)
    assert left
    assert 1190 <= float(left[1]) <= 1200
    assert "0 of 3 tasks done" in text
    for name in ("stop", "extend", "check", "reset"):
        assert url(name, session) in text


def test_a_lab_that_ends_soon_says_by_what(learner_client: Client, session: LabSession) -> None:
    rows = LabSession.objects.filter(pk=session.pk)
    assert 'data-warning=""' in body(learner_client.get(page))
    rows.update(last_input_at=timezone.now() - timedelta(minutes=11))
    assert "Type something, or this lab ends within 5 minutes." in body(learner_client.get(page))
    rows.update(expires_at=timezone.now() + timedelta(seconds=50))
    assert "This lab ends within 1 minute, and its files" in body(learner_client.get(page))


def test_who_has_to_stop_a_lab_first_is_led_to_those_that_run(
    learner_client: Client, session: LabSession, settings: LazySettings
) -> None:
    settings.LABS_PER_USER = 1
    LabSession.objects.filter(pk=session.pk).update(lab="another", title={"en": "The other lab"})
    for headers in ({}, htmx):
        text = body(
            learner_client.post(
                reverse("labs:start", args=place), headers=headers, follow=not headers
            )
        )
        assert "Stop another one first." in text
        other = reverse("labs:lab", args=(session.course, "another"))
        assert re.search(rf'<a href="{other}">\s*The other lab', text)


@pytest.mark.parametrize("reason", EndReason)
def test_an_ended_lab_says_why_and_offers_another(
    learner_client: Client, session: LabSession, reason: EndReason
) -> None:
    services.lab_session_stop(session=session, reason=reason)
    response = learner_client.get(page)
    assert state_of(response) == "ended"
    assert ending_text(session) in body(response)
    assert reverse("labs:start", args=place) in body(response)


def test_why_it_ends_is_said_while_its_machine_is_removed(
    learner_client: Client, session: LabSession
) -> None:
    LabSession.objects.filter(pk=session.pk).update(
        state=LabState.STOPPING, end_reason=EndReason.EXPIRED
    )
    text = body(learner_client.get(page))
    assert "its time was over, after 20 minutes. Your machine is being removed." in text


def test_a_lab_that_could_not_start_says_why(
    use: EngineUse, learner: User, learner_client: Client
) -> None:
    use("fake-refuses")
    response = learner_client.post(reverse("labs:start", args=place), headers=htmx)
    assert state_of(response) == "ended"
    assert "could not be started" in body(response)
    assert "The server has no room left on its disk." in body(response)
    assert "Try again" in body(response)
    # The engine's own words are a detail, and marked as English on a page in any language.
    assert '<p class="muted" lang="en">no space left on device</p>' in body(response)


@pytest.mark.parametrize("way", ["script", "plain"])
def test_a_runtime_that_is_not_there_is_refused_with_the_engines_words_as_a_detail(
    use: EngineUse, learner_client: Client, settings: LazySettings, way: str
) -> None:
    engine = use("fake-runc-only")
    settings.LAB_RUNTIME = "runsc"
    start = reverse("labs:start", args=place)
    if way == "script":
        response = learner_client.post(start, headers=htmx)
    else:
        response = learner_client.post(start, follow=True)
    assert "which this server cannot offer" in body(response)
    fault = engine.runtime_fault("runsc")
    assert f'<p class="muted" lang="en">{fault}</p>' in body(response)
    assert "cannot offer" not in body(learner_client.get(page))  # it is said once


class DownEngine(FakeEngine):
    """Docker is not there."""

    def info(self) -> Info:
        raise EngineUnavailable("cannot connect")


class ImagelessEngine(FakeEngine):
    """Nothing has been built."""

    def image_present(self, image: str) -> bool:
        return False


@pytest.mark.parametrize(
    ("engine_class", "words"),
    [("DownEngine", "No Docker Engine answers"), ("ImagelessEngine", "manage.py lab images")],
)
def test_what_is_missing_and_how_to_mend_it(
    use: EngineUse, client: Client, db: None, engine_class: str, words: str
) -> None:
    use(f"tests.labs.lab_page.test_views.{engine_class}")
    text = body(client.get(page))
    assert words in text
    assert reverse("labs:start", args=place) not in text
    assert "Look around." in text


def test_a_full_server_has_a_queue_on_the_page(
    client: Client, session: LabSession, settings: LazySettings
) -> None:
    settings.LABS_MAX = 1
    response = client.post(reverse("labs:start", args=place), headers=htmx)
    assert response.status_code == 200
    assert state_of(response) == "queued"
    assert "You are next" in body(response)
    assert "every 1s" in body(response)
    waiting = LabSession.objects.get(state=LabState.QUEUED)
    text = body(client.get(page))
    assert '<noscript> <meta http-equiv="refresh" content="10"> </noscript>' in text
    assert url("stop", waiting) in text

    services.lab_session_stop(session=session)
    response = client.get(reverse("labs:state", args=place), headers=htmx)
    assert state_of(response) == "ready"  # the page connects by itself


def test_a_page_that_waits_keeps_the_place(
    client: Client, session: LabSession, settings: LazySettings
) -> None:
    settings.LABS_MAX = 1
    client.post(reverse("labs:start", args=place))
    waiting = LabSession.objects.filter(state=LabState.QUEUED)
    long_ago = timezone.now() - timedelta(seconds=60)
    for look in (page, reverse("labs:state", args=place)):
        waiting.update(seen_at=long_ago)
        client.get(look, headers=htmx)
        seen = waiting.get().seen_at
        assert seen
        assert seen > long_ago


def test_the_queue_can_be_left(client: Client, session: LabSession, settings: LazySettings) -> None:
    settings.LABS_MAX = 1
    client.post(reverse("labs:start", args=place))
    waiting = LabSession.objects.get(state=LabState.QUEUED)
    response = client.post(url("stop", waiting), follow=True)
    assert state_of(response) == "ended"
    assert "You left before it was your turn." in body(response)
    assert reverse("labs:start", args=place) in body(response)


def test_a_start_that_lasts_is_looked_at_again(learner_client: Client, session: LabSession) -> None:
    LabSession.objects.filter(pk=session.pk).update(state=LabState.STARTING, ready_at=None)
    response = learner_client.get(page)
    assert state_of(response) == "starting"
    assert "every 1s" in body(response)
    assert "<progress aria-label" in body(response)


def test_a_boot_is_shown_as_far_as_it_is(learner_client: Client, session: LabSession) -> None:
    LabSession.objects.filter(pk=session.pk).update(state=LabState.STARTING, ready_at=None)
    rows = session.machines
    stages = {5: "is being loaded", 30: "kernel runs", 50: "found its disk", 90: "have started"}
    for percent, stage in stages.items():
        rows.update(boot_percent=percent, prompt_ms=None)
        shown = body(learner_client.get(page))
        assert f'value="{percent}"' in shown
        assert stage in shown
    rows.update(prompt_ms=9000)  # there already: no bar that stands at its end
    assert 'max="100"' not in body(learner_client.get(page))


# Buttons


def test_start_makes_a_guest_and_a_machine(client: Client, db: None, engine: FakeEngine) -> None:
    response = client.post(reverse("labs:start", args=place))
    assert response.status_code == 302
    assert response["Location"] == page
    assert LabSession.objects.get().user.is_guest
    assert len(engine.machines) == 1
    assert state_of(client.get(page)) == "ready"


@pytest.mark.parametrize(("sent", "kept"), [("touch", "touch"), ("desk", "desk"), ("iPad", "")])
def test_a_start_keeps_one_word_of_the_device(
    learner_client: Client, engine: FakeEngine, sent: str, kept: str
) -> None:
    assert 'name="device" value="" data-device' in learner_client.get(page).content.decode()
    learner_client.post(reverse("labs:start", args=place), {"device": sent}, headers=htmx)
    first = LabSession.objects.get()
    assert set(first.results.values_list("device", flat=True)) == {kept}
    learner_client.post(reverse("labs:reset", args=[*place, first.pk]), headers=htmx)
    fresh = LabSession.objects.exclude(pk=first.pk).get()
    assert set(fresh.results.values_list("device", flat=True)) == {kept}


def test_start_twice_is_one_machine(learner_client: Client, engine: FakeEngine) -> None:
    for _ in range(2):
        assert state_of(learner_client.post(reverse("labs:start", args=place), headers=htmx))
    assert len(engine.machines) == 1


def test_stop(learner_client: Client, session: LabSession, engine: FakeEngine) -> None:
    response = learner_client.post(url("stop", session), headers=htmx)
    assert state_of(response) == "ended"
    assert "You stopped this lab." in body(response)
    assert engine.machines == {}


def test_extend_until_there_is_no_more(learner_client: Client, session: LabSession) -> None:
    for _ in range(2):
        response = learner_client.post(url("extend", session), headers=htmx)
        assert state_of(response) == "ready"
    session.refresh_from_db()
    assert session.seconds_left > 39 * 60
    assert url("extend", session) not in body(response)
    response = learner_client.post(url("extend", session), headers=htmx)
    assert "be extended again" in body(response)


def test_reset_is_another_session(learner_client: Client, session: LabSession) -> None:
    response = learner_client.post(url("reset", session), headers=htmx)
    assert state_of(response) == "ready"
    assert str(session.pk) not in body(response)
    session.refresh_from_db()
    assert session.end_reason == EndReason.RESET


def test_check_shows_the_hint_and_the_tick(
    learner_client: Client, session: LabSession, engine: FakeEngine
) -> None:
    check = url("check", session)  # in English, whatever language is asked for below
    learner_client.post(check)
    session.results.filter(task="one").update(hint={"en": "say-it", "es": "dilo"})
    assert "say-it" in body(learner_client.get(page))
    assert "dilo" in body(learner_client.get(page.replace("/en/", "/es/")))
    next(iter(engine.machines.values())).files["/home/learner/one"] = ""
    response = learner_client.post(check, headers=htmx)
    assert "1 of 3 tasks done" in body(response)
    assert re.search(r'id="task-one" class="task done"[^>]*hx-swap-oob="true"', body(response))
    assert "say-it" not in body(response)
    assert "2 of 2 points" in body(response)


def test_hints_come_one_at_a_time(learner_client: Client, session: LabSession) -> None:
    assert "first-hint-one" not in body(learner_client.get(page))
    response = learner_client.post(url("hint", session, "one"), headers=htmx)
    assert "first-hint-one" in body(response)
    assert "second-hint-one" not in body(response)
    response = learner_client.post(url("hint", session, "one"), headers=htmx)
    assert "second-hint-one" in body(response)
    assert url("hint", session, "one") not in body(response)
    learner_client.post(url("hint", session, "one"))
    assert TaskResult.objects.get(session=session, task="one").hints_opened == 2
    text = body(learner_client.get(page))
    assert "second-hint-one" in text
    assert "first-hint-two" not in text


def test_no_solution_reaches_the_browser_before_a_try(
    learner_client: Client, session: LabSession
) -> None:
    for response in (
        learner_client.get(page),
        learner_client.get(reverse("labs:state", args=place), headers=htmx),
        learner_client.post(url("solution", session, "one"), headers=htmx),
    ):
        assert solution not in body(response)
    assert "opens after 1 more try" in body(response)
    plain = learner_client.post(url("solution", session, "one"), follow=True)
    assert "opens after 1 more try" in body(plain)
    assert solution not in body(plain)
    learner_client.post(url("check", session))
    assert solution not in body(learner_client.get(page))
    response = learner_client.post(url("solution", session, "one"), headers=htmx)
    assert f"{solution}-one" in body(response)
    text = body(learner_client.get(page))
    assert f"{solution}-one" in text
    assert f"{solution}-two" not in text
    assert "no points" in text


def test_a_plain_post_leads_back_to_the_task(learner_client: Client, session: LabSession) -> None:
    response = learner_client.post(url("hint", session, "two"))
    assert response.status_code == 302
    assert response["Location"] == page + "#task-two"
    for name in ("check", "extend", "stop"):
        assert learner_client.post(url(name, session))["Location"] == page


def test_a_task_that_is_not_there(learner_client: Client, session: LabSession) -> None:
    response = learner_client.post(url("hint", session, "nothing"))
    assert response.status_code == 404


def test_the_state_is_a_fragment(learner_client: Client, session: LabSession) -> None:
    response = learner_client.get(reverse("labs:state", args=place), headers=htmx)
    assert state_of(response) == "ready"
    assert "<html" not in body(response)
    assert body(response).count("hx-swap-oob") == 4  # and the status
    assert learner_client.get(reverse("labs:state", args=place)).status_code == 302


def test_a_check_that_could_not_run_is_no_failure(
    learner_client: Client, session: LabSession
) -> None:
    session.results.update(outcome=TaskResult.Outcome.COULD_NOT_RUN)
    assert "could not run just now" in body(learner_client.get(page))


def test_what_was_done_without_a_button_is_shown(
    learner_client: Client, session: LabSession, engine: FakeEngine
) -> None:
    next(iter(engine.machines.values())).files["/home/learner/two"] = ""
    session_pass(session.pk)
    text = body(learner_client.get(page))
    assert "1 of 3 tasks done" in text
    assert re.search(r'id="task-three" class="task locked"', text)


# Everybody else

posts = ["stop", "extend", "reset", "check", "hint", "solution"]


def post_url(name: str, session: LabSession) -> str:
    return url(name, session, "one") if name in ("hint", "solution") else url(name, session)


@pytest.mark.parametrize("name", posts)
def test_a_stranger_gets_404(
    stranger_client: Client, client: Client, session: LabSession, name: str
) -> None:
    LabSession.objects.filter(pk=session.pk).update(checked_at=timezone.now())
    before = LabSession.objects.filter(pk=session.pk).values().get()
    tasks = list(session.results.values())
    for somebody in (stranger_client, client):
        assert somebody.post(post_url(name, session)).status_code == 404
        assert somebody.post(post_url(name, session), headers=htmx).status_code == 404
    assert LabSession.objects.filter(pk=session.pk).values().get() == before
    assert list(session.results.values()) == tasks


def test_a_stranger_sees_a_lab_of_their_own(stranger_client: Client, session: LabSession) -> None:
    for where in (page, reverse("labs:state", args=place)):
        response = stranger_client.get(where, headers=htmx)
        assert str(session.pk) not in body(response)
        assert state_of(response) == "none"


@pytest.mark.parametrize("name", posts)
def test_a_guest_owns_what_they_started(guest: User, name: str) -> None:
    session = services.lab_session_start(user=guest, lab=lab_make())
    session_pass(session.pk, asked=True)
    response = client_of(guest).post(post_url(name, session), headers=htmx)
    assert response.status_code == 200


@pytest.mark.parametrize("name", [*posts, "start"])
def test_without_a_token_nothing_is_done(
    learner: User, session: LabSession, name: str, engine: FakeEngine
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")
    where = reverse("labs:start", args=place) if name == "start" else post_url(name, session)
    assert client.post(where).status_code == 403
    assert client.post(where, headers=htmx).status_code == 403
    session.refresh_from_db()
    assert session.state == LabState.READY


@pytest.mark.parametrize("name", [*posts, "start"])
def test_a_get_changes_nothing(learner_client: Client, session: LabSession, name: str) -> None:
    where = reverse("labs:start", args=place) if name == "start" else post_url(name, session)
    assert learner_client.get(where).status_code == 405


def test_another_labs_address_is_not_the_sessions(
    learner_client: Client, session: LabSession
) -> None:
    LabSession.objects.filter(pk=session.pk).update(lab="another")
    assert learner_client.post(url("stop", session)).status_code == 404


def test_the_token_of_the_first_page_still_works_after_the_start(db: None) -> None:
    """A visitor's first click makes a guest; forms that are on the page already stay good."""
    client = Client(enforce_csrf_checks=True)

    def token(response: Any) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())
        assert found
        return found[1]

    first = token(client.get(page))
    started = client.post(
        reverse("labs:start", args=place), {"csrfmiddlewaretoken": first}, headers=htmx
    )
    assert state_of(started) == "ready"
    session = LabSession.objects.get()
    again: Callable[[str], Any] = lambda text: client.post(  # noqa: E731
        url("hint", session, "one"), {"csrfmiddlewaretoken": text}, headers=htmx
    )
    assert again(token(started)).status_code == 200
    assert again(first).status_code == 200
