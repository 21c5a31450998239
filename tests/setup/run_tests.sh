#!/bin/bash
# The launcher's `test`: sourced by `rapport`, whose need, bring_up_to_date, say, stop and least it uses.
# gtests run in as many shares as there are processors, each in a folder of its own; then pytest likewise.
# shellcheck disable=SC2154  # root and build are the launcher's

read_test_options() {
  group=test preset=release python=all filter='' table=''
  while (($# > 0)); do
    case $1 in
      --filter | --preset | --table) (($# >= 2)) || stop 2 "$1 needs a value; see ./rapport test --help" ;;&
      --fast) export RAPPORT_FAST=1 ;;
      --full) export RAPPORT_FULL=1 ;;
      --ci) group=ci; export RAPPORT_CI=1 ;;
      --smoke) python=smoke ;;
      --filter) filter=$2 python=none && shift ;;
      --preset) preset=$2 && shift ;;
      --table) table=$(realpath -m -- "$2") && shift ;;
      *) stop 2 "unknown option '$1'; see ./rapport test --help" ;;
    esac
    shift
  done
  check_preset "$preset"
  [[ -z ${RAPPORT_FAST:-} || -z ${RAPPORT_FULL:-} ]] || stop 2 "--fast and --full exclude one another"
  [[ $preset != tsan ]] || python=none
  if is_sanitizer "$preset" || [[ -n ${RAPPORT_FULL:-} ]]; then group=ci; fi
  [[ -n $filter || -z ${RAPPORT_FAST:-} ]] || filter='-*Slow*'
}

# Sanitisers want a fixed address layout, and leak detection wants ptrace; a container may refuse either.
# What is refused is said, and a sanitiser that can't run at all is a failure, not a silence.
prepare_sanitizers() {
  local probe=$scratch/probe layout kind=address
  [[ $preset != tsan ]] || kind=thread
  layout=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo unknown)
  if setarch "$(uname -m)" -R true 2>/dev/null; then
    wrapper=(setarch "$(uname -m)" -R)
  elif [[ $layout == 32 ]]; then
    stop 1 "sanitisers not run: vm.mmap_rnd_bits is 32 and setarch -R is refused here"
  fi
  export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 TSAN_OPTIONS=halt_on_error=1
  printf 'int main() { return 0; }\n' >"$probe.cpp"
  clang++-14 -fsanitize=$kind "$probe.cpp" -o "$probe" || stop 1 "sanitisers not run: no program links"
  export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
  "${wrapper[@]}" "$probe" >/dev/null 2>&1 && return
  ASAN_OPTIONS=${ASAN_OPTIONS/detect_leaks=1/detect_leaks=0}
  "${wrapper[@]}" "$probe" >/dev/null 2>&1 || stop 1 "sanitisers not run: an empty program fails under them"
  echo "leak detection is off: ptrace is refused here"
}

# run_shard INDEX COUNT: a share of the gtests in a folder of its own, its result in the logs.
run_shard() {
  local home=$scratch/shard-$1
  mkdir "$home" "$home/tmp"
  cd "$home" || exit
  export TMPDIR=$home/tmp GTEST_SHARD_INDEX=$1 GTEST_TOTAL_SHARDS=$2
  [[ -z ${RAPPORT_DIGESTS:-} ]] || export RAPPORT_DIGESTS=$home/digests
  # A background job of a script ignores interrupts: undone, so that Ctrl-C ends the tests.
  exec env --default-signal=INT,QUIT "${wrapper[@]}" "$build/rapport-tests" --gtest_brief=1 \
    "--gtest_filter=${filter:-*}" "--gtest_output=xml:$logs/gtest-$1.xml" </dev/null \
    >"$logs/gtest-$1.log" 2>&1
}

run_gtests() {
  local shard pids=()
  export RC_PARAMS=${RC_PARAMS:-seed=20261122}
  for ((shard = 0; shard < count; shard++)); do
    run_shard "$shard" "$count" &
    pids+=($!)
  done
  for shard in "${!pids[@]}"; do
    wait "${pids[shard]}" || statuses[gtest-$shard]=$?
    sed -e '/^\[==========\]/d; /^\[  PASSED  \]/d; /^Note: /d; /^Running main()/d; /^$/d' \
      "$logs/gtest-$shard.log"
  done
  [[ -n ${RAPPORT_DIGESTS:-} ]] || return 0
  { cat "$scratch"/shard-*/digests 2>/dev/null || true; } | LC_ALL=C sort >"$RAPPORT_DIGESTS"
}

# run_pytest_share INDEX COUNT: a share of the modules (tests/conftest.py says which).
run_pytest_share() {
  local chosen=() scratch=$scratch/pytest-$1
  mkdir "$scratch"
  [[ $python != smoke ]] || chosen=(-m smoke)
  [[ -z ${RAPPORT_FAST:-} || $python == smoke ]] || chosen=(-m "not slow")
  exec env --default-signal=INT,QUIT RAPPORT_CLI="$build/rapport-cli" RAPPORT_TESTS_BIN="$build/rapport-tests" \
    TMPDIR="$scratch" RAPPORT_PYTEST_SHARE="$1/$2" PYTHONDONTWRITEBYTECODE=1 PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 \
    "${wrapper[@]}" /usr/bin/python3 -m pytest "${python_tests[@]}" --rootdir "$root/tests" \
    -c "$root/tests/pytest.ini" -p no:cacheprovider --quiet -r fE --strict-markers \
    --junitxml "$logs/pytest-$1.xml" "${chosen[@]}" </dev/null >"$logs/pytest-$1.log" 2>&1
}

run_pytests() {
  local share status pids=()
  for ((share = 0; share < count; share++)); do
    run_pytest_share "$share" "$count" &
    pids+=($!)
  done
  for share in "${!pids[@]}"; do
    status=0
    wait "${pids[share]}" || status=$?
    ((status == 0 || status == 5)) || statuses[pytest-$share]=$status # 5: nothing was chosen
    sed -e '/^[.sxFE]* *\[ *[0-9]*%\]$/d; /^- generated xml/d; /^$/d' "$logs/pytest-$share.log"
  done
}

# Under ThreadSanitizer tests run once more, in a build of their own whose logs join those of this one.
run_races() {
  local status=0 log
  env -u RAPPORT_FULL -u RAPPORT_DIGESTS "$root/rapport" test --preset tsan || status=$?
  for log in "$(describe_build tsan && echo "$build")"/test-logs/gtest-*.xml; do
    [[ ! -f $log ]] || cp "$log" "$logs/tsan-${log##*/}"
  done
  ((status == 0)) || statuses[tsan]=$status
}

# add_up: sets `passed`, `failed` and `skipped` from the XML files of both kinds. A program that ended badly
# without saying which test failed is one failure.
add_up() {
  local name found
  read -r passed failed skipped < <(/usr/bin/python3 -I "$root/tests/setup/table.py" counts "$logs")
  for name in "${!statuses[@]}"; do
    found=$(cat "$logs/$name"*.xml 2>/dev/null | grep -c -e '<failure' -e '<error' || true)
    ((found == 0)) || continue
    echo "$name ended with status ${statuses[$name]} and no failed test to show for it"
    failed=$((failed + 1))
  done
}

forget_scratch() {
  chmod -R u+rwX "$scratch" 2>/dev/null || true
  rm -rf "$scratch"
}

# begin_tests FOLDER: sets what every run of tests needs; logs go to that folder of the build.
begin_tests() {
  logs=$build/$1
  rm -rf "$logs"
  mkdir -p "$logs"
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/rapport-test.XXXXXX")
  trap forget_scratch EXIT
  trap 'kill $(jobs -p) 2>/dev/null || true; exit 143' TERM
  export RAPPORT_BUILD=$build RAPPORT_PRESET=$preset RAPPORT_SOURCE_DIR=$root LC_ALL=C.UTF-8
  count=$(least "$(nproc)" 8)
}

run_tests() {
  local logs count passed=0 failed=0 skipped=0 wrapper=() python_tests=("$root/tests")
  local -A statuses=()
  read_test_options "$@"
  need "$group"
  bring_up_to_date "$preset" rapport-cli rapport-tests
  begin_tests test-logs
  ! is_sanitizer "$preset" || prepare_sanitizers
  [[ $preset != tsan || -n $filter ]] ||
    filter=$(/usr/bin/python3 -I "$root/tests/setup/threaded.py" "${wrapper[@]}" "$build/rapport-tests")
  [[ $preset != coverage ]] || find "$build" -name '*.gcda' -delete # of an older build: gcov would complain
  run_gtests
  [[ $python == none ]] || run_pytests
  [[ -z ${RAPPORT_FULL:-} || $preset != release || -n $filter ]] || run_races
  add_up
  [[ -z ${RAPPORT_FULL:-}$table ]] || /usr/bin/python3 -I "$root/tests/setup/table.py" table "$logs" ${table:+"$table"}
  forget_scratch
  trap - EXIT
  ((passed + failed > 0)) || say "no test was run"
  ((skipped == 0)) || echo "$skipped skipped"
  ((failed == 0)) || /usr/bin/python3 -I "$root/tests/setup/table.py" failures "$logs"
  echo "$passed passed, $failed failed"
  ((failed == 0 && passed > 0))
}

