"""The first page: the course's own experiment and words, for visitors and for who comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from labs.engines.registry import engine_load, engine_use, in_use
from labs.models import LabSession
from tests.lessons.compiled import course_compiled
from tests.lessons.courses import course_publish
from tests.lessons.pages import text_at
from virtlearn.core import csp
from virtlearn.people.models import User

folder = Path(__file__).parents[4] / "lessons/content/containers-vs-kvm"
lab = "/en/courses/containers-vs-kvm/labs/crash/"


@pytest.fixture
def use() -> Iterator[Callable[[str], None]]:
    """`use("fake")` makes a fresh engine of that kind the one in use."""
    before = in_use["engine"]

    def choose(name: str) -> None:
        engine_load.cache_clear()
        engine_use(name)

    yield choose
    choose(before)


@pytest.fixture
def shipped(db: None) -> None:
    course_publish(folder)


def test_a_visitor_sees_the_experiment_and_its_one_button(shipped: None, client: Client) -> None:
    page = text_at(client, "/en/")
    hero = page.partition('class="hero"')[2].partition("</section>")[0]
    assert "Crash a virtual machine. The container beside it ticks on." in hero
    assert f'action="{lab}start/"' in hero
    assert "csrfmiddlewaretoken" in hero
    assert "You need no account to begin." in hero
    assert hero.count("data-hero-machine=") == 2
    assert f'href="{lab}"' in hero  # without scripts, and to go on
    assert page.index("data-hero-press") < page.index("course-card")
    spanish = text_at(client, "/es/")
    assert "Haz caer una máquina virtual." in spanish
    assert "Hacer caer la VM" in spanish


def test_what_was_recorded_is_called_so_with_its_date_and_ground(
    shipped: None, client: Client
) -> None:
    course = course_compiled(folder)[0].course
    assert course is not None
    assert course.hero is not None
    page = text_at(client, "/en/")
    for machine in course.hero.machines:
        head = json.loads(machine.cast.splitlines()[0])
        assert head["version"] == 2
        assert head["title"] in page
    assert "What you see was recorded on" in page
    assert "The virtual machine is off." in page
    assert "still here" in page.partition("hero-still")[2].partition("</pre>")[0]


def test_its_player_is_let_run_and_nothing_else(shipped: None, client: Client) -> None:
    assert client.get("/en/")["Content-Security-Policy"] == csp.with_wasm
    assert client.get("/en/changes/")["Content-Security-Policy"] == csp.strict


def test_who_is_signed_in_is_not_told_of_accounts(
    shipped: None, client: Client, learner_client: Client
) -> None:
    said = "You need no account"
    assert said in text_at(client, "/en/")
    assert said not in text_at(learner_client, "/en/")


def test_who_has_begun_goes_on_before_the_experiment(
    shipped: None, learner: User, learner_client: Client
) -> None:
    course = course_compiled(folder)[0].course
    assert course is not None
    lesson = f"/en/courses/{course.slug}/lessons/{course.lessons[0].slug}/"
    assert learner_client.post(f"{lesson}read/").status_code in {200, 302}
    page = text_at(learner_client, "/en/")
    assert page.index("course-card") < page.index("data-hero-press")


def test_one_press_starts_the_lab_by_its_own_way(shipped: None, client: Client) -> None:
    answer: Any = client.post(f"{lab}start/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'id="lab-state"' in answer.content.decode()
    session = LabSession.objects.get()
    assert session.lab == "crash"
    assert session.user is not None
    assert session.user.is_guest


def test_where_none_can_be_started_it_is_a_recording(
    shipped: None,
    client: Client,
    learner_client: Client,
    settings: LazySettings,
    use: Callable[[str], None],
) -> None:
    use("fake")
    assert "data-live" in text_at(client, "/en/")
    settings.LABS_FOR = "accounts"
    assert "data-live" not in text_at(client, "/en/")
    assert "to run it yourself" not in text_at(client, "/en/")
    assert "data-live" in text_at(learner_client, "/en/")
    use("tests.labs.lab_page.test_views.DownEngine")
    assert "data-live" not in text_at(learner_client, "/en/")


def test_another_course_is_shown_in_its_own_words(course: str, client: Client) -> None:
    page = text_at(client, "/en/")
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "data-hero" not in main
    assert "<h1>A small course</h1>" in main
    assert "For tests." in main
    assert main.count("A small course") == 1
    assert "virtual machine" not in main  # which this course has none of
