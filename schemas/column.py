"""One place per column: type, description, Chinese label and vocabulary of a field of a row class.

A row class is a frozen dataclass whose fields are made by :func:`column`. The Arrow schema, the data dictionary and the
JSON Schema are derived from these fields and from nothing else.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from decimal import Decimal
from typing import Any, ClassVar

KEY = "shigu"


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnInfo:
    """What is known of one column beside its Python type.

    ``arrow`` overrides the Arrow type that follows from the annotation (``int32`` unless it says otherwise).
    """

    description: str
    label_zh: str
    vocabulary: str | None = None
    arrow: str | None = None


def column(
    description: str,
    label_zh: str,
    *,
    vocabulary: str | None = None,
    arrow: str | None = None,
    default: Any = dataclasses.MISSING,
    default_factory: Any = dataclasses.MISSING,
) -> Any:
    """Declare a column of a row class.

    Args:
        description: what the value is, in English, with its unit.
        label_zh: the column's name for Chinese readers.
        vocabulary: name of the vocabulary in :mod:`schemas.vocabularies` that the values come from.
        arrow: Arrow type where the annotation alone does not tell (``int64``, ``float32``, …).
        default: value of rows that do not give one; a column without default is required (not nullable).
        default_factory: the same for mutable defaults.
    """
    info = ColumnInfo(description, label_zh, vocabulary, arrow)
    kwargs: dict[str, Any] = {"metadata": {KEY: info}}
    if default is not dataclasses.MISSING:
        kwargs["default"] = default
    if default_factory is not dataclasses.MISSING:
        kwargs["default_factory"] = default_factory
    return dataclasses.field(**kwargs)


class Row:
    """Base of every row class; ``TABLE`` is its table's name, ``KEY`` the column that names a row."""

    TABLE: ClassVar[str]
    KEY: ClassVar[str | None] = None
    DESCRIPTION: ClassVar[str]
    LABEL_ZH: ClassVar[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column, resolved: name, Python type, nullability and its :class:`ColumnInfo`."""

    name: str
    type: Any
    nullable: bool
    info: ColumnInfo


def columns(row: type[Any]) -> tuple[Column, ...]:
    """The columns of a row class or nested record, in order.

    Raises:
        TypeError: a field was not declared with :func:`column`.
    """
    known = _KNOWN.get(row)
    if known is None:
        known = _KNOWN[row] = _columns(row)
    return known


_KNOWN: dict[type[Any], tuple[Column, ...]] = {}


def _columns(row: type[Any]) -> tuple[Column, ...]:
    hints = typing.get_type_hints(row)
    out = []
    for field in dataclasses.fields(row):
        info = field.metadata.get(KEY)
        if info is None:
            raise TypeError(f"{row.__name__}.{field.name} is not declared with column()")
        kind, nullable = _optional(hints[field.name])
        out.append(Column(field.name, kind, nullable, info))
    return tuple(out)


def _optional(hint: Any) -> tuple[Any, bool]:
    """Split ``X | None`` into (X, True); anything else is (X, False)."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        rest = [a for a in typing.get_args(hint) if a is not type(None)]
        if len(rest) == 1:
            return rest[0], True
    return hint, False


SCALARS: dict[Any, str] = {
    str: "string",
    int: "int32",
    float: "float64",
    bool: "bool",
    Decimal: "decimal128(18,2)",
    dt.date: "date32",
    dt.datetime: "timestamp[s]",
}
"""Arrow type names of the Python scalars (``tables.md``: dates date32, moments timestamp[s], money decimal128(18,2))."""


def type_name(kind: Any, info: ColumnInfo | None = None) -> str:
    """The Arrow type of a column, as a string such as ``list<string>`` or ``struct<law: string, article: int32>``."""
    if info is not None and info.arrow:
        return info.arrow
    if kind in SCALARS:
        return SCALARS[kind]
    if typing.get_origin(kind) in (list, tuple):
        return f"list<{type_name(_optional(typing.get_args(kind)[0])[0])}>"
    if dataclasses.is_dataclass(kind):
        inner = ", ".join(f"{c.name}: {type_name(c.type, c.info)}" for c in columns(typing.cast(type, kind)))
        return f"struct<{inner}>"
    raise TypeError(f"no Arrow type for {kind!r}")
