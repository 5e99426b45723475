"""`manage.py lab images`: what it prints of the builds, and where the rest of it goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from labs.catalog import provider as catalog_provider
from labs.engines.errors import EngineError
from labs.engines.protocols import Engine
from labs.provisioning.broker_manifest import manifest_publish, scripts_renew
from labs.provisioning.build_progress import Progress, bar
from labs.provisioning.image_builds import build_order, images_build
from labs.provisioning.images import image_of, images_all, images_renew, is_virtual
from labs.spec.definition import machine_kinds

quarter = 25  # per cent after which another line is printed where nobody sits at a terminal
width = 78


def log_path() -> Path:
    """Where every line of the builders goes, as all of the set-up's output does."""
    return Path(settings.VAR_DIR) / "setup.log"


class Console:
    """Shows builds: on a terminal (`live`) one line, drawn anew; else a line for each quarter."""

    def __init__(self, write: Callable[[str], object], *, live: bool) -> None:
        self.write = write
        self.live = live
        self.kinds: Sequence[str] = ()  # that are built, in their order
        self.said: dict[str, int] = {}  # per cent that were said, by kind

    def show(self, kind: str, progress: Progress) -> None:
        if not self.live and progress.percent < self.said.get(kind, -quarter) + quarter:
            return
        self.said[kind] = progress.percent
        number = f"{self.kinds.index(kind) + 1} of {len(self.kinds)}"
        step = f", step {progress.step} of {progress.steps}" if progress.steps else ""
        line = f"  {bar(progress.percent)} {progress.percent:3} %  {kind} ({number}{step})"
        self.write(f"\r{line:<{width}}" if self.live else f"{line}\n")

    def line(self, text: str) -> None:
        """One that stays."""
        self.write(f"\r{text:<{width}}\n" if self.live else f"{text}\n")


def images_make(
    engine: Engine,
    console: Console,
    kinds: Collection[str],
    *,
    again: bool = False,
    keep_stages: bool = False,
) -> None:
    """Builds the images of `kinds` that are missing, or with `again` all of them; none: all kinds.

    Raises CommandError with what could not be built, EngineError where the engine does not answer.
    """
    if unknown := set(kinds) - machine_kinds():
        known = ", ".join(sorted(machine_kinds()))
        raise CommandError(f"{', '.join(sorted(unknown))}: no such machine; known are {known}")
    manifest_publish(engine)  # what is there can be started meanwhile
    scripts_renew()
    images_renew()  # those that are there: none is old while others are built on it
    wanted = build_order((lab.spec for lab in catalog_provider.lab_list()), kinds)
    missing = [kind for kind in wanted if again or not is_present(engine, kind)]
    if there := [kind for kind in wanted if kind not in missing]:
        console.line(f"  Images that are there: {', '.join(there)}")
    failed = missing_build(engine, console, missing, fresh=again) if missing else {}
    engine.images_old_remove(images_all(), console.line)
    if not keep_stages:
        engine.images_stages_remove(images_all())
    if failed:
        faults = [f"{kind} could not be built: {error.message}" for kind, error in failed.items()]
        raise CommandError("\n".join([*faults, f"What the builder said is in {log_path()}."]))


def is_present(engine: Engine, kind: str) -> bool:
    """Whether the image is there, with a template that fits what guests run on here now."""
    image = image_of(kind)
    if is_virtual(kind) and engine.image_present(image):
        engine.accelerator(image, look=True)
    return engine.image_present(image)


def missing_build(
    engine: Engine, console: Console, kinds: Sequence[str], *, fresh: bool
) -> Mapping[str, EngineError]:
    """Builds them; gives what failed. Every line of the builder goes to the log."""
    console.kinds = kinds
    log_path().parent.mkdir(parents=True, exist_ok=True)
    with log_path().open("a") as log:

        def say(line: str) -> None:
            log.write(f"{line}\n")
            log.flush()

        failed = images_build(engine, kinds, say, console.show, fresh=fresh)
    for kind in kinds:
        if kind not in failed:
            console.line(f"  {image_of(kind)} is built")
    return failed
