# The Debian 12 packages that this project stands on, installed when they are missing.
# shellcheck shell=bash source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# To build and to run.
# shellcheck disable=SC2034
packages_run=(
  clang-19 lld-19 libclang-rt-19-dev libstdc++-12-dev cmake ninja-build ccache pkg-config
  libboost1.81-dev libboost-url1.81-dev libboost-system1.81-dev
  libssl-dev libpqxx-dev libpq-dev nlohmann-json3-dev libspdlog-dev libfmt-dev
  libtomlplusplus-dev libcli11-dev libpugixml-dev prometheus-cpp-dev libsodium-dev libzxcvbn-dev liboath-dev libsystemd-dev zlib1g-dev libzstd-dev libmimalloc-dev doctest-dev
  postgresql-15 postgresql-client-15 curl jq openssl
)
# To test and to check.
# shellcheck disable=SC2034
packages_test=(
  clang-format-19 clang-tidy-19 llvm-19 shellcheck git
  python3 python3-pytest python3-pytest-xdist python3-pytest-timeout python3-psycopg2 libfaketime chromium zstd
  python3-cryptography python3-jsonschema python3-yaml
)
# To measure beside others.
# shellcheck disable=SC2034
packages_bench=(nginx python3 python3-psycopg2 procps util-linux valgrind binutils)

# packages_missing PACKAGE...: those that are not installed, one a line.
packages_missing() {
  local status package
  local -A installed=()
  while read -r status package; do
    [ "$status" = installed ] && installed[$package]=1
  done < <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null)
  for package in "$@"; do
    [ -n "${installed[$package]:-}" ] || printf '%s\n' "$package"
  done
}

# packages_ensure PACKAGE...: installs what is missing. Milliseconds when nothing is.
packages_ensure() {
  command -v dpkg-query >/dev/null || fail "this needs Debian 12 (there is no dpkg-query here)"
  local missing
  mapfile -t missing < <(packages_missing "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  [ "$EUID" -eq 0 ] || command -v sudo >/dev/null ||
    fail "packages are missing and there is no sudo; as root: apt-get install ${missing[*]}"
  say "installing ${#missing[@]} packages: ${missing[*]}"
  make_local_dir
  local started
  started=$(now_ms)
  packages_no_system_cluster
  packages_no_services packages_install "${missing[@]}"
  mapfile -t missing < <(packages_missing "$@")
  [ "${#missing[@]}" -eq 0 ] || fail "still not installed: ${missing[*]}"
  say "installed in $(seconds_since "$started")"
}

# packages_as_root COMMAND...
packages_as_root() {
  if [ "$EUID" -eq 0 ]; then "$@"; else sudo -- "$@"; fi
}

# Debian's PostgreSQL makes and starts a cluster of its own when it is installed. This project never uses it,
# so none is made, unless the machine already has a PostgreSQL and thereby a say in this.
packages_no_system_cluster() {
  local conf=/etc/postgresql-common/createcluster.conf
  if [ -z "$(packages_missing postgresql-common)" ] || [ -e "$conf" ]; then return; fi
  packages_as_root mkdir -p "${conf%/*}"
  printf '%s\n' 'create_main_cluster = false' | packages_as_root tee "$conf" >/dev/null
}

# packages_no_services COMMAND...: what is installed meanwhile starts no service. Nothing here runs as one.
packages_no_services() (
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'packages_as_root rm -f "$policy"' EXIT
    printf '%s\n' '#!/bin/sh' 'exit 101' | packages_as_root tee "$policy" >/dev/null
    packages_as_root chmod 755 "$policy"
  fi
  "$@"
)

# The package lists are only fetched when installing does not work with those that are there.
packages_install() {
  local log=$local_dir/log/packages.log
  packages_apt install -y --no-install-recommends "$@" >"$log" 2>&1 && return
  packages_apt update >>"$log" 2>&1 || packages_give_up "$log" "cannot fetch the package lists"
  packages_apt install -y --no-install-recommends "$@" >>"$log" 2>&1 ||
    packages_give_up "$log" "cannot install $*"
}

packages_apt() {
  packages_as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get \
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

packages_give_up() {
  grep -E '^(E|Err|dpkg:|sudo:)' "$1" | tail -n 5 >&2 || true
  fail "$2 (all of it: $1)"
}
