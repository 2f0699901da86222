"""Where candidates come from and answers go to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pymysql.cursors import DictCursor

from include.enrichment.answer import Answer
from include.enrichment.candidate import Candidate
from include.enrichment.model_reply import ModelReply
from include.mysql.identifiers import quoted
from include.mysql.sql_files import SqlFiles

if TYPE_CHECKING:
    from pymysql.connections import Connection

_SQL = SqlFiles(__file__)
# The first entry of the source's form, left unset on about 800 tenants; hardly any is from there.
PLACEHOLDER = "レソト"
OTHER = "その他"
_PARAMETERS = {"placeholder": PLACEHOLDER, "other": OTHER}


class EnrichmentStore:
    """The warehouse as the enrichment sees it. Raw tables are only read.

    :param connection: a connection in autocommit mode; the caller closes it.
    :param staging_schema: the schema of the published dump, which also holds the cache.
    """

    def __init__(self, connection: Connection[Any], staging_schema: str) -> None:
        self._connection = connection
        self._staging = quoted(staging_schema)

    def candidates(self) -> list[Candidate]:
        """Return the tenants to examine: no known nationality, not done under this name; residents first."""
        rows = self._select("candidates")
        return [Candidate(row["tenant_id"], row["full_name"] or "") for row in rows]

    def nationality_names(self) -> frozenset[str]:
        """Return the names that may be stored: the source's list without the placeholder."""
        return frozenset(row["nationality_name"] for row in self._select("nationality_names"))

    def spent_today(self) -> float:
        """Return what the requests to all models have cost since midnight in Japan, in USD."""
        (row,) = self._select("spent_today")
        return float(row["spent_usd"])

    def record_request(self, model_id: str, reply: ModelReply, cost_usd: float) -> None:
        """Record what a request has cost, whatever becomes of its answers.

        :param model_id: the model.
        :param reply: what it answered.
        :param cost_usd: at the prices of the settings.
        """
        with self._connection.cursor() as cursor:
            cursor.execute(
                self._sql("store_request"),
                {
                    "model": model_id,
                    "names": len(reply.answers),
                    "input_tokens": reply.input_tokens,
                    "output_tokens": reply.output_tokens,
                    "cost_usd": cost_usd,
                },
            )

    def store(self, answers: Iterable[tuple[Candidate, Answer]]) -> None:
        """Store answers in one transaction; a tenant's older answer is replaced."""
        statement = self._sql("store_answer")
        self._connection.begin()
        try:
            with self._connection.cursor() as cursor:
                for candidate, answer in answers:
                    cursor.execute(
                        statement,
                        {
                            "tenant_id": candidate.tenant_id,
                            "full_name_hash": candidate.name_hash,
                            "nationality": answer.nationality,
                            "confidence": answer.confidence,
                            "source": answer.source,
                        },
                    )
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def _select(self, name: str) -> list[dict[str, Any]]:
        with self._connection.cursor(DictCursor) as cursor:
            cursor.execute(self._sql(name), _PARAMETERS)
            return list(cursor.fetchall())

    def _sql(self, name: str) -> str:
        return _SQL.text(name).format(staging=self._staging)
