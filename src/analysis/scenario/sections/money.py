"""How much of the money comes, when, and at what prices."""

from pydantic import BaseModel

from analysis.scenario.parameter import JUDGEMENT, parameter

__all__ = ["Money"]


class Money(BaseModel):
    """How much of the money comes, when, and at what prices."""

    price_year: int = parameter(
        2016,
        unit="year",
        at_least=2001,
        at_most=2030,
        description="Year whose prices real rubles are stated in.",
        source="the default as_of",
    )
    spend_curve_alpha: float = parameter(
        2.0,
        unit="shape",
        at_least=0.1,
        at_most=20.0,
        description="First shape of the Beta S-curve of spending; below beta it leans to the "
        "early years.",
        source=JUDGEMENT,
    )
    spend_curve_beta: float = parameter(
        2.0,
        unit="shape",
        at_least=0.1,
        at_most=20.0,
        description="Second shape of the Beta S-curve of spending.",
        source=JUDGEMENT,
    )
    slip_years: float = parameter(
        1.0,
        unit="years, mean",
        at_least=0.0,
        at_most=10.0,
        description="Mean delay of a cluster's whole spending profile (gamma distributed with "
        "shape 2).",
        source="judgement within Mott MacDonald's range of duration overrun, 1-54 % of the works",
    )
    extra_budgetary_realisation_share: float = parameter(
        0.5,
        unit="fraction of the promise, mean",
        at_least=0.0,
        at_most=1.5,
        description="Part of the promised extra-budgetary money that comes in the end.",
        source=JUDGEMENT,
    )
    federal_realisation_share: float = parameter(
        0.6,
        unit="fraction of the promise, mean",
        at_least=0.0,
        at_most=1.5,
        description="Part of the promised federal money that comes in the end.",
        source=JUDGEMENT,
    )
    regional_realisation_share: float = parameter(
        0.7,
        unit="fraction of the promise, mean",
        at_least=0.0,
        at_most=1.5,
        description="Part of the promised regional and local money that comes in the end.",
        source=JUDGEMENT,
    )
    reference_class_weight: float = parameter(
        1.0,
        unit="fraction",
        at_least=0.0,
        at_most=1.0,
        description="What a programme of the reference class counts for in the expected "
        "realisation: 1 in full, 0 leaves the three shares above as they are.",
        source="promises.csv: other programmes' promises of money with an outturn by as_of",
    )
    inside_view_weight: float = parameter(
        2.0,
        unit="programmes of the reference class",
        at_least=0.1,
        at_most=1000.0,
        description="What the three shares above are worth against the reference class.",
        source=JUDGEMENT,
    )
    cluster_concentration: float = parameter(
        1.0,
        unit="Dirichlet parameter of a cluster",
        at_least=0.1,
        at_most=1000.0,
        description="Prior of the clusters' shares of the money: 1 makes every division equally "
        "likely, more makes them alike.",
        source="no cluster budgets are on file; 1 is the flat prior",
    )
    realisation_ceiling_share: float = parameter(
        1.5,
        unit="fraction of the promise",
        at_least=0.1,
        at_most=1.5,
        description="Largest realisation thought possible.",
        source="judgement; the zone's cumulative investment stood at 119 % of plan in 2016",
    )
    realisation_dispersion: float = parameter(
        0.45,
        unit="fraction of the largest possible standard deviation",
        at_least=0.0,
        at_most=0.95,
        description="Dispersion of realisation around its mean; 0 makes it certain.",
        source=JUDGEMENT,
    )
    realisation_correlation: float = parameter(
        0.5,
        unit="correlation",
        at_least=0.0,
        at_most=1.0,
        description="Correlation of realisation by source, delay and overrun by cluster through "
        "one common factor (Gaussian copula).",
        source=JUDGEMENT,
    )
    cost_overrun_share: float = parameter(
        0.0,
        unit="fraction of cost",
        at_least=0.0,
        at_most=5.0,
        description="Cost overrun of the works: money that buys nothing planned.",
        source="0 because every lens divides rubles actually spent, so an overrun is in it "
        "already; Mott MacDonald gives .02-.24 for standard buildings",
    )
    cost_overrun_spread: float = parameter(
        0.0,
        unit="fraction of cost",
        at_least=0.0,
        at_most=5.0,
        description="Half-width of the overrun.",
        source="as cost_overrun_share",
    )
    additional_share: float = parameter(
        0.5,
        unit="fraction of programme money",
        at_least=0.0,
        at_most=1.0,
        description="Part of programme money that the region would not have invested anyway. It "
        "moves "
        "regional investment only; jobs have deadweight for the same doubt.",
        source="judgement: the medium band of the Additionality Guide",
    )
    additional_spread: float = parameter(
        0.3,
        unit="fraction of programme money",
        at_least=0.0,
        at_most=1.0,
        description="Half-width of the additional share.",
        source=JUDGEMENT,
    )
