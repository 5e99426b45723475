"""What a site that runs tells of itself: ids, logs, probes, and metrics of all its processes."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.virtlearn.serving.test_web import (
    Web,
    alive,
    environment,
    eventually,
    patience,
    root,
    running,
)

pytestmark = pytest.mark.slow("starts a web process")

token = "a-token-that-nobody-guesses"
proxys = "0123456789abcdef-of-a-proxy"
settings = {
    "METRICS_TOKEN": token,
    "LOG_FORMAT": "json",
    "ACCESS_LOG": "yes",
    "ALLOWED_HOSTS": "127.0.0.1",
    "TRUSTED_PROXIES": "127.0.0.1",
}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(command, cwd=root, env=environment(folder), check=True)
    yield from running(Web(folder, **settings))


def ask(web: Web, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """On a connection of its own: the kernel chooses which process answers."""
    connection = http.client.HTTPConnection(web.host, web.port, timeout=patience)
    try:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=given)
        response = connection.getresponse()
        said = {name.lower(): value for name, value in response.getheaders()}
        return response.status, said, response.read().decode()
    finally:
        connection.close()


def count(web: Web, name: str, **labels: str) -> float:
    status, said, text = ask(web, "/metrics", Authorization=f"Bearer {token}", Host="metrics")
    assert status == 200
    assert said["content-type"].startswith("text/plain; version=")
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def lines(web: Web) -> list[dict[str, object]]:
    return [json.loads(line) for line in web.errors.read_text().splitlines()]


def test_all_page_servers_count_together(web: Web) -> None:
    def asked() -> float:
        return count(web, "virtlearn_http_requests_total", route="unmatched", status="404")

    before = asked()
    for _ in range(12):
        assert ask(web, "/en/nowhere/")[0] == 404
    assert asked() == before + 12
    files = list((web.errors.parent / "metrics").glob("counter_*.db"))
    assert len(files) == 3  # two page servers, and the process of the terminals
    victim = web.family()[0]
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: not alive(victim) and len(web.family()) == 2)
    assert eventually(lambda: ask(web, "/healthz/live")[0] == 200)
    assert count(web, "virtlearn_build_info") == 1


def test_an_answer_says_its_id_and_so_does_the_log(web: Web) -> None:
    _status, said, page = ask(web, "/en/nowhere/", X_Request_ID=proxys)
    assert said["x-request-id"] == proxys
    assert proxys in page
    _status, said, page = ask(web, "/en/nowhere/", X_Request_ID="not sane")
    ours = said["x-request-id"]
    assert re.fullmatch("[0-9a-f]{16}", ours)
    assert ours in page

    def logged() -> bool:
        found = [each for each in lines(web) if each["request_id"] == ours]
        return {each["logger"] for each in found} == {"virtlearn.access", "django.request"}

    assert eventually(logged)


def test_links_are_not_in_any_log(web: Web) -> None:
    secret = "Zm9vYmFyYmF6cXV4-_1234"
    for path in ("shared/{}/", "shared/{}", "first-run/{}/", "accounts/password/reset/key/1-{}/"):
        _status, said, _page = ask(web, f"/en/{path.format(secret)}?token={secret}")
        name = said["x-request-id"]
        assert eventually(lambda name=name: name in web.errors.read_text())  # type: ignore[misc]
    assert secret not in web.errors.read_text()


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready"])
def test_a_probe_by_an_address(web: Web, path: str) -> None:
    status, said, text = ask(web, path, Host="10.0.0.7")
    assert (status, json.loads(text)["ok"]) == (200, True)
    assert "set-cookie" not in said
    assert ask(web, "/en/", Host="10.0.0.7")[0] == 400


def test_strangers_get_no_details(web: Web) -> None:
    assert ask(web, "/metrics")[0] == 403
    assert "engine" not in ask(web, "/healthz")[2]
    assert "engine" in ask(web, "/healthz", Authorization=f"Bearer {token}")[2]


def test_what_dead_processes_left_is_gone_at_the_next_start(web: Web) -> None:
    folder = web.errors.parent / "metrics"
    Path(folder / "counter_gone-1.db").write_bytes(b"")
    web.process.terminate()
    web.process.wait(patience)
    again = Web(web.errors.parent, **settings)
    for each in running(again):
        assert not (folder / "counter_gone-1.db").exists()
        assert len(list(folder.glob("counter_*.db"))) == 3
        assert count(each, "virtlearn_build_info") == 1
