"""The site behind Caddy and nginx with TLS, set up as docs/proxy.md says."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.site import free_port
from tests.virtlearn.serving.servers import Served, read

document = Path(__file__).resolve().parents[3] / "docs" / "proxy.md"
client = "127.0.0.2"  # another address than the proxy's
handshake = (
    b"GET /ws/terminal/?rows=24 HTTP/1.1\r\nHost: learn.example.org\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: http\r\n\r\n"
)


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served("127.0.0.1/32")
    try:
        yield made
    finally:
        made.stop()


def written(language: str) -> str:
    """The document's own lines for a proxy."""
    found = re.search(rf"```{language}\n(.*?)```", document.read_text(), re.DOTALL)
    assert found
    return found[1]


def caddy(folder: Path, port: int, behind: int) -> list[str]:
    """Write its file; what changes is the ports, and who signs the certificate."""
    text = written("caddyfile").replace("learn.example.org", f"https://learn.example.org:{port}")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    ours = "admin off\nskip_install_trust\nlocal_certs\nauto_https disable_redirects\n"
    ours += f"storage file_system {folder}\n"
    (folder / "Caddyfile").write_text(f"{{\n{ours}}}\n{text}")
    program = Path(sys.executable).with_name("caddy")
    return [str(program), "run", "--config", str(folder / "Caddyfile")]


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    """Write its file; what changes is the ports, the certificate, and where it may write."""
    if (program := shutil.which("nginx")) is None:
        pytest.skip("nginx is not installed")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=learn"]
    made += [
        "-keyout",
        f"{folder}/learn.example.org.key",
        "-out",
        f"{folder}/learn.example.org.pem",
    ]
    subprocess.run(made, check=True, capture_output=True)
    text = written("nginx").replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("/etc/ssl", str(folder))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}{text}}}\n"
    )
    return [program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"]


@pytest.fixture(params=[caddy, nginx])
def port(request: pytest.FixtureRequest, served: Served, tmp_path: Path) -> Iterator[int]:
    """Of the proxy, which answers."""
    port = free_port()
    process = subprocess.Popen(request.param(tmp_path, port, served.port))
    try:
        end = time.monotonic() + 40
        while time.monotonic() < end:
            with suppress(OSError):
                connect(port).close()
                break
            assert process.poll() is None
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def connect(port: int) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", port), 20, source_address=(client, 0))
    return context.wrap_socket(plain, server_hostname="learn.example.org")


def test_a_page_and_a_terminal_through_a_proxy(port: int) -> None:
    for _ in range(2):  # on connections that the proxy has used before
        with connect(port) as page:
            page.sendall(
                b"GET /en/ HTTP/1.1\r\nHost: learn.example.org\r\nX-Forwarded-For: 6.6.6.6\r\n"
                b"X-Forwarded-Proto: http\r\nConnection: close\r\n\r\n"
            )
            said = json.loads(read(page, b"}").partition(b"\r\n\r\n")[2])
            assert (said["client"][0], said["scheme"]) == (client, "https")
            assert said["host"] == "learn.example.org"
        with connect(port) as terminal:
            terminal.sendall(handshake)
            text = read(terminal, b"}")
            assert text.startswith(b"HTTP/1.1 101 ")
            said = json.loads(text[text.index(b"{") :])
            assert (said["client"][0], said["scheme"]) == (client, "wss")
            terminal.sendall(b"\x82\x83\0\0\0\0abc")
            assert read(terminal, b"abc").endswith(b"\x82\x03abc")
