"""What a terminal shows that is more than letters: addresses, pictures, ligatures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Console
from tests.e2e.lab import inside, running_lab, screen, see, type_line
from tests.site import Site


@pytest.fixture
def bench(browser: Browser, site: Site, console: Console) -> Iterator[Page]:
    with running_lab(browser, site, console) as page:
        yield page


def press(page: Page, text: str) -> None:
    """Clicks into the first word of the last line that is `text` alone."""
    row = page.locator(".terminal-panel:visible .xterm-rows > div", has_text=text).last
    box = row.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] - box["height"])  # it looks where the pointer comes to
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.wait_for_timeout(200)
    page.mouse.click(box["x"] + 20, box["y"] + box["height"] / 2)


def test_an_address_is_shown_before_it_is_opened_in_a_tab_of_its_own(
    bench: Page, site: Site
) -> None:
    where = f"{site.url}/healthz/live"
    type_line(bench, f"clear; echo; echo {where}")
    see(bench, rf"\n{where}")
    press(bench, where)
    dialog = bench.get_by_role("dialog", name="Open this address?")
    expect(dialog).to_contain_text(where)
    bench.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert bench.evaluate(inside)
    press(bench, where)
    with bench.context.expect_page() as opened:
        dialog.get_by_role("link", name="Open in a new tab").click()
    other = opened.value
    other.wait_for_load_state()
    assert other.url == where
    assert other.evaluate("[window.opener, document.referrer]") == [None, ""]
    other.close()
    expect(dialog).to_be_hidden()


def test_words_that_lead_elsewhere_say_where(bench: Page) -> None:
    """OSC 8: the text is one address, and the link another."""
    hidden = "http://xn--bcher-kva.example/?from=lab"
    type_line(
        bench,
        r"clear; printf '\n\e]8;;http://bücher.example/?from=lab\e\\https://good.example\e]8;;\e\\\n'",
    )
    see(bench, r"\nhttps://good\.example")
    press(bench, "https://good.example")
    dialog = bench.get_by_role("dialog", name="Open this address?")
    expect(dialog.locator("[data-link-address]")).to_have_text(hidden)
    expect(dialog.locator("[data-link-host]")).to_have_text("xn--bcher-kva.example")
    expect(dialog.get_by_role("link")).to_have_attribute("href", hidden)
    bench.keyboard.press("Escape")


@pytest.mark.parametrize(
    "address", ["javascript:document.title=1", "data:text/html,x", "file:///etc/passwd", "ssh://x/"]
)
def test_what_is_no_page_leads_nowhere(bench: Page, address: str) -> None:
    type_line(bench, rf"clear; printf '\n\e]8;;{address}\e\\words of a link\e]8;;\e\\\n'")
    see(bench, r"\nwords of a link")
    title, pages = bench.title(), len(bench.context.pages)
    press(bench, "words of a link")
    bench.wait_for_timeout(300)
    assert bench.locator("dialog[open]").count() == 0
    assert (bench.title(), len(bench.context.pages)) == (title, pages)


def test_pictures_of_programs_are_not_drawn(bench: Page) -> None:
    """Sixel, iTerm2's and kitty's: nothing of them is shown, and what follows is."""
    pixel = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
        "rkJggg=="
    )
    type_line(
        bench,
        r"clear; printf '\ePq#0;2;0;0;0#0~~@@vv@@~~@@~~$-\e\\';"
        rf" printf '\e]1337;File=inline=1:{pixel}\a';"
        rf" printf '\e_Ga=T,f=100;{pixel}\e\\'; echo after-$((6*7))",
    )
    see(bench, "^after-42")
    place = bench.locator(".terminal-panel:visible .terminal-place")
    assert place.locator("img, canvas").count() == 0
    assert "iVBOR" not in screen(bench)


def test_no_letters_melt_into_one(bench: Page) -> None:
    letters = bench.locator(".terminal-panel:visible .xterm-rows")
    expect(letters).to_have_css("font-variant-ligatures", "none")
