"""The site's image and deploy/compose.yaml, built and run on the real engine."""

from __future__ import annotations

import json
import os
import re
import tarfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from docker import DockerClient

from labs.engines.docker.engine import DockerEngine
from tests.deploy.containers import (
    Stack,
    answers,
    health,
    image,
    image_build,
    postgres_image,
    postgres_image_build,
    settings,
    stop_seconds,
    user,
)
from tests.labs.terminal.client import connected
from tests.redteam.learner import lab_path, prompt
from tests.redteam.visitor import Visitor
from tests.site import free_port, root
from tests.waiting import wait_until
from virtlearn.setup.console import var
from virtlearn.setup.image import sbom_inside
from virtlearn.version import version

lesson = "/en/courses/containers-vs-kvm/lessons/kernel-boundary/"
stop_most = 10  # seconds
size_most = 300  # MB
session = re.compile(r'data-state="ready"\s+data-session="([0-9a-f-]{36})"')
# What no layer may have: settings, secrets, how registries are reached, caches, tests.
unwanted = re.compile(
    r"(^|/)(\.env|\.git|\.npmrc|\.netrc|settings\.env|pip\.conf|sources\.list|secret-key|"
    r"deployment-id|first-run-token|id_rsa|apt\.conf\.d/99mmdebstrap)(/|$)"
    r"|^(wheels|root/\.(cache|config|docker|local|npm|ssh)|tmp/|var/cache/.|var/lib/apt/lists/.*_|var/lib/virtlearn/.|srv/virtlearn/tests)"
    r"|auth\.conf\.d/|-key\.pem$"
)
# Variables of whoever builds that are no secret, for all their names.
secret_names = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|CREDENTIAL")


@pytest.fixture(scope="module")
def docker(docker_engine: DockerEngine) -> Iterator[DockerClient]:
    assert docker_engine
    client = DockerClient.from_env(timeout=120)
    yield client
    client.close()


@pytest.fixture(scope="module")
def built(docker: DockerClient) -> dict[str, Any]:
    """What the engine says of the image."""
    image_build()
    found: dict[str, Any] = docker.images.get(image).attrs
    return found


@pytest.fixture(scope="module")
def stack(
    built: dict[str, Any], docker: DockerClient, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    assert built
    made = Stack(tmp_path_factory.mktemp("compose"), docker)
    try:
        made.compose("up", "-d")
        wait_until(lambda: answers(f"{made.url}/healthz/ready"), 60, made.logs())
        yield made
    finally:
        made.remove()


def output(docker: DockerClient, *words: str) -> str:
    """What a command prints in a container of the image."""
    text: bytes = docker.containers.run(
        image, entrypoint=list(words), command=[], remove=True, network_mode="none"
    )
    return text.decode()


# The image


def test_the_image_says_what_it_is(built: dict[str, Any]) -> None:
    config = built["Config"]
    labels = config["Labels"]
    assert labels["org.opencontainers.image.version"] == version
    assert re.fullmatch(r"[0-9a-f]{40}\+?|unknown", labels["org.opencontainers.image.revision"])
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0 AND CC-BY-SA-4.0"
    assert config["User"] == f"{user}:{user}"
    assert list(config["Volumes"]) == ["/var/lib/virtlearn"]
    assert config["Healthcheck"]["Test"][-1] == "web"
    assert built["Size"] < size_most * 10**6


def test_its_layers_have_no_secrets_and_no_caches(
    built: dict[str, Any], docker: DockerClient, tmp_path: Path
) -> None:
    secrets = [
        value.encode()
        for name, value in os.environ.items()
        if secret_names.search(name) and len(value) >= 8
    ]
    saved = tmp_path / "image.tar"
    with saved.open("wb") as file:
        file.writelines(docker.images.get(image).save())
    seen = 0
    with tarfile.open(saved) as archive:
        for layer in layers(archive):
            for entry in layer:
                seen += 1
                name = entry.name.removeprefix("./")
                assert not unwanted.search(name) or entry.isdir(), name
                content = layer.extractfile(entry) if entry.isfile() else None
                text = content.read() if content else b""
                assert not any(secret in text for secret in secrets), name
                assert name.startswith("opt/") or b"-----BEGIN PRIVATE KEY" not in text, name
                assert not name.startswith("etc/") or b"debian.org/debian" not in text, name
    assert seen > 5000
    assert not [each for each in built["Config"]["Env"] if secret_names.search(each)]


def layers(archive: tarfile.TarFile) -> Iterator[tarfile.TarFile]:
    """The layers of what `docker save` wrote."""
    manifest = archive.extractfile("manifest.json")
    assert manifest
    (described,) = json.load(manifest)
    for name in described["Layers"]:
        member = archive.getmember(name)
        while member.issym():  # a layer that is there twice
            member = archive.getmember(os.path.normpath(Path(name).parent / member.linkname))
        with tarfile.open(fileobj=archive.extractfile(member)) as layer:
            yield layer


def test_its_bill_of_materials_names_all_that_is_installed(
    built: dict[str, Any], docker: DockerClient
) -> None:
    # These take a second, in each process that reads the tests.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = output(docker, "cat", built["Config"]["Labels"]["virtlearn.sbom"])
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert (var / "image" / f"virtlearn-{version}.cdx.json").read_text() == text
    assert built["Config"]["Labels"]["virtlearn.sbom"] == sbom_inside
    bill = json.loads(text)
    named = {
        (each["purl"].partition("/")[0], each["name"], each["version"])
        for each in bill["components"]
    }
    debian = output(docker, "dpkg-query", "--show", "--showformat=${Package} ${Version}\n")
    python = output(
        docker,
        *("python", "-c"),
        "import importlib.metadata as m\n"
        "for d in m.distributions(): print(d.metadata['Name'], d.version)",
    )
    lock = json.loads((root / "package-lock.json").read_text())["packages"]
    npm = [
        f"{place.rpartition('/')[2]} {each['version']}"
        for place, each in lock.items()
        if place and not each.get("dev")
    ]
    for kind, lines in (
        ("pkg:deb", debian.splitlines()),
        ("pkg:pypi", python.splitlines()),
        ("pkg:npm", npm),
    ):
        installed = {(kind, *line.split()) for line in lines}
        assert len(installed) > 5
        assert installed == {each for each in named if each[0] == kind}


# One container


class Single(NamedTuple):
    container: Any
    url: str


@pytest.fixture
def single(built: dict[str, Any], docker: DockerClient) -> Iterator[Single]:
    """`docker run` as docs/operate.md has it: pages and the keeper, on a root that is read-only."""
    assert built
    port = free_port()
    container = docker.containers.run(
        image,
        detach=True,
        read_only=True,
        tmpfs={"/tmp": ""},
        cap_drop=["ALL"],
        security_opt=["no-new-privileges:true"],
        ports={"8000/tcp": ("127.0.0.1", port)},
        environment=settings,
    )
    try:
        yield Single(container, f"http://127.0.0.1:{port}")
    finally:
        container.remove(force=True, v=True)


def test_one_container_serves_lessons_and_says_why_labs_do_not_start(single: Single) -> None:
    wait_until(lambda: answers(f"{single.url}/healthz/ready"), 60, str(single.container.logs()))
    assert "What a kernel boundary is" in requests.get(single.url + lesson, timeout=20).text
    assert "/en/first-run/" in single.container.logs().decode()
    assert "No Docker Engine answers." in requests.get(single.url + lab_path, timeout=20).text
    wait_until(lambda: health(single.container) == "healthy", 40)
    assert stop_seconds(single.container) < stop_most
    assert "Traceback" not in single.container.logs().decode()


# The compose file


def test_each_service_is_locked_in_and_one_has_the_engine(stack: Stack) -> None:
    with_engine = []
    for service in ("web", "keeper", "broker"):
        found = stack.container(service).attrs
        limits = found["HostConfig"]
        assert limits["ReadonlyRootfs"], service
        assert limits["CapDrop"] == ["ALL"]
        assert not limits["CapAdd"]
        assert limits["SecurityOpt"] == ["no-new-privileges:true"]
        assert not limits["Privileged"]
        assert limits["RestartPolicy"]["Name"] == "always"
        mounted = [each["Destination"] for each in found["Mounts"]]
        with_engine += [service] if "/var/run/docker.sock" in mounted else []
    assert with_engine == ["broker"]
    broker = stack.container("broker").attrs
    assert broker["HostConfig"]["NetworkMode"] == "none"
    assert "/var/lib/virtlearn" not in [each["Destination"] for each in broker["Mounts"]]
    for service in ("web", "keeper"):
        status = stack.run_in(service, "cat", "/proc/1/status")
        assert re.search(rf"^Uid:\t{user}\t{user}\t{user}\t{user}$", status, re.MULTILINE)
        assert re.search(r"^CapEff:\t0+$", status, re.MULTILINE)
        code, said = stack.container(service).exec_run(["touch", "/srv/virtlearn/x"])
        assert code
        assert b"Read-only file system" in said
    assert stack.run_in("web", "stat", "--format=%a %u", "/var/lib/virtlearn") == "700 10001\n"


def test_pages_and_labs_are_served_and_what_was_done_outlives_the_containers(stack: Stack) -> None:
    learner = Visitor(stack.url)
    question_answer(learner)
    # Until the images are signed the broker starts nothing.
    assert "Start" in learner.get(lab_path).text
    stack.compose("run", "--rm", "images")
    machines_ready(stack, learner)
    for service in ("web", "keeper", "broker"):
        wait_until(partial(well, stack, service), 60, service)
        assert stop_seconds(stack.container(service)) < stop_most
    stack.compose("down")
    stack.compose("up", "-d")
    wait_until(lambda: answers(f"{stack.url}/healthz/ready"), 60, stack.logs())
    assert "Right. <code>ps</code> reads files" in learner.get(lesson).text
    said = stack.run_in("web", "python", "manage.py", "backup", "/var/backups/virtlearn")
    assert ".tar.gz" in said
    assert "Traceback" not in stack.logs()
    stack.compose("stop", "web", "keeper")
    stack.compose("run", "--rm", "images", "python", "manage.py", "lab", "clean")
    assert not stack.machines()


def test_with_the_profile_postgres_the_database_is_a_server_of_its_own(
    built: dict[str, Any], docker: DockerClient, tmp_path: Path
) -> None:
    """As docs/operate.md has it, on a server of Debian's packages: no registry is asked for one."""
    assert built
    postgres_image_build(docker)
    password = "correct-horse"
    stack = Stack(
        tmp_path,
        docker,
        name="virtlearnpostgres",
        site=settings | {"DATABASE_URL": f"postgres://virtlearn:{password}@postgres/virtlearn"},
        compose={
            "COMPOSE_PROFILES": "postgres",
            "POSTGRES_PASSWORD": password,
            "POSTGRES_IMAGE": postgres_image,
        },
    )
    try:
        stack.compose("up", "-d", "web", "keeper", "postgres")
        wait_until(lambda: answers(f"{stack.url}/healthz/ready"), 120, stack.logs())
        wait_until(lambda: health(stack.container("postgres")) == "healthy", 60, stack.logs())
        learner = Visitor(stack.url)
        question_answer(learner)
        assert rows(stack, "lessons_attempt") == 1
        said = stack.run_in("web", "python", "manage.py", "backup", "/var/backups/virtlearn")
        (file,) = re.findall(r"/var/backups/virtlearn/\S+\.tar\.gz", said)
        stack.compose("stop", "web", "keeper")
        stack.run_in("postgres", *psql, "DELETE FROM lessons_attempt")
        stack.compose("run", "--rm", "prepare", "python", "manage.py", "restore", file)
        assert rows(stack, "lessons_attempt") == 1
        stack.compose("down")
        stack.compose("up", "-d", "web", "keeper", "postgres")
        wait_until(lambda: answers(f"{stack.url}/healthz/ready"), 120, stack.logs())
        assert "Right. <code>ps</code> reads files" in learner.get(lesson).text
    finally:
        stack.remove()


psql = ("psql", "--username=virtlearn", "--tuples-only", "--no-align", "--command")


def rows(stack: Stack, table: str) -> int:
    return int(stack.run_in("postgres", *psql, f"SELECT count(*) FROM {table}"))


def well(stack: Stack, service: str) -> bool:
    """As the engine has found; a keeper, which is looked at once a minute, by the same command."""
    container = stack.container(service)
    if service != "keeper":
        return health(container) == "healthy"
    code, _said = container.exec_run(container.attrs["Config"]["Healthcheck"]["Test"][1:])
    return code == 0


def question_answer(learner: Visitor) -> None:
    """Chooses the right answer of the first question, as a browser without scripts does."""
    page = learner.get(lesson).text
    form = re.search(r'action="([^"]*process-list/answer/)".*?</form>', page, re.DOTALL)
    assert form, page[:3000]
    chosen = re.search(
        r'value="([^"]+)"(?:(?!value=).)*From the kernel, which writes it', form[0], re.DOTALL
    )
    assert chosen, form[0]
    hidden = dict(re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', form[0]))
    answered = learner.post(form[1], **{**hidden, "answer": chosen[1]})
    assert answered.status_code in {200, 302}, answered.text
    assert "Right. <code>ps</code> reads files" in learner.get(lesson).text


def machines_ready(stack: Stack, learner: Visitor) -> None:
    """Starts a lab: its machine is a container beside those of the site."""
    started = learner.post(f"{lab_path}start/")
    assert started.status_code == 302, started.text[:3000]
    wait_until(lambda: session.search(learner.get(lab_path).text), 60, stack.logs())
    found = session.search(learner.get(lab_path).text)
    assert found
    path = f"/ws/terminal/{found[1]}/main/1/"
    with connected(stack.port, path, cookies=dict(learner.http.cookies.items())) as terminal:
        terminal.see(prompt)  # handed over by the broker, from container to container
        terminal.type("echo typed-$((40+2))\r")
        terminal.see("typed-42")
    machines = stack.machines()
    assert machines
    assert {each.status for each in machines} == {"running"}
