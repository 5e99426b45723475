"""A Docker daemon of a test's own, which may be stopped, killed and started again.

It shares nothing with the machine's daemon but the kernel: data, sockets and containerd are in a
folder of its own, it has no bridge and leaves the firewall alone. Whoever sets DOCKER_HOST to
`Daemon.host` talks to it. Needs root, as every daemon does.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from docker import APIClient, errors

start_seconds = 60.0
stop_seconds = 40.0  # the daemon gives its containers time to end


class Daemon:
    """`with Daemon(images=["name:tag"]) as daemon:` runs one that has these images."""

    def __init__(self, images: tuple[str, ...] = ()) -> None:
        self.images = images
        self.folder = Path(tempfile.mkdtemp(prefix="virtlearn-dockerd-"))
        self.host = f"unix://{self.folder}/docker.sock"
        self.log = self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self.containerd: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Daemon:
        try:
            (self.folder / "daemon.json").write_text("{}")
            self.containerd_start()
            self.start()
            for image in self.images:
                self.image_import(image)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_details: object) -> None:
        try:
            if self.process is None:
                self.start()  # what a killed daemon left is taken away by the next one
            api = self.api()
            for container in api.containers(all=True, quiet=True):
                api.remove_container(container["Id"], force=True, v=True)
            api.close()
            self.stop()
        finally:
            if self.process is not None:
                self.kill()
            if self.containerd is not None:
                self.containerd.terminate()
                self.containerd.wait(20)
            self.mounts_end()
            shutil.rmtree(self.folder, ignore_errors=True)

    def api(self, timeout: int = 30) -> APIClient:
        return APIClient(base_url=self.host, timeout=timeout, version="auto")

    def start(self) -> None:
        """Returns once it answers; RuntimeError with the end of its log where it does not."""
        assert self.process is None
        words = {
            "config-file": self.folder / "daemon.json",
            "data-root": self.folder / "data",
            "exec-root": self.folder / "exec",
            "containerd": self.folder / "containerd.sock",
            "host": self.host,
            "pidfile": self.folder / "pid",
            "bridge": "none",
            "iptables": "false",
            "ip-forward": "false",
            "ip-masq": "false",
            "userland-proxy": "false",
        }
        # In a network of its own: a daemon without a bridge removes `docker0`, whosever it is.
        options = (f"--{name}={value}" for name, value in words.items())
        self.process = self.run("unshare", "--net", "dockerd", *options)
        end = time.monotonic() + start_seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise RuntimeError(f"the daemon did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def containerd_start(self) -> None:
        """One that outlives the daemon, as a machine that was set up by its packages has it."""
        config = self.folder / "containerd.toml"
        config.write_text('version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n')
        socket = self.folder / "containerd.sock"
        words = {
            "config": config,
            "root": self.folder / "containerd",
            "state": self.folder / "containerd-state",
            "address": socket,
        }
        self.containerd = self.run(
            "containerd", *(f"--{name}={value}" for name, value in words.items())
        )
        end = time.monotonic() + start_seconds
        while not socket.exists():
            if self.containerd.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"containerd did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def run(self, *words: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def mounts_end(self) -> None:
        """What a killed daemon left mounted in its folder."""
        lines = Path("/proc/self/mounts").read_text().splitlines()
        inside = [
            line.split()[1] for line in lines if line.split()[1].startswith(f"{self.folder}/")
        ]
        for place in sorted(inside, reverse=True):
            subprocess.run(["umount", "--lazy", place], capture_output=True, check=False)

    def answers(self) -> bool:
        if not (self.folder / "docker.sock").exists():
            return False
        try:
            api = self.api(timeout=5)
            api.ping()
            api.close()
        except (errors.DockerException, OSError):
            return False
        return True

    def stop(self) -> None:
        """As `systemctl stop docker`: it ends its containers first."""
        self.end(signal.SIGTERM)

    def kill(self) -> None:
        """As a crash: its containers go on until the next one finds them."""
        self.end(signal.SIGKILL)

    def end(self, number: int) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        # A socket that nobody listens on any more would look like a daemon that hangs.
        for name in ("docker.sock", "pid"):
            (self.folder / name).unlink(missing_ok=True)

    def image_import(self, image: str) -> None:
        """From the machine's own daemon."""
        saving = subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE)
        loading = subprocess.run(
            ["docker", "load"],
            stdin=saving.stdout,
            env=os.environ | {"DOCKER_HOST": self.host},
            capture_output=True,
            check=False,
        )
        if saving.wait(60) or loading.returncode:
            raise RuntimeError(f"{image} could not be imported: {loading.stderr.decode()}")

    def containers(self) -> list[dict[str, Any]]:
        """Every container that it has, running or not."""
        api = self.api()
        try:
            found: list[dict[str, Any]] = api.containers(all=True)
            return found
        finally:
            api.close()
