"""The kinds of what a dead run leaves behind, as the form of the repair names them."""

from __future__ import annotations

from typing import Final

RESTORE: Final = "unfinished restore"
REPLACED: Final = "replaced tables"
DRAFTS: Final = "drafts of models"
#: What a person chooses from; all of them unless some are chosen.
KINDS: Final = (RESTORE, REPLACED, DRAFTS)
#: Never among them: a person may still decide to publish it.
WAITING: Final = "dump that waits"
