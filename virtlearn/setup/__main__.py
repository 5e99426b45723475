"""`python3 -m virtlearn.setup PURPOSE`: prepares what a command needs, and serves the site.

PURPOSE is test, fast, check or bench (prepare for these), system (what these need of the system,
as root), run (prepare, then serve), serve (at once), machines (their images, for a site that is
served already), browser (the machine that runs in browsers, which no page uses yet), or image (the
site's own).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from virtlearn.setup import site, steps
from virtlearn.setup.browser.machine import machine_ensure, manifest
from virtlearn.setup.console import SetupError, say
from virtlearn.setup.image import image_make
from virtlearn.setup.needs import needs_ensure, system_ensure


def prepare(purpose: str) -> int:
    """For `make test`, `make test-fast`, `make check` and `make bench`. Raises SetupError."""
    if purpose != "fast":
        needs_ensure(purpose)
    steps.packages(dev=True)
    steps.translations()
    if purpose in {"test", "bench"}:
        steps.database()  # where the progress of images is told
    if purpose == "bench":
        steps.images_make()  # the suite makes them beside the tests that need none
    return 0


def run() -> int:
    """Everything that pages need, then the pages; machines are made behind them."""
    steps.packages(dev=False)
    steps.translations()
    install = steps.machine_packages()
    steps.site_files()
    return site.site_serve(machines=True, install=install)


def browser() -> int:
    """The machine that runs in browsers, which no page uses yet. Raises SetupError."""
    steps.packages(dev=False)
    machine_ensure()
    say(f"It is described by {manifest}.")
    return 0


purposes: dict[str, Callable[[], int]] = {
    "test": partial(prepare, "test"),
    "fast": partial(prepare, "fast"),
    "check": partial(prepare, "check"),
    "bench": partial(prepare, "bench"),
    "system": system_ensure,
    "run": run,
    "serve": partial(site.site_serve, machines=False),
    "machines": site.machines_make,
    "browser": browser,
    "image": image_make,
}


def main() -> int:
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in purposes:
        say(__doc__ or "")
        return 2
    try:
        return purposes[purpose]()
    except SetupError as error:
        say(f"\n✗ {error}")
        if error.mend:
            say(f"  {error.mend}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Run it again to go on from here.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
