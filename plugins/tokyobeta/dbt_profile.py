"""The Airflow connection of dbt as a profile of dbt."""

from __future__ import annotations

from typing import Final

from cosmos.profiles import MysqlUserPasswordProfileMapping

# Read by dbt/verified_dbt.py: the adapter ignores every ssl_* key of a profile.
TLS_CA_VARIABLE: Final = "DBT_MYSQL_TLS_CA"


class VerifiedMysqlProfile(MysqlUserPasswordProfileMapping):  # type: ignore[misc]  # Cosmos ships no types
    """A profile that hands on ``tls_ca`` of the connection's extra, which ``WarehouseHook`` reads as well."""

    @property
    def env_vars(self) -> dict[str, str]:
        """Return the variables of the dbt process: the password and the CA bundle."""
        bundle = self.conn.extra_dejson.get("tls_ca")
        return {**super().env_vars, **({TLS_CA_VARIABLE: bundle} if bundle else {})}
