"""What is in a gzip file, a zip or a tar: in memory, and no name in it is used as a path."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error),
    *(ArithmeticError, EOFError, LookupError, MemoryError, OSError, RuntimeError, ValueError),
)
"""What the standard library raises for archives that are damaged, or of a kind it does not know."""

GZIP = b"\x1f\x8b"
"""How a gzip stream begins."""

_PIECE, _FIRST_PIECE = 1 << 20, 1 << 12
"""Bytes that are inflated at a time, and at first of a stream, which may be a short one of many."""

_ZIP = (b"PK\3\4", b"PK\5\6")
_CENTRAL_ENTRY = b"PK\1\2"
"""Begins the entry of each member in the directory of a zip."""

_TAR, _TAR_AT = b"ustar", 257
"""Where a tar has its mark; only those of before 1988 have none."""

_READ_HERE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Other methods are rare, and take memory as the archive says."""
_ENCRYPTED = 1
"""The bit of `flag_bits` for a member with a password."""
_NO_FILES = "__MACOSX/"
"""Where macOS puts what its file system knows more of a file."""


class Member(NamedTuple):
    """A file in an archive; or, without a name, what is wrong with the archive."""

    name: str
    """As it is there; not clean."""
    read: Callable[[int], bytes]
    """At most so many bytes of it. Raises one of `DAMAGED`."""
    problem: str = ""
    """Why it cannot be read, in a sentence."""
    is_file: bool = True
    """False for a folder and for what is no file of the user's."""

    @property
    def leads_out(self) -> bool:
        """Whether whoever unpacked it by its name would write outside of the folder."""
        parts = self.name.replace("\\", "/").split("/")
        return ".." in parts or parts[0] == "" or parts[0].endswith(":")


Members: TypeAlias = Callable[[bytes, int], Iterator[Member]]
"""The members of an archive, at most so many."""


def members_of(data: bytes) -> Members | None:
    """Reads the kind of archive that these bytes are; None where they are none."""
    if data.startswith(_ZIP):
        return _zip_members
    return _tar_members if data.startswith(_TAR, _TAR_AT) else None


def _zip_members(data: bytes, most: int) -> Iterator[Member]:
    # As many entries as there may be, before they are all read.
    if data.count(_CENTRAL_ENTRY) > most:
        yield _unreadable(f"Archives of more than {most:,} files are not read.")
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        listed = archive.infolist()
    except DAMAGED:
        yield _unreadable("The zip is damaged or cut off.")
        return
    for each in listed:
        is_file = not each.is_dir() and not each.filename.startswith(_NO_FILES)
        problem = ""
        if each.flag_bits & _ENCRYPTED:
            problem = "It has a password. Unpack it, and name the unpacked file."
        elif each.compress_type not in _READ_HERE:
            problem = "It is compressed in a rare way. Unpack it, and name the unpacked file."
        yield Member(each.filename, _reader(archive, each), problem, is_file)


def _reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        with archive.open(member) as file:
            return file.read(most)

    return read


def _tar_members(data: bytes, most: int) -> Iterator[Member]:
    del most  # Each counts as it comes; nothing is read before.
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for each in archive:
                # A sparse file is as long as it says.
                is_file = each.isreg() and not each.issparse()
                file = archive.extractfile(each) if is_file else None
                yield Member(each.name, _none if file is None else file.read, is_file=is_file)
    except DAMAGED:
        yield _unreadable("The tar is damaged or cut off. The files before were read.")


def _unreadable(problem: str) -> Member:
    return Member("", _none, problem)


def _none(most: int) -> bytes:
    del most
    return b""


def inflated(data: bytes, most: int, most_streams: int) -> tuple[bytes, int, str]:
    """What a gzip file holds, of all its streams.

    Returns:
        At most `most` bytes, and where in the data and why reading has ended early; "" otherwise.
    """
    at, size, pieces = 0, 0, [b""]
    for _ in range(most_streams):
        stream, piece_size, pending = zlib.decompressobj(wbits=31), _FIRST_PIECE, b""
        while not stream.eof and size < most:
            if not pending:
                pending, piece_size = data[at : at + piece_size], _PIECE
                at += len(pending)
                if not pending:
                    return (
                        b"".join(pieces),
                        at,
                        "The gzip data is cut off. What came before was read.",
                    )
            try:
                piece = stream.decompress(pending, most - size)
            except zlib.error:
                at -= len(pending)
                return b"".join(pieces), at, "The gzip data is damaged. What came before was read."
            pending = stream.unconsumed_tail
            pieces.append(piece)
            size += len(piece)
        at -= len(stream.unused_data)
        if size >= most or data[at : at + len(GZIP)] != GZIP:
            return b"".join(pieces), at, ""
    return b"".join(pieces), at, "Gzip streams after this one were not read: too many."
