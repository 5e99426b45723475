"""The site in containers, as `make image` and deploy/compose.yaml make them, for tests."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
from docker import DockerClient
from docker.models.containers import Container

from labs.engines.base import label_deployment
from tests.site import free_port, root
from virtlearn.setup.image import root_make, root_words, unread
from virtlearn.setup.system import docker_command

image = "virtlearn:test"
postgres_image = "virtlearn-test-postgres:17"
no_settings: Mapping[str, str] = {}
user = 10001  # who serves pages
mark_file = "/var/lib/virtlearn/deployment-id"
settings = {
    "ALLOWED_HOSTS": "127.0.0.1",
    "POOL_MIN": "0",  # no machines but those that a test starts
    "POOL_MAX": "0",
    "WEB_WORKERS": "1",
}


def image_build() -> None:
    """As an operator does; what has not changed since the last time is kept."""
    done = subprocess.run(
        [sys.executable, "-m", "virtlearn.setup", "image"],
        cwd=root,
        env={**os.environ, "IMAGE": image},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def compose_command() -> list[str]:
    """Docker's plugin where there is one, else Debian's own program."""
    docker = docker_command() or "docker"
    plugin = [docker, "compose"]
    done = subprocess.run([*plugin, "version"], capture_output=True, check=False)
    return ["docker-compose"] if done.returncode else plugin


def lines(settings: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def postgres_image_build(docker: DockerClient) -> None:
    """A database server of Debian's packages, to be asked as Docker's official image is."""
    words = root_words(("postgresql",), unread)
    digest = hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]
    name = f"virtlearn-test-root:postgres-{digest}"
    if not docker.images.list(name):
        root_make(name, words)
    folder = str(root / "tests" / "deploy" / "postgres")
    docker.images.build(
        path=folder, tag=postgres_image, buildargs={"root": name}, network_mode="none", rm=True
    )


class Stack:
    """deploy/compose.yaml under a name of its own, with the settings of an operator beside it."""

    def __init__(
        self,
        folder: Path,
        docker: DockerClient,
        *,
        name: str = "virtlearntest",
        site: Mapping[str, str] = settings,
        compose: Mapping[str, str] = no_settings,
    ) -> None:
        """`site` are the settings of the site, `compose` those of the compose file itself."""
        self.docker = docker
        self.file = shutil.copy(root / "deploy" / "compose.yaml", folder)
        (folder / "settings.env").write_text(lines(site))
        (folder / ".env").write_text(lines(compose))
        self.name = f"{name}{os.getpid()}"
        self.deployment = ""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            **os.environ,
            "VIRTLEARN_IMAGE": image,
            "PUBLISH": f"127.0.0.1:{self.port}",
        }

    def compose(self, *words: str) -> str:
        command = [*compose_command(), "-p", self.name, "-f", str(self.file), *words]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}{self.logs()}"
        return done.stdout

    def container(self, service: str) -> Container:
        labels = [
            f"com.docker.compose.project={self.name}",
            f"com.docker.compose.service={service}",
        ]
        (found,) = self.docker.containers.list(all=True, filters={"label": labels})
        return found

    def run_in(self, service: str, *words: str) -> str:
        """What a command prints in the container of a service that runs."""
        code, output = self.container(service).exec_run(list(words))
        assert isinstance(output, bytes)
        assert code == 0, output.decode()
        return output.decode()

    def machines(self) -> list[Container]:
        """Those of its labs, by the mark that the site has made for itself."""
        self.deployment = self.deployment or self.run_in("web", "cat", mark_file).strip()
        labels = [f"{label_deployment}={self.deployment}"]
        return self.docker.containers.list(all=True, filters={"label": labels})

    def logs(self) -> str:
        found = self.docker.containers.list(
            all=True, filters={"label": f"com.docker.compose.project={self.name}"}
        )
        return "\n".join(f"{each.name}:\n{each.logs(tail=30).decode()}" for each in found)

    def remove(self) -> None:
        if self.deployment:
            for machine in self.machines():
                machine.remove(force=True, v=True)
        self.compose("down", "--volumes", "--timeout", "10")


def health(container: Container) -> str:
    container.reload()
    state: dict[str, Any] = container.attrs["State"]
    return str(state["Health"]["Status"])


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.RequestException:
        return False


def stop_seconds(container: Container) -> float:
    """How long it takes to end when it is told to; it would be killed after thirty seconds."""
    began = time.monotonic()
    container.stop(timeout=30)
    return time.monotonic() - began
