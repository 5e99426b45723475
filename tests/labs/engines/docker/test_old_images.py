"""What goes of former images, on the real engine with images of a few bytes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from docker import APIClient

from labs.engines.docker import images as docker_images
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.images import Recipe
from labs.engines.docker.old_images import (
    moment,
    nameless_remove,
    old_remove,
    renew,
    stages,
    stages_remove,
    versions,
)

dockerfile = """FROM scratch AS one
COPY content /content
FROM scratch
LABEL {label}=1
COPY --from=one /content /content
"""


class Images:
    """Versions of one image, of a repository that nobody else has."""

    def __init__(self, api: APIClient, folder: Path) -> None:
        self.api, self.folder = api, folder
        self.label = f"test{uuid.uuid4().hex}"
        self.repository = f"virtlearn-test/{self.label}"

    def build(self, tag: str) -> str:
        (self.folder / "Dockerfile").write_text(dockerfile.format(label=self.label))
        (self.folder / "content").write_text(f"{self.label} {tag}")
        docker_images.build(
            self.api, self.name(tag), Recipe(self.folder, {}, False), lambda line: None
        )
        return self.name(tag)

    def name(self, tag: str) -> str:
        return f"{self.repository}:{tag}"

    def tags(self) -> set[str]:
        names = [
            name for each in versions(self.api, self.repository).values() for name in each.names
        ]
        return {name.rpartition(":")[2] for name in names}

    def tagged_at(self, name: str) -> str:
        found = self.api.inspect_image(name)  # type: ignore[no-untyped-call]
        return str(found["Metadata"]["LastTagTime"])

    def nameless(self) -> int:
        return len(self.api.images(filters={"dangling": True, "label": self.label}))


@pytest.fixture
def images(
    docker_engine: DockerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Images]:
    monkeypatch.setattr(docker_images, "base_present", lambda api: True)  # nothing stands on it
    made = Images(docker_engine.api, tmp_path)
    try:
        yield made
    finally:
        for tag in made.tags():
            made.api.remove_image(made.name(tag), force=True)
        nameless_remove(made.api, made.label, 0)


def test_other_versions_go_with_their_stages_unless_a_container_was_made_of_them(
    images: Images,
) -> None:
    used, ours, _other = (images.build(tag) for tag in ("used", "ours", "other"))
    container = images.api.create_container(used, command=["none"])["Id"]
    said: list[str] = []
    try:
        old_remove(images.api, [ours], said.append, 0)
    finally:
        images.api.remove_container(container)
    assert images.tags() == {"used", "used-stage1", "ours", "ours-stage1"}
    assert [line.partition(": ")[0] for line in said] == [images.name("other")]
    old_remove(images.api, [ours], said.append, 0)
    assert images.tags() == {"ours", "ours-stage1"}


def test_the_stages_of_finished_builds_go_and_the_images_stay(images: Images) -> None:
    ours, _other = images.build("ours"), images.build("other")
    stages_remove(images.api, [ours, images.name("missing")])
    assert images.tags() == {"ours", "other", "other-stage1"}
    stages_remove(images.api, [ours])
    assert images.tags() == {"ours", "other", "other-stage1"}


def test_what_somebody_has_wanted_lately_stays(images: Images) -> None:
    others, ours = images.build("others"), images.build("ours")
    renew(images.api, [others, images.name("missing")])
    old_remove(images.api, [ours], lambda line: None, 3600)
    assert images.tags() == {"others", "others-stage1", "ours", "ours-stage1"}


def test_wanting_an_image_once_more_is_noted(images: Images) -> None:
    name = images.build("ours")
    (before,) = versions(images.api, images.repository).values()
    first = images.tagged_at(name)
    renew(images.api, [name])
    (after,) = versions(images.api, images.repository).values()
    assert images.tagged_at(name) > first
    assert after.wanted_at >= before.wanted_at > 0


def test_what_has_no_name_goes_when_it_is_old_and_ours(images: Images) -> None:
    name = images.build("ours")
    images.api.tag(images.build("later"), images.repository, "ours")
    images.api.remove_image(images.name("later"), noprune=True)
    assert images.nameless() == 1
    nameless_remove(images.api, images.label, 3600)
    assert images.nameless() == 1
    nameless_remove(images.api, images.label, 0)
    assert images.nameless() == 0
    assert images.tagged_at(name)


def test_stages_are_what_each_but_the_last_ended_with() -> None:
    said = """Step 1/8 : ARG vm_image
Step 2/8 : FROM ${vm_image} AS vm
 ---> 107e24d6f293
Step 3/8 : FROM virtlearn/base AS system
 ---> 2df0fa3c3db1
Step 4/8 : RUN true
 ---> Running in 0123456789ab
Removing intermediate container 0123456789ab
 ---> 111111111111
Step 5/8 : COPY a b
 ---> Using cache
 ---> 222222222222
Step 6/8 : FROM vm
 ---> 107e24d6f293
Step 7/8 : USER root
 ---> 333333333333
Successfully built 333333333333"""
    assert list(stages(said.splitlines())) == ["222222222222"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-02T00:00:01.123456789Z", 86401),
        ("1970-01-01T01:00:00+01:00", 0),
        ("0001-01-01T00:00:00Z", 0),
        (None, 0),
    ],
)
def test_times_of_the_engine(text: str | None, seconds: float) -> None:
    assert moment(text) == seconds
