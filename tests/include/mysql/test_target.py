"""Where the warehouse is: read from a URL, never leaking the password."""

from __future__ import annotations

import pytest

from include.exceptions import ConfigurationError
from include.mysql.target import WarehouseTarget


def test_a_url_is_read_and_written_back_with_special_characters():
    url = "mysql://etl:p%40ss%2Fword@db.example:3307/staging?tls_ca=/etc/ssl/ca.pem"
    target = WarehouseTarget.from_url(url)
    assert (target.host, target.port, target.user, target.password) == (
        "db.example",
        3307,
        "etl",
        "p@ss/word",
    )
    assert (target.schema, target.tls_ca) == ("staging", "/etc/ssl/ca.pem")
    assert WarehouseTarget.from_url(target.url()) == target


def test_the_password_is_never_part_of_what_is_printed():
    assert "s3cret" not in repr(WarehouseTarget.from_url("mysql://etl:s3cret@db.example"))


@pytest.mark.parametrize("url", ["", "postgresql://u:p@h/x", "mysql://h:3306", "mysql://u:s3cret@h:notaport"])
def test_a_wrong_url_is_refused_without_repeating_it(url: str):
    with pytest.raises(ConfigurationError, match="mysql://user:password@host:port") as caught:
        WarehouseTarget.from_url(url)
    assert "s3cret" not in str(caught.value)
