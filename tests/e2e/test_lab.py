"""The lab: a real container, a terminal in the page, tasks that tick by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import course
from tests.e2e.lab import (
    columns_come,
    done,
    fresh,
    lab,
    lab_of,
    open_lab,
    screen,
    see,
    stop,
    type_line,
)
from tests.site import Site

solve_scripts = {
    task.id: head.scripts[task.solve]
    for head in (course.compiled().course or pytest.fail("no course")).labs
    if head.slug == lab
    for task in head.spec.tasks
}


@pytest.fixture
def bench(reader: Page, language: str) -> Iterator[Page]:
    """The lab's page with a running machine, which is stopped again."""
    with lab_of(reader, language):
        yield reader


def test_tasks_tick_while_one_types(bench: Page) -> None:
    first = next(iter(solve_scripts))
    assert not done(bench, first)
    bench.locator("[data-run] .run-button").first.click()
    see(bench, r"\n.*\n")
    for task, script in solve_scripts.items():
        ready = re.compile(r"\b(open|done)\b")  # one is prepared while another is done
        expect(bench.locator(f"#task-{task}")).to_have_class(ready)
        for line in script.splitlines():
            if line and not line.startswith(("#", "set ")):
                type_line(bench, line)
        expect(bench.locator(f"#task-{task}")).to_have_class(re.compile(r"\bdone\b"))
    bench.reload()
    for task in solve_scripts:
        assert done(bench, task)


def test_a_press_is_a_click_whatever_news_come_meanwhile(bench: Page) -> None:
    bench.locator("#lab-state").evaluate("state => state.classList.add('old')")
    bench.locator("#lab-state form[action$='/check/'] button").hover()
    bench.mouse.down()
    with bench.expect_response(lambda answer: answer.url.endswith("/state/")):
        bench.evaluate("htmx.trigger('#lab-state', 'refresh')")
    bench.wait_for_timeout(200)  # in which an answer would have been shown
    with bench.expect_request("**/check/"):
        bench.mouse.up()
    expect(bench.locator("#lab-state.old")).to_have_count(0)


def test_a_reload_shows_the_same_shell_and_its_screen(bench: Page) -> None:
    type_line(bench, "mark=$((6*7)); echo answer-$mark")
    see(bench, "answer-42")
    bench.reload()
    see(bench, "answer-42")
    type_line(bench, "echo again-$mark")
    see(bench, "again-42")


def test_several_tabs_are_several_shells(bench: Page) -> None:
    type_line(bench, "me=first; echo $me-$((1+1))")
    see(bench, "first-2")
    bench.locator("[data-tab-add]").click()
    see(bench, "learner@lab")
    type_line(bench, "echo other-${me:-none}-$((1+2))")
    see(bench, "other-none-3")
    bench.reload()
    see(bench, "other-none-3")
    bench.locator("[role=tab]").first.click()
    see(bench, "first-2")
    assert "other-none-3" not in screen(bench)


def test_a_solution_opens_after_a_try_and_a_hint_at_once(bench: Page) -> None:
    task = bench.locator(f"#task-{next(iter(solve_scripts))}")
    expect(task.locator("form[action*='/hint/']")).to_have_count(1)
    expect(task.locator("form[action*='/solution/']")).to_have_count(0)
    task.locator("form[action*='/hint/'] button").click()
    expect(task.locator(".task-hints li")).to_have_count(1)
    bench.locator("#lab-state form[action$='/check/'] button").click()
    expect(task.locator(".task-live.said")).to_be_visible()
    task.locator("form[action*='/solution/'] button").click()
    expect(task.locator(".task-solution")).to_be_visible()


def test_the_keyboard_gets_out_of_the_terminal(bench: Page) -> None:
    type_line(bench, "echo in-$((2+2))")
    see(bench, "in-4")
    inside = "document.activeElement.classList.contains('xterm-helper-textarea')"
    bench.keyboard.press("Tab")
    assert bench.evaluate(inside)
    bench.keyboard.press("Shift+F6")
    assert not bench.evaluate(inside)
    # And on to what stands below, which the terminal must not be in the way of.
    settings = bench.locator(".terminal-settings summary")
    for _ in range(6):
        bench.keyboard.press("Tab")
        assert not bench.evaluate(inside)
        if settings.evaluate("each => each === document.activeElement"):
            break
    else:
        raise AssertionError("the settings below the terminal can't be reached")
    bench.locator("[role=tab]").press("Enter")
    assert bench.evaluate(inside)


def test_the_shell_follows_the_windows_size(bench: Page) -> None:
    wide = columns_come(bench, lambda columns: columns > 60)
    bench.set_viewport_size({"width": 480, "height": 800})
    assert columns_come(bench, lambda columns: columns < wide) < wide


def test_stop_and_fresh_machine(bench: Page, site: Site) -> None:
    type_line(bench, "touch ~/mark; ls ~ | tr a-z A-Z")
    see(bench, "MARK")
    old = bench.locator("#lab-state").get_attribute("data-session")
    fresh(bench)
    ready = bench.locator("#lab-state[data-state=ready]")
    expect(ready).not_to_have_attribute("data-session", str(old))
    see(bench, "learner@lab")
    type_line(bench, "echo left=$(ls ~/mark 2>/dev/null | wc -l)")
    see(bench, "left=0")
    stop(bench)
    assert bench.locator("#lab-state").get_attribute("data-reason")


def test_without_scripts_the_page_says_so_and_the_rest_works(
    bench: Page, site: Site, language: str
) -> None:
    state = bench.context.storage_state()
    browser = bench.context.browser
    assert browser
    context = browser.new_context(base_url=site.url, java_script_enabled=False, storage_state=state)
    page = context.new_page()
    open_lab(page, language)
    assert page.locator("noscript, .lab-error").count()
    page.locator("#lab-state form[action$='/check/'] button").click()
    expect(page.locator(".task-live.said").first).to_be_visible()
    context.close()
