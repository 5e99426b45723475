"""`python3 -m virtlearn.setup PURPOSE`: prepares what a command needs, and serves the site.

PURPOSE is test, fast, check or bench (prepare for these), run (prepare, then serve), serve (at
once), machines (their images, for a site that is served already), or image (the site's own).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from virtlearn.setup import site, steps
from virtlearn.setup.console import SetupError, say
from virtlearn.setup.gvisor import gvisor_ensure
from virtlearn.setup.image import image_make


def prepare(purpose: str) -> int:
    """For `make test`, `make test-fast`, `make check` and `make bench`. Raises SetupError."""
    steps.packages(dev=True)
    steps.translations()
    if purpose == "fast":
        return 0
    if purpose == "check":
        steps.translation_tools()
        steps.dictionaries()
        return 0
    if purpose == "test":
        steps.dictionaries()
        steps.browser()
        steps.postgres()
        steps.proxies()
        steps.units_judge()
        steps.alerts_judge()
        steps.shell_tools()
        steps.compose()
    steps.database()  # where the progress of images is told
    if not steps.lab_images():
        raise SetupError(
            f"`make {purpose}` starts real containers, and there is no engine to start them on.",
            "Install Docker Engine (apt-get install docker.io iptables procps), start it, and "
            "join its group.",
        )
    steps.engine_client()
    if purpose == "test":
        gvisor_ensure()
    return 0


def run() -> int:
    """Everything that pages need, then the pages; machines are made behind them."""
    steps.packages(dev=False)
    steps.translations()
    install = steps.machine_packages()
    steps.site_files()
    return site.site_serve(machines=True, install=install)


purposes: dict[str, Callable[[], int]] = {
    "test": partial(prepare, "test"),
    "fast": partial(prepare, "fast"),
    "check": partial(prepare, "check"),
    "bench": partial(prepare, "bench"),
    "run": run,
    "serve": partial(site.site_serve, machines=False),
    "machines": site.machines_make,
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
