"""Sites behind nginx and Caddy: one on a host of its own, one below /learn/, on the same host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.deploy.proxies import Change, as_it_is, certificate_make, host, proxies, proxy_running
from tests.mail_server import Server
from tests.redteam.visitor import Visitor
from tests.site import Site, free_port

paths = ("/", "/learn/")


class Front(NamedTuple):
    """A proxy before a site, as a browser sees it."""

    proxy: str
    path: str  # SITE_PATH
    port: int  # of the proxy
    folder: Path
    certificate: Path
    site: Site
    mails: Server

    @property
    def origin(self) -> str:
        return f"https://{host}:{self.port}"

    @property
    def nginx_port(self) -> str:
        """Of nginx before the same site."""
        return self.site.env["ALLOWED_ORIGINS"].partition(",")[0].rpartition(":")[2]

    def visitor(self) -> Visitor:
        """Somebody who was never here; the paths that they ask for have all parts."""
        made = Visitor(self.origin)
        made.http.trust_env = False  # where REQUESTS_CA_BUNDLE would take the certificate's place
        made.http.verify = str(self.certificate)
        return made

    def at(self, path: str) -> str:
        """A page of the site, in English."""
        return f"{self.path}en/{path}"


class Served(NamedTuple):
    """A site, and the ports at which proxies may stand before it."""

    site: Site
    path: str
    ports: Mapping[str, int]
    mails: Server

    @contextmanager
    def front(self, proxy: str, folder: Path, change: Change = as_it_is) -> Iterator[Front]:
        port = self.ports[proxy]
        with proxy_running(
            proxy, folder, self.site.port, port=port, path=self.path, change=change
        ) as certificate:
            yield Front(proxy, self.path, port, folder, certificate, self.site, self.mails)


@pytest.fixture(scope="package")
def mail_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the mail server, with its key."""
    certificate = certificate_make(tmp_path_factory.mktemp("mails"))
    both = certificate.with_name("both.pem")
    both.write_text(certificate.read_text() + certificate.with_suffix(".key").read_text())
    return both


@pytest.fixture(scope="package")
def mails(mail_certificate: Path) -> Iterator[Server]:
    server = Server(mail_certificate)
    yield server
    server.close()


@pytest.fixture(scope="package")
def sites(mails: Server, mail_certificate: Path) -> Iterator[dict[str, Served]]:
    """By their paths; without keeper or engine."""
    with ExitStack() as stack:
        found = {}
        for path in paths:
            ports = {proxy: free_port() for proxy in (*proxies, "changed")}
            origins = [f"https://{host}:{port}" for port in ports.values()]
            site = Site(
                {
                    "SITE_PATH": path,
                    "ALLOWED_HOSTS": host,
                    "ALLOWED_ORIGINS": ",".join(origins),
                    "HTTPS": "yes",
                    "TRUSTED_PROXIES": "127.0.0.1",
                    "ACCESS_LOG": "yes",
                    "LAB_ENGINE": "fake",
                    "WEB_WORKERS": "1",  # the fake engine's machines are in one process
                    "EMAIL_HOST": host,
                    "EMAIL_PORT": str(mails.port),
                    "EMAIL_USE_SSL": "yes",
                    "SSL_CERT_FILE": str(mail_certificate),
                }
            )
            stack.callback(site.__exit__)
            site.furnish()
            site.start("web")
            found[path] = Served(site, path, ports, mails)
        for served in found.values():
            served.site.wait()
        yield found


@pytest.fixture(scope="package")
def fronts(
    sites: dict[str, Served], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[tuple[str, str], Front]]:
    with ExitStack() as stack:
        yield {
            (proxy, path): stack.enter_context(served.front(proxy, tmp_path_factory.mktemp(proxy)))
            for path, served in sites.items()
            for proxy in proxies
        }


@pytest.fixture(params=[(proxy, path) for path in paths for proxy in proxies], ids="".join)
def front(request: pytest.FixtureRequest, fronts: dict[tuple[str, str], Front]) -> Front:
    return fronts[request.param]
