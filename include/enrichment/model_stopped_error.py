"""The model must not be asked again in this run."""

from __future__ import annotations

from include.exceptions import EnrichmentError


class ModelStoppedError(EnrichmentError):
    """The model was throttled or unavailable more often than retries are allowed for."""
