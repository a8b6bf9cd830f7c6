# The public WeChat SDKs that the compatible dialect is tried with (tests/sdk), from npm.
# shellcheck shell=bash source=scripts/lib/packages.sh
. "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

# sdk_ensure: installs Node.js unless there is one, and the SDKs as the lock file names them. Milliseconds when
# they are there.
sdk_ensure() {
  local folder=$root/tests/sdk
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then packages_ensure nodejs npm; fi
  if cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed"; then return; fi
  say "installing the SDKs that the tests drive"
  make_local_dir
  # They run no scripts of theirs here; what they are is held by the checksums of the lock file.
  (cd "$folder" && timeout 300 npm ci --cache "$root/.cache/npm" --ignore-scripts --no-audit --no-fund) \
    >"$local_dir/log/sdk.log" 2>&1 || {
    tail -n 5 "$local_dir/log/sdk.log" >&2
    fail "cannot install the SDKs (all of it: $local_dir/log/sdk.log)"
  }
  cp "$folder/package-lock.json" "$folder/node_modules/.installed"
}
