"""`make check`: everything that can be said of the project without running it as a user would."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from babel.messages.pofile import read_po

from virtlearn.setup import audit
from virtlearn.setup.console import root, say
from virtlearn.setup.pins import pins_check

bin_path = Path(sys.executable).parent
template_folders = ["templates", "lessons/quizzes"]
python_folders = ["virtlearn", "lessons", "labs", "tests", "bench", "manage.py"]


def command(*words: str) -> str:
    """What `words` print where they fail, else nothing."""
    program = bin_path / words[0]
    done = subprocess.run(
        [str(program) if program.exists() else words[0], *words[1:]],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{done.stdout}{done.stderr}" or "failed" if done.returncode else ""


def manage(*words: str) -> str:
    return command("python", "manage.py", *words)


def translations() -> str:
    """Interface strings that the code has and a language lacks, or has only as a guess."""
    missing: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("virtlearn", "lessons", "labs", "templates"):
            (place / name).symlink_to(root / name)
        (place / "locale").mkdir()
        extracted = subprocess.run(
            [
                str(bin_path / "django-admin"),
                "makemessages",
                "-l",
                "es",
                "--symlinks",
                "--no-obsolete",
            ],
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": f"{bin_path}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
        if extracted.returncode:
            return extracted.stderr
        with (place / "locale/es/LC_MESSAGES/django.po").open("rb") as file:
            wanted = {message.id for message in read_po(file) if message.id}
    for catalog in sorted((root / "locale").glob("*/LC_MESSAGES/django.po")):
        with catalog.open("rb") as file:
            texts = {
                message.id: message.string
                for message in read_po(file)
                if message.id and message.string and not message.fuzzy
            }
        where = catalog.relative_to(root)
        missing += [f"{where}: no translation of {text!r}" for text in wanted - texts.keys()]
        missing += [f"{where}: {text!r} is used nowhere" for text in texts.keys() - wanted]
    return "\n".join(sorted(missing))


checks: dict[str, Callable[[], str]] = {
    "format": lambda: command("ruff", "format", "--check", *python_folders),
    "lint": lambda: command("ruff", "check", *python_folders),
    "types": lambda: command("mypy"),
    "import contracts": lambda: command("lint-imports"),
    "templates, form": lambda: command("djlint", "--check", *template_folders),
    "templates, lint": lambda: command("djlint", "--lint", *template_folders),
    "packages for each Python": pins_check,
    "settings": lambda: manage("check", "--fail-level", "WARNING"),
    "migrations in step": lambda: manage("makemigrations", "--check", "--dry-run"),
    "translations": translations,
    "course": lambda: manage("course", "check", "lessons/content/containers-vs-kvm"),
    "prose": lambda: manage("course", "prose"),
    "claims": lambda: manage("course", "coverage"),
    "known vulnerabilities": audit.checked,
}


def answered(check: Callable[[], str]) -> tuple[str, str, float]:
    """A check's mark, what it says, and the seconds that it took."""
    start = time.monotonic()
    try:
        output = check()
        mark = "✗" if output else "✓"
    except audit.UnansweredError as reason:
        output, mark = str(reason), "?"
    return mark, output.rstrip(), time.monotonic() - start


def main(asked: Mapping[str, Callable[[], str]] = checks) -> int:
    """Runs all checks, two at a time, so that one run shows all there is to mend. 1 where any
    failed.

    One that nobody could answer, as without a network, is called neither passed nor failed.
    """
    marks = []
    with ThreadPoolExecutor(2) as pool:  # some compute, others wait for an index
        answers = {name: pool.submit(answered, check) for name, check in asked.items()}
        for name, answer in answers.items():
            mark, output, seconds = answer.result()
            marks.append(mark)
            say(f"{mark} {name} ({seconds:.1f} s)")
            if output:
                say(output)
    nobody = f", {marks.count('?')} without an answer" if "?" in marks else ""
    say(f"{marks.count('✓')} passed, {marks.count('✗')} failed{nobody}")
    return "✗" in marks


if __name__ == "__main__":
    sys.exit(main())
