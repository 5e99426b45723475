"""Pages with system fonts that are lower, narrower, higher or wider than any here.

Which fonts a reader has is not known. Descriptors of @font-face give any font other metrics, so
that what is found does not hang on the fonts of the machine that runs the tests.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e import axe, course
from tests.e2e.conftest import context_make
from tests.e2e.test_pages import paths, widths
from tests.site import Site

installed = ("DejaVu Sans", "Liberation Sans", "Noto Sans", "FreeSans", "DejaVu Sans Mono")
# Size, ascent and descent in percent. Of fonts that systems come with, FreeSans is about the
# lowest (90 and 20), Noto Sans the highest (107 and 29), DejaVu Sans the widest.
metrics = {"small": (75, 75, 15), "large": (115, 130, 50)}
places = (f"lesson-{course.lesson_slugs()[0]}", "home", "course", "wizard-result", "login")
load = """() => Promise.race([
    document.fonts.load("16px odd").then((faces) => faces.length),
    new Promise((done) => setTimeout(done, 5000, 0)),
])"""


def style(size: int, ascent: int, descent: int) -> str:
    sources = ", ".join(f'local("{name}")' for name in installed)
    return f"""@font-face {{
        font-family: odd; src: {sources}; size-adjust: {size}%; line-gap-override: 0%;
        ascent-override: {ascent}%; descent-override: {descent}%;
    }}
    * {{ font-family: odd !important; }}"""


@pytest.mark.parametrize("name", metrics)
def test_targets_are_large_enough_in_any_font(browser: Browser, site: Site, name: str) -> None:
    context = context_make(browser, site, "en", reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    problems = []
    for place in places:
        page.goto(f"/en/{paths[place]}")
        page.add_style_tag(content=style(*metrics[name]))
        assert page.evaluate(load) == 1, f"none of {installed} is here: install fonts-dejavu-core"
        for width, pixels in widths.items():
            page.set_viewport_size({"width": pixels, "height": 800})
            problems += [
                f"{place}, {width}: {node['failureSummary']}: {node['html'][:200]}"
                for found in axe.violations(page, {"runOnly": ["target-size"]})
                for node in found["nodes"]
            ]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 1:
                problems.append(f"{place}, {width}: {wide} px wider than the screen")
    context.close()
    assert problems == []
