"""Published results against what the functions of this package obtain from the same data.

Every module here whose name ends in ``_cases`` defines ``CASES``; a new file is a new case.
"""

from analysis.verification.case import Case, Quantity
from analysis.verification.run import Verdict, all_cases, verify

__all__ = ["Case", "Quantity", "Verdict", "all_cases", "verify"]
