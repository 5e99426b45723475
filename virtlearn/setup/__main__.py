"""`python3 -m virtlearn.setup run|test|check|bench`: prepares what that command needs."""

from __future__ import annotations

import sys

from virtlearn.setup import steps
from virtlearn.setup.console import SetupError, say
from virtlearn.setup.gvisor import gvisor_ensure


def prepare(purpose: str) -> None:
    steps.environment(dev=purpose != "run")
    steps.browser_libraries()
    steps.translations()
    if purpose == "check":
        steps.translation_tools()
        steps.dictionaries()
        return
    if purpose == "test":
        steps.dictionaries()
        steps.browser()
    images = steps.lab_images()
    if purpose == "test" and images:
        gvisor_ensure()
    if purpose == "run":
        steps.static_files()
        steps.database()
        steps.course()
    elif not images:
        raise SetupError(
            f"`make {purpose}` starts real containers, and there is no engine to start them on.",
            "Install Docker Engine (apt-get install docker.io iptables), start it, and join its "
            "group.",
        )


def main() -> int:
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in {"run", "test", "check", "bench"}:
        say(__doc__ or "")
        return 2
    try:
        prepare(purpose)
    except SetupError as error:
        say(f"\n✗ {error}")
        if error.mend:
            say(f"  {error.mend}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Run it again to go on from here.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
