"""What a parent is told at its start."""

import json
from dataclasses import asdict, dataclass
from typing import Self

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """What a parent is told at its start.

    Parameters
    ----------
    name
        Its name, which says what it is made of.
    path
        Its socket.
    listener
        Descriptor of that socket.
    flags
        Options of the interpreter.
    idle_seconds
        How long it stays without a kernel.
    session
        Process that leads the session of whoever started it.
    """

    name: str
    path: str
    listener: int
    flags: list[str]
    idle_seconds: float
    session: int

    def to_json(self) -> str:
        """Return the settings as one argument of a command."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the settings from that argument.

        Parameters
        ----------
        text
            What `to_json` gave.
        """
        return cls(**json.loads(text))
