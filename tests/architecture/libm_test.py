#!/usr/bin/python3
"""The engine library calls nothing of the C mathematics library but sqrt: glibc picks variants by CPU."""

import os
import pathlib
import re
import subprocess

import pytest

# The names of <math.h>; each also exists with an f, an l, or as glibc's internal __NAME_finite.
LIBM = """
acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp10 exp2 expm1 fabs fdim floor
fma fmax fmin fmod frexp hypot ilogb j0 j1 jn ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround
modf nan nearbyint nextafter nexttoward pow remainder remquo rint round scalbln scalbn sin sincos sinh tan tanh
tgamma trunc y0 y1 yn gamma drem significand lgamma_r roundeven pow10
""".split()
FORBIDDEN = {name + suffix for name in LIBM for suffix in ("", "f", "l")}
VECTOR_LIBM = re.compile(r"^_ZGV[a-zA-Z]")  # libmvec


def undefined_symbols(library: pathlib.Path) -> set[str]:
    listing = subprocess.run(["nm", "--undefined-only", str(library)], capture_output=True, text=True, check=True)
    names = {line.split()[-1] for line in listing.stdout.splitlines() if line.strip().startswith("U ")}
    return {re.sub(r"@.*", "", name) for name in names}


def libm_calls(names: set[str]) -> set[str]:
    def plain(name: str) -> str:
        return re.sub(r"^__(.+?)(_finite)?$", r"\1", name)

    return {name for name in names if plain(name) in FORBIDDEN or VECTOR_LIBM.match(name)}


def engine_library() -> pathlib.Path:
    if named := os.environ.get("RAPPORT_ENGINE_LIB"):
        return pathlib.Path(named)
    build = os.environ.get("RAPPORT_BUILD")
    if not build:
        pytest.skip("needs RAPPORT_ENGINE_LIB, or RAPPORT_BUILD with a built engine")
    found = sorted(pathlib.Path(build).rglob("librapport_engine.a"))
    assert found, f"no librapport_engine.a below {build}: build the target rapport_engine first"
    return found[0]


def test_engine_calls_no_libm_but_sqrt():
    library = engine_library()
    assert library.stat().st_size > 0
    calls = libm_calls(undefined_symbols(library))
    assert not calls, f"{library} calls {', '.join(sorted(calls))}: take them from base/elementary.h"


@pytest.mark.parametrize("call", ["exp", "expf", "pow", "log1p", "__exp_finite", "cbrtf"])
def test_a_library_that_does_is_noticed(tmp_path, call):
    body = {"pow": "pow(x, x)", "cbrtf": "cbrtf((float)x)", "expf": "expf((float)x)"}.get(call, f"{call}(x)")
    declared = "double __exp_finite(double);" if call.startswith("__") else "#include <math.h>"
    source = tmp_path / "bad.c"
    source.write_text(f"{declared}\ndouble bad(double x) {{ return {body}; }}\n")
    subprocess.run(["gcc", "-O1", "-c", str(source), "-o", str(tmp_path / "bad.o")], check=True)
    assert libm_calls(undefined_symbols(tmp_path / "bad.o")) == {call}


def test_sqrt_is_allowed(tmp_path):
    source = tmp_path / "good.c"
    source.write_text("#include <math.h>\ndouble good(double x) { return sqrt(x) + sqrtf((float)x); }\n")
    subprocess.run(["gcc", "-O1", "-c", str(source), "-o", str(tmp_path / "good.o")], check=True)
    assert not libm_calls(undefined_symbols(tmp_path / "good.o"))
