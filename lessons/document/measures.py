"""`{measure key}` in a text: the place of the reader's own figure.

The place is an element that no author can write; the page fills it for each reader, and whoever
shows the text without filling it shows that nothing was measured.
"""

from __future__ import annotations

import html as htmllib
import re
from collections.abc import Callable

from lessons.document.labels import label
from lessons.document.page import Page, Places
from virtlearn.core.wording import shown

key_shape = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*\Z")
# In finished HTML: code and tags are passed over, so that none of them is changed.
written = re.compile(
    r"<code>.*?</code>|<[^<>]*>|\{measure(?P<key>(?: [^{}<>]{0,80})?)\}", re.DOTALL
)
place = re.compile(r'<span class="measure" data-measure="([a-z0-9._-]+)">[^<]*</span>')


def measures_finish(html: str, page: Page, places: Places) -> str:
    """`html` with the place of a figure for every `{measure key}`.

    `{measure}` alone is the measure of the claim that it stands in, or of the last one above.
    """
    if "{measure" not in html:
        return html

    def finish(found: re.Match[str]) -> str:
        if found["key"] is None:
            return found[0]
        line = places.of("{measure")
        key = found["key"].strip()
        if not page.figures_open:
            page.problem(line, "`{measure}` stands in a lesson's text: move it there")
        elif not key and not page.measure:
            page.problem(line, "no claim above has a measure: write `{measure its.key}`")
        elif key and not key_shape.match(key):
            page.problem(line, f"`{shown(key)}` is no measure: {key_rule}")
        else:
            return measure_place(key or page.measure, page.language)
        return htmllib.escape(found[0])

    return written.sub(finish, html)


key_rule = "write lower-case words joined by dots, as in `start.vm`"


def measure_place(key: str, language: str) -> str:
    said = htmllib.escape(label("not-measured", language), quote=False)
    return f'<span class="measure" data-measure="{key}">{said}</span>'


def measures_fill(html: str, figure: Callable[[str], str]) -> str:
    """`html` with `figure(key)`, which is HTML, in every place of a figure."""
    return place.sub(lambda found: figure(found[1]), html)
