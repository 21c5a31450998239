#!/bin/bash
# The launcher's `site`: sourced by `rapport`, whose need, say and stop it uses.
# shellcheck disable=SC2154  # root and build_root are the launcher's

# A folder is replaced only when an earlier `site` made it, so that no mistyped name costs anybody her files.
site_marker=.rapport-site

check_site_folder() {
  [[ -e $1 ]] || return 0
  [[ -d $1 ]] || stop 2 "$1 is no folder"
  [[ -e $1/$site_marker || -z $(ls -A "$1") ]] ||
    stop 2 "$1 holds other files; name a new folder, an empty one or one that \`site\` made"
}

# make_pages DRAFT: everything that Sphinx warns of is an error.
make_pages() {
  LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m sphinx -W --keep-going -q -E -b html \
    -c "$root/docs/site" -d "$1/doctrees" "$root" "$1/pages" </dev/null >&2 ||
    stop 1 "the pages were not made: the lines above say why"
  touch "$1/pages/$site_marker"
}

# Pages are made beside the folder and take its place when all of them are good.
make_site() {
  (($# <= 1)) || stop 2 "one folder at most; see ./rapport site --help"
  [[ -n ${1-default} && ${1-default} != -* ]] || stop 2 "'$1' names no folder; see ./rapport site --help"
  local folder
  folder=$(realpath -m -- "${1-$build_root/site}")
  check_site_folder "$folder"
  need docs
  mkdir -p "${folder%/*}/" 2>/dev/null || true
  site_draft=$(mktemp -d "$folder.XXXXXX" 2>/dev/null) || stop 10 "cannot make a folder beside $folder"
  trap 'rm -rf "$site_draft"' EXIT
  make_pages "$site_draft"
  rm -rf "$folder"
  mv "$site_draft/pages" "$folder"
  echo "$folder/index.html"
}
