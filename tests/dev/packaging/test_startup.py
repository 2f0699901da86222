"""startup.sh as MWAA sources it: it never ends the shell, and never leaves half an environment of dbt."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "dev" / "packaging" / "startup.sh"
# Stands in for python3: -m venv makes a folder whose python "installs" dbt, unless FAIL names the step.
PYTHON = """#!/bin/bash
echo "python3 $*" >> "$CALLS"
[ "$1 $2" = "-m venv" ] || exit 1
[ "$FAIL" = venv ] && exit 1
mkdir -p "$3/bin"
cat > "$3/bin/python" <<'EOF'
#!/bin/bash
echo "pip PIP_USER=$PIP_USER PIP_CONSTRAINT=$PIP_CONSTRAINT $*" >> "$CALLS"
[ "$FAIL" = pip ] && exit 1
[ "$FAIL" = slow ] && sleep 600
printf '#!/bin/bash\\n[ "$FAIL" = dbt ] && exit 1\\nexit 0\\n' > "$(dirname "$0")/dbt"
chmod +x "$(dirname "$0")/dbt"
EOF
chmod +x "$3/bin/python"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python3").write_text(PYTHON, encoding="utf-8")
    (programs / "python3").chmod(0o755)
    pins = "dbt-core==1.7.20 --hash=sha256:00\nsetuptools==84.2.1 \\\n    --hash=sha256:01"
    text = SCRIPT.read_text(encoding="utf-8").replace("@DBT_PINS@", pins)
    (tmp_path / "startup.sh").write_text(text, encoding="utf-8")
    (tmp_path / "airflow").mkdir()
    return tmp_path


def source(home: Path, component: str = "worker", **variables: str) -> tuple[dict[str, str], str]:
    """Source the script as MWAA does, exit replaced, and return the environment and what was said."""
    command = (
        f"shopt -s expand_aliases; alias exit=return; before=$-; source '{home}/startup.sh' >&2; status=$?;"
        ' [ "$before" = "$-" ] || echo OPTIONS CHANGED >&2; declare -F >&2; echo "status=$status" >&2; env -0'
    )
    done = subprocess.run(
        ["/bin/bash", "-c", command],
        env={
            "PATH": f"{home}/bin:/usr/bin:/bin",
            "AIRFLOW_HOME": str(home / "airflow"),
            "CALLS": str(home / "calls"),
            "MWAA_AIRFLOW_COMPONENT": component,
            "PIP_USER": "1",
            "PIP_CONSTRAINT": "/etc/constraints.txt",
            **variables,
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    left = dict(entry.split("=", 1) for entry in done.stdout.split("\0") if "=" in entry)
    assert "status=0" in done.stderr
    assert "OPTIONS CHANGED" not in done.stderr
    assert "_tokyobeta" not in done.stderr, "functions stay behind in MWAA's shell"
    return left, done.stderr


def calls(home: Path) -> list[str]:
    file = home / "calls"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


@pytest.mark.parametrize("component", ["scheduler", "worker", "triggerer", "hybrid", ""])
def test_dbt_gets_an_environment_of_its_own_with_hashes(home: Path, component: str) -> None:
    left, _ = source(home, component)
    dbt = Path(left["TOKYOBETA_DBT_EXECUTABLE"])
    assert dbt.is_file()
    assert dbt.is_relative_to(home / "airflow")
    first, second = [line for line in calls(home) if line.startswith("pip")]
    for pip in (first, second):
        assert "--require-hashes" in pip
        assert pip.startswith("pip PIP_USER=0 PIP_CONSTRAINT= "), "MWAA's own pip settings must not apply"
        assert "--no-index" not in pip, "without the wheels of the release the index must do"
    assert (dbt.parents[1] / "first.txt").read_text(encoding="utf-8").split() == [
        *("setuptools==84.2.1", "\\", "--hash=sha256:01")
    ]


def test_the_wheels_of_the_release_need_no_package_index(home: Path) -> None:
    wheels = home / "airflow" / "plugins" / "wheels" / "dbt"
    wheels.mkdir(parents=True)
    source(home)
    pip = [line for line in calls(home) if line.startswith("pip")]
    assert len(pip) == 2
    assert all(f"--no-index --find-links {wheels}" in line for line in pip)


def test_the_web_server_installs_nothing(home: Path) -> None:
    left, _ = source(home, "webserver")
    assert calls(home) == []
    assert "TOKYOBETA_DBT_EXECUTABLE" in left


def test_a_second_start_finds_the_first(home: Path) -> None:
    first, _ = source(home)
    number = len(calls(home))
    second, said = source(home)
    assert first["TOKYOBETA_DBT_EXECUTABLE"] == second["TOKYOBETA_DBT_EXECUTABLE"]
    assert len(calls(home)) == number
    assert "is ready" in said


@pytest.mark.parametrize("step", ["venv", "pip", "dbt"])
def test_a_failed_installation_is_told_survived_and_made_again(home: Path, step: str) -> None:
    left, said = source(home, FAIL=step)
    assert "ERROR: dbt could not be installed" in said
    assert "TOKYOBETA_DBT_EXECUTABLE" in left, "the component must start all the same"
    healed, said = source(home)
    assert "ERROR" not in said
    assert Path(healed["TOKYOBETA_DBT_EXECUTABLE"]).is_file()


def test_a_slow_package_index_does_not_use_up_the_five_minutes(home: Path) -> None:
    _, said = source(home, FAIL="slow", TOKYOBETA_DBT_INSTALL_SECONDS="1")
    assert "ERROR: dbt could not be installed" in said


def test_other_pins_make_another_environment(home: Path) -> None:
    first, _ = source(home)
    script = home / "startup.sh"
    script.write_text(script.read_text(encoding="utf-8").replace("1.7.20", "1.7.21"), encoding="utf-8")
    second, _ = source(home)
    assert first["TOKYOBETA_DBT_EXECUTABLE"] != second["TOKYOBETA_DBT_EXECUTABLE"]


def test_options_of_the_environment_become_settings(home: Path) -> None:
    left, _ = source(home, AIRFLOW__TOKYOBETA__BUCKET="jram gghouse", AIRFLOW__TOKYOBETA__ENVIRONMENT="prod")
    assert left["TOKYOBETA_BUCKET"] == "jram gghouse"
    assert left["TOKYOBETA_ENVIRONMENT"] == "prod"


def test_an_unwritable_home_is_avoided(home: Path) -> None:
    left, _ = source(home, TOKYOBETA_DBT_BASE=str(home / "missing"), TMPDIR=str(home))
    assert Path(left["TOKYOBETA_DBT_EXECUTABLE"]).is_relative_to(home)
    assert Path(left["TOKYOBETA_DBT_EXECUTABLE"]).is_file()


def test_nothing_in_the_script_ends_the_shell_or_changes_its_options() -> None:
    code = [
        line for line in SCRIPT.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
    ]
    words = " ".join(code).replace(";", " ").split()
    assert "exit" not in words
    assert "set" not in words
    assert "exec" not in words
