"""Builds the container image of the site: `make image`, `python3 -m virtlearn.setup image`.

What comes from registries is fetched by this host, as it reaches them: a Debian root by mmdebstrap,
wheels by pip, browser libraries by npm. The engine then builds deploy/image/Dockerfile without a
network, so that nothing of how they were reached is in the image. Beside it stands its software
bill of materials.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from virtlearn.setup import steps
from virtlearn.setup.console import SetupError, root, run, say, step, var
from virtlearn.setup.fresh.host import host_read
from virtlearn.setup.system import docker_command, docker_denied, engine_answers
from virtlearn.version import version

suite = "trixie"
python_version = "3.13"  # that suite's own
# PostgreSQL's client is for backups of a database that is no file.
packages = ("ca-certificates", "media-types", "postgresql-client", "python3", "tini", "tzdata")
# What nobody reads in a container; licences stay.
unread = tuple(f"/usr/share/{name}/*" for name in ("doc", "info", "lintian", "locale", "man"))
included = ("/usr/share/doc/*/copyright",)
# Perl is there for wrappers of PostgreSQL's programs: backups call pg_dump itself. Perl's least
# part, which Debian's own scripts need, is elsewhere.
unused = ("/usr/share/perl/*", "/usr/lib/*/perl/*", "/usr/lib/*/libperl.so*")
# What names the mirrors and proxies of this host, and what came with packages but is of no use.
removed = (
    *("/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/apt/apt.conf.d/99mmdebstrap"),
    *("/var/cache/*", "/var/log/*"),
)
root_days = 7  # an older one is made anew, for its security updates
# The site without its tests and documents; what is beside them stays here.
parts = (
    *(".env.example", "LICENSE", "Procfile", "deploy/image", "labs", "lessons", "locale"),
    *("manage.py", "node_modules", "package-lock.json", "package.json", "requirements.txt"),
    *("static", "templates", "virtlearn"),
)
caches = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
sbom_inside = "/usr/share/doc/virtlearn/sbom.cdx.json"
sbom_tool = "cyclonedx-python-lib"
describe = ("describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+")


def image_make() -> int:
    """Builds the image IMAGE (virtlearn:latest), and says how large it is. Raises SetupError."""
    if not engine_answers():
        raise SetupError(
            docker_denied() or "There is no Docker Engine that answers.",
            "The image is built by one: apt-get install docker.io iptables procps",
        )
    steps.packages(dev=False)
    steps.translations()
    steps.lab_packages()
    name = os.environ.get("IMAGE") or "virtlearn:latest"
    with step("Debian root and Python packages"), ThreadPoolExecutor() as pool:
        base, wheels = pool.submit(root_ensure), pool.submit(wheels_ensure)
        root_name, wheels_folder = base.result(), wheels.result()
    with step(f"The image {name}"), tempfile.TemporaryDirectory(dir=var) as folder:
        context_make(Path(folder), wheels_folder)
        run([*docker(), "build", *build_words(root_name, revision()), "--tag", name, folder])
    bill = sbom_copy(name)
    size = int(docker_says("image", "inspect", "--format", "{{.Size}}", name))
    say(f"{name} is VirtLearn {version}: {size // 10**6} MB.\nWhat it is made of: {bill}")
    return 0


def docker() -> list[str]:
    return [str(docker_command())]


def docker_says(*words: str) -> str:
    """What the engine's client prints; empty where it fails."""
    done = subprocess.run([*docker(), *words], capture_output=True, text=True, check=False)
    return "" if done.returncode else done.stdout.strip()


def build_words(root_name: str, commit: str) -> list[str]:
    arguments = {"root": root_name, "version": version, "revision": commit}
    given = [f"--build-arg={name}={value}" for name, value in arguments.items()]
    return ["--network=none", "--force-rm", *given]


def revision() -> str:
    """The commit that is checked out, with `+` where files differ; `unknown` without git."""
    done = subprocess.run(
        [
            shutil.which("git") or "git",
            "describe",
            "--always",
            "--abbrev=40",
            "--exclude=*",
            "--dirty=+",
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


# The Debian root


def root_words(
    packages: Sequence[str] = packages, excluded: Sequence[str] = (*unread, *unused)
) -> list[str]:
    """mmdebstrap's options: only what is essential, and what the site runs on; no apt."""
    return [
        "--variant=essential",
        f"--include={','.join(packages)}",
        *(f"--dpkgopt=path-exclude={pattern}" for pattern in excluded),
        *(f"--dpkgopt=path-include={pattern}" for pattern in included),
        *(f'--customize-hook=rm --recursive --force "$1"{path}' for path in removed),
        '--customize-hook=find "$1" -xdev -type f -perm /6000 -exec chmod a-s {} +',
    ]


def root_ensure() -> str:
    """The name of a root that is young enough; it is made where there is none."""
    words = root_words()
    digest = hashlib.sha256("\n".join([suite, *words]).encode()).hexdigest()[:12]
    name = f"virtlearn-root:{suite}-{digest}"
    created = docker_says("image", "inspect", "--format", "{{.Created}}", name)
    if not created or is_old(created):
        root_make(name, words)
    return name


def is_old(created: str, now: datetime | None = None) -> bool:
    """Of the engine's time in RFC 3339, with nanoseconds that Python does not read."""
    at = datetime.fromisoformat(re.sub(r"\.\d+|Z$", "", created) + "+00:00")
    return (now or datetime.now(UTC)) - at > timedelta(days=root_days)


def root_make(name: str, words: Sequence[str]) -> None:
    host = host_read(suite, [])
    with tempfile.TemporaryDirectory(prefix="virtlearn-root-") as folder:
        archive = Path(folder, "root.tar")
        options = Path(folder, "apt.conf")
        options.write_text(host.apt_options)
        # mmdebstrap of one who is not root is another user, who has to come here.
        Path(folder).chmod(0o777)
        lines = [source.line for source in host.sources]
        run(
            ["mmdebstrap", f"--aptopt={options}", *words, suite, str(archive), *lines],
            mend="Is Debian's mirror reachable? Try again.",
        )
        run([*docker(), "import", str(archive), name])


# Python's packages


def platforms(machine: str) -> list[str]:
    """Names of platforms whose wheels run on the root, the newest first."""
    return [f"manylinux_{number}_{machine}" for number in ("2_39", "2_35", "2_34", "2_28", "2_17")]


def wheels_ensure() -> Path:
    """A folder with the wheels of requirements.txt for the root's Python, pip, and what writes the
    bill of materials: for the engine's processor, which may be another than this host's."""
    machine = docker_says("version", "--format", "{{.Server.Arch}}")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, platform.machine())
    pinned = tool_pinned((root / "requirements-dev.txt").read_text())
    text = f"{python_version} {machine} {pinned}\n{(root / 'requirements.txt').read_text()}"
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    folder = var / "image" / f"wheels-{digest}"
    if not folder.is_dir():
        loading = Path(tempfile.mkdtemp(dir=steps_folder(), prefix="loading-"))
        loading.chmod(0o755)
        run(
            [*wheels_words(machine, loading), "-r", "requirements.txt", "pip", pinned],
            mend="Is the package index reachable? Try again.",
        )
        loading.rename(folder)
    return folder


def steps_folder() -> Path:
    folder = var / "image"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def tool_pinned(text: str) -> str:
    """What writes the bill of materials, as requirements-dev.txt pins it, without its extras."""
    found = re.search(rf"^{sbom_tool}(?:\[[^]]*\])?(==\S+)$", text, re.MULTILINE)
    if not found:
        raise SetupError(f"requirements-dev.txt does not pin {sbom_tool}.")
    return f"{sbom_tool}{found[1]}"


def wheels_words(machine: str, folder: Path) -> list[str]:
    return [
        *(str(steps.python), "-m", "pip", "download", "--disable-pip-version-check", "--quiet"),
        *("--only-binary=:all:", "--implementation=cp", f"--python-version={python_version}"),
        *(f"--platform={each}" for each in platforms(machine)),
        f"--dest={folder}",
    ]


# What is built


def context_make(folder: Path, wheels: Path) -> None:
    """What the engine gets: the Dockerfile, the wheels, the site."""
    shutil.copy(root / "deploy/image/Dockerfile", folder)
    shutil.copytree(wheels, folder / "wheels")
    for part in parts:
        source, target = root / part, folder / "site" / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=caches)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)


def sbom_copy(name: str) -> Path:
    """The image's bill of materials as a file here."""
    target = steps_folder() / f"virtlearn-{version}.cdx.json"
    command = [*docker(), "run", "--rm", "--network=none", "--entrypoint=cat", name, sbom_inside]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"{name} has no bill of materials: {done.stderr.strip()}")
    json.loads(done.stdout)
    target.write_text(done.stdout)
    return target
