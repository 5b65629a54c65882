"""How a table is printed."""

from enum import StrEnum

__all__ = ["TableFormat"]


class TableFormat(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
