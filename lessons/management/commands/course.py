"""`manage.py course …`: check, cover, age, time, publish, list, roll back, begin, preview."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils import timezone

from labs.engines.errors import EngineError
from labs.engines.registry import engine_get, engine_use_directly
from lessons.analytics.minutes import minutes_lines, minutes_rows
from lessons.authoring import preview_server
from lessons.authoring.proofreading import ProofError, list_name, proof
from lessons.authoring.refusal import exchange_refusal
from lessons.authoring.transcripts import transcripts_run
from lessons.document.coverage import coverage, coverage_lines
from lessons.document.facts import facts
from lessons.document.library import course_compile
from lessons.document.scaffold import course_new
from lessons.document.source import course_read
from lessons.exchange import command as exchange_command
from lessons.exchange.losses import Form
from lessons.models import Course, Revision
from lessons.publishing import selectors, services
from lessons.regrades.effects import Effect, publish_effects, revision_effects
from lessons.regrades.refusal import RegradeCode
from virtlearn.core.problems import Problem

shipped = Path(__file__).parents[2] / "content" / "containers-vs-kvm"
arguments = (
    *("path", "slug", "digest", "port", "setup", "anyway", "message"),
    *("way", "form", "language", "output", "lesson"),
)


class Command(BaseCommand):
    help = "Checks, covers, publishes, lists, rolls back, begins and previews courses."
    requires_system_checks = []
    stealth_options = ("action",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="print every problem of a folder; 1 if any")
        covers = actions.add_parser(
            "coverage", help="print where each claim is examined; 1 if one lacks something"
        )
        prose = actions.add_parser(
            "prose", help="print words that no dictionary has, and the reading ease; 1 if any"
        )
        aged = actions.add_parser(
            "facts", help="print what may have aged: dates, versions, lessons long unchecked"
        )
        transcripts = actions.add_parser(
            "transcripts", help="run what lessons show in machines; 1 where something differs"
        )
        transcripts.add_argument(
            "--lesson", action="append", default=[], metavar="SLUG", help="only of this one"
        )
        minutes = actions.add_parser(
            "minutes", help="print what people took for lessons and labs, beside what is said"
        )
        publish = actions.add_parser("publish", help="make a revision of a folder and show it")
        actions.add_parser("list", help="print the courses and their revisions")
        rollback = actions.add_parser("rollback", help="show an earlier revision again")
        new = actions.add_parser("new", help="write a small working course to start from")
        preview = actions.add_parser("preview", help="serve a folder while it is written")
        for each in (check, publish, new, preview):
            each.add_argument("path", type=Path)
        for each in (covers, prose, aged, transcripts):
            each.add_argument(
                "path", type=Path, nargs="?", default=shipped, help="by default the one that ships"
            )
        for each in (rollback, minutes):
            each.add_argument("slug")
        rollback.add_argument(
            "digest", nargs="?", default="", help="or its beginning; the one before without it"
        )
        publish.add_argument(
            "--setup",
            action="store_true",
            help="leave what was published or rolled back to here as it is",
        )
        for each in (publish, rollback):
            each.add_argument(
                "--anyway",
                action="store_true",
                help="also where answers would be hidden or graded by another key",
            )
            each.add_argument("--message", default="", help="why, for the list of revisions")
        preview.add_argument("--port", type=int, default=8001)
        exchange_command.arguments_add(
            actions.add_parser("quizzes", help="export and import questions")
        )

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        given = {name: options[name] for name in arguments if name in options}
        try:
            getattr(self, action)(**given)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(
                f"the database has not been set up, or does not answer ({error}).\n"
                "`make run` sets it up; so does: manage.py migrate"
            ) from error

    def check(self, *args: Any, path: Path | None = None, **options: Any) -> None:
        if path is None:  # Django's own checks, which BaseCommand runs by this name
            super().check(*args, **options)
            return
        compiled = course_compile(course_read(path))
        self.warnings_say(compiled.warnings)
        self.problems_end(compiled.problems)
        self.stdout.write(f"{path}: no problems")

    def prose(self, path: Path) -> None:
        try:
            found = proof(path)
        except ProofError as error:
            raise CommandError(str(error)) from error
        for line in (*found.unknown, *found.ease):
            self.stdout.write(line)
        if found.unused:
            self.stdout.write(f"{list_name} has words that are used nowhere: {found.unused}")
        if found.unknown:
            raise CommandError(
                f"{len(found.unknown)} words are in no dictionary: mend them, or add them to"
                f" {path / list_name}"
            )

    def coverage(self, path: Path) -> None:
        compiled = course_compile(course_read(path))
        if compiled.course is None:
            self.problems_end(compiled.problems)
            raise CommandError(f"{path} is no course")
        if not compiled.course.claims:
            raise CommandError(f"{path}: course.toml counts no claims: write `claims = …` in it")
        found = coverage(compiled.course)
        for line in coverage_lines(found):
            self.stdout.write(line)
        whole = [each for each in found if not each.missing]
        runs = sum(each.runs for each in whole)
        self.stdout.write(
            f"{len(whole)} of {len(found)} claims have lesson, section, experiment and question"
            f" ({runs} run in a lab, {len(whole) - runs} stand by their source)"
        )
        if lacking := [str(each.seed) for each in found if each.missing]:
            raise CommandError(f"something is missing: claims {', '.join(lacking)}", returncode=1)

    def facts(self, path: Path) -> None:
        source = course_read(path)
        compiled = course_compile(source)
        if compiled.course is None:
            self.problems_end(compiled.problems)
            raise CommandError(f"{path} is no course")
        found = facts(compiled.course, source.files, timezone.localdate())
        for each in found:
            self.stdout.write(str(each))
        self.stdout.write(f"{len(found)} to look at again")

    def transcripts(self, path: Path, lesson: Sequence[str]) -> None:
        compiled = course_compile(course_read(path))
        if compiled.course is None:
            self.problems_end(compiled.problems)
            raise CommandError(f"{path} is no course")
        language = compiled.course.languages[0]
        engine_use_directly()
        steps = differ = 0
        try:
            for each in transcripts_run(engine_get(), path, language, lesson):
                steps += each.steps
                differ += bool(each.faults)
                said = "\n".join(each.faults) or f"holds, {each.steps} commands"
                self.stdout.write(f"{each.place} ({each.kind}): {said}")
        except EngineError as error:
            raise CommandError(error.message) from None
        if differ:
            raise CommandError(f"{differ} transcripts show what no machine shows", returncode=1)
        self.stdout.write(f"{steps} commands show what the lessons show")

    def publish(self, path: Path, setup: bool, anyway: bool, message: str) -> None:
        """Set-up says what answers hang on and goes on; it is not to stop a start, nor to take
        seconds of it to read what is shown already."""
        source = course_read(path)
        if setup and (shown := selectors.revision_shown(source.digest)):
            services.revision_files_keep(revision=shown, files=source.files)
            self.publish_said(shown, new=False)
            return
        compiled = course_compile(source)
        self.warnings_say(compiled.warnings)
        if not compiled.problems:
            self.effects_end(publish_effects(compiled), anyway=anyway or setup)
        try:
            revision, new = services.revision_publish(
                compiled=compiled,
                digest=source.digest,
                files=source.files,
                message=message,
                setup=setup,
            )
        except services.ChosenError as chosen:
            self.stdout.write(str(chosen))
            return
        except services.PublishError as error:
            self.problems_end(error.problems)
            raise CommandError(f"{path}: {error}") from None
        self.publish_said(revision, new=new)

    def publish_said(self, revision: Revision, *, new: bool) -> None:
        said = "is shown now" if new else "was shown already; nothing has changed"
        self.stdout.write(f"{revision.course.slug} {revision.digest} {said}")

    def minutes(self, slug: str) -> None:
        published = selectors.course_current(slug)
        if published is None:
            raise CommandError(f"no course {slug} is published")
        for line in minutes_lines(minutes_rows(published)):
            self.stdout.write(line)

    def list(self) -> None:
        courses = Course.objects.order_by("slug").prefetch_related("revisions")
        for course in courses:
            for revision in course.revisions.all():
                waits = "not published yet" if revision.unpublished else ""
                mark = "shown" if revision.pk == course.current_id else waits
                when = revision.published_at.isoformat(timespec="seconds")
                self.stdout.write(f"{course.slug} {revision.digest} {when} {mark}".rstrip())
        if not courses:
            self.stderr.write("no course is published: manage.py course publish PATH")

    def effects_end(self, found: Sequence[Effect], *, anyway: bool) -> None:
        """Prints what would become of answers, and ends where that was not confirmed."""
        for each in found:
            self.stdout.write(str(each))
        if not any(each.grave for each in found):
            return
        if not anyway:
            raise CommandError(f"{RegradeCode.AFFECTED.refusal()}\nTo confirm it: add --anyway")
        self.stdout.write(
            "answers that count otherwise now: see “Grade answers again” under the class's grades,"
            " and for the whole course under “Courses and revisions”"
        )

    def rollback(self, slug: str, digest: str, anyway: bool, message: str) -> None:
        try:
            course, revision = services.rollback_target(course_slug=slug, digest=digest)
            self.effects_end(revision_effects(course, revision), anyway=anyway)
            revision = services.revision_rollback(
                course_slug=slug, digest=revision.digest, message=message
            )
        except services.RollbackError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{slug} {revision.digest} is shown now")

    def new(self, path: Path) -> None:
        try:
            course_new(path)
        except OSError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{path}: a course to start from; see it: manage.py course preview {path}"
        )

    def preview(self, path: Path, port: int) -> None:
        if not path.is_dir():
            raise CommandError(f"{path} is no folder")
        preview_server.preview(path.resolve(), port)

    def quizzes(
        self, *, way: str, path: Path, form: Form, language: str, output: Path | None
    ) -> None:
        """Questions out of a course folder, or into blocks for one."""
        try:
            if way == "export":
                said = exchange_command.export(path, form, language, output)
            else:
                said = exchange_command.importing(path, output)
        except exchange_command.ImportFault as fault:
            raise CommandError(str(exchange_refusal(fault))) from None
        except OSError as error:
            raise CommandError(str(error)) from None
        for line in said.printed:
            self.stdout.write(line)
        for line in said.notes:
            self.stderr.write(line)

    def warnings_say(self, warnings: Sequence[Problem]) -> None:
        for each in warnings:
            self.stdout.write(f"{each.path}:{each.line}: warning: {each.message}")

    def problems_end(self, problems: tuple[Problem, ...]) -> None:
        """Prints the problems and ends with status 1, if there are any."""
        for problem in problems:
            self.stdout.write(str(problem))
        if count := len(problems):
            raise CommandError(f"{count} problem{'s' if count > 1 else ''}", returncode=1)
