"""The cluster and the local server have the same settings wherever they decide what a query does."""

from __future__ import annotations

import configparser
import re

from tests.infra.terraform import INFRA, ROOT

SETTINGS = ROOT / "dev" / "servers" / "mysql" / "aurora.cnf"
PARAMETERS = INFRA / "modules" / "aurora" / "parameters.tf"

# Local settings that are no parameter of Aurora, each with the reason.
ONLY_LOCAL = {
    "default_time_zone": "Aurora's parameter is called time_zone",
    "skip_log_bin": "Aurora's default: its storage replicates",
    "gtid_mode": "Aurora's default without a binary log",
    "enforce_gtid_consistency": "Aurora's default without a binary log",
    "performance_schema": "Aurora's default is off as well; Performance Insights switches it on as needed",
    "innodb_file_per_table": "Aurora's storage has no files per table",
    "mysqlx": "Aurora has no X protocol",
}
# Names that differ.
RENAMED = {"time_zone": "default_time_zone"}
# Values that say the same.
SAME = {"on": "1", "off": "0", "64m": "67108864", "+00:00": "utc"}


def value(text: str) -> str:
    text = text.strip().lower()
    return SAME.get(text, text)


def local_settings() -> dict[str, str]:
    parser = configparser.ConfigParser(allow_no_value=True)
    parser.read(SETTINGS, encoding="utf-8")
    return {name.replace("-", "_"): text or "on" for name, text in parser["mysqld"].items()}


def cluster_parameters(block: str) -> dict[str, str]:
    text = PARAMETERS.read_text(encoding="utf-8")
    found = re.search(rf"{block} = \{{\n(.*?)\n  \}}", text, re.DOTALL)
    assert found
    return dict(re.findall(r'^\s+(\w+)\s+= "([^"]*)"', found[1], re.MULTILINE))


def test_what_production_shares_with_a_laptop_is_equal() -> None:
    local = local_settings()
    for name, text in cluster_parameters("shared_parameters").items():
        here = local[RENAMED.get(name, name)]
        assert value(text) == value(here), f"{name}: {text} on Aurora, {here} locally"


def test_no_local_setting_is_forgotten_in_production() -> None:
    known = {RENAMED.get(name, name) for name in cluster_parameters("shared_parameters")} | ONLY_LOCAL.keys()
    assert set(local_settings()) <= known, "give the cluster the new setting, or say why it needs none"


def test_production_only_settings_do_not_change_what_a_query_returns() -> None:
    names = set(cluster_parameters("production_parameters"))
    assert names == {
        "require_secure_transport",
        "tls_version",
        "server_audit_logging",
        "server_audit_events",
        "slow_query_log",
        "long_query_time",
        "log_output",
    }
