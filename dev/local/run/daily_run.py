"""The daily pipeline once, from a sample dump to the summary."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console

from dev.local.run.failure import read_failure
from dev.local.run.follow import follow
from dev.local.run.options import RunOptions
from dev.local.run.report import read_report
from dev.local.run.sample_files import SampleFiles, sample_files
from dev.local.run.screen import Screen, duration
from dev.local.run.stage_progress import StageProgress
from dev.local.run.summary import print_failure, print_summary
from dev.local.run.upload import upload_missing
from dev.local.run.world_change import drop_figures_of_other_world
from dev.local.stack import Stack
from include.settings import PROJECT_DIR, get_settings

DAG_ID = "tokyobeta_daily"


class DailyRun:
    """One run, shown on a terminal.

    :param options: what the person chose.
    :param console: where to show it.
    :param stack: the local stack, started here if it is not running.
    """

    def __init__(self, options: RunOptions, console: Console, stack: Stack) -> None:
        self.options = options
        self.console = console
        self.stack = stack

    def execute(self) -> bool:
        """Run everything and return whether the pipeline succeeded.

        :raises TokyoBetaError: if something around the pipeline fails.
        """
        begun = time.monotonic()
        with self._stage(1, "Start the local stack"):
            self.stack.up()
        with self._stage(2, "Make a night's dump with the real mysqldump"):
            files = self._files()
        with self._stage(3, "Upload it to S3"):
            sent = upload_missing(
                self.stack.aws().client("s3"), get_settings().bucket, files.folder, files.paths
            )
            total = len(files.paths)
            self._say(f"{sent} of {total} files sent" if sent else f"all {total} files were there already")
            if drop_figures_of_other_world(self.stack, self.options):
                self._say("another world than before: its published figures begin anew")
        with self._stage(4, f"Run the DAG {DAG_ID} for {files.day}"):
            succeeded = self._run_dag(files)
        if succeeded:
            print_summary(
                self.console,
                read_report(self.stack.warehouse()),
                spice_rows=self._spice_rows(),
                seconds=time.monotonic() - begun,
                addresses=self.stack.addresses(),
            )
        return succeeded

    def _files(self) -> SampleFiles:
        with StageProgress(self.console) as progress:
            files = sample_files(
                self.options, self.stack.folder / "sample", self.stack.mysql_server(), progress
            )
        self._say(
            f"{files.tables} tables, {files.rows:,} rows, {files.dump_bytes / 1e6:.1f} MB of SQL "
            f"({files.stored_bytes / 1e6:.1f} MB stored), {files.snapshots} daily snapshots"
            + ("" if files.made_now else "; made by an earlier run")
        )
        return files

    def _run_dag(self, files: SampleFiles) -> bool:
        api = self.stack.airflow()
        api.wait_for_dag(DAG_ID, since=_last_change())
        api.set_paused(DAG_ID, False)
        run = api.trigger(DAG_ID, {"dump_date": files.day.isoformat()})
        page = api.run_page(DAG_ID, run.run_id)
        self._say(f"Web UI: {page}")
        with Screen(self.console) as screen:
            ended, tasks = follow(api, DAG_ID, run.run_id, screen, self.options.timeout_minutes * 60)
        if ended.state == "success":
            return True
        print_failure(self.console, read_failure(api, DAG_ID, run.run_id, tasks), page, self._alerts())
        return False

    def _alerts(self) -> list[str]:
        return [alert["Subject"] for alert in self.stack.aws().alerts()]

    def _spice_rows(self) -> dict[str, int]:
        if not get_settings().spice_enabled:
            return {}
        from include.quicksight.data_sets import DATA_SET_IDS  # noqa: PLC0415

        client = self.stack.aws().client("quicksight")
        account = get_settings().quicksight_account_id
        rows = {}
        for data_set_id in DATA_SET_IDS:
            answer = client.list_ingestions(AwsAccountId=account, DataSetId=data_set_id)
            done = [each for each in answer["Ingestions"] if each["IngestionStatus"] == "COMPLETED"]
            newest = max(done, key=lambda each: each["CreatedTime"])
            rows[data_set_id] = int(newest["RowInfo"]["RowsIngested"])
        return rows

    def _say(self, text: str) -> None:
        self.console.print(f"    [dim]{text}[/dim]", highlight=False, soft_wrap=True)

    @contextmanager
    def _stage(self, number: int, title: str) -> Iterator[None]:
        self.console.print(f"[bold cyan]{number}/4[/bold cyan] [bold]{title}[/bold]", highlight=False)
        begun = time.monotonic()
        yield
        self.console.print(
            f"    [green]done[/green] in {duration(time.monotonic() - begun)}", highlight=False
        )


def _last_change() -> datetime:
    """Return when the code that a DAG file is read with was changed last."""
    files = (
        path for folder in ("dags", "plugins", "include") for path in (PROJECT_DIR / folder).rglob("*.py")
    )
    newest = max(path.stat().st_mtime for path in (*files, get_settings().dbt_manifest) if path.is_file())
    return datetime.fromtimestamp(newest, UTC)
