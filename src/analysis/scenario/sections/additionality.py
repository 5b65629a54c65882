"""How gross posts become net jobs."""

from pydantic import BaseModel

from analysis.scenario.parameter import JUDGEMENT, parameter

__all__ = ["Additionality"]


class Additionality(BaseModel):
    """How gross posts become net jobs."""

    deadweight_share: float = parameter(
        0.5,
        unit="fraction of gross posts",
        at_least=0.0,
        at_most=1.0,
        description="Posts that would have come without the programme.",
        source="Additionality Guide, medium band",
    )
    deadweight_spread: float = parameter(
        0.25,
        unit="fraction of gross posts",
        at_least=0.0,
        at_most=1.0,
        description="Half-width of deadweight.",
        source="Additionality Guide, low to high band",
    )
    displacement_share: float = parameter(
        0.25,
        unit="fraction of the posts left",
        at_least=0.0,
        at_most=1.0,
        description="Posts taken from other employers of the region.",
        source="Additionality Guide, low band; British zones had 50-80 % relocations (Papke 1993)",
    )
    displacement_spread: float = parameter(
        0.25,
        unit="fraction of the posts left",
        at_least=0.0,
        at_most=1.0,
        description="Half-width of displacement.",
        source="Additionality Guide, none to medium band",
    )
    leakage_share: float = parameter(
        0.1,
        unit="fraction of the posts left",
        at_least=0.0,
        at_most=1.0,
        description="Posts filled by people who live outside the region.",
        source=JUDGEMENT,
    )
    leakage_spread: float = parameter(
        0.1,
        unit="fraction of the posts left",
        at_least=0.0,
        at_most=1.0,
        description="Half-width of leakage.",
        source=JUDGEMENT,
    )
    substitution_share: float = parameter(
        0.05,
        unit="fraction of the posts left",
        at_least=0.0,
        at_most=1.0,
        description="Posts that replace other posts of the same employer.",
        source=JUDGEMENT,
    )
    substitution_spread: float = parameter(
        0.05,
        unit="fraction of the posts left",
        at_least=0.0,
        at_most=1.0,
        description="Half-width of substitution.",
        source=JUDGEMENT,
    )
    local_multiplier: float = parameter(
        0.9,
        unit="further jobs a net direct job",
        at_least=0.0,
        at_most=5.0,
        description="Local multiplier: further jobs in the region for each net direct job.",
        source="triangular .2-.9-1.6 around Moretti 2010 (1.6), van Dijk 2014 (1.02) and the US "
        "revisit (0.5)",
    )
    local_multiplier_spread: float = parameter(
        0.7,
        unit="further jobs a net direct job",
        at_least=0.0,
        at_most=5.0,
        description="Half-width of the local multiplier.",
        source="as local_multiplier",
    )
