"""Being advised: question by question, with and without scripts, shared, printed, downloaded."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from lessons.wizard.model import Persona, skip
from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.lessons.wizard.models import shipped
from tests.site import Site


def answer_all(page: Page) -> int:
    """Takes the first answer of every question; how many there were."""
    asked = 0
    while page.locator("#question").count():
        step = page.locator("#question-head").inner_text()
        page.locator("#question input[type=radio]").first.check()
        page.locator("#question button[type=submit]").click()
        expect(
            page.locator("#question-head", has_text=re.compile(f"^{re.escape(step)}$"))
        ).to_have_count(0)
        asked += 1
        assert asked < 40
    return asked


def test_advice_comes_with_reasons_and_can_be_shared(
    reader: Page, browser: Browser, site: Site, language: str
) -> None:
    reader.goto(f"/{language}/courses/{course.slug}/wizard/")
    assert answer_all(reader) >= 3
    result = reader.locator("#result")
    expect(result.locator("svg").first).to_be_visible()
    expect(result.locator("table").first).to_be_visible()
    expect(
        result.locator(f"a[href*='/{language}/courses/{course.slug}/lessons/']:visible").first
    ).to_be_visible()
    advice = result.inner_text()
    with reader.expect_download() as download:
        result.locator("a[download]").click()
    markdown = download.value.path().read_text()
    assert markdown.startswith("#")
    other = context_make(browser, site, language).new_page()
    other.goto(reader.url)
    assert other.locator("#result").inner_text() == advice
    other.context.close()


def test_back_loses_nothing(reader: Page, language: str) -> None:
    reader.goto(f"/{language}/courses/{course.slug}/wizard/")
    first = reader.locator("#question-head").inner_text()
    chosen = reader.locator("#question input[type=radio]").nth(1)
    value = chosen.get_attribute("value") or ""
    chosen.check()
    reader.locator("#question button[type=submit]").click()
    expect(reader.locator("#question-head")).not_to_have_text(first)
    reader.go_back()
    expect(reader.locator("#question-head")).to_have_text(first)
    reader.go_forward()
    expect(reader.locator("#question-head")).not_to_have_text(first)
    assert value in reader.url
    reader.reload()
    expect(reader.locator("#question-head")).not_to_have_text(first)


def test_it_works_without_scripts(
    browser: Browser, site: Site, console: Console, language: str
) -> None:
    context = context_make(browser, site, language, java_script_enabled=False)
    page = context.new_page()
    console.listen(page)
    page.goto(f"/{language}/courses/{course.slug}/wizard/")
    answer_all(page)
    expect(page.locator("#result table").first).to_be_visible()
    context.close()


def test_it_works_by_keyboard(reader: Page, language: str) -> None:
    reader.goto(f"/{language}/courses/{course.slug}/wizard/")
    first = reader.locator("#question-head").inner_text()
    reader.locator("#question input[type=radio]").first.focus()
    reader.keyboard.press("Space")
    reader.keyboard.press("Enter")
    expect(reader.locator("#question-head")).not_to_have_text(first)
    expect(reader.locator("#question-head")).to_be_focused()


def walk(page: Page, persona: Persona) -> int:
    """Answers as the persona would, skips what it says nothing about; how often it was asked."""
    asked = 0
    while page.locator("#question").count():
        step = page.locator("#question-head").inner_text()
        name = page.locator("#question input[type=radio]").first.get_attribute("name") or ""
        answer = persona.answers.get(name, skip)
        if answer == skip:
            page.locator(f"#question a[href*='{name}=skip']").first.click()
        else:
            page.locator(f"#question input[type=radio][value='{answer}']").check()
            page.locator("#question button[type=submit]").click()
        expect(
            page.locator("#question-head", has_text=re.compile(f"^{re.escape(step)}$"))
        ).to_have_count(0)
        asked += 1
        assert asked < 40
    return asked


def test_every_persona_is_advised_as_its_author_meant(
    browser: Browser, site: Site, console: Console
) -> None:
    model = shipped()
    assert len(model.personas) == 20
    for place, persona in enumerate(model.personas):
        language = ("en", "es")[place % 2]
        context = context_make(browser, site, language)
        page = context.new_page()
        console.listen(page)
        page.goto(f"/{language}/courses/{course.slug}/wizard/")
        names = [model.alternative(each).name[language] for each in persona.winners]
        head = page.locator("#result h1")
        asked = walk(page, persona)
        assert any(name in head.inner_text() for name in names), persona.id
        more = page.locator("#result .actions a[href*='all=1']")
        if more.count():  # it ended early: the rest changes nothing at the top
            more.click()
            asked += walk(page, persona)
        assert asked >= 3
        for name in names:
            expect(head).to_contain_text(name)
        context.close()


def test_weights_are_moved_by_keyboard_and_turn_the_advice(reader: Page, language: str) -> None:
    answers = "guest=linux&kernel=host&neighbours=own&shape=program&delivery=images&team=small"
    reader.goto(f"/{language}/courses/{course.slug}/wizard/result/?{answers}")
    before = reader.locator("#result h1").inner_text()
    reader.locator("#result a[href*='/wizard/weights/']").click()
    slider = reader.locator("#weight-hostile-isolation")
    output = reader.locator("output[for=weight-hostile-isolation]")
    expect(output).to_have_text("0")
    slider.focus()
    slider.press("End")
    expect(output).to_have_text("5")
    reader.locator("#weight-fault-containment").press("End")
    reader.locator("#weight-simplicity").press("Home")
    reader.locator("#weight-image-distribution").press("Home")
    reader.locator("button[name=apply]").click()
    expect(reader.locator("#result h1")).not_to_have_text(before)
    assert "w.hostile-isolation=5" in reader.url
    assert "w.density" not in reader.url  # nobody moved it
    reader.locator("#result a[href*='/wizard/weights/']").click()
    expect(output).to_have_text("5")
    reader.locator(".weights .actions a.secondary").click()
    expect(output).to_have_text("0")


def test_the_record_is_printed_on_one_page(reader: Page, language: str) -> None:
    persona = next(each for each in shipped().personas if each.id == "kubernetes-teams")
    answers = "&".join(f"{name}={answer}" for name, answer in persona.answers.items())
    reader.goto(f"/{language}/courses/{course.slug}/wizard/record/?{answers}&w.density=4")
    expect(reader.locator("[data-wizard-print]")).to_be_visible()
    margins = dict.fromkeys(("top", "bottom", "left", "right"), "12mm")
    printed = reader.pdf(format="A4", margin=margins)  # type: ignore[arg-type]
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_two_alternatives_are_compared_and_scores_opened_without_scripts(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en", java_script_enabled=False)
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/courses/{course.slug}/wizard/result/?neighbours=strangers")
    page.locator("a[href='#score-start-up-kvm']").click()
    opened = page.locator("#score-start-up-kvm")
    expect(opened).to_contain_text("Firmware, a kernel and a whole system boot")
    expect(opened).to_be_visible()
    expect(opened).to_contain_text("not measured yet")
    expect(opened.locator("a[href$='/labs/start-up-race/']")).to_be_visible()
    page.locator("a[href*='/wizard/compare/']").click()
    page.locator("#compare-a").select_option("oci")
    page.locator("#compare-b").select_option("kvm")
    page.locator(".pair button").click()
    expect(page.locator("tfoot")).to_contain_text("ruled out")
    expect(page.locator(".fates").first).to_contain_text("possible")
    context.close()
