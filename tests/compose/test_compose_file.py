"""docker-compose.yaml: the specification, and every name, path, port and variable in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cryptography.fernet import Fernet

from dev.local.local_environment import local_environment
from dev.local.production_users import DBT, LOADER, QUICKSIGHT, READER, USERS
from dev.servers.mysql_template import MySqlTemplate
from dev.servers.settings import LocalSettings
from include.mysql.target import WarehouseTarget
from include.settings import Settings
from tests.compose.compose_file import FILE, OURS, ROOT, ComposeFile

COMPOSE = ComposeFile()
SERVICES = sorted(COMPOSE.services)
AIRFLOW = [name for name in SERVICES if name.startswith("airflow-")]
ON_OUR_IMAGE = [name for name in SERVICES if COMPOSE.services[name]["image"] == OURS]
# Variables of our own tools that are no settings; each is read in the file named.
OWN_VARIABLES = {
    **{f"{user.upper()}_PASSWORD": "dev/local/production_users.py" for user in USERS},
    "TOKYOBETA_LOCAL_READER_URL": "dev/local/quicksight_api/__main__.py",
    "TOKYOBETA_LOCAL_ROOT_URL": "dev/local/compose_setup.py",
    "TOKYOBETA_LOCAL_AWS_URL": "dev/local/compose_setup.py",
}


def test_it_follows_the_compose_specification() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_check_can_fail(tmp_path: Path) -> None:
    broken = tmp_path / "docker-compose.yaml"
    broken.write_text("services: {mysql: {image: mysql:8.0, port: 3306}}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(broken)],
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0


def test_the_parts_of_production_are_there() -> None:
    assert set(SERVICES) == {
        "mysql",
        "postgres",
        "aws",
        "quicksight",
        "setup",
        "sample-data",
        "dbt-manifest",
        "airflow-migrate",
        "airflow-api-server",
        "airflow-scheduler",
        "airflow-dag-processor",
        "airflow-triggerer",
    }


@pytest.mark.parametrize("service", SERVICES)
def test_images_are_pinned(service: str) -> None:
    image = COMPOSE.services[service]["image"]
    name, _, tag = image.partition(":")
    assert re.fullmatch(r"[0-9][\w.-]*", tag), f"{name} needs a version, not {tag!r}"


def test_versions_are_those_of_the_requirements() -> None:
    lock = (ROOT / "requirements" / "local.txt").read_text(encoding="utf-8")
    moto = re.search(r"^moto==(\S+)", lock, re.MULTILINE)
    assert moto is not None
    assert COMPOSE.services["aws"]["image"] == f"motoserver/moto:{moto.group(1)}"
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
    airflow = re.search(
        r"^apache-airflow==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE
    )
    assert airflow is not None
    assert f"FROM apache/airflow:{airflow.group(1)}-python3.12\n" in dockerfile
    assert airflow.group(1) in OURS


def test_exactly_one_service_builds_the_shared_image() -> None:
    """Two builds of one tag at the same time overwrite each other."""
    builders = [name for name in ON_OUR_IMAGE if "build" in COMPOSE.services[name]]
    assert builders == ["setup"]
    for name in ON_OUR_IMAGE:
        if name != "setup":
            assert COMPOSE.services[name]["pull_policy"] == "never"
            assert "setup" in needed_by(name), f"{name} could start before the image is built"


@pytest.mark.parametrize("service", ON_OUR_IMAGE)
def test_a_command_on_airflows_image_begins_with_bash_python_or_airflow(service: str) -> None:
    """Its entrypoint runs bash and python as given and makes ``airflow ...`` of all else: see ``process``."""
    from airflow.cli.cli_parser import airflow_commands

    program, *words = COMPOSE.process(service)
    assert COMPOSE.command(service)[0] in {"bash", "python", "airflow"}
    if program == "airflow":
        assert words[0] in {command.name for command in airflow_commands}
    else:
        assert words, "without arguments it waits for input for ever"


def test_the_entrypoint_of_our_image_is_airflows() -> None:
    """Else the rule above, and what the entrypoint exports, would be another."""
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
    assert not re.search(r"^(ENTRYPOINT|CMD)\b", dockerfile, re.MULTILINE | re.IGNORECASE)
    assert not [name for name in ON_OUR_IMAGE if "entrypoint" in COMPOSE.services[name]]


def needed_by(service: str) -> set[str]:
    """Return the services that a service waits for, directly or through others."""
    direct = set(COMPOSE.services[service].get("depends_on") or {})
    return direct | {deeper for name in direct for deeper in needed_by(name)}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_waits_for_what_it_uses(service: str) -> None:
    text = json.dumps(COMPOSE.services[service])
    names = {host for host in SERVICES if re.search(rf"(?://|@|\"host\\\": \\\"){host}[:\"\\/]", text)}
    # The API server is used by tasks, long after every component is up.
    assert names - needed_by(service) - {service, "airflow-api-server", "quicksight"} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_waited_for_can_be_seen(service: str) -> None:
    """A service that is to be healthy has a health check; one that is to be done ends by itself."""
    for name, wait in (COMPOSE.services[service].get("depends_on") or {}).items():
        if wait["condition"] == "service_healthy":
            assert "healthcheck" in COMPOSE.services[name]
        else:
            assert COMPOSE.services[name].get("restart", "no") == "no"


def test_every_lasting_service_has_a_health_check() -> None:
    lasting = [name for name in SERVICES if COMPOSE.services[name].get("restart") == "unless-stopped"]
    assert len(lasting) >= 7
    assert all("healthcheck" in COMPOSE.services[name] for name in lasting)


@pytest.mark.parametrize("service", SERVICES)
def test_mounts_exist_or_are_named_volumes(service: str) -> None:
    for place, source in COMPOSE.mounts(service).items():
        if source.startswith("./"):
            assert (ROOT / source).exists(), source
        else:
            assert source in COMPOSE.content["volumes"], source
        assert place.startswith("/")


def test_no_volume_is_declared_for_nothing() -> None:
    used = {source for service in SERVICES for source in COMPOSE.mounts(service).values()}
    assert set(COMPOSE.content["volumes"]) <= used


@pytest.mark.parametrize("service", [*AIRFLOW, "sample-data", "setup", "quicksight", "dbt-manifest"])
def test_code_lies_where_mwaa_has_it(service: str) -> None:
    mounts = COMPOSE.mounts(service)
    home = "/usr/local/airflow"
    assert {place: mounts.get(place) for place in (f"{home}/dags", f"{home}/plugins")} == {
        f"{home}/dags": "./dags",
        f"{home}/plugins": "./plugins",
    }
    assert mounts[f"{home}/dags/include"] == "./include"
    assert mounts[f"{home}/dags/dbt"] == "./dbt"


def test_the_database_has_the_settings_file_of_every_local_server() -> None:
    source = COMPOSE.mounts("mysql")["/etc/mysql/conf.d/aurora.cnf"]
    assert (ROOT / source).name == "aurora.cnf"
    module = sys.modules[MySqlTemplate.__module__].__file__
    assert module is not None
    used = "aurora.cnf" in "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "dev" / "servers").glob("mysql_*.py")
    )
    assert used, "the private server reads another file"


def test_ports_are_open_on_this_machine_only_and_differ() -> None:
    ports = [port for service in SERVICES for port in COMPOSE.ports(service)]
    assert {address for address, _, _ in ports} == {"127.0.0.1"}
    outside = [number for _, number, _ in ports]
    assert len(set(outside)) == len(outside)


def test_every_variable_has_a_default() -> None:
    assert {name for name, default in COMPOSE.variables.items() if default is None} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_settings_are_settings(service: str) -> None:
    known = {f"TOKYOBETA_{name.upper()}" for name in Settings.model_fields}
    known |= {f"TOKYOBETA_LOCAL_{name.upper()}" for name in LocalSettings.model_fields}
    for name in COMPOSE.environment(service):
        if name.startswith("TOKYOBETA_") and name not in known:
            text = (ROOT / OWN_VARIABLES[name]).read_text(encoding="utf-8")
            assert name in text or f'"{name.removesuffix("_PASSWORD").lower()}"' in text


@pytest.mark.parametrize("service", AIRFLOW)
def test_airflow_options_exist(service: str) -> None:
    from airflow.configuration import conf

    # The options of Cosmos come with its package, not with Airflow's own description.
    foreign = {"cosmos"}
    for name in COMPOSE.environment(service):
        if name.startswith("AIRFLOW__"):
            section, option = name.removeprefix("AIRFLOW__").lower().split("__")
            known = conf.configuration_description.get(section, {}).get("options", {})
            assert section in foreign or option in known, name


def test_connections_and_settings_are_those_of_a_laptop_without_docker() -> None:
    """One set of users and settings: what differs is only where the servers are."""
    setup, environment = COMPOSE.environment("setup"), COMPOSE.environment("airflow-scheduler")
    users = {name: WarehouseTarget("mysql", 3306, name, setup[f"{name.upper()}_PASSWORD"]) for name in USERS}
    wanted = local_environment(
        warehouse=users[LOADER],
        dbt=users[DBT],
        reader=users[READER],
        aws=setup["TOKYOBETA_LOCAL_AWS_URL"],
        quicksight="http://quicksight:8010",
        topic=environment["TOKYOBETA_ALERT_TOPIC_ARN"],
    )
    assert {name: _parsed(environment.get(name)) for name in wanted} == {
        name: _parsed(value) for name, value in wanted.items()
    }
    assert {name for name in environment if name.startswith("AIRFLOW_CONN_")} <= set(wanted)
    quicksight = WarehouseTarget.from_url(COMPOSE.environment("quicksight")["TOKYOBETA_LOCAL_READER_URL"])
    assert (quicksight.user, quicksight.password) == (QUICKSIGHT, users[QUICKSIGHT].password)


def _parsed(value: str | None) -> object:
    """Return a connection as data: line ends and a missing `extra` make no difference to Airflow."""
    return {"extra": {}, **json.loads(value)} if value and value.startswith("{") else value


def test_ports_inside_are_those_that_are_listened_on() -> None:
    command = COMPOSE.command("quicksight")
    assert command[command.index("--port") + 1] == "8010"
    assert command[command.index("--host") + 1] == "0.0.0.0"
    inside = {name: [port for _, _, port in COMPOSE.ports(name)] for name in SERVICES if COMPOSE.ports(name)}
    assert inside == {"mysql": [3306], "aws": [5000], "quicksight": [8010], "airflow-api-server": [8080]}
    scheduler = COMPOSE.environment("airflow-scheduler")
    assert ":8080/execution/" in scheduler["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]


def test_the_build_context_holds_the_requirements_and_nothing_else() -> None:
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
    copied = {
        word for line in dockerfile.splitlines() if line.startswith("COPY") for word in line.split()[2:-1]
    }
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    assert copied == allowed
    assert all((ROOT / name).is_file() for name in copied)


def test_the_image_has_the_places_that_volumes_are_mounted_at() -> None:
    """A named volume takes its owner from the image; a place that is missing there would belong to root."""
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
    for service in SERVICES:
        if COMPOSE.services[service]["image"] == OURS:
            for place, source in COMPOSE.mounts(service).items():
                if not source.startswith("./"):
                    assert re.search(rf"^ +{place}(?: \\)?$", dockerfile, re.MULTILINE), place


def test_the_file_is_plain_yaml_without_repeated_keys() -> None:
    class Strict(yaml.SafeLoader):
        """Refuses a key that occurs twice."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
            keys = [
                self.construct_object(key) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"
            ]
            assert len(set(keys)) == len(keys), f"a key occurs twice near line {node.start_mark.line}"
            return super().construct_mapping(node, deep)

    yaml.load(COMPOSE.text, Loader=Strict)


def test_airflows_services_share_their_three_secrets() -> None:
    """Each makes its own where none is given.

    Sessions, tokens of tasks, and what one service encrypts for another: the scheduler the arguments of a
    trigger, which end the triggerer if it cannot decrypt them.
    """
    names = ("AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__CORE__FERNET_KEY")
    for name in names:
        assert len({COMPOSE.environment(service).get(name) for service in AIRFLOW}) == 1, name
        assert COMPOSE.environment(AIRFLOW[0])[name]
    fernet = Fernet(COMPOSE.environment("airflow-scheduler")["AIRFLOW__CORE__FERNET_KEY"])
    other = Fernet(COMPOSE.environment("airflow-triggerer")["AIRFLOW__CORE__FERNET_KEY"])
    assert other.decrypt(fernet.encrypt(b"arguments")) == b"arguments"
