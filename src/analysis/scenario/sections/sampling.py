"""How many random draws, from which seed."""

from pydantic import BaseModel

from analysis.scenario.parameter import parameter

__all__ = ["Sampling"]


class Sampling(BaseModel):
    """How many random draws, from which seed."""

    draws: int = parameter(
        20_000,
        unit="count",
        at_least=100,
        at_most=1_000_000,
        description="Random draws of the simulation.",
        source="standard error of a probability below 0.004",
    )
    seed: int = parameter(
        2020,
        unit="count",
        at_least=0,
        at_most=2**32 - 1,
        description="Seed of every random stream.",
        source="arbitrary",
    )
