"""The ways a case can be done, by name: which function does it in a worker process."""

from analysis.errors import ParameterError

__all__ = ["function_of"]

# Mode -> module:function, taking a Scenario and returning its tidy results. Named, not imported:
# only workers pay for the libraries behind it.
_MODES = {"model": "analysis.execution.sweeps.model_mode:results"}
_TO_COME = ("notebook",)


def function_of(mode: str) -> str:
    """Return the function of a mode.

    Parameters
    ----------
    mode
        Name of the mode.

    Returns
    -------
    str
        `module:function`.

    Raises
    ------
    ParameterError
        If there is no such mode, or it cannot be swept yet.
    """
    if mode in _TO_COME:
        raise ParameterError(
            f"mode = {mode!r}: notebooks cannot be swept yet; allowed is {', '.join(_MODES)}, or "
            "`tomsk2020 run` for one scenario"
        )
    if mode not in _MODES:
        raise ParameterError(f"mode = {mode!r}: allowed is {', '.join(_MODES)}")
    return _MODES[mode]
