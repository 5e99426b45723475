"""Finding, keeping one's place, notes and a certificate: with a keyboard, and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.site import Site

base = f"courses/{course.slug}"
select = """() => {
  const paragraph = document.querySelector(".prose h2 ~ p");
  paragraph.scrollIntoView({block: "center"});
  const range = document.createRange();
  range.selectNodeContents(paragraph);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return paragraph.innerText.slice(0, 12);
}"""


def choose_passage(page: Page) -> str:
    """Selects a paragraph, as one would with the keyboard; how it begins."""
    words = str(page.evaluate(select))
    expect(page.locator(".note-toolbar")).to_be_visible()
    return words


def test_by_keyboard(browser: Browser, site: Site, console: Console) -> None:
    context = context_make(browser, site, "es", viewport={"width": 360, "height": 800})
    page = context.new_page()
    console.listen(page)
    # As one types, without accents.
    page.goto(f"/es/{base}/search/")
    page.locator("#q").press_sequentially("nucle")
    expect(page.locator(".found mark").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"search/\?q=nucle$"))
    page.locator(".found-where", has_not_text="Glos").first.wait_for()
    # A note and a highlight.
    lesson = course.lesson_slugs()[0]
    page.goto(f"/es/{base}/lessons/{lesson}/")
    words = choose_passage(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("My own words")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    ref = page.locator(".note-ref")
    expect(ref).to_be_focused()
    expect(page.locator("mark.passage-mark").first).to_contain_text(words.split()[0])
    page.keyboard.press("Enter")
    note = page.locator("#my-notes .note")
    expect(note).to_be_in_viewport()
    expect(note).to_contain_text("My own words")
    page.reload()
    expect(page.locator("mark.passage-mark").first).to_be_visible()
    note.locator(".danger").press("Enter")
    undo = page.locator(".notes-undo button")
    expect(undo).to_be_focused()
    expect(page.locator("mark.passage-mark")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("mark.passage-mark").first).to_be_visible()
    # The place is kept while one reads, and shown on the course's page.
    heading = page.locator(".prose h2[id]").nth(1)
    with page.expect_response(re.compile("/place/$")) as told:
        heading.evaluate("each => each.scrollIntoView()")
    assert told.value.status == 204
    page.goto(f"/es/{base}/")
    step = page.locator(".resume a.button")
    expect(step).to_have_attribute("href", re.compile(f"/lessons/{lesson}/#"))
    context.close()


def test_a_visitor_finds_back_and_tooltips_stay_on_the_screen(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en", viewport={"width": 360, "height": 800})
    page = context.new_page()
    console.listen(page)
    lesson = course.lesson_slugs()[0]
    page.goto(f"/en/{base}/lessons/{lesson}/")
    for term in page.locator(".term > a").all()[:12]:
        term.focus()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    page.locator(".prose h2[id]").nth(2).evaluate("each => each.scrollIntoView()")
    for _ in range(80):  # the page tells a place at which one stays
        if page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('place:'))"):
            break
        page.wait_for_timeout(500)
    page.goto(f"/en/{base}/")
    link = page.locator("[data-left-off] a")
    expect(link).to_have_attribute("href", re.compile(f"/lessons/{lesson}/"))
    link.click()
    expect(page.locator("h1")).to_be_visible()
    context.close()


def test_without_scripts(browser: Browser, site: Site, console: Console) -> None:
    context = context_make(browser, site, "en", java_script_enabled=False)
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/{base}/search/")
    page.locator("#q").fill("namespace")
    page.locator("#q").press("Enter")
    expect(page.locator(".found mark").first).to_be_visible()
    lesson = course.lesson_slugs()[0]
    page.goto(f"/en/{base}/lessons/{lesson}/")
    page.locator(".note-new summary").click()
    page.locator("#my-note-section").select_option(index=1)
    page.locator("#my-note-text").fill("By a form")
    page.locator(".note-new button").click()
    expect(page.locator("#my-notes .note")).to_contain_text("By a form")
    page.locator("#progress form button").click()
    page.goto(f"/en/{base}/notes/")
    page.locator(".note .danger").click()
    page.locator("#deleted ~ .note-list button").click()
    expect(page.locator(".note")).to_contain_text("By a form")
    page.goto(f"/en/{base}/done/")
    page.locator("#certificate-name").fill("Ada")
    page.get_by_role("button", name="Issue a certificate").click()
    address = page.locator(".issued .address a").inner_text()
    other = context_make(browser, site, "en")
    public = other.new_page()
    public.goto(address)
    expect(public.locator("main")).to_contain_text("Verified")
    expect(public.locator("main")).to_contain_text("Ada")
    page.get_by_role("button", name="Withdraw").click()
    response = public.goto(address)
    assert response
    assert response.status == 410
    other.close()
    context.close()
