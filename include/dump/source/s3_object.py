"""A dump in S3, read by ranged GETs in parallel."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError, IncompleteReadError
from urllib3.exceptions import HTTPError

from include.dump.errors import DumpFormatError, DumpSourceError
from include.dump.source.formats import folder_format

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client

_RANGE = 8 * 1024 * 1024  # each GET costs CPU of its own, here and in the store
# The C library keeps memory of this size for the next piece; for larger ones the system clears new pages.
_PIECE = 128 * 1024
_ATTEMPTS = 5
_PAUSE_SECONDS = 0.5
_GONE = {"404", "NoSuchKey", "NotFound"}
_CHANGED = {"412", "PreconditionFailed"}


def unusable_client(uri: str, error: Exception) -> DumpSourceError:
    """Return the error of a client that cannot even ask: what botocore says names settings, never secrets."""
    return DumpSourceError(
        f"{uri} cannot be read: {str(error).rstrip('.') or type(error).__name__}.",
        "Check the credentials (AWS_PROFILE, or the role), the region and the network path to S3.",
    )


class S3ObjectSource:
    """One version of an S3 object. Every read is bound to its ETag, so that no two versions are ever mixed.

    :param client: an S3 client of botocore or boto3.
    :param bucket: the bucket.
    :param key: the key.
    :param connections: ranged GETs of the whole object at once; 1 reads it as one stream.
    :param range_bytes: length of these ranges, of which no more than ``connections`` are in memory.
    :raises DumpSourceError: if there is no such object or it may not be read.
    :raises DumpFormatError: if the key is the folder of another kind of dump.
    """

    def __init__(
        self, client: S3Client, bucket: str, key: str, *, connections: int = 3, range_bytes: int = _RANGE
    ) -> None:
        self._client, self._bucket, self._key = client, bucket, key
        self._connections, self._range_bytes = connections, range_bytes
        try:
            head = client.head_object(Bucket=bucket, Key=key)
        except ClientError as error:
            raise self._cannot_open(error) from error
        except (BotoCoreError, HTTPError, OSError) as error:  # no credentials, no region, no way to S3
            raise unusable_client(self.uri, error) from error
        self._size = head["ContentLength"]
        self._etag = head["ETag"].strip('"')
        self.metadata: dict[str, str] = dict(head.get("Metadata", {}))
        self.version_id: str | None = head.get("VersionId")

    @property
    def uri(self) -> str:
        """``s3://bucket/key``."""
        return f"s3://{self._bucket}/{self._key}"

    @property
    def identity(self) -> str:
        """Address and ETag."""
        return f"{self.uri}#{self._etag}"

    @property
    def etag(self) -> str | None:
        """The ETag, without quotes."""
        return self._etag

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self._size

    @property
    def seekable(self) -> bool:
        """Whether the object is read by ranges; one connection is for a store that is slow at them."""
        return self._connections > 1

    def read(self, start: int = 0, end: int | None = None, *, ahead: bool = True) -> Iterator[bytes]:
        """Yield the bytes in pieces of 128 KiB: the whole object by ranges fetched ahead, a part by one GET.

        Parts are read several at a time. Ranged GETs within each of them would cost three times the CPU.

        :param start: offset of the first byte.
        :param end: offset behind the last one; None reads to the end.
        :param ahead: False reads the whole object by one GET, too.
        :raises DumpSourceError: if the object was replaced or a piece cannot be read in five tries.
        """
        end = self._size if end is None else end
        if not ahead or self._connections == 1 or end - start < self._size:
            yield from self._stream(start, end)
            return
        with ThreadPoolExecutor(self._connections, thread_name_prefix="dump-s3") as pool:
            flight: deque[Future[deque[bytes]]] = deque()
            try:
                for first in range(start, end, self._range_bytes):
                    flight.append(pool.submit(self._range, first, min(first + self._range_bytes, end)))
                    if len(flight) == self._connections:
                        yield from _emptied(flight.popleft().result())
                while flight:
                    yield from _emptied(flight.popleft().result())
            finally:
                for future in flight:
                    future.cancel()

    def tail(self, length: int) -> bytes:
        """Return the last ``length`` bytes."""
        return b"".join(self._stream(max(0, self._size - length), self._size))

    def _range(self, start: int, end: int) -> deque[bytes]:
        return deque(self._stream(start, end))

    def _stream(self, done: int, end: int) -> Iterator[bytes]:
        """Read a part by one GET, and by another for the rest where one breaks off."""
        failures = 0
        while done < end:
            before = done
            try:
                body = self._get(done, end)
                while piece := body.read(_PIECE):
                    done += len(piece)
                    yield piece
                reason = f"{done} of {end} bytes"
            except ClientError as error:
                self._raise_if_final(error)
                reason = error.response.get("Error", {}).get("Code", "?")
            except (BotoCoreError, HTTPError, OSError) as error:
                reason = type(error).__name__
            failures = 1 if done > before else failures + 1
            if done < end:
                self._pause_or_give_up(done, failures, reason)

    def _get(self, start: int, end: int) -> StreamingBody:
        answer = self._client.get_object(
            Bucket=self._bucket, Key=self._key, Range=f"bytes={start}-{end - 1}", IfMatch=f'"{self._etag}"'
        )
        body, length = answer["Body"], answer["ContentLength"]
        if length != end - start:  # the store has not understood the range
            body.close()
            raise IncompleteReadError(actual_bytes=length, expected_bytes=end - start)
        return body

    def _pause_or_give_up(self, start: int, failures: int, reason: str) -> None:
        if failures >= _ATTEMPTS:
            raise DumpSourceError(
                f"{self.uri} cannot be read at byte {start} after {_ATTEMPTS} tries: {reason}.",
                "Retry; check the network path to S3 (VPC endpoint) if it happens again.",
            )
        time.sleep(_PAUSE_SECONDS * failures)

    def _raise_if_final(self, error: ClientError) -> None:
        code = str(error.response.get("Error", {}).get("Code", "?"))
        if code in _CHANGED | _GONE:
            raise DumpSourceError(
                f"{self.uri} was replaced or removed while it was read.",
                "Retry with the object that is there now.",
            ) from error
        if code in {"403", "AccessDenied"}:
            raise self._cannot_open(error) from error

    def _names_below(self) -> set[str]:
        """Return the names in the folder of the object's key; none if it may not be listed."""
        prefix = self._key.rstrip("/") + "/"
        try:
            listed = self._client.list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=1000)
        except (ClientError, BotoCoreError, HTTPError, OSError):
            return set()
        return {item["Key"].removeprefix(prefix) for item in listed.get("Contents", [])}

    def _cannot_open(self, error: ClientError) -> DumpSourceError | DumpFormatError:
        code = str(error.response.get("Error", {}).get("Code", "?"))
        if code not in _GONE:
            return DumpSourceError(
                f"{self.uri} cannot be read: S3 answers {code}.", "Check the role's permissions."
            )
        names = self._names_below()
        if names:
            return DumpFormatError(
                f"{self.uri} is a folder: {folder_format(names)}.",
                "Give the key of one file made by mysqldump or mariadb-dump.",
            )
        return DumpSourceError(
            f"{self.uri} does not exist.", "Check the date, and whether the dump was uploaded."
        )


def _emptied(pieces: deque[bytes]) -> Iterator[bytes]:
    """Yield pieces and forget each: what has been used gives its memory to what is fetched."""
    while pieces:
        yield pieces.popleft()
