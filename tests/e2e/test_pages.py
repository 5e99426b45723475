"""Every page in both themes and two widths: axe finds nothing, nothing is wider than the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import axe, course
from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.lab import open_lab, start, stop
from tests.site import Site

widths = {"desktop": 1280, "phone": 360}
rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
colours = {"runOnly": ["color-contrast", "link-in-text-block"]}
parts = 3  # in which the pages are shared among processes
base = f"courses/{course.slug}"
paths = {
    "home": "",
    "course": f"{base}/",
    **{f"lesson-{slug}": f"{base}/lessons/{slug}/" for slug in course.lesson_slugs()},
    "glossary": f"{base}/glossary/",
    "claims": f"{base}/claims/",
    "figures": "figures/",
    "search": f"{base}/search/?q=kernel",
    "notes": f"{base}/notes/",
    "done": f"{base}/done/",
    "print": f"{base}/print/",
    "lab": f"{base}/labs/whose-kernel/",
    "test-before": f"{base}/before/",
    "test-end": f"{base}/end/",
    "review": "review/",
    "wizard": f"{base}/wizard/",
    "wizard-result": f"{base}/wizard/result/",
    "wizard-record": f"{base}/wizard/record/?neighbours=strangers&w.density=4",
    "wizard-compare": f"{base}/wizard/compare/?neighbours=strangers&a=oci&b=kvm",
    "wizard-weights": f"{base}/wizard/weights/?neighbours=teams&w.density=4",
    "login": "accounts/login/",
    "signup": "accounts/signup/",
    "password-reset": "accounts/password/reset/",
    "missing": "no-such-page/",
}


# A colour on its way to another one is neither.
settle = """() => document.getAnimations()
    .filter(each => each instanceof CSSTransition).forEach(each => each.finish())"""


def rules_of(theme: str) -> Mapping[str, Any]:
    """What is looked for on a page that is looked at in both themes, one width at a time: of the
    dark one's rules only those about colours can find what the light one has not shown."""
    return rules if theme == "light" else colours


def examine(page: Page, name: str, folder: Path, rules: Mapping[str, Any] = rules) -> list[str]:
    """What axe and the ruler find on the page as it stands."""
    page.evaluate(settle)
    picture(page, folder / f"{name}.png", full_page=True)
    problems = [
        f"{name}: {each['id']}: {each['help']}: {node['html'][:200]}"
        for each in axe.violations(page, rules)
        for node in each["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 1:
        problems.append(f"{name}: {wide} px wider than the screen")
    return problems


# What a script draws by the theme, as a terminal, follows with the next frame.
drawn = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def examine_in_both_themes(page: Page, name: str, folder: Path) -> list[str]:
    """The same, of a page that stays as it is; it is light afterwards."""
    problems = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.evaluate(drawn)
        problems += examine(page, f"{name}-{theme}", folder, rules_of(theme))
    return problems


@pytest.mark.parametrize("part", range(parts))
def test_pages_are_accessible(
    browser: Browser, site: Site, language: str, part: int, screenshots: Path
) -> None:
    """Each page in both widths and both themes."""
    context = context_make(browser, site, language, color_scheme="light", reduced_motion="reduce")
    console = Console()
    page = context.new_page()
    console.listen(page)
    problems: list[str] = []
    for name, path in list(paths.items())[part::parts]:
        page.set_viewport_size({"width": widths["desktop"], "height": 800})
        page.goto(f"/{language}/{path}")
        # The 404 page is asked for on purpose, and the browser says so.
        problems += [text for text in console.complaints if "404" not in text]
        for width, pixels in widths.items():
            page.set_viewport_size({"width": pixels, "height": 800})
            for theme in ("dark", "light"):
                page.emulate_media(color_scheme=theme)
                looked_at = f"{name}-{language}-{theme}-{width}"
                problems += examine(page, looked_at, screenshots, rules_of(theme))
        console.complaints.clear()  # what axe itself does to the page is not the page's fault
    context.close()
    assert problems == []


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_lab_is_accessible_while_it_runs(
    browser: Browser, site: Site, console: Console, width: str, screenshots: Path
) -> None:
    context = context_make(
        browser,
        site,
        "en",
        viewport={"width": widths[width], "height": 800},
        reduced_motion="reduce",
    )
    page = context.new_page()
    console.listen(page)
    open_lab(page, "en")
    start(page)
    problems = examine_in_both_themes(page, f"lab-running-{width}", screenshots)
    if width == "phone":  # one switches between the text and the machines
        page.locator("[data-show-pane=text]").click()
        expect(page.locator("section.machine")).to_be_hidden()
        problems += examine_in_both_themes(page, "lab-text", screenshots)
        page.locator("[data-show-pane=machines]").click()
        expect(page.locator("section.machine")).to_be_visible()
    stop(page)
    problems += examine_in_both_themes(page, f"lab-ended-{width}", screenshots)
    context.close()
    assert problems == []


def test_the_pages_of_people_are_accessible(
    browser: Browser, site: Site, screenshots: Path
) -> None:
    """Account, deletion, password, what a learner may not see; the last one by its 403."""
    context = context_make(browser, site, "en", reduced_motion="reduce")
    page = context.new_page()
    page.goto("/en/accounts/signup/")
    page.locator("input[name=username]").fill("reader-of-pages")
    for field in ("password1", "password2"):
        page.locator(f"input[name={field}]").fill("a-long-enough-password")
    page.locator("main form button").click()
    expect(page.locator("header")).to_contain_text("reader-of-pages")
    problems = []
    for path in (
        "account/",
        "account/tokens/",
        "account/delete/",
        "accounts/password/change/",
        "teach/",
    ):
        page.goto(f"/en/{path}")
        name = f"people-{path.strip('/').replace('/', '-')}"
        problems += examine_in_both_themes(page, name, screenshots)
    expect(page.locator("main h1")).to_have_text("You can't open this page")
    context.close()
    assert problems == []


much_done = f"""
from django.utils import timezone
from labs.models import Measurement
from lessons.models import LessonRead
from virtlearn.people.models import User
user = User.objects.latest("pk")
LessonRead.objects.create(user=user, course="{course.slug}", lesson="kernel-boundary")
for key, unit in (("crash.gap.vm", "s"), ("crash.gap.container", "s")):
    Measurement.objects.create(
        user=user, course="{course.slug}", lab="crash", key=key, value=0.1, unit=unit,
        source=Measurement.Source.MACHINE, measured_on="vm TCG on runc, Docker",
    )
"""


def test_a_record_and_its_certificate_are_accessible(
    browser: Browser, site: Site, language: str, screenshots: Path
) -> None:
    context = context_make(browser, site, language, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"/{language}/{base}/before/")
    page.locator("main form button").first.click()  # makes a guest
    site.command("shell", "-v0", "-c", much_done)
    problems = []
    page.goto(f"/{language}/{paths['done']}")
    expect(page.locator("main table tbody tr")).to_have_count(2)
    page.locator(".certificate-form button").click()
    for name in ("record", "certificate"):
        expect(page.locator("main table tbody tr")).to_have_count(2)
        for width, pixels in widths.items():
            page.set_viewport_size({"width": pixels, "height": 800})
            problems += examine_in_both_themes(page, f"{name}-{language}-{width}", screenshots)
        if name == "record":
            page.locator(".issued .address a").click()
    context.close()
    assert problems == []


one_answers = """
from lessons.models import Attempt
from virtlearn.people.models import User
Attempt.objects.create(
    user=User.objects.create_user(username='who-answers'), course='containers-vs-kvm',
    lesson='kernel-boundary', question='process-list', number=1, language='en', answer=['c'],
    fraction=0, points=0, correct=False)
"""


heads_away = """
from virtlearn.people.models import User
heads = User.objects.filter(role="head")
print(*heads.values_list("pk", flat=True))
heads.update(role="learner")
"""
heads_back = """
from virtlearn.people.models import User
User.objects.filter(pk__in=[{}]).update(role="head")
"""


@pytest.fixture
def headless(site: Site) -> Iterator[None]:
    """The site as it is before its first head; those of other tests are back afterwards."""
    heads = site.command("shell", "-v0", "-c", heads_away).split()
    yield
    site.command("shell", "-v0", "-c", heads_back.format(",".join(heads)))


@pytest.mark.usefixtures("headless")
def test_the_first_head_sees_the_revisions(browser: Browser, site: Site, screenshots: Path) -> None:
    """The link that only who started the site was shown, once; then the teacher's pages."""
    link = re.search(r"http://\S+/first-run/\S+/", site.command("welcome"))
    assert link
    context = context_make(browser, site, "en", reduced_motion="reduce")
    page = context.new_page()
    page.goto(link[0])
    problems = examine(page, "first-run", screenshots)
    page.locator("input[name=username]").fill("first-head")
    page.locator("input[name=password]").fill("1234")
    page.locator("main form button").click()
    expect(page.locator(".errorlist")).to_be_visible()
    problems += examine(page, "first-run-refused", screenshots)
    page.locator("input[name=password]").fill("a-long-enough-password")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/teach/$"))
    expect(page.locator("main")).to_contain_text("Containers and virtual machines, measured")
    problems += examine(page, "teach", screenshots)
    site.command("shell", "-v0", "-c", one_answers)
    page.locator(f"a[href$='/{course.slug}/results/']").click()
    expect(page.locator(".answers tbody tr").first).to_be_visible()
    problems += examine(page, "teach-answers", screenshots)
    page.goto(link[0])
    expect(page.locator("h1")).to_contain_text("no such page")
    context.close()
    assert "first-run" not in site.command("welcome")
    assert problems == []
