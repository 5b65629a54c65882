"""Which parameters did the reader of a notebook set, as seen from the cells executed so far."""

import ast
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real

__all__ = ["differs", "literal_assignments", "parameters_set"]

INJECTED_HEADING = "# Parameters"
"""First line of the cell that papermill puts behind the parameters cell."""


@dataclass(frozen=True)
class _ParameterCell:
    """One executed cell that holds nothing but plain literal assignments."""

    names: tuple[str, ...]
    injected: bool


def parameters_set(
    cells: Sequence[str], namespace: Mapping[str, object], known: Mapping[str, object]
) -> dict[str, object]:
    """Explicit parameters of a running notebook, read from its executed cells.

    Parameters
    ----------
    cells
        Sources of the executed cells in the order of execution, the running one last:
        IPython's ``In``.
    namespace
        Current variables of the notebook: ``globals()``.
    known
        Parameter names with their defaults.

    Returns
    -------
    dict of str to object
        Name and current value of each explicit parameter, in the order in which the cells name
        them. Names that are not in `known` are kept, so that the caller can refuse them.

    Notes
    -----
    The cells looked at are those directly before the running cell that consist of plain literal
    assignments: the parameters cell and, under papermill, the cell it injects. The last cell that
    assigns a name decides. A name assigned in the injected cell is explicit even at its default,
    because somebody asked for it; a name of the parameters cell is explicit when its value is no
    longer the default. Where no such cell comes directly before, as after running the derived cell
    alone a second time, the known names whose value is not the default are explicit.
    """
    run = _without_superseded(_cells_before(cells), known)
    assigned = {name: cell.injected for cell in run for name in cell.names}
    if not assigned:
        assigned = dict.fromkeys(known, False)
    return {
        name: namespace[name]
        for name, injected in assigned.items()
        if name in namespace
        and (injected or name not in known or differs(namespace[name], known[name]))
    }


def literal_assignments(source: str) -> dict[str, ast.expr] | None:
    """Names and value expressions of a cell that holds only plain literal assignments.

    Parameters
    ----------
    source
        Source of one code cell.

    Returns
    -------
    dict of str to ast.expr, or None
        Value expression by name, empty for a cell of comments; None if the cell holds anything
        else, is not Python (a magic) or does not parse.
    """
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return None
    found: dict[str, ast.expr] = {}
    for statement in statements:
        target, value = _assignment(statement)
        if target is None or value is None or not _is_literal(value):
            return None
        found[target] = value
    return found


def differs(value: object, default: object) -> bool:
    """Whether a value is another one than the default, numbers compared as numbers.

    Parameters
    ----------
    value
        Current value.
    default
        Value to compare with.

    Returns
    -------
    bool
        False for ``1`` and ``1.0`` and for two NaN; True for ``True`` and ``1``.
    """
    if isinstance(value, bool) or isinstance(default, bool):
        return value is not default
    if isinstance(value, Real) and isinstance(default, Real):
        return not (value == default or (math.isnan(value) and math.isnan(default)))
    return type(value) is not type(default) or bool(value != default)


def _cells_before(cells: Sequence[str]) -> list[_ParameterCell]:
    """Contiguous parameter cells that end directly before the running cell, oldest first."""
    past = list(cells)
    # The calling cell is never all literals, so an all-literal last entry means that the kernel
    # does not record the running cell (store_history=False).
    if past and literal_assignments(past[-1]) is None:
        past.pop()
    found: list[_ParameterCell] = []
    for source in reversed(past):
        assigned = literal_assignments(source)
        if assigned is None:
            break
        injected = source.lstrip().split("\n", 1)[0].strip() == INJECTED_HEADING
        found.append(_ParameterCell(tuple(assigned), injected))
    return found[::-1]


def _without_superseded(
    run: Sequence[_ParameterCell], known: Iterable[str]
) -> list[_ParameterCell]:
    """Drop a cell that was corrected and executed again, so that its old typo does not linger."""
    names = set(known)

    def superseded(cell: _ParameterCell, later: Iterable[_ParameterCell]) -> bool:
        mine = names.intersection(cell.names)
        return any(o.injected == cell.injected and mine <= set(o.names) for o in later if o.names)

    return [cell for i, cell in enumerate(run) if not superseded(cell, run[i + 1 :])]


def _assignment(statement: ast.stmt) -> tuple[str | None, ast.expr | None]:
    """Name and value expression of ``name = value``, or of the same with an annotation."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=value):
            return name, value
    return None, None


def _is_literal(node: ast.expr) -> bool:
    """Whether an expression is a literal, or ``float('nan')`` as papermill writes it."""
    match node:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str())], keywords=[]):
            return True
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return all(map(_is_literal, items))
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and _is_literal(key) for key in keys) and all(
                map(_is_literal, values)
            )
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return False
    return True
