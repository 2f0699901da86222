"""The certificates of RDS that travel with the release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from dev.packaging.layout import Layout

BUNDLE = "certs/rds-bundle.pem"
ROOT = Path(__file__).resolve().parents[3]


def test_the_bundle_goes_where_the_connections_look_for_it() -> None:
    layout = Layout.load()
    assert layout.place(BUNDLE, layout.dags) == "certs/rds-bundle.pem"
    default = (ROOT / "infra" / "modules" / "secrets" / "variables.tf").read_text(encoding="utf-8")
    assert '"/usr/local/airflow/dags/certs/rds-bundle.pem"' in default


def test_the_bundle_holds_the_authorities_of_the_region_for_a_year_at_least() -> None:
    found = x509.load_pem_x509_certificates((ROOT / BUNDLE).read_bytes())
    names = [str(each.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value) for each in found]
    kinds = ("ECC384 G1", "RSA2048 G1", "RSA4096 G1")
    assert sorted(names) == [f"Amazon RDS ap-northeast-1 Root CA {kind}" for kind in kinds]
    for certificate in found:
        certificate.verify_directly_issued_by(certificate)
        assert certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=365)
