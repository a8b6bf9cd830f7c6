# Where the checkout is, and how the scripts speak. Sourced by every script.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
local_dir=${GATEWAY_LOCAL_DIR:-$root/.local}  # everything that a run leaves behind
export CCACHE_DIR=${CCACHE_DIR:-$root/.cache/ccache}

say() { printf '%s\n' "$@"; }
warn() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() {
  warn "$@"
  exit 1
}

# now_ms: milliseconds since 1970, to measure with.
now_ms() { printf '%s' "$((${EPOCHREALTIME/[.,]/} / 1000))"; }

# seconds_since MS: the time since then as "1.2 s".
seconds_since() {
  local spent=$(($(now_ms) - $1))
  printf '%d.%d s' $((spent / 1000)) $((spent % 1000 / 100))
}

# wait_until SECONDS COMMAND...: runs it every 50 ms until it succeeds; fails when the time is over.
wait_until() {
  local end=$(($(now_ms) + $1 * 1000))
  shift
  until "$@"; do
    [ "$(now_ms)" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# free_port: a port of 127.0.0.1 that nobody listens at, below the range from which the system gives ports away.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s' "$port"
      return
    fi
  done
}

# make_local_dir: .local, which the server's user must be able to pass through; what is secret in it has a
# mode of its own.
make_local_dir() {
  mkdir -p "$local_dir/log"
  chmod 755 "$local_dir"
  chmod 700 "$local_dir/log"
}
