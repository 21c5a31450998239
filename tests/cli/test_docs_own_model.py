#!/usr/bin/python3
"""The page on models of one's own: what it shows as output is output, and its worked examples come out of calculations
that know nothing of the program."""

from __future__ import annotations

import csv
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
from command import OK, ROOT, rapport
from test_docs_commands import Block, blocks_of, commands_in

PAGE = ROOT / "docs" / "how-to" / "own-model.md"
REFERENCE = ROOT / "docs" / "reference" / "own-model.md"
EXPRESSIONS = ROOT / "sim" / "transition" / "expression.cpp"
BUILT_IN = ROOT / "sim" / "transition" / "formula_compiler.cpp"
Totals = dict[str, dict[str, float]]  # by strategy and payoff

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="there is no such page")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the page lets its reader save."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "scenarios").mkdir()
    for block in blocks_of(PAGE):
        if block.saved_as:
            (folder / block.saved_as).write_text(block.text)
    return folder


def outputs() -> list[tuple[str, Block]]:
    """Each block of output with the command above it."""
    found: list[tuple[str, Block]] = []
    command = ""
    for block in blocks_of(PAGE):
        command = (commands_in(block) or [command])[-1]
        if block.language == "text":
            found.append((command, block))
    return found


@pytest.mark.parametrize("shown", outputs(), ids=lambda shown: f"line_{shown[1].line}")
def test_output_that_is_shown_is_output(shown: tuple[str, Block], desk: Path) -> None:
    command, block = shown
    done = rapport(*command.split()[1:], cwd=desk)
    assert done.code == OK, done.err
    assert block.text.rstrip("\n") in done.out, f"line {block.line}: {command}"


def test_most_of_the_page_is_held() -> None:
    assert len(outputs()) >= 6
    yamls = [block for block in blocks_of(PAGE) if block.language == "yaml"]
    assert len(yamls) >= 6 and all(block.saved_as for block in yamls)


def totals(verb: str, file: str, desk: Path, field: str = "mean") -> Totals:
    done = rapport(verb, f"scenarios/{file}", "--json", cwd=desk)
    assert done.code == OK, done.err
    rows = json.loads(done.out)["strategies"]
    return {row["strategy"]: {payoff["payoff"]: payoff[field] for payoff in row["payoffs"]} for row in rows}


def at_rate(rate: float, steps_per_year: int) -> float:
    return -math.expm1(-rate / steps_per_year)


def two_states(p_death: float, usd: float) -> dict[str, float]:
    years = 1 + (1 - p_death) + (1 - p_death) ** 2
    return {"cost": years * usd, "qaly": years * 0.8}


def cancer(drug: bool) -> dict[str, float]:
    free, progressed, cost, qaly = 1.0, 0.0, 0.0, 0.0

    def weight(month: int) -> float:
        return (0.5 if month in (0, 240) else 1.0) / 1.035 ** (month / 12)

    for month in range(241):
        on_drug = drug and month < 24
        cost += weight(month) * (free * (3400 if on_drug else 400) + progressed * 900)
        qaly += weight(month) * (free * 0.8 + progressed * 0.6) / 12
        if month == 240:
            break
        grown = ((month + 1) / 30) ** 1.4 - (month / 30) ** 1.4
        hazards = grown * (0.6 if on_drug else 1.0), 0.04 / 12
        leave = 1 - math.exp(-sum(hazards))
        progress, die = (free * leave * hazard / sum(hazards) for hazard in hazards)
        die_later = progressed * at_rate(0.7, 12)
        cost += weight(month + 1) * (2500 * progress + 6000 * (die + die_later))
        free, progressed = free - progress - die, progressed + progress - die_later
    return {"cost": cost, "qaly": qaly}


def heart_attacks(ratio: float, pill_usd: float) -> dict[str, float]:
    """Tunnels: after[k] is the share whose last attack was k quarters ago."""
    at_risk, after, cost, qaly = 1.0, [0.0] * 41, 0.0, 0.0
    for quarter in range(40):
        lives = 1 - at_rate(0.02, 4)
        attacks = at_risk * lives * at_rate(0.03 * ratio, 4)
        moved_on = [0.0] * 41
        for k, share in enumerate(after[:40]):
            alive = share * (1 - at_rate(0.2 if k < 4 else 0.06, 4))
            again = alive * (0.04 if k < 4 else 0.015) * ratio
            attacks += again
            moved_on[k + 1] = alive - again
        at_risk *= lives * (1 - at_rate(0.03 * ratio, 4))
        after = [attacks, *moved_on[1:]]
        discount = 1.03 ** (-(quarter + 1) / 4)
        bad, good = sum(after[:4]), sum(after[4:])
        yearly_usd = 6000 * bad + 2000 * good + pill_usd * (at_risk + bad + good)
        cost += discount * (12000 * attacks + yearly_usd / 4)
        qaly += discount * (0.85 * at_risk + 0.65 * bad + 0.75 * good) / 4
    return {"cost": cost, "qaly": qaly}


def years_left(ratio: float, desk: Path) -> dict[str, float]:
    with (desk / "scenarios" / "made_up_deaths.csv").open(newline="") as lines:
        table = {int(row["age"]): row for row in csv.DictReader(lines)}

    def years(sex: str) -> float:
        alive = [1.0]
        for age in range(60, 100):
            alive.append(alive[-1] * (1 - ratio * float(table[min(95, age // 5 * 5)][sex])))
        return sum(alive) - (alive[0] + alive[-1]) / 2

    return {"life_years": (years("women") + years("men")) / 2, "women_years": years("women") / 2}


def expected(desk: Path) -> dict[str, Totals]:
    return {
        "two_states.yaml": {"usual care": two_states(0.1, 1000), "drug": two_states(0.05, 1500)},
        "cancer.yaml": {"usual care": cancer(False), "drug": cancer(True)},
        "heart_attacks.yaml": {"no pill": heart_attacks(1, 0), "pill": heart_attacks(0.8, 100)},
        "years_left.yaml": {"as in the table": years_left(1, desk), "one in ten fewer": years_left(0.9, desk)},
        "frailty.yaml": {"base": {"survivors": (1 + 0.5 * 0.02 * 50) ** -2}},
    }


FILES = ["two_states.yaml", "cancer.yaml", "heart_attacks.yaml", "years_left.yaml", "frailty.yaml"]


@pytest.mark.parametrize("file", FILES)
def test_the_cohort_gives_what_was_worked_out_otherwise(file: str, desk: Path) -> None:
    said = totals("cohort", file, desk)
    wanted = expected(desk)[file]
    assert list(said) == list(wanted)
    for strategy, payoffs in wanted.items():
        assert said[strategy] == pytest.approx(payoffs, rel=1e-9), strategy


@pytest.mark.parametrize("file", FILES)
def test_people_give_it_within_their_standard_error(file: str, desk: Path) -> None:
    """Four standard errors; 100,000 people, so that the largest is 0.7 % of its mean: 3 % would be seen."""
    means, errors = totals("run", file, desk), totals("run", file, desk, "se")
    for strategy, payoffs in expected(desk)[file].items():
        for payoff, truth in payoffs.items():
            error = errors[strategy][payoff]
            assert 0 < error < 0.0075 * truth
            assert abs(means[strategy][payoff] - truth) < 4 * error, (strategy, payoff)


def test_the_trace_has_the_shares_that_the_page_works_out(desk: Path) -> None:
    done = rapport("cohort", "scenarios/cancer.yaml", "--trace", "trace.csv", cwd=desk)
    assert done.code == OK, done.err
    with (desk / "trace.csv").open(newline="") as lines:
        shares = {
            row["strategy"]: float(row["share"])
            for row in csv.DictReader(lines)
            if (row["step"], row["from"], row["to"]) == ("24", "", "progression_free")
        }
    hazard = (2 / 2.5) ** 1.4
    wanted = {"usual care": math.exp(-0.08 - hazard), "drug": math.exp(-0.08 - 0.6 * hazard)}
    assert shares == pytest.approx(wanted, rel=1e-12)
    assert all(f"= {share:.4f}" in " ".join(PAGE.read_text().split()) for share in wanted.values())


COUNTING = re.compile(r"^\| `(all|start|end|half_cycle)`.*= ([0-9.]+) \|$", re.M)


def test_every_way_of_counting_gives_the_years_of_the_table(desk: Path) -> None:
    rows = COUNTING.findall(PAGE.read_text())
    assert [count for count, _ in rows] == ["all", "start", "end", "half_cycle"]
    for count, years in rows:
        done = rapport("cohort", "scenarios/two_states.yaml", "--json", "--set", f"time.count={count}", cwd=desk)
        said = {payoff["payoff"]: payoff["mean"] for payoff in json.loads(done.out)["strategies"][0]["payoffs"]}
        assert said["qaly"] == pytest.approx(0.8 * float(years), rel=1e-12)


EXPRESSION = "if(step == 0 or step == last_step, 1/3, if(step == 2 * floor(step / 2), 2/3, 4/3))"


def test_simpsons_rule_of_the_table_is_simpsons_rule(desk: Path) -> None:
    """Exact for a cubic: the integral of x^3 from 0 to 4 is 64."""
    assert f'weight: "{EXPRESSION}"' in PAGE.read_text()
    cubic = "payoffs.qaly.per_year.alive=step^3"
    given = ["time.steps=4", f"time.count.weight={EXPRESSION}", "quantities.p_death=0", cubic]
    changes = [word for change in given for word in ("--set", change)]
    done = rapport("cohort", "scenarios/two_states.yaml", "--json", "--set", "time.count=null", *changes, cwd=desk)
    assert done.code == OK, done.err
    qaly = next(row for row in json.loads(done.out)["strategies"][0]["payoffs"] if row["payoff"] == "qaly")
    assert qaly["mean"] == pytest.approx(64, rel=1e-12)


def keys_of(part: Any) -> set[str]:
    """Names of all properties of a schema, however deep."""
    if isinstance(part, list):
        return {key for inner in part for key in keys_of(inner)}
    if not isinstance(part, dict):
        return set()
    own = set(part.get("properties", {})) if isinstance(part.get("properties"), dict) else set()
    return own | {key for inner in part.values() for key in keys_of(inner)}


def test_the_reference_has_every_key_function_and_word() -> None:
    schema = json.loads(rapport("schema").out)["definitions"]["own_model"]
    text = REFERENCE.read_text()
    named = set(re.findall(r"`([^`]+)`", text))
    words = {word for name in named for word in re.findall(r"\w+", name)}
    assert keys_of(schema) - words == set()
    functions = set(re.findall(r'Function\{"(\w+)"', EXPRESSIONS.read_text()))
    built_in = set(re.findall(r'name == "(\w+)"\) return', BUILT_IN.read_text()))
    assert len(functions) >= 6 and len(built_in) >= 5
    assert (functions | built_in) - words == set()


def test_a_payoff_may_count_its_own_steps(desk: Path) -> None:
    """Under half_cycle a payoff with `count: start` is worth what it is where all count the start."""

    def cost(*given: str) -> float:
        moves = "payoffs.cost.on_transition.alive.dead=300"
        changes = [word for change in (*given, moves) for word in ("--set", change)]
        done = rapport("cohort", "scenarios/two_states.yaml", "--json", *changes, cwd=desk)
        assert done.code == OK, done.err
        return json.loads(done.out)["strategies"][1]["payoffs"][0]["mean"]

    of_start = cost("time.count=start")
    assert cost("time.count=half_cycle", "payoffs.cost.count=start") == pytest.approx(of_start, rel=1e-12)
    assert cost("time.count=half_cycle") != pytest.approx(of_start, rel=1e-3)
    assert of_start == pytest.approx(4278.75 + 300 * (1 - 0.95**3), rel=1e-12)


def test_the_second_cycle_is_the_first_discounted_one_where_the_page_says_so(desk: Path) -> None:
    given = ["time.count=end", "payoffs.qaly.discount_per_year=0.05", "payoffs.qaly.first_discounted_step=2"]
    changes = [word for change in given for word in ("--set", change)]
    done = rapport("cohort", "scenarios/two_states.yaml", "--json", *changes, cwd=desk)
    qaly = json.loads(done.out)["strategies"][0]["payoffs"][1]["mean"]
    assert qaly == pytest.approx(0.8 * (0.9 + 0.81 / 1.05 + 0.729 / 1.05**2), rel=1e-12)


def test_what_a_file_changes_keeps_its_place(desk: Path) -> None:
    """Else the strategy that others are compared with would change by itself."""
    path = desk / "scenarios" / "more.yaml"
    changed = "strategies: {usual care: {p_death: 0.2}, none: {drug_usd: -10}}"
    path.write_text(f"schema: 1\nextends: two_states.yaml\n{changed}\n")
    done = rapport("cohort", path, "--json", "--set", "payoffs.cost.unit=EUR", cwd=desk)
    rows = json.loads(done.out)["strategies"]
    assert [row["strategy"] for row in rows] == ["usual care", "drug", "none"]
    assert [payoff["payoff"] for payoff in rows[0]["payoffs"]] == ["cost", "qaly"]
    hashes = [
        rapport("check", "scenarios/two_states.yaml", *more, cwd=desk).out.split()[-1]
        for more in ((), ("--set", "quantities.p_death=0.1"))
    ]
    assert hashes[0] == hashes[1]
