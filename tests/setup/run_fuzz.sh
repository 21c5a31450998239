#!/bin/bash
# The launcher's `fuzz`: sourced by `rapport` after run_tests.sh, whose prepare_sanitizers and forget_scratch it
# uses. What a run learns stays in the build's folder corpus-TARGET; to make the committed corpus anew from it:
#   BUILD/fuzz-TARGET -merge=1 NEW_FOLDER BUILD/corpus-TARGET tests/fuzz/corpus/TARGET
# and give the files of NEW_FOLDER the ending .input.
# shellcheck disable=SC2154  # root, build and scratch are the launcher's

read_fuzz_options() {
  local targets=(scenario store csv expression own_model)
  seconds=600 fuzzed=() inputs=()
  while (($# > 0)); do
    case $1 in
      --seconds)
        [[ ${2:-} =~ ^[1-9][0-9]{0,6}$ ]] || stop 2 "--seconds needs a whole number; see ./rapport fuzz --help"
        seconds=$2
        shift
        ;;
      scenario | store | csv | expression | own_model) fuzzed+=("$1") ;;
      *)
        [[ -f $1 ]] || stop 2 "there is no target and no file '$1'; targets are ${targets[*]}"
        inputs+=("$(realpath -- "$1")")
        ;;
    esac
    shift
  done
  ((${#fuzzed[@]} > 0)) || fuzzed=("${targets[@]}")
  ((${#inputs[@]} == 0 || ${#fuzzed[@]} == 1)) || stop 2 "name the one target that the files are for"
}

# Words that a scenario or a table may hold: without them most inputs would die at the first unknown key.
write_dictionary() {
  { cat "$root"/tests/bad_scenarios/*.yaml "$root"/tests/bad_scenarios/tiny/* "$root"/scenarios/*.yaml \
      "$root"/tests/bad_models/*.yaml "$root"/scenarios/external/*.yaml
    find "$root/sim" -name '*.params.def' -exec cat {} +; } |
    grep -oE '[a-z][a-z_]{2,40}' | LC_ALL=C sort -u | sed 's/.*/"&"/' >"$1"
}

# say_findings TARGET: an input that broke something is moved beside the corpus, and how to repeat it is said.
say_findings() {
  local found=$root/tests/fuzz/found/$1 path
  for path in "$scratch"/found-*; do
    [[ -f $path ]] || continue
    mkdir -p "$found"
    mv "$path" "$found/${path##*/found-}.input"
    echo "  repeat: ./rapport fuzz $1 tests/fuzz/found/$1/${path##*/found-}.input"
  done
}

# fuzz_one TARGET: sets `status` when something was found.
fuzz_one() {
  local log=$build/fuzz-$1.log result=0 runs edges options=(-timeout=20 -rss_limit_mb=512 -max_len=4096)
  [[ $1 != store ]] || options+=(-max_len=128 -len_control=0) # a byte is a choice, and an edit takes few
  if ((${#inputs[@]} > 0)); then
    "${wrapper[@]}" "$build/fuzz-$1" "${options[@]}" "${inputs[@]}" </dev/null || status=1
    return 0
  fi
  mkdir -p "$build/corpus-$1"
  "${wrapper[@]}" "$build/fuzz-$1" "${options[@]}" -max_total_time="$seconds" -print_final_stats=1 \
    -dict="$scratch/words" -artifact_prefix="$scratch/found-" "$build/corpus-$1" "$root/tests/fuzz/corpus/$1" \
    </dev/null >"$log" 2>&1 || result=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  edges=$(grep -oE 'cov: [0-9]+' "$log" | tail -n 1 || true)
  echo "$1: ${runs:-unknown} runs, ${edges:-cov: unknown} edges, log $log"
  ((result != 0)) || return 0
  status=1
  grep -E -m 3 'broken promise|ERROR:|runtime error' "$log" || tail -n 5 "$log"
  say_findings "$1"
}

run_fuzz() {
  local wrapper=() target status=0
  read_fuzz_options "$@"
  need ci
  bring_up_to_date fuzz "${fuzzed[@]/#/fuzz-}"
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/rapport-fuzz.XXXXXX")
  trap forget_scratch EXIT
  prepare_sanitizers
  export ASAN_OPTIONS=$ASAN_OPTIONS:quarantine_size_mb=16 TEST_TMPDIR=$scratch/
  write_dictionary "$scratch/words"
  for target in "${fuzzed[@]}"; do fuzz_one "$target"; done
  return "$status"
}
