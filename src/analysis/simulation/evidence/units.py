"""Factors between units, and the code of the nation."""

__all__ = ["MILLION", "NATION", "THOUSAND"]

THOUSAND, MILLION = 1e3, 1e6
NATION = "RU"
