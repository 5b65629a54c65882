"""Remember what a slow pure function gave for the same content, within one process."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import joblib  # type: ignore[import-untyped, unused-ignore]

__all__ = ["remembered"]

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
_KEPT = 24


def remembered(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Give a pure function a memory of its last results.

    Parameters
    ----------
    function
        Depends on its arguments alone; nobody changes what it returns.

    Returns
    -------
    callable
        The same function; called with arguments of equal content (frames are compared by their
        cells) it returns the object it returned before.

    Notes
    -----
    Scenarios that are compared, one assumption moved at a time, share most of their evidence: the
    panel regressions and the fits of the baseline, a second and a half, are made once. Keys are
    hashes of the content, so another data folder or another information set is another key.
    """
    kept: OrderedDict[str, _Result] = OrderedDict()

    @wraps(function)
    def recall(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        key = str(joblib.hash((args, sorted(kwargs.items()))))
        if key not in kept:
            kept[key] = function(*args, **kwargs)
            while len(kept) > _KEPT:
                kept.popitem(last=False)
        return kept[key]

    return recall
