"""Which connection does what: no two fill one table while there is another one to fill."""

from __future__ import annotations

import threading

import pytest

from include.dump.errors import RestoreCancelledError
from include.dump.load.load_job import LoadJob
from include.dump.load.table_load import TableLoad
from include.dump.load.table_summary import TableSummary
from include.dump.load.work_queue import Task, WorkQueue
from include.dump.parse.table_parser import parse_table
from tests.waiting import PATIENCE_SECONDS


def table(name: str, stream: int = 0) -> TableLoad:
    return TableLoad(parse_table(f"CREATE TABLE `{name}` (`id` int)".encode()), TableSummary(name), stream)


def submit(queue: WorkQueue, run: TableLoad, jobs: int = 1) -> None:
    for number in range(jobs):
        queue.submit(run, LoadJob(run.definition, number, 1))


def names(*tasks: Task | None) -> list[str | None]:
    return [task[0].name if task else None for task in tasks]


def taken_later(queue: WorkQueue, *, completes: bool = False) -> tuple[threading.Thread, list[Task | None]]:
    """Return a thread that waits for a task, and the list that it is put into."""
    found: list[Task | None] = []
    thread = threading.Thread(target=lambda: found.append(queue.take(completes=completes)), daemon=True)
    thread.start()
    return thread, found


def test_each_connection_gets_a_table_of_its_own() -> None:
    queue = WorkQueue(2)
    assert queue.wait_for_room([0, 1, 2], 0.0) is not None
    submit(queue, table("a"), 2)
    submit(queue, table("b", 1))
    assert names(queue.take(completes=False), queue.take(completes=False)) == ["a", "b"]


def test_a_connection_waits_rather_than_filling_a_table_with_another() -> None:
    queue = WorkQueue(2)
    queue.wait_for_room([0, 1], 0.0)
    a, b = table("a"), table("b", 1)
    submit(queue, a, 2)
    first = queue.take(completes=False)
    thread, found = taken_later(queue)
    submit(queue, b)
    thread.join(PATIENCE_SECONDS)
    assert names(first, *found) == ["a", "b"]


def test_with_one_stream_left_connections_share_its_table() -> None:
    queue = WorkQueue(2)
    queue.wait_for_room([0, 1], 0.0)
    submit(queue, table("a"), 2)
    first = queue.take(completes=False)
    thread, found = taken_later(queue)
    queue.wait_for_room([0], 0.0)
    thread.join(PATIENCE_SECONDS)
    assert names(first, *found) == ["a", "a"]


def test_when_all_has_been_read_connections_share_what_is_left() -> None:
    queue = WorkQueue(2)
    queue.wait_for_room([0, 1], 0.0)
    submit(queue, table("a"), 2)
    first = queue.take(completes=False)
    thread, found = taken_later(queue)
    assert not queue.wait(0.0)
    thread.join(PATIENCE_SECONDS)
    assert names(first, *found) == ["a", "a"]


def test_one_thread_completes_before_it_loads_and_the_others_load_before_they_complete() -> None:
    queue = WorkQueue(2)
    submit(queue, table("a"))
    submit(queue, table("b"))
    for name in "xy":
        queue.complete(table(name))
    taken = [queue.take(completes=True), queue.take(completes=False)]
    assert [(task[0].name, task[1] is None) for task in taken if task] == [("x", True), ("a", False)]
    taken = [queue.take(completes=False), queue.take(completes=False)]
    assert [(task[0].name, task[1] is None) for task in taken if task] == [("b", False), ("y", True)]


def test_the_thread_that_completes_loads_only_a_table_of_its_own() -> None:
    queue = WorkQueue(2)
    submit(queue, table("a"), 2)
    submit(queue, table("b"))
    assert names(queue.take(completes=False), queue.take(completes=True)) == ["a", "b"]
    thread, found = taken_later(queue, completes=True)
    queue.complete(table("x"))
    thread.join(PATIENCE_SECONDS)
    assert names(*found) == ["x"]


def test_a_single_connection_is_not_helped() -> None:
    queue = WorkQueue(1)
    assert queue.most_streams == 1
    submit(queue, table("a"))
    thread, found = taken_later(queue, completes=True)
    queue.complete(table("x"))
    thread.join(PATIENCE_SECONDS)
    assert names(*found) == ["x"]


@pytest.mark.parametrize(("connections", "streams", "most"), [(2, 1, 2), (2, 2, 1), (2, 3, 1), (4, 2, 2)])
def test_so_many_jobs_of_a_stream_are_held_in_memory(connections: int, streams: int, most: int) -> None:
    queue, runs = (
        WorkQueue(connections),
        [table(f"t{stream}", stream) for stream in range(streams)],
    )
    handed_over = 0
    while (stream := queue.wait_for_room(range(streams), 0.0)) is not None:
        submit(queue, runs[stream])
        handed_over += 1
    assert handed_over == most * streams


def test_the_stream_of_which_nothing_waits_is_read_next() -> None:
    queue = WorkQueue(2)
    submit(queue, table("a", 0))
    assert queue.wait_for_room([0, 1], 0.0) == 1


def test_all_is_done_only_when_the_last_task_is_over() -> None:
    queue = WorkQueue(2)
    submit(queue, table("a"))
    task = queue.take(completes=False)
    assert task is not None
    assert not queue.wait(0.0)
    queue.complete(task[0])
    queue.done(task)
    assert not queue.wait(0.0)
    last = queue.take(completes=True)
    assert last is not None
    queue.done(last)
    assert queue.wait(0.0)


def test_an_error_reaches_everyone() -> None:
    queue = WorkQueue(2)
    thread, found = taken_later(queue)
    queue.abort(RestoreCancelledError())
    thread.join(PATIENCE_SECONDS)
    assert found == [None]
    for call in (
        lambda: queue.wait(0.0),
        lambda: queue.wait_for_room([0], 0.0),
        lambda: submit(queue, table("a")),
    ):
        with pytest.raises(RestoreCancelledError):
            call()


def test_a_table_whose_rows_the_server_numbers_is_never_shared() -> None:
    queue = WorkQueue(2)
    queue.wait_for_room([0], 0.0)
    numbered = table("a")
    numbered.ordered = True
    submit(queue, numbered, 2)
    first = queue.take(completes=False)
    assert first is not None
    thread, found = taken_later(queue)
    thread.join(0.1)
    assert found == []
    queue.done(first)
    thread.join(PATIENCE_SECONDS)
    assert names(first, *found) == ["a", "a"]
