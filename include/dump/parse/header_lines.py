"""Comments and settings of a part of a dump, kept until those of the parts before it are known."""

from __future__ import annotations

from collections.abc import Iterable

from include.dump.parse.header import DumpHeader


class HeaderLines(DumpHeader):
    """A header that only takes notes: what they mean depends on what stands before them in the dump."""

    __slots__ = ("_notes",)

    def __init__(self) -> None:
        super().__init__()
        self._notes: list[tuple[str, bytes]] = []

    def see_comment(self, comment: bytes) -> None:
        """Keep a comment line."""
        self._notes.append(("comment", comment))

    def see_setting(self, statement: bytes) -> None:
        """Keep a SET statement."""
        self._notes.append(("setting", statement))

    def see_content(self) -> None:
        """Keep that there are tables or rows; many at once say no more than one."""
        if not self._notes or self._notes[-1][0] != "content":
            self._notes.append(("content", b""))

    @staticmethod
    def together(parts: Iterable[HeaderLines]) -> DumpHeader:
        """Return what the notes of all parts, in the order of the dump, say about it."""
        header = DumpHeader()
        for part in parts:
            for kind, text in part._notes:
                if kind == "comment":
                    header.see_comment(text)
                elif kind == "setting":
                    header.see_setting(text)
                else:
                    header.see_content()
        return header
