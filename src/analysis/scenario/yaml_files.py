"""Read a YAML mapping strictly: UTF-8 only, no key twice, nothing but plain values."""

from collections.abc import Hashable
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import ScenarioError

__all__ = ["read_mapping"]


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice instead of keeping the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        first_line: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if key.value in first_line:
                raise yaml.constructor.ConstructorError(
                    problem=f"key {key.value!r} stands twice, in lines {first_line[key.value]} "
                    f"and {line}",
                    problem_mark=key.start_mark,
                )
            first_line[key.value] = line
        return super().construct_mapping(node, deep=deep)


def _reason(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    mark = getattr(error, "problem_mark", None)
    where = f" (line {mark.line + 1})" if mark is not None and "line" not in problem else ""
    return f"{problem}{where}"


@lru_cache(maxsize=64)
def _parsed(text: str) -> object:
    """Parse a text; comparing scenarios reads the same few files hundreds of times."""
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506  (a SafeLoader)


def read_mapping(path: Path, shown_as: str) -> dict[str, Any]:
    """Read one YAML file whose top level is a mapping.

    Parameters
    ----------
    path
        File to read.
    shown_as
        Name of the file in messages, relative to the project.

    Returns
    -------
    dict
        Keys are text.

    Raises
    ------
    ScenarioError
        The file is missing, not UTF-8, not YAML, repeats a key, or is not a mapping.
    """
    try:
        content = deepcopy(_parsed(path.read_bytes().decode("utf-8")))
    except OSError as error:
        raise ScenarioError(f"{shown_as}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise ScenarioError(
            f"{shown_as}: not UTF-8 (byte 0x{byte:02x} at position {error.start}); save it as UTF-8"
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        reason = _reason(error) if isinstance(error, yaml.YAMLError) else "nested too deeply"
        raise ScenarioError(f"{shown_as}: not valid YAML: {reason}") from None
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise ScenarioError(f"{shown_as}: must be a mapping of names to values, is {content!r:.60}")
    return content
