"""The options that Terraform gives Airflow are options of the version that runs there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import cosmos.settings
import pytest
from airflow.configuration import conf

from tests.infra.terraform import INFRA

TEXT = (INFRA / "modules" / "mwaa" / "configuration.tf").read_text(encoding="utf-8")
OPTIONS = dict(re.findall(r'^\s+"([a-z_]+\.[a-z_]+)"\s+= (.+)$', TEXT, re.MULTILINE))
# Their provider is not part of the package; until it is, `disabled` is all there is, and it changes nothing.
LINEAGE = {"openlineage.disabled", "openlineage.namespace", "openlineage.transport"}

# Its provider is part of MWAA's image and not installed here: the executor is another one.
OF_THE_IMAGE = {"celery.worker_autoscale"}


@cache
def cosmos_options() -> frozenset[str]:
    """Return the options that Cosmos reads; it describes only some of them to Airflow."""
    text = Path(cosmos.settings.__file__).read_text(encoding="utf-8")
    return frozenset(re.findall(r'conf\.get\w*\(\s*"cosmos",\s*"(\w+)"', text))


def test_the_options_are_found() -> None:
    # Should the search break, the comparison below would pass for the wrong reason.
    assert {"secrets.backend", "cosmos.enable_telemetry", "core.dagbag_import_timeout"} <= OPTIONS.keys()
    assert "enable_telemetry" in cosmos_options()


@pytest.mark.parametrize("option", sorted(OPTIONS.keys() - LINEAGE - OF_THE_IMAGE))
def test_airflow_reads_the_option(option: str) -> None:
    section, _, name = option.partition(".")
    if section == "cosmos":
        assert name in cosmos_options()
    else:
        assert name in conf.configuration_description[section]["options"]


def test_a_dag_file_may_take_as_long_as_its_import() -> None:
    importing = float(OPTIONS["core.dagbag_import_timeout"].strip('"'))
    processing = float(OPTIONS["dag_processor.dag_file_processor_timeout"].strip('"'))
    assert importing < processing, "the processor would be ended in the middle of an import"
