"""What an engine is: three things it can do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Engine(Protocol):
    """Something that runs SQL over Parquet files; it stays open until it is closed."""

    def register(self, name: str, path: Path) -> None:
        """
        Give a Parquet file a name that queries may use; a name given twice means the later file.

        Raises:
            NeedlineError: there is no such file.
        """

    def sql(self, query: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """
        Run a query.

        Args:
            query: SQL, with tables by their registered names and `$name` where a value goes.
            values: the values by name; None where the query takes none.

        Returns:
            The result in Arrow form.
        """

    def close(self) -> None:
        """Let go of files and memory."""


def quoted(name: str) -> str:
    """A name of a table or column as SQL takes it, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'
