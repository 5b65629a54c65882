"""A shell as a notebook's kernel has one, which leaves no history behind."""

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

__all__ = ["NO_HISTORY", "new_shell"]

NO_HISTORY = Config({"HistoryManager": {"enabled": False}})


def new_shell() -> InteractiveShell:
    return InteractiveShell(config=NO_HISTORY)
