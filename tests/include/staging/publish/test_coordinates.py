from __future__ import annotations

import pytest

from include.mysql.target import WarehouseTarget
from include.staging.publish.coordinates import remember_coordinates
from tests.include.world import World

pytestmark = pytest.mark.mysql
QUERY = (
    "SELECT GROUP_CONCAT(CONCAT(apartment_id, ' ', latitude + 0, ' ', longitude + 0) ORDER BY apartment_id) "
    "FROM staging.property_geo_latlon_backup"
)


@pytest.fixture
def world(empty_mysql: WarehouseTarget) -> World:
    made = World(empty_mysql)
    made.execute(
        "CREATE TABLE staging.apartments (id INT PRIMARY KEY, unique_number VARCHAR(191), "
        "apartment_name VARCHAR(191), full_address VARCHAR(191), prefecture VARCHAR(20), "
        "municipality VARCHAR(20), latitude DECIMAL(8,6), longitude DECIMAL(9,6), "
        "updated_at TIMESTAMP NULL) COLLATE utf8mb4_unicode_ci",
        "INSERT INTO staging.apartments VALUES "
        "(1, 'HJ1', '東京ベータ1', '東京都', '東京都', '足立区', 35.7, 139.8, '2026-02-09 10:00'), "
        "(2, 'HJ2', 'x', NULL, NULL, NULL, NULL, NULL, NULL), (3, 'HJ3', 'x', NULL, NULL, NULL, 0, 0, NULL), "
        "(4, 'HJ4', 'x', NULL, NULL, NULL, 34.9, 139.5, NULL)",
    )
    return made


def test_only_good_coordinates_are_remembered(world: World) -> None:
    assert remember_coordinates(world.target, world.settings) == 1
    assert world.value(QUERY) == "1 35.70000000 139.80000000"


def test_lost_coordinates_stay_known_and_corrected_ones_replace_them(world: World) -> None:
    remember_coordinates(world.target, world.settings)
    world.execute(
        "UPDATE staging.apartments SET latitude = NULL WHERE id = 1",
        "UPDATE staging.apartments SET latitude = 35.6, longitude = 139.7 WHERE id = 2",
    )
    assert remember_coordinates(world.target, world.settings) == 2
    world.execute("UPDATE staging.apartments SET latitude = 35.65 WHERE id = 2")
    remember_coordinates(world.target, world.settings)
    assert world.value(QUERY) == "1 35.70000000 139.80000000,2 35.65000000 139.70000000"


def test_a_second_call_changes_no_row(world: World) -> None:
    remember_coordinates(world.target, world.settings)
    world.execute("UPDATE staging.property_geo_latlon_backup SET updated_at = '2026-01-01'")
    remember_coordinates(world.target, world.settings)
    assert (
        str(world.value("SELECT updated_at FROM staging.property_geo_latlon_backup")) == "2026-01-01 00:00:00"
    )
