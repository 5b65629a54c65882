"""How the stock of high-productivity workplaces moves."""

from pydantic import BaseModel

from analysis.scenario.parameter import JUDGEMENT, parameter

__all__ = ["HighProductivity"]


class HighProductivity(BaseModel):
    """How the stock of high-productivity workplaces moves."""

    hpw_regional_ratio: float = parameter(
        1.0,
        unit="ratio to the nation",
        at_least=0.1,
        at_most=5.0,
        description="High-productivity workplaces per employed person, region against nation.",
        source="judgement: no regional series was found",
    )
    hpw_regional_spread: float = parameter(
        0.2,
        unit="ratio to the nation",
        at_least=0.0,
        at_most=2.0,
        description="Half-width of the regional ratio.",
        source=JUDGEMENT,
    )
    hpw_growth_share: float = parameter(
        0.01,
        unit="fraction a year",
        at_least=-0.5,
        at_most=0.5,
        description="Yearly growth of the stock by reclassification of existing posts as wages "
        "rise.",
        source="judgement between none and the 4.6 % of 2014, the one growth on record by 2016; "
        "real wages fell in 2015 and 2016 (regional_panel.csv)",
    )
    hpw_growth_spread: float = parameter(
        0.05,
        unit="fraction a year",
        at_least=0.0,
        at_most=0.5,
        description="Half-width of that growth.",
        source=JUDGEMENT,
    )
    hpw_new_share: float = parameter(
        0.45,
        unit="fraction of net new jobs",
        at_least=0.0,
        at_most=1.0,
        description="Net new jobs that count as high-productivity workplaces.",
        source=JUDGEMENT,
    )
    hpw_new_spread: float = parameter(
        0.3,
        unit="fraction of net new jobs",
        at_least=0.0,
        at_most=1.0,
        description="Half-width of that share.",
        source=JUDGEMENT,
    )
