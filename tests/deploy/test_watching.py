"""Alerts and dashboard ask for metrics that there are; Prometheus' own tool reads them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from virtlearn.operation.metrics import declared

root = Path(__file__).resolve().parents[2]
alerts_path = root / "deploy" / "prometheus" / "virtlearn-alerts.yml"
board_path = root / "deploy" / "grafana" / "virtlearn.json"
metric_name = re.compile(r"\bvirtlearn_[a-z_]+\b")
selector = re.compile(r"(virtlearn_[a-z_]+)\{([^}]*)\}")
grouped = re.compile(r"\bby \(([^)]*)\)")


def alerts() -> list[dict[str, Any]]:
    found = yaml.safe_load(alerts_path.read_text())
    return [rule for group in found["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(board_path.read_text())["panels"]
    return found


def expressions() -> list[str]:
    of_board = [each["expr"] for panel in panels() for each in panel.get("targets", ())]
    return [rule["expr"] for rule in alerts()] + of_board


def labels_of() -> dict[str, set[str]]:
    """By the names that queries use: of parts of histograms and counters too."""
    made = {id(each): each for each in declared.registry._names_to_collectors.values()}
    found = {each._name: set(each._labelnames) for each in made.values()}  # type: ignore[attr-defined]
    found |= {name: set(labels) for name, (_what, labels) in declared.states.items()}
    known = {}
    for name in declared.names():
        base = name if name in found else re.sub(r"_(total|bucket|count|sum)$", "", name)
        known[name] = found[base] | ({"le"} if name.endswith("_bucket") else set())
    return known


def test_every_metric_that_is_asked_for_is_there() -> None:
    asked = {name for each in expressions() for name in metric_name.findall(each)}
    assert asked - declared.names() == set()
    # And nothing is counted that nobody sees.
    base = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in asked}
    counted = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in declared.names()}
    assert counted - base == set()


def test_every_label_that_is_asked_for_is_there() -> None:
    labels = labels_of()
    for each in expressions():
        for name, inner in selector.findall(each):
            assert set(re.findall(r"(\w+)\s*[=!]", inner)) <= labels[name], each
        names = metric_name.findall(each)
        for inner in grouped.findall(each):
            wanted = {label.strip() for label in inner.split(",")}
            assert all(wanted <= labels[name] for name in names), each


def test_legends_name_labels_that_are_left() -> None:
    for panel in panels():
        for each in panel.get("targets", ()):
            used = set(re.findall(r"\{\{(\w+)\}\}", each["legendFormat"]))
            left = [
                {label.strip() for label in part.split(",")}
                for part in grouped.findall(each["expr"])
            ]
            name = metric_name.findall(each["expr"])[0]
            assert used <= (left[0] if left else labels_of()[name] | {"instance"}), each


def test_panels_do_not_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in panels()}) == len(panels())


def test_the_document_says_what_to_do_for_each_alert() -> None:
    text = (root / "docs" / "operate.md").read_text()
    for rule in alerts():
        assert f"`{rule['alert']}`" in text, rule["alert"]


def promtool(*words: str, folder: Path) -> None:
    program = shutil.which("promtool")
    assert program, "promtool is not installed: apt-get install prometheus"
    done = subprocess.run(
        [program, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_reads_rules_and_settings(tmp_path: Path) -> None:
    promtool("check", "rules", str(alerts_path), folder=tmp_path)
    settings = root / "deploy" / "prometheus" / "prometheus.yml"
    promtool("check", "config", "--syntax-only", str(settings), folder=tmp_path)


def test_prometheus_reads_every_query_of_the_dashboard(tmp_path: Path) -> None:
    queries = [each["expr"] for panel in panels() for each in panel.get("targets", ())]
    rules = [
        {"record": f"panel:{number}", "expr": query.replace("$__rate_interval", "1m")}
        for number, query in enumerate(queries)
    ]
    path = tmp_path / "panels.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    promtool("check", "rules", str(path), folder=tmp_path)


# Series by which an alert has to fire, in promtool's notation: "value+step×count" each minute.
fires = {
    "VirtLearnDown": {'up{job="virtlearn",instance="a"}': "0x60"},
    "VirtLearnDatabaseAway": {"virtlearn_database_up": "1x10 0x50"},
    "VirtLearnPagesFail": {
        'virtlearn_http_requests_total{status="500"}': "0+10x60",
        'virtlearn_http_requests_total{status="200"}': "0+100x60",
    },
    "VirtLearnPagesSlow": {
        'virtlearn_http_request_seconds_bucket{le="1"}': "0+10x60",
        'virtlearn_http_request_seconds_bucket{le="2.5"}': "0+100x60",
        'virtlearn_http_request_seconds_bucket{le="+Inf"}': "0+100x60",
    },
    "VirtLearnKeeperSilent": {"virtlearn_keeper_round_age_seconds": "2+60x60"},
    "VirtLearnEngineAway": {"virtlearn_engine_up": "0x60"},
    "VirtLearnLabStartsFail": {
        'virtlearn_lab_starts_total{outcome="failed"}': "0+1x60",
        'virtlearn_lab_starts_total{outcome="ready"}': "0+4x60",
    },
    "VirtLearnLabStartsSlow": {
        'virtlearn_lab_start_seconds_bucket{machines="vm",le="10"}': "0+1x60",
        'virtlearn_lab_start_seconds_bucket{machines="vm",le="30"}': "0+9x60",
        'virtlearn_lab_start_seconds_bucket{machines="vm",le="+Inf"}': "0+9x60",
    },
    "VirtLearnQueue": {"virtlearn_lab_queue_length": "3x60"},
    "VirtLearnDiskLow": {
        'virtlearn_disk_free_bytes{place="var"}': "9x60",
        'virtlearn_disk_size_bytes{place="var"}': "100x60",
    },
    "VirtLearnDiskWillFill": {'virtlearn_disk_free_bytes{place="var"}': "1000000-1000x800"},
    "VirtLearnEngineDiskLow": {"virtlearn_engine_disk_free_bytes": "4000000000x60"},
    "VirtLearnImageBuildFailed": {'virtlearn_image_builds{state="failed"}': "1x60"},
    "VirtLearnBackupOld": {"virtlearn_backup_age_seconds": "130000+60x60"},
    "VirtLearnOutboxFails": {'virtlearn_outbox_items{kind="webhook",state="failed"}': "2x60"},
    "VirtLearnOutboxWaits": {'virtlearn_outbox_oldest_seconds{kind="lti-score"}': "30000+60x60"},
    "VirtLearnMailFails": {'virtlearn_mails_total{outcome="failed"}': "0x50 1x10"},
}
# And by which none may: all is well, and much is done.
well = {
    'up{job="virtlearn",instance="a"}': "1x900",
    "virtlearn_database_up": "1x900",
    'virtlearn_http_requests_total{status="500"}': "0+1x900",
    'virtlearn_http_requests_total{status="200"}': "0+1000x900",
    'virtlearn_http_request_seconds_bucket{le="0.1"}': "0+99x900",
    'virtlearn_http_request_seconds_bucket{le="+Inf"}': "0+100x900",
    "virtlearn_keeper_round_age_seconds": "2x900",
    "virtlearn_engine_up": "1x900",
    'virtlearn_lab_starts_total{outcome="failed"}': "0x900",
    'virtlearn_lab_starts_total{outcome="ready"}': "0+10x900",
    'virtlearn_lab_start_seconds_bucket{machines="vm",le="5"}': "0+10x900",
    'virtlearn_lab_start_seconds_bucket{machines="vm",le="+Inf"}': "0+10x900",
    "virtlearn_lab_queue_length": "0x900",
    'virtlearn_disk_free_bytes{place="var"}': "50x900",
    'virtlearn_disk_size_bytes{place="var"}': "100x900",
    "virtlearn_engine_disk_free_bytes": "50000000000x900",
    'virtlearn_image_builds{state="failed"}': "0x900",
    'virtlearn_mails_total{outcome="failed"}': "0x900",
    "virtlearn_backup_age_seconds": "0+60x900",
    'virtlearn_outbox_items{kind="webhook",state="failed"}': "0x900",
    'virtlearn_outbox_items{kind="webhook",state="waiting"}': "7x900",
    'virtlearn_outbox_oldest_seconds{kind="webhook"}': "7200x900",
}


def case(series: dict[str, str], alert: str, at: str, *, firing: bool) -> dict[str, Any]:
    given = [{"series": name, "values": values} for name, values in series.items()]
    return {
        "interval": "1m",
        "input_series": given,
        "promql_expr_test": [
            {
                "expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"}}) or vector(0)',
                "eval_time": at,
                "exp_samples": [{"labels": "{}", "value": int(firing)}],
            }
        ],
    }


def cases() -> Iterator[dict[str, Any]]:
    for alert, series in fires.items():
        yield case(series, alert, "13h" if alert == "VirtLearnDiskWillFill" else "55m", firing=True)
    yield case({}, "VirtLearnBackupOld", "55m", firing=True)  # none was ever made
    for rule in alerts():
        yield case(well, rule["alert"], "13h", firing=False)


@pytest.mark.parametrize("alert", [rule["alert"] for rule in alerts()])
def test_each_alert_has_a_case(alert: str) -> None:
    assert alert in fires


@pytest.mark.slow("plays days of metrics to Prometheus")
def test_alerts_fire_when_they_should_and_else_not(tmp_path: Path) -> None:
    judged = {"rule_files": [str(alerts_path)], "tests": list(cases())}
    path = tmp_path / "cases.yml"
    path.write_text(yaml.safe_dump(judged))
    promtool("test", "rules", str(path), folder=tmp_path)
