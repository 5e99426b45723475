"""nginx and Caddy as deploy/ sets them up, on a port and with a certificate of the test's own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.site import free_port, root

deploy = root / "deploy"
host = "localhost"  # a name that every machine knows; the files have names of examples
example = re.compile(r"\b(learn|www)\.example\.org\b")
Change = Callable[[str], str]  # of what deploy/ says


def as_it_is(text: str) -> str:
    return text


def certificate_make(folder: Path) -> Path:
    """A certificate for `host` that it has signed itself; its key is beside it."""
    made = folder / f"{host}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"]
    command += ["-keyout", str(made.with_suffix(".key")), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


def nginx(folder: Path, port: int, behind: int, path: str, change: Change) -> list[str]:
    """What changes is names, ports, and where it may write."""
    program = shutil.which("nginx", path=f"/usr/sbin:{os.environ['PATH']}")
    assert program, "nginx is not installed: apt-get install nginx-light"
    name = "virtlearn.conf" if path == "/" else "virtlearn-sub-path.conf"
    text = (deploy / "nginx" / name).read_text().replace("/etc/ssl", str(folder))
    text = re.sub(r"^ +listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}")
    text = text.replace("listen 80", f"listen 127.0.0.1:{free_port()}")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("/var/www", str(folder))
    passed_on = (deploy / "nginx" / "virtlearn-proxy.conf").read_text()
    (folder / "snippets").mkdir()
    (folder / "snippets" / "virtlearn-proxy.conf").write_text(change(passed_on))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"{'' if os.geteuid() else 'user root;'}\ndaemon off;\npid {folder}/pid;\n"
        f"error_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}{example.sub(host, text)}}}\n"
    )
    return [program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"]


def caddy(folder: Path, port: int, behind: int, path: str, change: Change) -> list[str]:
    """What changes is the name, ports, and who has signed the certificate."""
    name = "Caddyfile" if path == "/" else "sub-path.Caddyfile"
    text = (deploy / "caddy" / name).read_text()
    signed = f"\ttls {folder}/{host}.pem {folder}/{host}.key\n"
    text = re.sub(r"^(\S+) \{\n", rf"https://\1:{port} {{\n{signed}", text, flags=re.MULTILINE)
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("/var/www", str(folder))
    ours = "admin off\nskip_install_trust\nauto_https disable_redirects\n"
    ours += f"storage file_system {folder}\n"
    (folder / "Caddyfile").write_text(f"{{\n{ours}}}\n{change(example.sub(host, text))}")
    program = Path(sys.executable).with_name("caddy")
    return [str(program), "run", "--config", str(folder / "Caddyfile")]


proxies = {"nginx": nginx, "caddy": caddy}


@contextmanager
def proxy_running(
    name: str, folder: Path, behind: int, *, port: int, path: str = "/", change: Change = as_it_is
) -> Iterator[Path]:
    """Give the certificate of the proxy, which listens on `port` and asks the one `behind` it.

    Beside the site of a `path` it serves the folder `html` of `folder`. `change` is what an
    operator has written otherwise of how requests are passed on.
    """
    certificate = certificate_make(folder)
    command = proxies[name](folder, port, behind, path, change)
    process = subprocess.Popen(command)
    try:
        end = time.monotonic() + 40
        while time.monotonic() < end:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 5).close()
                break
            assert process.poll() is None
            time.sleep(0.05)
        yield certificate
    finally:
        process.terminate()
        process.wait(20)
