"""Being advised: question by question, with and without scripts, shared, printed, downloaded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from lessons.wizard.model import Persona, skip
from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.lessons.wizard.models import shipped
from tests.site import Site

# Of somebody for whom containers are enough.
plain = "guest=linux&kernel=host&neighbours=own&shape=program&delivery=images&team=small"


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
        head = page.locator("#result header.advice")  # a tie names all who tie below its heading
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
    reader.goto(f"/{language}/courses/{course.slug}/wizard/result/?{plain}")
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
    expect(reader.locator("#weighed .ranking li").first).not_to_contain_text(before)
    reader.locator("button[name=apply]").click()
    expect(reader.locator("#result h1")).not_to_have_text(before)
    assert "w.hostile-isolation=5" in reader.url
    assert "w.density" not in reader.url  # nobody moved it
    reader.locator("#result a[href*='/wizard/weights/']").click()
    expect(output).to_have_text("5")
    reader.locator(".weights .actions a").click()
    expect(output).to_have_text("0")


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=["desktop", "phone"])
def test_the_result_stays_in_sight_while_weights_move(
    browser: Browser, site: Site, console: Console, size: tuple[int, int]
) -> None:
    width, height = size
    context = context_make(browser, site, "en", viewport={"width": width, "height": height})
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/courses/{course.slug}/wizard/weights/?{plain}")
    first = page.locator("#weighed .ranking li").first
    before = first.inner_text()
    # The last of the sliders: the page is scrolled as far as it goes.
    sliders = page.locator("#weights input[type=range]")
    last = sliders.last
    value = last.input_value()
    with page.expect_response(lambda response: "/wizard/weights/" in response.url):
        last.press("ArrowRight" if value != "5" else "ArrowLeft")
    expect(first).not_to_have_text(before)
    result = [first, page.locator("#weighed button[name=apply]"), page.locator("[data-share]")]
    if width > 1000:
        result.append(page.locator("#weighed .radar-chart.radar"))
    for shown in result:
        expect(shown).to_be_in_viewport(ratio=0.99)
    expect(last).to_be_in_viewport(ratio=0.99)
    expect(last).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # The address is the one of these weights: loaded again, it shows the same.
    moved = first.inner_text()
    page.reload()
    expect(first).to_have_text(moved, use_inner_text=True)
    context.close()


def test_a_weight_never_says_what_its_slider_has_passed(reader: Page) -> None:
    reader.goto(
        f"/en/courses/{course.slug}/wizard/weights/?{plain}&w.fault-containment=5&w.hostile-isolation=5"
    )
    slider, about = reader.locator("#weight-hostile-isolation"), "#about-hostile-isolation"
    expect(reader.locator(about)).to_contain_text("Below")
    turned = set()
    for value in range(6):
        with reader.expect_response(lambda response: "/wizard/weights/" in response.url):
            slider.fill(str(value))
        address = rf"hostile-isolation={value}&" if value else "fault-containment=5&revision="
        expect(reader).to_have_url(re.compile(address))
        for word, at in re.findall(r"(Above|Below) ([\d.]+)", reader.locator(about).inner_text()):
            assert float(at) > value if word == "Above" else float(at) < value
            turned.add(word)
    assert turned == {"Above", "Below"}


def test_the_link_to_share_is_copied(
    browser: Browser, site: Site, console: Console, language: str
) -> None:
    context = context_make(browser, site, language, viewport={"width": 1280, "height": 720})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    console.listen(page)
    page.goto(f"/{language}/courses/{course.slug}/wizard/result/?{plain}")
    button = page.locator("[data-share]")
    expect(button).to_be_in_viewport(ratio=1)
    expect(page.locator(".radar-chart.radar")).to_be_in_viewport(ratio=1)
    label = button.inner_text()
    button.click()
    expect(button).not_to_have_text(label)
    copied = page.evaluate("navigator.clipboard.readText()")
    advice = page.locator("#result h1").inner_text()
    page.goto(copied)
    expect(page.locator("#result h1")).to_have_text(advice)
    context.close()


def test_weights_are_set_without_scripts(browser: Browser, site: Site) -> None:
    context = context_make(browser, site, "en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/en/courses/{course.slug}/wizard/weights/?{plain}")
    page.locator("#weight-hostile-isolation").press("End")
    page.get_by_role("button", name="Recalculate").click()
    expect(page.locator("#about-hostile-isolation")).to_contain_text("Set by hand")
    page.locator("button[name=apply]").click()
    assert "w.hostile-isolation=5" in page.url
    context.close()


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
