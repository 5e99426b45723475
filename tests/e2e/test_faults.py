"""Things die in the middle: nothing that a learner did is lost, nothing is left over."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import password
from tests.e2e import course
from tests.e2e.conftest import context_make
from tests.e2e.lab import open_lab, see, start, stop, type_line
from tests.e2e.test_lessons import fill, lesson_url, send
from tests.e2e.test_visits import make_instructor
from tests.site import Site


@pytest.fixture(scope="module")
def frail() -> Iterator[Site]:
    """A site of this file's own, since it is killed."""
    with Site({"KEEPER_GRACE_SECONDS": "2"}) as running:
        yield running


@pytest.fixture
def page(browser: Browser, frail: Site) -> Iterator[Page]:
    context = context_make(browser, frail, "en")
    yield context.new_page()
    context.close()


def test_the_web_process_is_killed_in_the_middle_of_a_lab(page: Page, frail: Site) -> None:
    open_lab(page, "en")
    start(page)
    type_line(page, "mark=$((40+2)); echo before-$mark")
    see(page, "before-42")
    before = frail.machines()
    assert len(before) == 1
    frail.stop("web", kill=True)
    frail.start("web")
    frail.wait()
    see(page, "before-42")  # by itself: the page connects again
    type_line(page, "echo after-$mark")
    see(page, "after-42")
    assert frail.machines() == before
    open_lab(page, "en")
    see(page, "after-42")
    stop(page)
    end = time.monotonic() + 60
    while frail.machines() and time.monotonic() < end:
        time.sleep(0.5)
    assert frail.machines() == []


def test_the_web_process_is_killed_in_the_middle_of_a_quiz(page: Page, frail: Site) -> None:
    lesson = course.lesson_slugs()[0]
    answered, halfway = course.questions(lesson, "en")[:2]
    page.goto(lesson_url("en", lesson))
    send(page, answered, course.right)
    form = page.locator(f"#{halfway.id} form.answer-form")
    fill(form, halfway, course.right)
    frail.stop("web", kill=True)
    form.locator("button").click()  # goes nowhere, and the page keeps what was chosen
    page.wait_for_timeout(300)
    expect(form).to_be_visible()
    frail.start("web")
    frail.wait()
    form.locator("button").click()
    expect(page.locator(f"#{halfway.id} .result.right")).to_be_visible()
    page.reload()
    for question in (answered, halfway):
        expect(page.locator(f"#{question.id}.closed")).to_be_visible()


def test_a_page_that_has_become_too_old_says_so_and_leads_on(page: Page) -> None:
    lesson = course.lesson_slugs()[0]
    question = course.questions(lesson, "en")[0]
    page.goto(lesson_url("en", lesson))
    form = page.locator(f"#{question.id} form.answer-form")
    fill(form, question, course.right)
    page.context.clear_cookies(name="csrftoken")  # as signing in elsewhere would change it
    form.locator("button[type=submit]").click()
    refused = page.locator("#messages .unanswered")
    expect(refused).to_contain_text("Not accepted")
    refused.get_by_role("link").click()
    send(page, question, course.right)
    expect(refused).to_have_count(0)


def test_an_answer_after_the_login_expired_leads_to_the_login_and_back(
    page: Page, frail: Site
) -> None:
    frail.command("shell", "-c", make_instructor.format("msmith", password))
    lesson = course.lesson_slugs()[0]
    question = course.questions(lesson, "en")[0]
    page.goto(f"/en/accounts/login/?next={lesson_url('en', lesson)}")
    sign_in(page)
    page.context.clear_cookies(name="sessionid")
    form = page.locator(f"#{question.id} form.answer-form")
    fill(form, question, course.right)
    form.locator("button[type=submit]").click()
    expect(page.locator("#messages")).to_contain_text("been signed out")
    sign_in(page)
    send(page, question, course.right)
    expect(page.locator("header.site")).to_contain_text("msmith")


def sign_in(page: Page) -> None:
    page.locator("input[name=login]").fill("msmith")
    page.locator("input[name=password]").fill(password)
    page.locator("main form button").first.click()
    expect(page.locator("header.site")).to_contain_text("msmith")


def test_without_an_engine_the_course_works_and_the_lab_says_what_is_missing(
    browser: Browser,
) -> None:
    with Site({"DOCKER_HOST": "unix:///nonexistent/docker.sock"}) as bare:
        assert bare.wait()["engine"]["ok"] is False
        context = context_make(browser, bare, "en")
        page = context.new_page()
        lesson = course.lesson_slugs()[0]
        question = course.questions(lesson, "en")[0]
        page.goto(lesson_url("en", lesson))
        send(page, question, course.right)
        open_lab(page, "en")
        expect(page.locator(".lab-missing li").first).to_be_visible()
        assert page.locator("form.start").count() == 0
        page.goto(f"/en/courses/{course.slug}/wizard/")
        expect(page.locator("#question")).to_be_visible()
        context.close()
