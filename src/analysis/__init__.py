"""Score regional development promises: evidence, scenarios, simulation, answers.

Subpackages in the order data flow: `data`, `models`, `scenario`, `simulation`, `report`,
`execution`.
"""
