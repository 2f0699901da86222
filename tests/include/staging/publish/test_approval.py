"""Publishing proves for itself what it publishes: the run's object, measured, every failed rule waived."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include.exceptions import PublishError
from include.ledger.ledger import Ledger
from include.mysql.target import WarehouseTarget
from include.staging.publish.publisher import Publisher
from tests.include.conftest import record_rules
from tests.include.staging.publish.publishing import publish
from tests.include.world import DAY_9, DAY_10, DAY_11, World

pytestmark = pytest.mark.mysql


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    return World(empty_mysql)


@pytest.fixture
def publisher(world: World) -> Publisher:
    return Publisher(world.target, world.ledger, world.settings, pause_seconds=0.05)


def test_a_refused_second_dump_is_not_published_by_the_run_of_the_first(
    world: World, publisher: Publisher
) -> None:
    first = world.restore(DAY_10, mark="good").dump.restore_id
    publish(publisher, DAY_10, restore_id=first)
    refused = world.restore(DAY_10, etag="e2", mark="bad")
    record_rules(world.ledger, refused, rows_as_restored="failed")
    assert publish(publisher, DAY_10, restore_id=first).changed is False
    assert world.mark("staging") == "good"
    assert world.mark("staging_incoming") == "bad"
    assert world.publications() == 1


def test_a_failed_rule_stops_the_publish_whatever_the_task_that_measured_it_is_marked_as(
    world: World, publisher: Publisher
) -> None:
    record = world.restore(DAY_10)
    record_rules(world.ledger, record, rows_as_restored="failed", tables_missing="waived")
    with pytest.raises(PublishError, match="failed the rules rows_as_restored, and nobody waived") as error:
        publish(publisher, DAY_10, restore_id=record.dump.restore_id)
    assert "waive_rules rows_as_restored" in error.value.action
    assert world.publications() == 0


def test_rules_that_nobody_measured_stop_the_publish(world: World, publisher: Publisher) -> None:
    record = world.restore(DAY_10, measured=False)
    with pytest.raises(PublishError, match="quality rules were not measured") as error:
        publish(publisher, DAY_10, restore_id=record.dump.restore_id)
    assert error.value.action == "Clear check_staging of this run with downstream."


def test_results_of_an_earlier_restore_of_the_object_do_not_count(world: World, publisher: Publisher) -> None:
    world.restore(DAY_10)
    world.restore(DAY_10, measured=False)
    with pytest.raises(PublishError, match="were not measured on this restore"):
        publish(publisher, DAY_10)


def test_a_rule_that_was_added_after_the_measurement_must_be_measured(
    world: World, publisher: Publisher
) -> None:
    world.restore(DAY_10)
    world.execute("DELETE FROM ops.quality_results WHERE rule_name = 'rows_as_restored'")
    with pytest.raises(PublishError, match=r"1 quality rules were not measured .* such as rows_as_restored"):
        publish(publisher, DAY_10)


def test_a_waived_rule_is_in_the_ledger_of_what_was_published(world: World, publisher: Publisher) -> None:
    record = world.restore(DAY_10)
    record_rules(world.ledger, record, run_id="by a person", rows_as_restored="waived")
    [override] = publish(publisher, DAY_10, restore_id=record.dump.restore_id).publication.overrides
    assert override == "rule rows_as_restored measured 5, must be > 1: waived in run by a person"
    published = world.ledger.published()
    assert published is not None
    assert (published.overrides, published.warning_sent_at) == ((override,), None)


def test_a_waiver_is_in_the_ledger_of_a_healed_publication_too(
    world: World, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = world.restore(DAY_10)
    record_rules(world.ledger, record, rows_as_restored="waived")
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "record_publication", lambda *_: False)
        publish(publisher, DAY_10)
    healed = publish(publisher, DAY_10)
    assert (healed.healed, len(healed.publication.overrides)) == (True, 1)


def test_going_back_in_time_is_recorded_as_an_override(world: World, publisher: Publisher) -> None:
    for day in (DAY_10, DAY_9):
        world.restore(day)
        publication = publish(publisher, day, force=True).publication
    assert publication.overrides == ("the older dump replaced the one of 2026-02-10: force_restore",)


def test_a_refused_dump_that_waits_does_not_disturb_the_published_day(
    world: World, publisher: Publisher
) -> None:
    seen = world.restore(DAY_10).dump.restore_id
    publish(publisher, DAY_10, restore_id=seen)
    record_rules(world.ledger, world.restore(DAY_11), rows_as_restored="failed")
    assert publish(publisher, DAY_10, restore_id=seen).changed is False
    assert world.mark("staging_incoming") == "2026-02-11"


def test_the_run_of_an_object_that_a_later_one_of_the_day_replaced_does_not_speak_for_it(
    world: World, publisher: Publisher
) -> None:
    first = world.restore(DAY_10).dump
    publish(publisher, DAY_10, restore_id=first.restore_id)
    world.restore(DAY_10, etag="e2", mark="corrected")
    publish(publisher, DAY_10)
    with pytest.raises(PublishError, match=r"staging holds .* with ETag e2") as error:
        publish(publisher, DAY_10, restore_id=first.restore_id)
    assert error.value.action == "Clear preflight of 2026-02-10 with downstream."
    assert world.mark("staging") == "corrected"


def test_a_corrected_dump_that_was_never_restored_does_not_count_as_published(
    world: World, publisher: Publisher
) -> None:
    first = world.restore(DAY_10).dump
    publish(publisher, DAY_10, restore_id=first.restore_id)
    corrected = replace(first, etag="e2")
    with pytest.raises(PublishError, match="is not restored") as error:
        publish(publisher, DAY_10, restore_id=corrected.restore_id)
    assert error.value.action == "Clear preflight of 2026-02-10 with downstream."
