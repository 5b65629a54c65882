"""One line of the assumptions log."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["RATINGS", "Assumption"]

RATINGS = {"quality": ["red", "amber", "green"], "impact": ["high", "medium", "low"]}


class Assumption(BaseModel):
    """How a parameter is known, the range a reviewer should try, and how it is rated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mark: Literal["seen", "memory", "arithmetic", "judgement", "choice"]
    range: tuple[float, float] | None
    quality: Literal["green", "amber", "red"]
    impact: Literal["low", "medium", "high"]
    note: str = Field(min_length=1)
