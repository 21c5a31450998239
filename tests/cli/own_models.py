"""A state-transition model that the tests of the command write into folders of their own."""

from __future__ import annotations

from pathlib import Path

MODEL = """\
schema: 1
mechanisms: none
time: {steps_per_year: 12, steps: 24, count: half_cycle}
people: 2500
states: [well, ill, dead]
covariates: {frailty: {gamma: {shape: 2, rate: 2}}, age: {uniform: {low: 40, high: 80}}}
start: {well: 0.8, ill: 0.2}
quantities: {treated: 0}
competing: hazards
transitions:
  well: {ill: {rate_per_year: 0.3 * frailty}, dead: {rate_per_year: exp(-9 + 0.08 * age)}}
  ill: {well: {rate_per_year: 1 + treated}, dead: {hazard_ratio: 3, of: well > dead}}
payoffs:
  cost: {discount_per_year: 0.03, per_step: {ill: 100 + 50 * treated}, on_transition: {well: {ill: 500}}}
  years: {per_year: {well: 1, ill: 0.7}}
compare: {cost: cost, effect: years}
strategies: {usual care: {}, "early, treated": {treated: 1}}
"""


def written(folder: Path, text: str = MODEL, name: str = "model.yaml") -> Path:
    path = folder / name
    path.write_text(text)
    return path
