#!/usr/bin/env bash
# MWAA sources this script with bash on every component, before requirements.txt is installed, for 5 minutes
# at most. It gives dbt an environment of its own (dbt 1.7 cannot share one with Airflow 3) and turns the
# environment's settings into variables.
#
# Rules of the place: a script that ends the shell, or takes too long, makes the component restart for ever.
# So nothing here calls exit, every failure is told and survived, and a task that needs dbt then says so.
# Options of the shell are left as they are: the shell is MWAA's.

_tokyobeta_dbt_pins() {
    cat <<'PINS'
@DBT_PINS@
PINS
}

# dbt's environment is named after its pins: other pins make another one, the same pins find it.
_tokyobeta_dbt_home() {
    local base="${TOKYOBETA_DBT_BASE:-${AIRFLOW_HOME:-/usr/local/airflow}}"
    [ -w "$base" ] || base="${TMPDIR:-/tmp}"
    printf '%s/dbt-%s' "$base" "$(_tokyobeta_dbt_pins | sha256sum | cut -c1-12)"
}

# The wheels of the release lie in plugins.zip. Where they are not there yet, pip asks the package index for the same
# files: the pins have their hashes.
_tokyobeta_wheels() {
    local plugins="${AIRFLOW_HOME:-/usr/local/airflow}/plugins"
    [ -d "$plugins/wheels/dbt" ] && printf '%s' "$plugins/wheels/dbt"
}

# One call of pip in dbt's environment, with none of MWAA's own settings; the second argument is its limit in seconds.
# Both calls together stay below MWAA's five minutes.
_tokyobeta_pip() {
    local home="$1" seconds="$2" wheels source=()
    shift 2
    wheels="$(_tokyobeta_wheels)"
    [ -n "$wheels" ] && source=(--no-index --find-links "$wheels")
    env -u PIP_CONSTRAINT -u PIP_REQUIRE_VIRTUALENV -u PYTHONPATH PIP_USER=0 \
        timeout "${TOKYOBETA_DBT_INSTALL_SECONDS:-$seconds}" \
        "$home/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
        --no-deps "${source[@]}" "$@"
}

# setuptools first: two packages have no wheel, and are built with it.
# The marker is written last: an environment without it was interrupted and is made again.
_tokyobeta_install_dbt() {
    local home="$1" python
    [ -f "$home/.complete" ] && { echo "tokyobeta: dbt is ready in $home"; return 0; }
    python="$(command -v python3)" || return 1
    rm -rf "$home" \
        && "$python" -m venv "$home" \
        && _tokyobeta_dbt_pins > "$home/pins.txt" \
        && awk '/^[^ ]/ { wanted = /^setuptools==/ } wanted' "$home/pins.txt" > "$home/first.txt" \
        && _tokyobeta_pip "$home" 50 --require-hashes -r "$home/first.txt" \
        && _tokyobeta_pip "$home" 200 --require-hashes --no-build-isolation -r "$home/pins.txt" \
        && "$home/bin/dbt" --help > /dev/null \
        && touch "$home/.complete" \
        && echo "tokyobeta: installed dbt in $home"
}

# The options tokyobeta.NAME of the environment arrive as AIRFLOW__TOKYOBETA__NAME; the settings are read from
# TOKYOBETA_NAME.
_tokyobeta_export_settings() {
    local name
    for name in $(compgen -e AIRFLOW__TOKYOBETA__); do
        export "TOKYOBETA_${name#AIRFLOW__TOKYOBETA__}=${!name}"
    done
}

_tokyobeta_main() {
    local home
    home="$(_tokyobeta_dbt_home)"
    _tokyobeta_export_settings
    export TOKYOBETA_DBT_EXECUTABLE="$home/bin/dbt"
    export DBT_SEND_ANONYMOUS_USAGE_STATS=false DO_NOT_TRACK=1
    # The web server runs no task.
    [ "${MWAA_AIRFLOW_COMPONENT:-}" = "webserver" ] && return 0
    if ! _tokyobeta_install_dbt "$home"; then
        echo "tokyobeta: ERROR: dbt could not be installed in $home; silver and gold will fail on this" \
            "component. Look at the lines above: most often the package index cannot be reached." >&2
    fi
    return 0
}

_tokyobeta_main
unset -f _tokyobeta_main _tokyobeta_export_settings _tokyobeta_install_dbt _tokyobeta_dbt_home _tokyobeta_dbt_pins \
    _tokyobeta_pip _tokyobeta_wheels
