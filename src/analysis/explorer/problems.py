"""Which control an error message is about, so that it can be shown beside it."""

import re
from collections.abc import Collection, Iterable

__all__ = ["problems_by_control"]


def problems_by_control(
    problems: Iterable[str], names: Collection[str]
) -> tuple[dict[str, list[str]], list[str]]:
    """Sort the lines of an error by the parameters they name.

    Parameters
    ----------
    problems
        Lines of an `analysis.errors.AnalysisError`.
    names
        Parameters that have a control.

    Returns
    -------
    by_control
        Parameter -> its lines. A rule across parameters is shown beside each of them.
    others
        Lines that name no parameter.
    """
    by_control: dict[str, list[str]] = {}
    others: list[str] = []
    for line in problems:
        named = [word for word in re.findall(r"[A-Za-z_]\w*", line) if word in names]
        for name in dict.fromkeys(named):
            by_control.setdefault(name, []).append(line)
        if not named:
            others.append(line)
    return by_control, others
