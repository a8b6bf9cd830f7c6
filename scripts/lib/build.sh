# Configures and builds a preset; says little unless it fails.
# shellcheck shell=bash source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# build PRESET [TARGET...]: builds the targets, or everything, in build/PRESET.
build() {
  local preset=$1 dir=$root/build/$1 started
  shift
  mkdir -p "$dir"
  exec {build_lock}>"$dir/.lock"
  flock "$build_lock"
  started=$(now_ms)
  build_configure "$preset" "$dir"
  if [ -t 1 ]; then
    ninja -C "$dir" "$@" || fail "the $preset build failed"
  else
    ninja -C "$dir" --quiet "$@" || fail "the $preset build failed"
  fi
  exec {build_lock}>&-
  say "built $preset in $(seconds_since "$started")"
}

# CMake is asked when the build was never configured or the presets changed since; for its other inputs ninja
# asks it again by itself.
#   build_configure PRESET DIR [OPTION...]   what CMake is told beyond the preset
build_configure() {
  local preset=$1 dir=$2 seen=$2/.presets
  shift 2
  if [ -f "$dir/build.ninja" ] && cmp -s "$root/CMakePresets.json" "$seen"; then return; fi
  [ -f "$dir/build.ninja" ] || say "building $preset for the first time: this takes some minutes"
  (cd "$root" && cmake --preset "$preset" "$@") >"$dir/configure.log" 2>&1 || {
    tail -n 30 "$dir/configure.log" >&2
    fail "cannot configure $preset"
  }
  cp "$root/CMakePresets.json" "$seen"
}
