"""Questions beyond choosing: put in order by hand and by keys, from the machine, review, tests."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from lessons.document.schema import QuestionPart
from lessons.exams.scoring import before_most
from lessons.quizzes.hotspot import HotspotQuestion
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.variant import fixed
from tests.e2e import axe, course
from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import open_lab, start, stop
from tests.e2e.test_lessons import lesson_url, send
from tests.e2e.test_pages import examine, rules, settle
from tests.site import Site


def first_of(kind: type) -> tuple[str, object]:
    """The first question of that kind in the course, and its lesson."""
    return next(
        (lesson, question)
        for lesson in course.lesson_slugs()
        for question in course.questions(lesson, "en")
        if isinstance(question, kind)
    )


def test_an_order_is_made_by_buttons_and_by_dragging(reader: Page, language: str) -> None:
    lesson, question = first_of(OrderQuestion)
    assert isinstance(question, OrderQuestion)
    reader.goto(lesson_url(language, lesson))
    section = reader.locator(f"section.question#{question.id}")
    items = section.locator("li.answer-field")
    ids = [item.id for item in question.items]

    def shown() -> list[str]:
        values = items.locator("select option:nth-child(2)").evaluate_all(
            "options => options.map(option => option.value.split(':')[0])"
        )
        return [str(each) for each in values]

    # By keys: the first of all goes up until it is first.
    while (at := shown().index(ids[0])) > 0:
        button = items.nth(at).locator(".order-moves button").first
        button.focus()
        reader.keyboard.press("Enter")
        expect(items.nth(at - 1).locator("select")).to_have_value(f"{ids[0]}:{at}")
    # By hand: each of the others is dragged below the one before it.
    for place, name in enumerate(ids[1:], 1):
        at = shown().index(name)
        if at == place:
            continue
        grip = items.nth(at).locator(".order-grip")
        grip.scroll_into_view_if_needed()
        grip.hover()
        reader.mouse.down()
        target = items.nth(place).bounding_box()
        assert target
        reader.mouse.move(target["x"] + 8, target["y"] + 3, steps=8)
        reader.mouse.up()
        assert shown().index(name) == place
    assert shown() == ids
    section.locator("form.answer-form button[type=submit]").click()
    expect(section.locator(".result.right")).to_be_visible()


def violations(page: Page, question: str) -> list[str]:
    """What axe finds in a question as it stands."""
    page.evaluate(settle)
    found = axe.violations(page, rules, within=f"section.question#{question}")
    return [f"{each['id']}: {each['help']}" for each in found]


def test_a_place_is_chosen_in_the_figure_by_pointer_and_by_keys(
    reader: Page, language: str
) -> None:
    lesson, question = first_of(HotspotQuestion)
    assert isinstance(question, HotspotQuestion)
    wrong, right = (
        next(region.id for region in question.regions if region.right is wanted)
        for wanted in (False, True)
    )
    reader.goto(lesson_url(language, lesson))
    section = reader.locator(f"section.question#{question.id}")
    expect(section.locator(".spot")).to_have_count(len(question.regions))
    # By pointer: in the middle of the element itself, whatever lies above it.
    place = section.locator(f"[data-spot='{wrong}']")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    reader.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(section.locator(f"input[value='{wrong}']")).to_be_checked()
    expect(section.locator(".spot.picked")).to_have_count(1)
    frame = section.locator(".spot.picked").bounding_box()
    assert frame
    assert frame["x"] <= box["x"] + 1
    assert frame["x"] + frame["width"] >= box["x"] + box["width"] - 1
    # Before it is closed, no frame and no row says what is right.
    expect(section.locator(".right")).to_have_count(0)
    assert violations(reader, question.id) == []
    section.locator("form.answer-form button[type=submit]").click()
    expect(section.locator(".result.wrong")).to_be_visible()
    # By keys: the next try, from the first of the places to the right one.
    expect(section.locator(".spot.open")).to_have_count(len(question.regions))
    section.locator("input[name=answer]").first.focus()
    reader.keyboard.press("Space")
    for _ in question.regions[1:]:
        if section.locator(f"input[value='{right}']").is_checked():
            break
        reader.keyboard.press("ArrowDown")
    expect(section.locator(f"input[value='{right}']")).to_be_checked()
    expect(section.locator(".spot.picked.focused")).to_have_count(1)
    reader.keyboard.press("Enter")
    expect(section.locator(".result.right")).to_be_visible()
    expect(section.locator(".spot.right")).to_have_count(1)
    expect(section.locator(".spot.open")).to_have_count(0)
    assert violations(reader, question.id) == []


def test_what_was_answered_comes_back_and_is_rated(reader: Page, site: Site, language: str) -> None:
    lesson, question = first_of(MatchQuestion)
    assert isinstance(question, MatchQuestion)
    reader.goto(f"/{language}/review/")
    expect(reader.locator("section.question")).to_have_count(0)
    reader.goto(lesson_url(language, lesson))
    send(reader, question, course.right)
    site.command("shell", "-v0", "-c", days_pass)
    reader.goto(f"/{language}/")
    expect(reader.locator(".site-links .count")).to_have_text("1")
    reader.locator(".site-links a[href$='/review/']").click()
    section = reader.locator("section.question")
    for pair in course.right(question):
        section.locator(f"select:has(option[value='{pair}'])").select_option(pair)
    section.locator("button[type=submit]").click()
    expect(section.locator(".result.right")).to_be_visible()
    section.locator("button[value=easy]").click()
    expect(reader).to_have_url(re.compile("/review/$"))
    expect(reader.locator("section.question")).to_have_count(0)
    expect(reader.locator(".site-links .count")).to_have_count(0)


days_pass = """
from datetime import timedelta
from django.utils import timezone
from lessons.models import ReviewCard
now = timezone.now()
ReviewCard.objects.update(due_at=now, last_at=now - timedelta(days=3))
"""


def test_a_test_says_what_to_skip(
    browser: Browser, site: Site, console: Console, screenshots: Path
) -> None:
    """Without scripts: everything here is a form. The result is looked at by axe."""
    context = context_make(browser, site, "en", java_script_enabled=False)
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/courses/{course.slug}/before/")
    page.locator("main form button").click()
    skipped = course.lesson_slugs()[0]
    questions = {each.id: each for each in course.questions(skipped, "en")}
    for number in range(1, 11):
        expect(page.locator(".question-title")).to_have_text(f"Question {number} of 10")
        lesson, _, name = str(page.locator("section.question").get_attribute("id")).partition("--")
        if lesson != skipped:
            page.locator("button[name=leave]").click()
            continue
        question, section = questions[name], page.locator("section.question")
        drawn = section.locator("input[name$=seed]")
        seed = drawn.get_attribute("value") if drawn.count() else ""
        answer = course.right(fixed(question, seed or ""))
        for text in [answer] if isinstance(answer, str) else answer:
            option = section.locator(f"[value='{text}']") if "\n" not in text else None
            if option and option.count() and option.evaluate("e => e.tagName") == "OPTION":
                section.locator(f"select:has(option[value='{text}'])").select_option(text)
            elif option and option.count():
                option.check()
            else:
                section.locator("textarea, input[type=text]").first.fill(text)
        page.locator(".test-form button[type=submit]").first.click()
    cards = page.locator(".test-results li.card")
    expect(cards).to_have_count(min(before_most, len(course.lesson_slugs())))
    expect(cards.first).to_contain_text("you may skip this lesson")
    expect(cards.nth(1)).to_contain_text("worth reading")
    # The map has the mark, and a press takes it away.
    page.locator("main").get_by_role("link", name="To the map of the course").click()
    lesson_on_map = page.locator(f"#map-{skipped}")
    expect(lesson_on_map).to_contain_text("You know this already")
    lesson_on_map.locator(".skip-form button").click()
    expect(lesson_on_map).to_contain_text("Not begun")
    context.close()
    context = context_make(browser, site, "en")
    page = context.new_page()
    page.goto(f"/en/courses/{course.slug}/end/")
    page.locator(".test-form button[type=submit]").first.click()
    page.locator("button[name=anyway]").click()
    assert examine(page, "test-result", screenshots) == []
    context.close()


def test_the_answer_is_on_the_readers_own_machine(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en")
    page = context.new_page()
    console.listen(page)
    open_lab(page, "en")
    start(page)
    lesson, question = next(
        (lesson, part.question)
        for lesson in course.lesson_slugs()
        for part in course.compiled().lessons[lesson, "en"].parts
        if isinstance(part, QuestionPart)
        and isinstance(part.question, MachineQuestion)
        and (part.question.fact, part.question.lab) == ("memory.limit", "whose-kernel")
    )
    page.goto(lesson_url("en", lesson))
    section = page.locator(f"section.question#{question.id}")
    section.locator("input[name=answer]").fill("64000")
    section.locator("form.answer-form button[type=submit]").click()
    expect(section.locator(".result.wrong")).to_be_visible()
    section.locator("input[name=answer]").fill("128 MiB")
    section.locator("form.answer-form button[type=submit]").click()
    expect(section.locator(".result.right")).to_be_visible()
    open_lab(page, "en")
    stop(page)
    context.close()
