"""From the first page to an answered question, a ticked task and the wizard's advice, by keys."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.e2e.fake_site import FakeSite
from tests.e2e.test_rewards import ended
from tests.lessons.wizard.models import shipped

furthest = 400  # presses of Tab, on a lesson's whole page
has_focus = "each => each === document.activeElement"
ringed = """each => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
}"""
lesson = f"a[href$='/courses/{course.slug}/lessons/kernel-boundary/']"
lab = f"a[href$='/courses/{course.slug}/labs/start-up-race/']"


def tab_to(page: Page, wanted: Locator) -> None:
    """Goes on with Tab until it has the focus, which has to be seen there."""
    expect(wanted).to_be_visible()
    for _ in range(furthest):
        page.keyboard.press("Tab")
        if wanted.evaluate(has_focus):
            assert wanted.evaluate(ringed), f"no ring: {wanted}"
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def enter(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_a_learner_gets_through_by_keys_alone(
    browser: Browser, pretended: FakeSite, console: Console
) -> None:
    page = context_make(browser, pretended, "en", reduced_motion="reduce").new_page()
    console.listen(page)
    page.goto("/en/")
    enter(page, page.locator(f"main a[href$='/courses/{course.slug}/']:visible").first)
    enter(page, page.locator(f"main {lesson}:visible").first)

    # A question: its first option by the space bar, the next by an arrow, the answer by Enter.
    question = page.locator("section.question:has(input[type=radio])").first
    name = question.get_attribute("id")
    tab_to(page, question.locator("input[type=radio]").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(question.locator("input[type=radio]").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    answered = page.locator(f"section.question#{name} .result")
    expect(answered).to_be_visible()

    # A lab: started, typed into, left again, its task ticked, and stopped after being asked.
    page.goto(f"/en/courses/{course.slug}/")
    enter(page, page.locator(f"main {lab}:visible").first)
    enter(page, page.locator("form.start button"))
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ready")
    rows = page.locator(".xterm-rows").first
    expect(rows).to_contain_text("learner@lab")
    expect(page.locator(".xterm-helper-textarea").first).to_be_focused()
    page.keyboard.type("echo by-keys")
    page.keyboard.press("Enter")
    expect(rows).to_contain_text(re.compile(r"by-keys.*by-keys", re.DOTALL))
    pretended.manage("shell", "-c", ended)
    page.evaluate("htmx.trigger('#lab-state', 'refresh')")
    task = page.locator("#task-a-process")
    expect(task).to_have_class(re.compile(r"\bdone\b"))
    page.keyboard.press("Shift+F6")  # else Tab is the shell's
    enter(page, page.locator("#bar-end > summary"))
    enter(page, page.locator("#lab-state form[action$='/stop/'] button"))
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ended")

    # The wizard: each question's first answer, to the advice.
    page.goto(f"/en/courses/{course.slug}/")
    enter(page, page.locator(f".course-bar a[href$='/courses/{course.slug}/wizard/']").first)
    for _ in range(len(shipped().questions) + 1):
        expect(page.locator("#question, #result").first).to_be_visible()
        if page.locator("#result").count():
            break
        step = page.locator("#question-head").inner_text()
        tab_to(page, page.locator("#question input[type=radio]").first)
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(
            page.locator("#question-head", has_text=re.compile(f"^{re.escape(step)}$"))
        ).to_have_count(0)
    expect(page.locator("#result")).to_be_visible()
