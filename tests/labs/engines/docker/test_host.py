"""What an engine says where it can't be used, and of the disk that it builds on."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from docker import errors

from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.errors import errors_ours, is_forbidden
from labs.engines.docker.host import disk_free
from labs.engines.errors import EngineError, EngineForbidden, EngineUnavailable


@pytest.fixture
def forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections are refused for want of permission, which root never meets by itself."""

    def refuse(self: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/docker.sock")
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_an_engine_that_may_not_be_used_is_told_from_none(
    forbidden: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(EngineForbidden):
        DockerEngine().info()
    monkeypatch.undo()
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing.sock")
    with pytest.raises(EngineUnavailable) as error:
        DockerEngine().info()
    assert not isinstance(error.value, EngineForbidden)


def test_a_refusal_is_found_however_it_is_wrapped() -> None:
    assert is_forbidden(PermissionError())
    assert is_forbidden(errors.DockerException(OSError("aborted", PermissionError(13))))
    assert not is_forbidden(errors.DockerException("nothing there"))
    assert not is_forbidden(None)
    with pytest.raises(EngineError) as error, errors_ours("look"):
        raise FileNotFoundError
    assert not isinstance(error.value, EngineForbidden)


def test_room_is_known_where_the_engine_is_of_this_host(docker_engine: DockerEngine) -> None:
    info = docker_engine.info()
    assert info.disk_free == pytest.approx(disk_free(info.disk), rel=0.2)
    assert info.disk_free > 0
    assert disk_free("/no/such/folder") == 0
