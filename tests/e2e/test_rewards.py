"""What a lab gives back: guesses that are kept, done tasks that explain, an end with figures."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make, visitor
from tests.e2e.fake_site import FakeSite
from tests.e2e.test_covers import everywhere

address = f"courses/{course.slug}/labs/start-up-race/"
# A lab of the newest guest's that has ended, with what was done and measured in it.
ended = f"""
from django.utils import timezone
from labs.models import LabSession, Measurement, TaskResult
row = LabSession.objects.filter(course="{course.slug}", lab="start-up-race").latest("created_at")
for key, value in (("launch.process", 3.1), ("launch.boot", 912), ("platform.prompt", 240)):
    Measurement.objects.create(
        user=row.user, session=row, course=row.course, lab=row.lab, key=key, value=value,
        unit="ms", measured_on="vm TCG on runc, Fake 1.0",
    )
TaskResult.objects.filter(session=row, task="a-process").update(
    outcome="passed", passed_at=timezone.now(), points=1
)
"""


scrolled = """() => {
    const following = document.querySelectorAll(".task")[1];
    following.scrollIntoView({ block: "start" });
    return following.getBoundingClientRect().top;
}"""


def test_a_lab_gives_back(
    browser: Browser, pretended: FakeSite, console: Console, language: str, screenshots: Path
) -> None:
    with visitor(browser, pretended, console, language) as page:
        page.goto(f"/{language}/{address}")
        field = page.locator("#guess-before-1")
        field.fill("5")
        field.press("Enter")
        expect(page.locator("#guess-before [role=status]")).to_be_focused()
        expect(field).to_have_value("5")

        page.locator("form.start button").click()
        expect(page.locator("#lab-state")).to_have_attribute("data-state", "ready")
        task, following = page.locator("#task-a-process"), page.locator(".task").nth(1)
        before = page.evaluate(scrolled)  # at once: the task may be swapped between two orders
        pretended.manage("shell", "-c", ended)
        page.evaluate("htmx.trigger('#lab-state', 'refresh')")
        expect(task).to_have_class(re.compile(r"\bdone\b"))
        after = following.evaluate("each => each.getBoundingClientRect().top")
        assert abs(after - before) <= 1  # what one reads stays where it is
        expect(task.locator(".task-solution")).to_be_visible()
        expect(task.locator(".task-text")).to_be_hidden()
        task.locator(".task-asked summary").press("Enter")
        expect(task.locator(".task-text")).to_be_visible()
        expect(page.locator(".task-live.said")).to_have_count(0)
        problems = everywhere(page, f"lab-task-done-{language}", screenshots)

        page.evaluate("document.querySelector(\"form[action$='/stop/']\").submit()")
        expect(page.locator("#lab-state")).to_have_attribute("data-state", "ended")
        ending = page.locator(".lab-ending")
        expect(ending).to_contain_text("912 ms")
        expect(ending).not_to_contain_text("launch.")
        expect(ending.locator("img")).to_have_js_property("complete", True)
        assert ending.locator("img").evaluate("each => each.naturalWidth") > 0
        expect(task.locator(".task-solution")).to_be_visible()
        expect(field).to_have_value("5")
        problems += everywhere(page, f"lab-ended-{language}", screenshots)
        assert problems == []


def test_without_scripts_guesses_are_kept(
    browser: Browser, pretended: FakeSite, console: Console
) -> None:
    context = context_make(browser, pretended, "en", java_script_enabled=False)
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/{address}")
    page.locator("#guess-before-2").fill("7")
    page.locator("#guess-before button").click()
    expect(page.locator("#guess-before-2")).to_have_value("7")
    context.close()
