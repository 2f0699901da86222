"""Settings of the local stack alone; production never reads them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from include.settings import PROJECT_DIR


class LocalSettings(BaseSettings):
    """Settings of the local stack, read from ``TOKYOBETA_LOCAL_`` + the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="TOKYOBETA_LOCAL_", frozen=True, extra="forbid")

    folder: Path = Field(
        default=PROJECT_DIR / ".local", description="Everything the local stack writes: data, logs, state."
    )
    cache: Path = Field(
        default_factory=lambda: user_cache_path("tokyobeta"),
        description="Fetched MySQL programs; shared by all clones, so that a second one fetches nothing.",
    )
    mysqld: Path | None = Field(
        default=None, description="The mysqld to use, instead of the one on the PATH or a fetched one."
    )
    mysql_fetch: bool = Field(
        default=True, description="Fetch MySQL from the distribution's packages when the machine has none."
    )
    mysql_port: int | None = Field(
        default=None,
        ge=1024,
        le=65535,
        description="Port of the private MySQL server; a free one by default.",
    )
    mysql_buffer_pool_mb: int = Field(
        default=512, ge=64, description="Buffer pool of the private MySQL server in MiB."
    )
    mysql_start_timeout_seconds: float = Field(
        default=120.0, gt=0, description="Longest acceptable start of the private MySQL server."
    )
    aws_port: int | None = Field(
        default=None, ge=1024, le=65535, description="Port of the AWS stand-in; a free one by default."
    )
    quicksight_port: int | None = Field(
        default=None, ge=1024, le=65535, description="Port of the QuickSight stand-in; a free one by default."
    )
    airflow_port: int | None = Field(
        default=None, ge=1024, le=65535, description="Port of the web UI; 8080 if free, else another one."
    )
    quicksight_daily_limit: int = Field(
        default=1000,
        ge=1,
        description="Ingestions of one data set in 24 hours. AWS allows 32; trying things out takes more.",
    )
    start_timeout_seconds: float = Field(
        default=300.0, gt=0, description="Longest acceptable start of any other part of the stack."
    )


@cache
def get_local_settings() -> LocalSettings:
    """Return the local stack's settings, read once from the environment.

    :raises pydantic.ValidationError: naming each variable that has an unacceptable value.
    """
    return LocalSettings()
