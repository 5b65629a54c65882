"""Which promise is scored, where, and on what information."""

from pydantic import BaseModel

from analysis.scenario.parameter import parameter

__all__ = ["DEFAULT_SCENARIO", "Case"]

DEFAULT_SCENARIO = "central"


class Case(BaseModel):
    """Which promise is scored, where, and on what information."""

    programme: str = parameter(
        "ino_tomsk",
        unit="file in data/programmes",
        description="Programme whose promise is scored.",
        source="the project's first case",
    )
    scenario_name: str = parameter(
        DEFAULT_SCENARIO,
        unit="file in data/scenarios",
        description="Scenario file with the assumptions that differ from the defaults.",
        source="the central case has none",
    )
    region: str = parameter(
        "RU-TOM",
        unit="code in data/regions.csv",
        description="Region in which the programme runs.",
        source="programme file",
    )
    as_of: int = parameter(
        2016,
        unit="year",
        at_least=2014,
        at_most=2020,
        description="Information set: nothing later than the end of this year is seen by any "
        "model.",
        source="last full year before the page that prints the target (3 July 2017); the bound "
        "2014 is the first year for which zones report both investment and jobs",
    )
    horizon: int = parameter(
        2020,
        unit="year",
        at_least=2014,
        at_most=2030,
        description="Year at whose end the promise is judged.",
        source="programme site: 'before 2020'",
    )
