"""The data room: read the figures, check them, cut them at the information set."""

from analysis.data.breaks import load_breaks
from analysis.data.folder import data_folder, input_files, project_root
from analysis.data.loaders import (
    load_facts,
    load_national_hpw,
    load_panel,
    load_regional_industry,
    load_regions,
    load_treatments,
    load_zone_conflicts,
    load_zone_panel,
    panel_codes,
)
from analysis.data.promises import load_promises
from analysis.data.structure import (
    load_industry,
    load_io_concordance,
    load_io_flows,
    load_io_table,
    load_reference_io,
)
from analysis.data.tables import check_all

__all__ = [
    "check_all",
    "data_folder",
    "input_files",
    "load_breaks",
    "load_facts",
    "load_industry",
    "load_io_concordance",
    "load_io_flows",
    "load_io_table",
    "load_national_hpw",
    "load_panel",
    "load_promises",
    "load_reference_io",
    "load_regional_industry",
    "load_regions",
    "load_treatments",
    "load_zone_conflicts",
    "load_zone_panel",
    "panel_codes",
    "project_root",
]
