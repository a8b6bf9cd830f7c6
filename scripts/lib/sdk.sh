# What tests take from npm: the public WeChat SDKs that the compatible dialect is tried with (tests/sdk), and the
# driver of the browser (tests/e2e).
# shellcheck shell=bash source=scripts/lib/packages.sh
. "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

# npm_ensure FOLDER WHAT: installs Node.js unless there is one, and what the folder's lock file names. Milliseconds
# when it is there.
npm_ensure() {
  local folder=$root/$1 what=$2 log
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then packages_ensure nodejs npm; fi
  if cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed"; then return; fi
  say "installing $what"
  make_local_dir
  log=$local_dir/log/${1##*/}-npm.log
  # They run no scripts of theirs here; what they are is held by the checksums of the lock file.
  (cd "$folder" && timeout 300 npm ci --cache "$root/.cache/npm" --ignore-scripts --no-audit --no-fund) >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail "cannot install $what (all of it: $log)"
  }
  cp "$folder/package-lock.json" "$folder/node_modules/.installed"
}

sdk_ensure() { npm_ensure tests/sdk "the SDKs that the tests drive"; }
sigstore_ensure() { npm_ensure tests/sigstore "a verifier of transparency logs"; }
browser_ensure() { npm_ensure tests/e2e "the browser's driver"; }
