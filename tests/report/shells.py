"""A shell as a notebook's kernel has one, which leaves no history behind."""

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

__all__ = ["new_shell"]


def new_shell() -> InteractiveShell:
    return InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
