"""A night's files in the bucket of the local stack."""

from __future__ import annotations

from dev.local.run.options import RunOptions
from dev.local.run.sample_files import SampleFiles, sample_files
from dev.local.run.upload import upload_missing
from dev.local.stack import Stack
from dev.sample.progress import Progress
from include.settings import get_settings


def leave_dump(stack: Stack, options: RunOptions, progress: Progress) -> SampleFiles:
    """Make the files of a day where they are missing and upload them, as the source systems do at night.

    :param stack: the running stack.
    :param options: seed, size, day and form.
    :param progress: called with each stage.
    :returns: the files.
    :raises TokyoBetaError: if the dump cannot be made.
    """
    files = sample_files(options, stack.folder / "sample", stack.mysql_server(), progress)
    upload_missing(stack.aws().client("s3"), get_settings().bucket, files.folder, files.paths)
    return files
