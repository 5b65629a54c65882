"""The figures one scenario may see, gathered from the data room and cut at its information set."""

from analysis.simulation.evidence.courses import Course
from analysis.simulation.evidence.gathered import Evidence, gather
from analysis.simulation.evidence.job_years import TABLE_YEAR
from analysis.simulation.evidence.lenses import LENSES
from analysis.simulation.evidence.units import MILLION, NATION, THOUSAND

__all__ = [
    "LENSES",
    "MILLION",
    "NATION",
    "TABLE_YEAR",
    "THOUSAND",
    "Course",
    "Evidence",
    "gather",
]
