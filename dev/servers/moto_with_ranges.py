"""moto's server, which reads only the range that a GET asks for: ``python moto_with_ranges.py OPTIONS``.

moto 5.2 reads the whole object for each range: restoring 945 MB by ranges of 8 MiB copies 100 GB. An object's
content is asked for by one property; inside a request with a range it returns an object that is read when it
is sliced.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Final

_CHUNK: Final = 1 << 20


class StoredContent:
    """The content of an object in S3, read where it is sliced.

    :param key: moto's object.
    """

    def __init__(self, key: Any) -> None:
        self._key = key

    def __len__(self) -> int:
        return int(self._key.contentsize)

    def __getitem__(self, part: slice) -> bytes:
        begin, end, _ = part.indices(len(self))
        with self._key.lock:
            self._key._value_buffer.seek(begin)
            content: bytes = self._key._value_buffer.read(max(0, end - begin))
        return content

    def __iter__(self) -> Iterator[bytes]:
        """Yield all of it: for a range that S3 ignores, such as several at once."""
        for begin in range(0, len(self), _CHUNK):
            yield self[begin : begin + _CHUNK]


def main() -> None:
    """Run moto's server with the arguments of the command line."""
    import flask  # noqa: PLC0415 (the tests import this file without it)
    from moto.s3.models import FakeKey
    from moto.server import main as serve

    whole: Any = FakeKey.value

    def value(key: FakeKey) -> Any:
        if (
            flask.has_request_context()
            and flask.request.method == "GET"
            and flask.request.headers.get("Range")
        ):
            return StoredContent(key)
        return whole.fget(key)

    FakeKey.value = property(value, whole.fset)  # type: ignore[method-assign, assignment]
    serve(sys.argv[1:])


if __name__ == "__main__":
    main()
