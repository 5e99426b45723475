"""`manage.py lab list|images|manifest|clean|verify|runtimes`.

What labs there are, their images, whether they hold, and what their machines can run on.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from labs.catalog import provider as catalog_provider
from labs.catalog.provider import Lab
from labs.engines.base import runtimes_known
from labs.engines.errors import EngineError
from labs.engines.protocols import Engine
from labs.engines.registry import engine_get, engine_use_directly
from labs.management.images import Console, images_make
from labs.provisioning.broker_manifest import manifest_publish, scripts_renew
from labs.provisioning.clean import installation_clear
from labs.provisioning.images import image_of
from labs.verification.machines import leftovers_remove
from labs.verification.verify import lab_verify
from virtlearn.operation.site_lock import SiteServedError, site_stopped


class Command(BaseCommand):
    help = "Lists labs, builds the images of their machines, proves that their tasks work."

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        parts.add_parser("list", help="every lab of the published courses")
        images = parts.add_parser("images", help="builds the images that are missing")
        images.add_argument("kinds", nargs="*", help="only these kinds of machine")
        images.add_argument(
            "--again", action="store_true", help="also those that are there, with today's packages"
        )
        images.add_argument(
            "--keep-stages",
            action="store_true",
            help="keeps the steps of the builds: the next is quicker, and it takes 6 GB more",
        )
        parts.add_parser("manifest", help="tells the broker which images and scripts there are")
        parts.add_parser("clean", help="ends every lab, removes all machines of this installation")
        runtimes = parts.add_parser(
            "runtimes", help="what machines can run on, and why not on more"
        )
        runtimes.add_argument("names", nargs="*", help="fails unless all of these can be used")
        verify = parts.add_parser("verify", help="each task fails, is solved, passes, fails fresh")
        verify.add_argument("slugs", nargs="*", metavar="slug", help="only these labs")
        verify.add_argument("--course", metavar="PATH", help="labs of this folder, not published")

    def handle(self, *args: Any, **options: Any) -> None:
        engine_use_directly()
        try:
            match options["part"]:
                case "list":
                    self.labs_list()
                case "images":
                    images_make(
                        engine_get(),
                        Console(self.print_now, live=self.stdout.isatty()),
                        options["kinds"],
                        again=options["again"],
                        keep_stages=options["keep_stages"],
                    )
                case "manifest":
                    manifest_publish(engine_get())
                    scripts_renew()
                case "clean":
                    self.machines_clean()
                case "runtimes":
                    self.runtimes_try(options["names"])
                case _:
                    self.labs_verify(options["slugs"], options["course"])
        except EngineError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"the database cannot be used ({error}); set it up: manage.py migrate"
            ) from error

    def labs_list(self) -> None:
        for lab in catalog_provider.lab_list():
            kinds = ", ".join(machine.kind for machine in lab.spec.machines)
            title = next(iter(lab.title.values()), "")
            count = len(lab.spec.tasks)
            self.stdout.write(f"{lab.course}/{lab.slug}: {title} ({count} tasks; {kinds})")

    def print_now(self, text: str) -> None:
        """Whoever reads the output of a build by a pipe sees how far it is."""
        self.stdout.write(text, ending="")
        self.stdout.flush()

    def machines_clean(self) -> None:
        """What is left here, the site being stopped, belongs to nobody."""
        try:
            with site_stopped():
                ended, removed = installation_clear(engine_get())
        except SiteServedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{ended} labs ended, {removed} machines removed")

    def runtimes_try(self, names: list[str]) -> None:
        """Each is tried on a machine, whose cgroup is looked at."""
        engine = engine_get()
        faults = {name: engine.runtime_fault(name) for name in names or runtimes_known}
        for name, fault in faults.items():
            self.stdout.write(f"{name}: {fault or 'can be used, its limits are in force'}")
        if names and (missing := [name for name in names if faults[name]]):
            raise CommandError(f"{', '.join(missing)} cannot be used")

    def labs_verify(self, slugs: list[str], course: str | None) -> None:
        labs = [lab for lab in self.labs_of(course) if not slugs or lab.slug in slugs]
        if missing := set(slugs) - {lab.slug for lab in labs}:
            raise CommandError(f"there is no lab {', '.join(sorted(missing))}")
        if not labs:
            raise CommandError("there is no lab; publish a course, or name one with --course PATH")
        engine = engine_get()
        self.images_need(engine, labs)
        leftovers_remove(engine)
        faults = []
        for lab in labs:
            self.stdout.write(f"{lab.course}/{lab.slug}")
            languages = tuple(lab.title)
            faults += [
                f"{lab.slug}: {fault}"
                for fault in lab_verify(engine, lab, languages, self.stdout.write)
            ]
        if faults:
            raise CommandError("\n".join(faults))
        count = sum(len(lab.spec.tasks) for lab in labs)
        self.stdout.write(f"{len(labs)} labs with {count} tasks hold")

    def labs_of(self, course: str | None) -> list[Lab]:
        if course is None:
            return list(catalog_provider.lab_list())
        reader = getattr(importlib.import_module(settings.LAB_PROVIDER), "labs_read", None)
        if reader is None:
            raise CommandError(f"{settings.LAB_PROVIDER} cannot read a course folder")
        labs, problems = reader(Path(course))
        if problems:
            raise CommandError("\n".join(str(problem) for problem in problems))
        return list(labs)

    def images_need(self, engine: Engine, labs: list[Lab]) -> None:
        kinds = {machine.kind for lab in labs for machine in lab.spec.machines}
        for kind in sorted(kinds):
            if not engine.image_present(image_of(kind)):
                raise CommandError(f"the image of {kind} is missing; run `manage.py lab images`")
