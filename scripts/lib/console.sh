# The web console: src/console, built into src/console/dist with the Node.js that is there, Debian's or a newer one.
# shellcheck shell=bash source=scripts/lib/sdk.sh
. "$(dirname "${BASH_SOURCE[0]}")/sdk.sh"

console_dist=$root/src/console/dist

# Builds what has changed; milliseconds when nothing has.
console_ensure() {
  local folder=$root/src/console stamp=$console_dist/.built log started now
  npm_ensure src/console "what the web console is built with"
  now=$(console_digest)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then return; fi
  started=$(now_ms)
  log=$local_dir/log/console-build.log
  make_local_dir
  (cd "$folder" && timeout 300 npm run build) >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "cannot build the web console (all of it: $log)"
  }
  printf '%s' "$now" >"$stamp"
  say "built the web console in $(seconds_since "$started")"
}

# Of everything that it is built from.
console_digest() {
  (cd "$root" && find src/console src/api/openapi.yaml -path '*/node_modules' -prune -o -path '*/dist' -prune \
    -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
}
