#!/bin/bash
# The launcher's `validate suite`: sourced by `rapport` after run_tests.sh, whose begin_tests, run_gtests, run_pytests,
# add_up and forget_scratch it uses. Only tests that carry the number of a check are run.
# shellcheck disable=SC2034,SC2154  # what run_tests.sh reads, and what it and the launcher set

suite() { PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -I "$root/tests/setup/verification_suite.py" "$@"; }

read_suite_options() {
  printed=()
  while (($# > 0)); do
    case $1 in
      --full) export RAPPORT_FULL=1 ;;
      --json) printed+=(--json) ;;
      --table)
        (($# >= 2)) || stop 2 "--table needs a value; see ./rapport validate suite --help"
        printed+=(--table "$(realpath -m -- "$2")")
        shift
        ;;
      *) stop 2 "unknown option '$1'; see ./rapport validate suite --help" ;;
    esac
    shift
  done
  unset RAPPORT_FAST RAPPORT_DIGESTS
}

# What tests say goes to the log, so that nothing but the table is printed.
run_suite() {
  local logs count passed=0 failed=0 skipped=0 wrapper=() preset=release python=all filter python_tests printed
  local -A statuses=()
  read_suite_options "$@"
  need test
  bring_up_to_date release rapport-cli rapport-tests
  begin_tests suite-logs
  filter=$(suite gtests)
  "$build/rapport-tests" --gtest_list_tests "--gtest_filter=$filter" >"$logs/listed.txt"
  mapfile -t python_tests < <(suite pytests)
  run_gtests >"$logs/said.log"
  ((${#python_tests[@]} == 0)) || run_pytests >>"$logs/said.log"
  add_up >&2
  suite table "$logs" "${printed[@]}"
  forget_scratch
  trap - EXIT
  ((failed == 0)) || say "what failed tests said: $logs/said.log"
  ((failed == 0 && passed > 0))
}
