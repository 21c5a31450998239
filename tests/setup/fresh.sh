#!/bin/bash
# Proves the set-up on a bare Debian 12: a clean chroot, a clone, one command. As root:
#
#     tests/setup/fresh.sh
#
# Four people try it: a user without sudo, before anything is there (one line, exit code 10); root (installs,
# builds, compares); the same user afterwards, in a clone of her own and without a network; and, in a second
# chroot, a user with sudo. Settings, by environment:
#
#     FRESH_COMMAND   what is typed after ./rapport (default: a small `compare` of two scenarios)
#     FRESH_MIRROR    Debian mirror (default: the one of this machine)
#     FRESH_SOURCE    repository to clone (default: that of this script); only what is committed is tried
#     FRESH_DIR       folder for the chroots (default: a new one under TMPDIR, removed at the end)
#     FRESH_BASE      tarball of a bare chroot: used when it exists, written when it does not (default: none)
set -euo pipefail

if ((EUID != 0)); then
  echo "fresh.sh: needs root, for debootstrap and chroot" >&2
  exit 10
fi
# A mount namespace of our own: whatever happens, no mount is left behind.
if [[ -z ${FRESH_INSIDE:-} ]] && unshare --mount true 2>/dev/null; then
  FRESH_INSIDE=1 exec unshare --mount "$0" "$@"
fi

here=$(readlink -f -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
source=${FRESH_SOURCE:-$here}
scenarios="scenarios/fee_for_service.yaml scenarios/relationship_centred.yaml"
command=${FRESH_COMMAND:-compare $scenarios --replicates 2}
failures=0

check() { # WHAT CONDITION...
  local what=$1
  shift
  if "$@"; then
    echo "  ok: $what"
  else
    echo "  FAILED: $what"
    failures=$((failures + 1))
  fi
}

mirror() {
  local found
  found=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } |
    sed -n -e 's/^URIs: *\([^ ]*\/debian\/\{0,1\}\)\( .*\)\{0,1\}$/\1/p' \
      -e 's/^deb \(\[[^]]*\] \)\{0,1\}\([a-z]*:[^ ]*\/debian\/\{0,1\}\) .*/\2/p' | sed -n 1p)
  echo "${found:-http://deb.debian.org/debian}"
}

close_chroot() { ! grep -q " $1/proc " /proc/mounts || umount "$1/proc"; }

clean_up() {
  local one
  for one in "$top/first" "$top/second"; do
    close_chroot "$one" || true
  done
  if grep -q " $top/" /proc/mounts; then
    echo "fresh.sh: something is still mounted under $top; left as it is" >&2
  elif [[ -z ${FRESH_DIR:-} ]]; then
    rm -rf --one-file-system "$top"
  else
    rm -rf --one-file-system "$top/first" "$top/second"
  fi
}

# bare_chroot FOLDER: base Debian 12, nothing more; the apt settings of this machine's proxy come along.
bare_chroot() {
  mkdir -p "$1"
  if [[ -n ${FRESH_BASE:-} && -f $FRESH_BASE ]]; then
    tar -C "$1" -xpf "$FRESH_BASE"
  else
    debootstrap --variant=minbase bookworm "$1" "${FRESH_MIRROR:-$(mirror)}" >"$top/debootstrap.log" 2>&1 || {
      tail -n 20 "$top/debootstrap.log" >&2
      echo "fresh.sh: debootstrap failed" >&2
      exit 10
    }
    [[ -z ${FRESH_BASE:-} ]] || tar -C "$1" -cpf "$FRESH_BASE" .
  fi
  apt-config dump | grep -E '^Acquire::https?::Proxy' >"$1/etc/apt/apt.conf.d/90proxy" || true
  cp -L /etc/resolv.conf "$1/etc/resolv.conf"
  chroot "$1" useradd --create-home --shell /bin/bash anna
  mount -t proc proc "$1/proc"
}

# clone_into CHROOT FOLDER OWNER
clone_into() {
  git -c safe.directory='*' clone --quiet --no-hardlinks "$source" "$1$2"
  chroot "$1" chown -R "$3:" "$2"
}

# inside CHROOT USER FOLDER COMMAND: the command as this user, from this folder, with nothing of our
# environment but the proxy; sets `code` and `seconds`, output in $top/out and $top/err.
inside() {
  local start=$SECONDS home=/root
  [[ $2 == root ]] || home=/home/$2
  code=0
  env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$home" TERM=dumb ${http_proxy:+http_proxy="$http_proxy"} \
    ${https_proxy:+https_proxy="$https_proxy"} "${around[@]}" /usr/sbin/chroot --userspec="$2:$2" "$1" \
    /bin/bash -c "cd '$3' && $4" </dev/null >"$top/out" 2>"$top/err" || code=$?
  seconds=$((SECONDS - start))
}

# compares: the last command ended well, with a table on stdout.
compares() {
  check "exit code 0 (was $code)" test "$code" -eq 0
  check "a result on stdout" test -s "$top/out"
  ((code == 0)) || tail -n 15 "$top/err"
  sed 's/^/  | /' "$top/out"
  echo "  $seconds s"
}

top=${FRESH_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/rapport-fresh.XXXXXX")}
mkdir -p "$top"
trap clean_up EXIT
around=()

echo "a bare chroot"
bare_chroot "$top/first"
clone_into "$top/first" /home/anna/rapport anna
clone_into "$top/first" /root/rapport root

echo "a user without sudo, nothing installed"
inside "$top/first" anna / "/home/anna/rapport/rapport $command"
check "exit code 10 (was $code)" test "$code" -eq 10
check "one line on stderr" test "$(wc -l <"$top/err")" -eq 1
check "the line says what to install" grep -q 'apt-get install .*g++' "$top/err"
check "nothing on stdout" test ! -s "$top/out"
check "nothing left behind" test ! -e "$top/first/home/anna/rapport/.build"
sed 's/^/  | /' "$top/err"

echo "root, first command"
inside "$top/first" root /root/rapport "./rapport $command"
sed 's/^/  | /' "$top/err"
compares

echo "root, second command, from another folder"
inside "$top/first" root / "/root/rapport/rapport --help"
check "exit code 0 (was $code)" test "$code" -eq 0
check "says nothing on stderr" test ! -s "$top/err"
echo "  $seconds s"

echo "a user without sudo, packages installed, no network"
if unshare --net true 2>/dev/null; then
  around=(unshare --net)
else
  echo "  unshare --net is refused here: with the network"
fi
inside "$top/first" anna /home/anna/rapport "./rapport $command"
compares
around=()

echo "a user with sudo, in a second bare chroot"
bare_chroot "$top/second"
cp -n "$top"/first/var/cache/apt/archives/*.deb "$top/second/var/cache/apt/archives/" 2>/dev/null || true
chroot "$top/second" sh -c 'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y \
  --no-install-recommends sudo' </dev/null >"$top/sudo.log" 2>&1
echo 'anna ALL=(ALL) NOPASSWD: ALL' >"$top/second/etc/sudoers.d/anna"
clone_into "$top/second" /home/anna/rapport anna
inside "$top/second" anna /home/anna/rapport "./rapport $command"
compares
owner=$(stat -c %u "$top/second/home/anna/rapport/.build" 2>/dev/null || echo nobody)
check "the build belongs to the user" test "$owner" = "$(stat -c %u "$top/second/home/anna")"

echo
((failures == 0)) && echo "fresh set-up: all checks passed" || echo "fresh set-up: $failures checks FAILED"
((failures == 0))
