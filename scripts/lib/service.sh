# Programs that run in the background of a script, and end with it however it ends.
# shellcheck shell=bash source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

service_names=()  # in the order of their start
declare -A service_pid=()

service_log() { printf '%s' "$local_dir/log/$1.log"; }

# service_start NAME COMMAND...: in a session of its own, so that Ctrl-C reaches the script alone and things stop
# in their order; ended by the kernel should the script be killed.
service_start() {
  local name=$1
  shift
  setsid setpriv --pdeathsig TERM -- "$@" </dev/null >"$(service_log "$name")" 2>&1 &
  service_names+=("$name")
  service_pid[$name]=$!
}

service_runs() { kill -0 "${service_pid[$1]}" 2>/dev/null; }

# service_wait NAME FILE: until the program has written FILE, at most 30 s.
service_wait() {
  wait_until 30 service_settled "$@" || fail "$1 is not ready after 30 s (its log: $(service_log "$1"))"
  [ -s "$2" ] && return
  tail -n 5 "$(service_log "$1")" >&2
  fail "$1 ended before it was ready (its log: $(service_log "$1"))"
}
service_settled() { [ -s "$2" ] || ! service_runs "$1"; }

# service_watch: returns when one of the programs has ended by itself, and says which.
service_watch() {
  local name status=0
  wait -n "${service_pid[@]}" || status=$?
  for name in "${service_names[@]}"; do
    service_runs "$name" || warn "$name ended with status $status (its log: $(service_log "$name"))"
  done
}

# service_stop_all: the last one first; each has 20 s before it is killed.
service_stop_all() {
  local i name
  for ((i = ${#service_names[@]} - 1; i >= 0; i--)); do
    name=${service_names[i]}
    kill -TERM "${service_pid[$name]}" 2>/dev/null || continue
    if ! wait_until 20 service_gone "$name"; then
      warn "$name does not stop: it is killed"
      kill -KILL "${service_pid[$name]}" 2>/dev/null || true
    fi
    wait "${service_pid[$name]}" 2>/dev/null || true
  done
  service_names=()
}
service_gone() { ! service_runs "$1"; }
