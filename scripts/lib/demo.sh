# The demonstration: a merchant at the simulator, its key, and the example query of WeChat's documentation.
# shellcheck shell=bash source=scripts/lib/postgres.sh
. "$(dirname "${BASH_SOURCE[0]}")/postgres.sh"

demo_dir=$local_dir/demo
demo_query='{"code_url":"P.URL.CN/0U.JYJXP3HJI2C98A9O"}'

# demo_secret NAME: where a secret of the demonstration lies; readable by its owner only.
demo_secret() { printf '%s' "$demo_dir/$1"; }
demo_keep_secret() (
  umask 077
  cat >"$(demo_secret "$1")"
)

# demo_world SIMULATOR_URL: what the simulator stands for: platform, ticket, merchant.
# shellcheck disable=SC2034
demo_world() {
  local world
  world=$(curl -fsS --max-time 5 "$1/_sim/demo") || fail "the simulator does not tell its demo"
  demo_appid=$(jq -er '.merchants[0].appid' <<<"$world")
  demo_component=$(jq -er '.component_appid' <<<"$world")
  GATEWAY_COMPONENT_SECRET=$(jq -er '.component_secret' <<<"$world")
  export GATEWAY_COMPONENT_SECRET
  jq -er '.ticket' <<<"$world" | demo_keep_secret ticket
  jq -er '.merchants[0].refresh_token' <<<"$world" | demo_keep_secret refresh-token
}

# demo_master_key GATEWAY: made at the first start, the same ever after.
demo_master_key() {
  if [ ! -s "$(demo_secret master-key)" ]; then
    "$1" keys generate | demo_keep_secret master-key.new
    mv "$(demo_secret master-key.new)" "$(demo_secret master-key)"
  fi
  GATEWAY_MASTER_KEYS=$(<"$(demo_secret master-key)")
  export GATEWAY_MASTER_KEYS
}

# demo_forget_tokens HOME: what the simulator of the run before handed out. It remembers nothing over a restart,
# and a gateway rightly waits a minute before it has a fresh token replaced.
demo_forget_tokens() {
  postgres_sql "$1" marketcode <<'END'
BEGIN;
UPDATE platform SET token = NULL, token_expires_at = NULL, generation = generation + 1, stamp = next_stamp();
UPDATE merchant_token SET access = NULL, expires_at = NULL, generation = generation + 1, stamp = next_stamp();
COMMIT;
END
}

# demo_ask URL PATH [CURL-OPTION...]: asks with the demo key; the answer goes to $demo_dir/answer, its headers to
# $demo_dir/headers, its status to standard output. The key stays out of the list of processes.
demo_ask() {
  local url=$1$2
  shift 2
  printf 'header = "Authorization: Bearer %s"\n' "$demo_api_key" |
    curl -sS --max-time 15 --config - -D "$demo_dir/headers" -o "$demo_dir/answer" -w '%{http_code}' "$@" "$url"
}

demo_key_works() { [ "$(demo_ask "$1" /v1/me)" = 200 ]; }

# demo_key URL COMMAND...: the key of the start before, or a new one by COMMAND, which prints its JSON.
demo_key() {
  local url=$1 file
  shift
  file=$(demo_secret api-key.json)
  if [ -s "$file" ]; then
    demo_api_key=$(jq -r '.api_key' "$file")
    if demo_key_works "$url"; then return; fi
  fi
  "$@" | demo_keep_secret api-key.json || fail "no API key could be made"
  demo_api_key=$(jq -er '.api_key' "$file")
  wait_until 5 demo_key_works "$url" ||
    fail "a new API key is refused after 5 s: $(head -c 500 "$demo_dir/answer")"
}

demo_header() { sed -n "s/^$1: *//Ip" "$demo_dir/headers" | tr -d '\r'; }

# demo_example URL: asks the example and fails unless the answer is the documented one.
demo_example() {
  local status
  status=$(demo_ask "$1" /v1/codeactivequery -H 'Content-Type: application/json' -d "$demo_query") ||
    fail "the gateway does not answer"
  [ "$status" = 200 ] || fail "the example query is answered with $status: $(head -c 1000 "$demo_dir/answer")"
  jq -e '.active == true and .application_id == 581865877 and .code_start == 0 and .code_end == 200' \
    "$demo_dir/answer" >/dev/null || fail "that is not the documented answer: $(head -c 1000 "$demo_dir/answer")"
}

# demo_record HOME: the audit record of the last answer, found by its X-Audit-Id.
demo_record() {
  local id line
  id=$(demo_header X-Audit-Id)
  [[ $id =~ ^([0-9a-f]{16})/([0-9]+)$ ]] || fail "the answer has no X-Audit-Id but '$id'"
  line=$(postgres_sql "$1" marketcode <<<"SELECT line FROM audit_record
    WHERE stream = x'${BASH_REMATCH[1]}'::bigint AND seq = ${BASH_REMATCH[2]}") || fail "the log cannot be read"
  [ -n "$line" ] || fail "the log holds no record $id"
  printf '%s\n' "$line"
}
