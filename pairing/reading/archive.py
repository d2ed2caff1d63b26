"""A look into a workbook's archive before any program unpacks it: size, shape, and cells that hold no value.

The spreadsheet library lays a sheet out as a full rectangle; a small file with one cell in the last corner would take all
memory and end the process. It also gives error values and uncomputed formulas as blank cells. Both are found here, in
the bytes.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final

from pairing.raw import MAX_CELLS, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_UNPACKED: Final = 1_200_000_000
# Spreadsheets pack to a tenth or a thirtieth; only a bomb packs large contents to less than this share.
MAX_RATIO: Final = 250
RATIO_FROM: Final = 50_000_000
MAX_MEMBERS: Final = 5_000
_CHUNK: Final = 1 << 22


def _pattern(text: str, letters: str = "1,3") -> re.Pattern[bytes]:
    """A pattern over sheet XML.

    ~ stands for a namespace prefix, ATTRS for attributes (a quoted value may hold > or />), REF for a cell's place with this
    many letters. Nothing runs past the next <, so a hostile file cannot make a search slow.
    """
    attributes = r"""(?:[^<>"'/]|/(?!>)|"[^"<]*"|'[^'<]*')*"""
    place = rf"""(?<![\w:.-])r\s*=\s*["']\$?([A-Za-z]{{{letters}}})\$?(\d+)["']"""
    prefix = r"(?:[^\s<>/][^\s<>]*:)?"
    filled = text.replace("REF", place).replace("ATTRS", attributes).replace("~", prefix)
    return re.compile(filled.encode(), re.DOTALL)


_CELL: Final = _pattern(r"<~c\sATTRS?REFATTRS>", "1,9")
_UNPLACED: Final = _pattern(r"<~c(?:>|\s(?!ATTRS?(?<![\w:.-])r\s*=)ATTRS>)")
_ANY_CELL: Final = _pattern(r"<~c[\s>/]")
_ROW: Final = _pattern(r"<~row[\s>/]")
_ERROR: Final = _pattern(r'<~c\s(?=[^<>]*\bt="e")[^<>]*?REF[^<>]*>(?:(?!</~c>).){0,4000}?<~v>([^<]*)<')
_UNCOMPUTED: Final = _pattern(
    r"<~c\s[^<>]*?REF[^<>]*><~f(?:\s[^<>/]*)?>([^<]*)</~f>(?:<~v\s*/>|<~v></~v>)?</~c>"
)
_SHEET: Final = _pattern(r"<~sheet\s[^<>]*>")
_RELATION: Final = _pattern(r"<~Relationship\s[^<>]*>")
_ATTRIBUTE: Final = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# The form nearly every program writes; a member wholly in it needs only quick looks, at cells beyond column Z and beyond
# row 99,999.
_USUAL_WIDE: Final = re.compile(rb'<c r="\$?([A-Za-z]{2,9})')
_USUAL_LOW: Final = re.compile(rb'<c r="[A-Za-z$]{1,11}(\d{6,9})')
_USUAL_ROWS: Final = 99_999
_UNUSUAL: Final = (b"<c>", b"<c\t", b"<c\n", b"<c\r", b":c>", b":c ", b":c\t", b":c\n", b":c\r")


class UnsafeArchiveError(Exception):
    """The archive must not be opened; ``code`` says why: bomb, too-wide, encrypted, damaged or no-workbook."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Survey:
    """What the look found: sheet name -> {(row, column) from 0: what the spreadsheet shows} of cells without a value."""

    broken: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)


def survey(path: Path) -> Survey:
    """Look through a workbook. Raises UnsafeArchiveError, or OSError where the file cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive)
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                raise UnsafeArchiveError("no-workbook")
            parts = _sheet_parts(archive)
            broken: dict[str, dict[tuple[int, int], str]] = {}
            for name in sorted(names):
                cells = _scan(archive, name, is_text=name in parts or name.endswith(".xml"))
                for sheet in parts.get(name, ()):
                    broken[sheet] = cells
            return Survey(broken)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        NotImplementedError,
        ValueError,
        KeyError,
    ) as error:
        raise UnsafeArchiveError("damaged", str(error)) from error
    except RuntimeError as error:  # zipfile's word for an encrypted member
        raise UnsafeArchiveError("encrypted", str(error)) from error
    except Exception as error:
        # zlib, lzma and bz2 have errors of their own, none of them ours to tell apart.
        if isinstance(error, OSError | UnsafeArchiveError):
            raise
        raise UnsafeArchiveError("damaged", str(error)) from error


def _check_sizes(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if any(member.flag_bits & 1 for member in members):
        raise UnsafeArchiveError("encrypted")
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise UnsafeArchiveError("bomb", f"{unpacked // 1_000_000}")
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise UnsafeArchiveError("bomb", f"{unpacked // 1_000_000}")


def _attributes(element: bytes) -> dict[str, str]:
    return {
        name.decode("ascii", "replace").rpartition(":")[2]: html.unescape(
            (double or single).decode("utf-8", "replace")
        )
        for name, double, single in _ATTRIBUTE.findall(element)
    }


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, list[str]]:
    """Member of the archive -> the names of the sheets kept in it."""
    targets: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        for element in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
            attributes = _attributes(element)
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = target.lstrip("/")
    parts: dict[str, list[str]] = {}
    for element in _SHEET.findall(archive.read("xl/workbook.xml")):
        attributes = _attributes(element)
        if attributes.get("id") in targets:
            parts.setdefault(targets[attributes["id"]], []).append(attributes.get("name", ""))
    return parts


def _chunks(member: IO[bytes]) -> Iterator[bytes]:
    """The member's bytes, cut where a row ends so that no cell is cut in two."""
    rest = b""
    while block := member.read(_CHUNK):
        rest += block
        cut = rest.rfind(b"</row>") + len(b"</row>")
        if cut >= len(b"</row>"):
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > 16 * _CHUNK:
            yield rest
            rest = b""
    yield rest


def _scan(archive: zipfile.ZipFile, name: str, *, is_text: bool) -> dict[tuple[int, int], str]:
    """Read a member to its end (which checks its sum) and return its cells without a value."""
    widest, last, usual = 26, _USUAL_ROWS, True
    broken: dict[tuple[int, int], str] = {}
    with archive.open(name) as member:
        for number, chunk in enumerate(_chunks(member)):
            if number == 0 and is_text and b"\x00" in chunk[:1000]:
                raise UnsafeArchiveError("damaged", "UTF-16")  # its cells would not be seen here
            if chunk.count(b"<c ") != chunk.count(b'<c r="') or any(map(chunk.__contains__, _UNUSUAL)):
                usual = False
            widest = max(widest, _widest(_USUAL_WIDE.findall(chunk)))
            last = max(last, max(map(int, _USUAL_LOW.findall(chunk)), default=0))
            if b't="e"' in chunk:
                for letters, row, shown in _ERROR.findall(chunk):
                    broken[_place(letters, row)] = html.unescape(shown.decode("utf-8", "replace")) or "#"
            if b"</f>" in chunk or b":f>" in chunk:
                for letters, row, formula in _UNCOMPUTED.findall(chunk):
                    broken[_place(letters, row)] = "=" + html.unescape(formula.decode("utf-8", "replace"))
    if (not usual or widest * last > MAX_CELLS) and (area := _area(archive, name)) > MAX_CELLS:
        raise UnsafeArchiveError("too-wide", f"{area // 1_000_000}")
    return broken


def _place(letters: bytes, row: bytes) -> tuple[int, int]:
    return int(row[:9]) - 1, place_of(letters.decode().upper())


def _widest(columns: list[bytes]) -> int:
    return max((place_of(letters.decode().upper()) + 1 for letters in set(columns)), default=0)


def _area(archive: zipfile.ZipFile, name: str) -> int:
    """An upper bound of the rectangle the cells with content span. Cells without a place follow one another, as do rows."""
    widest = last = counted = longest = 0
    unplaced = False
    with archive.open(name) as member:
        for chunk in _chunks(member):
            cells = _CELL.findall(chunk)
            widest = max(widest, _widest([letters for letters, _ in cells]))
            last = max(last, max((int(row[:9]) for _, row in cells), default=0))
            unplaced = unplaced or _UNPLACED.search(chunk) is not None
            starts = [match.start() for match in _ROW.finditer(chunk)] or [0]
            counted += len(starts)
            for start, end in zip(starts, [*starts[1:], len(chunk)], strict=True):
                longest = max(longest, len(_ANY_CELL.findall(chunk, start, end)))
    return (last + counted) * (widest + longest) if unplaced else last * widest
