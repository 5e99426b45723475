"""A checkout that nobody can write into, with VAR_DIR elsewhere: set up there, and served."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.site import free_port
from tests.virtlearn.serving.test_web import eventually, patience

root = Path(__file__).resolve().parents[3]
copied = (
    *("virtlearn", "lessons", "labs", "templates", "static", "locale"),
    *("manage.py", ".env.example"),
)


class Checkout:
    """Root can write wherever the permissions say no: for root it is a mount that is read-only."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.var = folder / "tree", folder / "var"
        self.tree.mkdir()
        self.var.mkdir()
        for name in copied:
            if (root / name).is_dir():
                shutil.copytree(
                    root / name, self.tree / name, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy2(root / name, self.tree / name)
        (self.tree / "node_modules").symlink_to(root / "node_modules")
        self.env = {
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(self.var),
            "LAB_ENGINE": "fake",
            "PORT": str(free_port()),
            "WEB_WORKERS": "1",
        }
        if os.geteuid() == 0:
            mount = f'mount --bind "{self.tree}" "{self.tree}"'
            again = f'mount -o remount,ro,bind "{self.tree}"'
            script = f'{mount} && {again} && cd "{self.tree}" && exec "$@"'
            self.around = ["unshare", "--mount", "sh", "-c", script, "sh"]
        else:
            subprocess.run(["chmod", "-R", "a-w", str(self.tree)], check=True)
            self.around = []

    def command(self, *words: str) -> Sequence[str]:
        return [*self.around, sys.executable, *words]

    def run(self, *words: str) -> str:
        done = subprocess.run(
            self.command(*words),
            cwd=self.tree,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    made = Checkout(tmp_path)
    yield made
    if os.geteuid():
        subprocess.run(["chmod", "-R", "u+w", str(made.tree)], check=True)


@pytest.mark.slow("sets up a checkout and serves it")
def test_it_is_set_up_and_served(checkout: Checkout) -> None:
    write = "from pathlib import Path; Path('virtlearn/new').write_text('')"
    refused = subprocess.run(
        checkout.command("-c", write),
        cwd=checkout.tree,
        env=checkout.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Error" in refused.stderr  # else this test shows nothing
    checkout.run("manage.py", "check")
    checkout.run("manage.py", "migrate", "-v", "0")
    checkout.run("manage.py", "collectstatic", "--no-input", "-v", "0")
    checkout.run("manage.py", "course", "publish", "lessons/content/containers-vs-kvm")
    checkout.run("manage.py", "keeper", "--once")
    checkout.run("manage.py", "backup", str(checkout.var / "backups"))
    process = subprocess.Popen(
        checkout.command("-m", "virtlearn.serving"), cwd=checkout.tree, env=checkout.env
    )
    try:
        assert eventually(lambda: answer(checkout, "/healthz/ready")[0] == 200)
        status, page = answer(checkout, "/es/courses/containers-vs-kvm/")
        assert status == 200
        assert 'lang="es"' in page
    finally:
        process.terminate()
        process.wait(patience)
    assert not list(checkout.tree.rglob("__pycache__"))


def answer(checkout: Checkout, path: str) -> tuple[int, str]:
    port = int(checkout.env["PORT"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    except ConnectionError:
        return 0, ""
    finally:
        connection.close()
