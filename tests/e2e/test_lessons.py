"""Reading and answering, as a visitor who has never been here."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion
from lessons.quizzes.hotspot import HotspotQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.registry import Question
from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.site import Site


def lesson_url(language: str, lesson: str) -> str:
    return f"/{language}/courses/{course.slug}/lessons/{lesson}/"


Answering = Callable[[Question, str], list[str] | str]


def fill(form: Locator, question: Question, answering: Answering) -> None:
    """`answering` is course.right or course.wrong."""
    drawn = form.locator("input[name=seed]")
    answer = answering(question, drawn.get_attribute("value") or "" if drawn.count() else "")
    if isinstance(question, ChoiceQuestion | HotspotQuestion):
        for box in form.locator("input[type=checkbox]").all():
            box.uncheck()
        for choice in answer:
            form.locator(f"input[value='{choice}']").check()
    elif isinstance(question, OrderQuestion | MatchQuestion):
        for pair in answer:
            form.locator(f"select:has(option[value='{pair}'])").select_option(pair)
    elif isinstance(question, ClozeQuestion):
        for at, (gap, text) in enumerate(zip(question.gaps, answer, strict=True)):
            place = form.locator(".gap").nth(at)
            place.select_option(text) if gap.options else place.fill(text)
    else:
        form.locator("[name=answer]").fill(str(answer))


def send(page: Page, question: Question, answering: Answering) -> Locator:
    """Answers a question; its section, after the feedback has come."""
    section = page.locator(f"section.question#{question.id}")
    fill(section.locator("form.answer-form"), question, answering)
    section.locator("form.answer-form button[type=submit]").click()
    expect(section.locator(".result")).to_be_visible()
    return section


def test_a_visitor_finds_a_lesson_and_answers_it(reader: Page, language: str) -> None:
    reader.goto("/")
    expect(reader).to_have_url(re.compile(f"/{language}/$"))
    reader.locator(".course-card h2 a").first.click()
    reader.locator("ol.map-lessons h3 a").first.click()
    lesson = course.lesson_slugs()[0]
    expect(reader).to_have_url(re.compile(lesson_url(language, lesson)))
    asked = course.questions(lesson, language)
    assert len(asked) >= 6
    first, *others = asked
    section = send(reader, first, course.wrong)
    expect(section.locator(".result.wrong")).to_be_visible()
    expect(section.locator(".result")).to_be_focused()
    section = send(reader, first, course.right)
    expect(section.locator(".result.right")).to_be_visible()
    for question in others:
        section = send(reader, question, course.right)
        expect(section.locator(".result.right"), question.id).to_be_visible()
        expect(section.locator("form.answer-form")).to_have_count(0)
    reader.reload()
    expect(reader.locator("section.question.closed")).to_have_count(len(asked))
    reader.locator("#progress form button").click()
    expect(reader.locator("#progress .mark")).to_be_visible()


@pytest.mark.parametrize("lesson", course.lesson_slugs())
def test_every_question_of_every_lesson_tells_right_from_wrong(
    reader: Page, language: str, lesson: str
) -> None:
    reader.goto(lesson_url(language, lesson))
    for question in course.questions(lesson, language):
        section = reader.locator(f"section.question#{question.id}")
        if question.hints:
            section.locator(".hint-form button").click()
            expect(section.locator("ol.hints li")).to_have_count(1)
        if question.attempts > 1:
            send(reader, question, course.wrong)
            expect(section.locator(".result.right"), question.id).to_have_count(0)
        send(reader, question, course.right)
        expect(section.locator(".result.right"), question.id).to_be_visible()


def test_the_other_language_opens_at_the_same_place(reader: Page, language: str) -> None:
    other = {"en": "es", "es": "en"}[language]
    reader.goto(lesson_url(language, course.lesson_slugs()[0]))
    heading = reader.locator("main .prose h2[id]").nth(3)
    heading.scroll_into_view_if_needed()
    place = heading.get_attribute("id")
    reader.evaluate("id => document.getElementById(id).scrollIntoView()", place)
    reader.locator(f"a[hreflang={other}]").evaluate("link => link.click()")
    expect(reader).to_have_url(re.compile(f"/{other}/.*#{place}$"))
    expect(reader.locator("html")).to_have_attribute("lang", other)


def test_everything_works_without_scripts(
    browser: Browser, site: Site, console: Console, language: str
) -> None:
    context = context_make(browser, site, language, java_script_enabled=False)
    page = context.new_page()
    console.listen(page)
    lesson = course.lesson_slugs()[0]
    page.goto(lesson_url(language, lesson))
    for question in course.questions(lesson, language)[:4]:
        section = page.locator(f"section.question#{question.id}")
        section.locator("form.answer-form button[type=submit]").click()
        expect(section.locator(".fault")).to_be_visible()
        section = send(page, question, course.right)
        expect(section.locator(".result.right"), question.id).to_be_visible()
    page.locator("#progress form button").click()
    expect(page.locator("#progress .mark")).to_be_visible()
    context.close()


def test_a_question_is_answered_by_keyboard_alone(reader: Page, language: str) -> None:
    lesson = course.lesson_slugs()[0]
    question = next(
        each
        for each in course.questions(lesson, language)
        if isinstance(each, ChoiceQuestion) and not each.multiple
    )
    reader.goto(lesson_url(language, lesson))
    reader.keyboard.press("Tab")
    expect(reader.locator("a.skip")).to_be_focused()
    reader.keyboard.press("Enter")
    right = course.right(question)[0]
    for _press in range(200):
        reader.keyboard.press("Tab")
        if reader.evaluate(f"document.activeElement.closest('#{question.id} form.answer-form')"):
            break
    for _press in range(len(question.choices)):
        if reader.evaluate("document.activeElement.value") == right:
            break
        reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Space")
    reader.keyboard.press("Enter")
    expect(reader.locator(f"#{question.id} .result.right")).to_be_visible()


def test_signing_up_keeps_what_a_guest_did(reader: Page, language: str) -> None:
    lesson = course.lesson_slugs()[0]
    question = course.questions(lesson, language)[0]
    reader.goto(lesson_url(language, lesson))
    send(reader, question, course.right)
    reader.goto(f"/{language}/accounts/signup/")
    name = f"ana-{language}"
    reader.locator("input[name=username]").fill(name)
    for field in ("password1", "password2"):
        reader.locator(f"input[name={field}]").fill("a-long-enough-password")
    reader.locator("main form button").click()
    expect(reader.locator("header")).to_contain_text(name)
    reader.goto(lesson_url(language, lesson))
    expect(reader.locator(f"#{question.id}.closed")).to_be_visible()
    reader.goto(f"/{language}/account/")
    reader.locator("form[action*=logout] button").click()
    expect(reader.locator("header")).not_to_contain_text(name)
    reader.goto(lesson_url(language, lesson))
    expect(reader.locator(f"#{question.id}.closed")).to_have_count(0)


def test_a_definition_opens_in_place_by_touch(
    browser: Browser, site: Site, console: Console, language: str
) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    context = context_make(browser, site, language, **phone)
    page = context.new_page()
    console.listen(page)
    address = f"/{language}/courses/{course.slug}/lessons/{course.lesson_slugs()[0]}/"
    page.goto(address)
    term, other = (
        page.locator(".term").first,
        page.locator(".term").last,
    )  # neither covers the other
    link, shown = term.locator("a").first, term.locator("> span")
    link.tap()
    expect(shown).to_be_visible()
    assert page.url.endswith(address)
    expect(link).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    other.locator("a").first.tap()
    expect(shown).to_be_hidden()
    expect(other.locator("> span")).to_be_visible()
    other.locator("a").first.tap()
    expect(other.locator("> span")).to_be_hidden()
    link.tap()
    shown.locator("a").tap()
    expect(page.locator("h1")).to_be_visible()
    assert "/glossary/#" in page.url
    context.close()


def test_a_definition_opens_in_place_by_keyboard(reader: Page, language: str) -> None:
    address = f"/{language}/courses/{course.slug}/lessons/{course.lesson_slugs()[0]}/"
    reader.goto(address)
    term = reader.locator(".term").first
    term.locator("a").first.focus()
    reader.keyboard.press("Enter")
    assert reader.url.endswith(address)
    reader.keyboard.press("Tab")
    more = term.locator("> span a")
    expect(more).to_be_focused()
    reader.keyboard.press("Escape")
    expect(term.locator("> span")).to_be_hidden()
    expect(term.locator("a").first).to_be_focused()
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    expect(reader.locator("h1")).to_be_visible()
    assert "/glossary/#" in reader.url


def test_a_definition_is_a_link_without_scripts(browser: Browser, site: Site) -> None:
    context = context_make(browser, site, "en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/en/courses/{course.slug}/lessons/{course.lesson_slugs()[0]}/")
    page.locator(".term > a").first.click()
    assert "/glossary/#" in page.url
    context.close()


def test_a_tooltip_closes_by_escape_where_it_stands(reader: Page, language: str) -> None:
    """WCAG 1.4.13: without moving the pointer or the focus; it opens again for who comes back."""
    reader.goto(f"/{language}/courses/{course.slug}/lessons/{course.lesson_slugs()[0]}/")
    term = reader.locator(".term").first
    tip = term.locator("[role=tooltip]")
    link = term.locator("a").first
    expect(tip).to_be_hidden()
    link.hover()
    expect(tip).to_be_visible()
    reader.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    reader.mouse.move(0, 0)
    link.hover()
    expect(tip).to_be_visible()
    reader.mouse.move(0, 0)
    link.focus()
    expect(tip).to_be_visible()
    reader.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    reader.locator("h1").evaluate("each => { each.tabIndex = -1; each.focus() }")
    link.focus()
    expect(tip).to_be_visible()
