"""axe-core on a page, whose script is loaded once a page: it has half a megabyte."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_script = Axe().axe_script
_run = "([context, options]) => axe.run(context ?? document, options)"


def violations(
    page: Page, options: Mapping[str, Any] | None = None, *, within: str | None = None
) -> list[dict[str, Any]]:
    """What axe finds wrong on the page as it stands, or `within` a selector's element: its rules,
    each with its `id`, `help` and `nodes`."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script)
    # What holds is not listed node by node: on a whole course that would be megabytes.
    wanted = {**(options or {}), "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate(_run, [within, wanted])["violations"]
    return found
