"""Structural tables of one year: input-output, industries, concordance. They are not cut.

They were published in 2019 and 2020. A model that uses them at an earlier ``as_of`` looks ahead at
technical coefficients and jobs per output, though at no outcome of the programme; results that
rest on them must say so.
"""

import pandas as pd

from analysis.data.tables import read_table

__all__ = [
    "load_industry",
    "load_io_concordance",
    "load_io_flows",
    "load_io_table",
    "load_reference_io",
]


def load_io_table() -> pd.DataFrame:
    """Load the domestic input-output table of Russia, 2016, in long form.

    Returns
    -------
    pandas.DataFrame
        One row a (row, column) in the order of the classification: row, row_type, column,
        column_type, value_rub_mn (RUB million, basic prices). Rows supply, columns use.

    Raises
    ------
    DataError
        If the table breaks its description.
    """
    return read_table("national_io_2016")


def load_io_flows() -> pd.DataFrame:
    """Load the square part of the input-output table: domestic flows between industries.

    Returns
    -------
    pandas.DataFrame
        34 supplying by 34 using groups, RUB million, both in the order of `load_industry`, whose
        gross output belongs to the same rows.

    Raises
    ------
    DataError
        If the table breaks its description.
    """
    table = load_io_table()
    square = table[(table["row_type"] == "product") & (table["column_type"] == "industry")]
    order = list(square["row"].unique())
    # Each cell holds one value, so the mean that pivot_table takes is that value.
    flows = square.pivot_table(index="row", columns="column", values="value_rub_mn")
    return flows.loc[order, order]


def load_industry() -> pd.DataFrame:
    """Load output, value added and employment of the 34 groups of the input-output table.

    Returns
    -------
    pandas.DataFrame
        Indexed by industry in the order of the classification; unit in the column name. Persons
        engaged are full-time equivalents of Russia KLEMS; private households have none.

    Raises
    ------
    DataError
        If the table breaks its description.
    """
    return read_table("national_industry_2016").set_index("industry")


def load_io_concordance() -> pd.DataFrame:
    """Load the map from the 98 products of the published table to the 34 groups.

    Returns
    -------
    pandas.DataFrame
        Indexed by product_no.

    Raises
    ------
    DataError
        If the table breaks its description.
    """
    return read_table("io_concordance").set_index("product_no")


def load_reference_io(name: str = "germany_1995_io") -> pd.DataFrame:
    """Load a worked example of an input-output table, for tests of the algebra.

    Parameters
    ----------
    name
        Name of the resource.

    Returns
    -------
    pandas.DataFrame
        Sectors, value added, output (EUR million) and employment (thousand) by using sector.

    Raises
    ------
    DataError
        If the table is not described or breaks its description.
    """
    return read_table(name).set_index("row")
