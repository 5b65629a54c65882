"""Input-output multipliers as printed by Eurostat."""

from analysis import data
from analysis.models.input_output import multipliers
from analysis.verification.case import Case, Quantity

__all__ = ["CASES"]

_OUTPUT = (1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782)
_JOBS = (0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242)
# Flows are printed in whole millions and the manual rounds its coefficients.
_OUTPUT_TOLERANCE = 2e-3
_JOBS_TOLERANCE = 6e-5


def _germany() -> tuple[Quantity, ...]:
    table = data.load_reference_io("germany_1995_io")
    sectors = list(table.columns)
    found = multipliers(table.loc[sectors], table.loc["output"], table.loc["employment_thousand"])
    output = [
        Quantity(f"output multiplier, {sector}", value, float(obtained), _OUTPUT_TOLERANCE)
        for sector, value, obtained in zip(
            sectors, _OUTPUT, found["output_multiplier"], strict=True
        )
    ]
    jobs = [
        Quantity(f"thousand jobs per EUR mn, {sector}", value, float(obtained), _JOBS_TOLERANCE)
        for sector, value, obtained in zip(sectors, _JOBS, found["type_1"], strict=True)
    ]
    return (*output, *jobs)


CASES = (
    Case(
        name="germany-1995",
        source="Eurostat Manual of Supply, Use and Input-Output Tables (2008), chapter 15",
        data="data/reference/germany_1995_io.csv",
        quantities=_germany,
    ),
)
