"""What was promised: workplaces, money, and by when."""

from typing import Literal

from pydantic import BaseModel

from analysis.scenario.parameter import parameter

__all__ = ["Promise", "TargetReading"]

TargetReading = Literal["net_new", "gross_new", "hpw_stock"]


class Promise(BaseModel):
    """What was promised: workplaces, money, and by when."""

    target_jobs: int = parameter(
        160_000,
        unit="workplaces",
        at_least=1,
        at_most=10_000_000,
        description="Workplaces promised.",
        source="programme_facts.csv: ino_tomsk, highly_productive_workplaces",
    )
    target_reading: TargetReading = parameter(
        "net_new",
        unit="reading",
        description="What a promised workplace is taken to be: a net new job, a gross new post, "
        "or a "
        "unit of the stock of high-productivity workplaces.",
        source="the source prints no definition; all three are answered, this one leads",
    )
    investment_need_rub_bn: float = parameter(
        250.0,
        unit="RUB bn, nominal",
        at_least=0.0,
        at_most=100_000.0,
        description="Money the programme says it needs over its life, taken as nominal: the source "
        "names no price year.",
        source="programme_facts.csv: ino_tomsk, investment_need_total",
    )
    extra_budgetary_share: float = parameter(
        0.65,
        unit="fraction of the need",
        at_least=0.0,
        at_most=1.0,
        description="Part of the need to come from outside the budgets.",
        source="programme_facts.csv: ino_tomsk, extra_budgetary_share",
    )
    federal_budget_share: float = parameter(
        0.65,
        unit="fraction of budget money",
        at_least=0.0,
        at_most=1.0,
        description="Part of the budget money that is federal; the rest is regional and local.",
        source="not printed in the plan; 122 of 186 RUB bn spent on all zones to 2015 "
        "(zone_facts.csv: sez_russia_total, budget_investment_federal and _total)",
    )
    programme_start: int = parameter(
        2015,
        unit="year",
        at_least=2000,
        at_most=2030,
        description="First year of spending.",
        source="concept approved in January 2015 (programme_facts.csv: planned_funding_total)",
    )
    programme_end: int = parameter(
        2020,
        unit="year",
        at_least=2000,
        at_most=2035,
        description="Last planned year of spending.",
        source="programme_facts.csv: period of the concept",
    )
