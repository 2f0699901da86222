"""The operator that writes dbt's documentation to S3."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from cosmos.operators import DbtDocsS3Operator

from include.settings import get_settings
from tokyobeta.hooks.aws import s3_client
from tokyobeta.hooks.warehouse import WarehouseHook
from tokyobeta.operators.forked_dbt import ForkedDbt

if TYPE_CHECKING:
    from airflow.sdk import Context

# Beside the pages: of which project and which columns they are.
FINGERPRINT: Final = "fingerprint.txt"


class DbtDocsOperator(ForkedDbt, DbtDocsS3Operator):  # type: ignore[misc]  # Cosmos ships no types
    """Run ``dbt docs generate`` and write the pages to S3, unless those that are there would be the same."""

    def execute(self, context: Context, **kwargs: Any) -> None:
        """Write the pages if the project or a column has changed since they were written.

        :raises include.exceptions.TransformError: if dbt fails.
        """
        from include.s3.objects import read_object

        s3 = s3_client(self.connection_id)
        key = f"{self.folder_dir}/{FINGERPRINT}"
        wanted = self._fingerprint()
        if read_object(s3, self.bucket_name, key) == wanted:
            self.log.info("Neither the project nor a column has changed: the documentation stays.")
            return
        super().execute(context, **kwargs)
        s3.put_object(Bucket=self.bucket_name, Key=key, Body=wanted)

    @staticmethod
    def _fingerprint() -> bytes:
        from include.ledger.schemas import TRANSFORM_SCHEMAS, columns

        settings = get_settings()
        schemas = (settings.staging_schema, *TRANSFORM_SCHEMAS)
        target = WarehouseHook(settings.warehouse_conn_id).target()
        digest = hashlib.sha256(settings.dbt_manifest.read_bytes())
        digest.update(repr(columns(target, schemas)).encode())
        return digest.hexdigest().encode()
