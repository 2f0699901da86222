"""Errors of the pipeline. Each message names what is wrong and, on its second line, what to do next."""

from __future__ import annotations


class TokyoBetaError(Exception):
    """Base of every error that the pipeline raises on purpose.

    :param problem: what is wrong, with the object, table or setting by name; never a row's content.
    :param action: what a person should do next.
    """

    def __init__(self, problem: str, action: str) -> None:
        super().__init__(problem, action)
        self.problem = problem
        self.action = action

    def __str__(self) -> str:
        return f"{self.problem}\nNext: {self.action}"


class ConfigurationError(TokyoBetaError):
    """A setting, connection or privilege is missing or wrong."""


class PreflightError(TokyoBetaError):
    """A check before the run failed; nothing was changed."""


class DumpError(TokyoBetaError):
    """A dump is not what it must be, or could not be restored completely."""


class QualityError(TokyoBetaError):
    """Restored data breaks a rule and must not be published."""


class FailedRulesError(QualityError):
    """Quality rules failed on a restored dump; a person may decide to publish it all the same."""


class PublishError(TokyoBetaError):
    """Staging could not be replaced; what readers see is unchanged."""


class ArchiveError(TokyoBetaError):
    """A published dump could not be copied to the archive; the data is published all the same."""


class FreshnessError(TokyoBetaError):
    """The age of the data could not be measured, which counts as stale."""


class TransformError(TokyoBetaError):
    """dbt could not build or test something; what readers see of it is unchanged."""


class SnapshotError(TokyoBetaError):
    """A daily snapshot could not be exported or loaded."""


class PublishedFiguresError(TokyoBetaError):
    """Published figures could not be recorded, exported or loaded, or a closed month has changed."""


class IngestionError(TokyoBetaError):
    """A SPICE ingestion failed or did not end in time."""


class EnrichmentError(TokyoBetaError):
    """Missing nationalities could not be filled in; nothing else depends on them."""


class ErasureError(TokyoBetaError):
    """A person could not be erased everywhere."""


class TidyUpError(TokyoBetaError):
    """What a dead run left behind could not be erased; what readers see is unchanged."""


class HealthError(TokyoBetaError):
    """What the health pages show could not be read; what readers see does not depend on it."""


class PackagingError(TokyoBetaError):
    """The package could not be built, tested or deployed."""


class LocalStackError(TokyoBetaError):
    """A part of the local stack could not be started, found or stopped."""
