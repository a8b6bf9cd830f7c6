# The demonstration: merchants that authorise the platform through its own page and the simulator's, a key, and the
# example query of WeChat's documentation.
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

# demo_world SIMULATOR_URL: what the simulator stands for: platform and merchants, none of which has consented yet;
# and the message settings that both sides share.
# shellcheck disable=SC2034
demo_world() {
  local world applications
  world=$(curl -fsS --max-time 20 "$1/_sim/demo") || fail "the simulator does not tell its demo"
  applications=$(curl -fsS --max-time 20 "$1/_sim/applications") || fail "the simulator does not tell its applications"
  demo_appid=$(jq -er 'first(.[] | select(.application_id == 581865877)) | .merchant' <<<"$applications")
  demo_subscription=$(jq -er 'first(.merchants[] | select(.service_type != 2)) | .appid' <<<"$world")
  demo_reluctant=$(jq -er --arg healthy "$demo_appid" --arg other "$demo_subscription" \
    'first(.merchants[] | select(.appid != $healthy and .appid != $other)) | .appid' <<<"$world")
  demo_component=$(jq -er '.component_appid' <<<"$world")
  GATEWAY_COMPONENT_SECRET=$(jq -er '.component_secret' <<<"$world")
  GATEWAY_PUSH_TOKEN=$(demo_random 16)
  GATEWAY_ENCODING_AES_KEY=$(demo_random 42)A  # its last letter holds four bits that belong to no byte
  export GATEWAY_COMPONENT_SECRET GATEWAY_PUSH_TOKEN GATEWAY_ENCODING_AES_KEY
}

# demo_random N: N letters and digits.
demo_random() { openssl rand -base64 "$(($1 * 2))" | tr -dc 'A-Za-z0-9' | head -c "$1"; }

# demo_connect SIMULATOR_URL GATEWAY_URL: the platform's settings at WeChat. A ticket is pushed at once.
demo_connect() {
  jq -n --arg url "$2" --arg token "$GATEWAY_PUSH_TOKEN" --arg key "$GATEWAY_ENCODING_AES_KEY" \
    '{event_url: "\($url)/weixin/events", message_url: "\($url)/weixin/messages/$APPID$", push_token: $token,
      encoding_aes_key: $key, authorize_domain: "127.0.0.1"}' |
    curl -fsS --max-time 20 -o "$demo_dir/answer" --data-binary @- "$1/_sim/component" ||
    fail "the simulator does not take the platform's settings"
}

# demo_authorize SIMULATOR_URL LINK APPID SET...: the way of a merchant's administrator, from the invitation's link
# over the consent to the page that says what came of it.
demo_authorize() {
  local simulator=$1 link=$2 appid=$3 start consent back status
  shift 3
  start=$(curl -fsS --max-time 20 "$link" | grep -oE '/authorize/start\?[^"]*on=computer[^"]*' | head -n 1) ||
    fail "the page of an invitation has no link for a computer"
  consent=$(curl -sS --max-time 20 -o "$demo_dir/answer" -w '%{redirect_url}' -e "$link" \
    "${link%%/authorize*}${start//&amp;/&}")
  [ -n "$consent" ] || fail "WeChat's page was not reached: $(demo_words)"
  back=$(jq -n --arg url "$consent" --arg appid "$appid" --arg referer "$link" --args \
    '{$url, $appid, $referer, permission_sets: ($ARGS.positional | map(tonumber))}' "$@" |
    curl -sS --max-time 20 -o "$demo_dir/answer" --data-binary @- "$simulator/_sim/consent" && jq -er .redirect "$demo_dir/answer") ||
    fail "the simulator's page does not take the consent of $appid: $(demo_words)"
  status=$(curl -sS --max-time 20 -o "$demo_dir/answer" -w '%{http_code}' "$back")
  [ "$status" = 200 ] || fail "the way back of $appid ended with status $status: $(demo_words)"
}

# demo_words: what the last page says.
demo_words() { sed -e '/<style/,/<\/style>/d' -e 's/<[^>]*>/ /g' "$demo_dir/answer" | tr -s ' \n' ' ' | head -c 600; }

# demo_master_key GATEWAY: made at the first start, the same ever after.
demo_master_key() {
  if [ ! -s "$(demo_secret master-key)" ]; then
    "$1" keys generate | demo_keep_secret master-key.new
    mv "$(demo_secret master-key.new)" "$(demo_secret master-key)"
  fi
  GATEWAY_MASTER_KEYS=$(<"$(demo_secret master-key)")
  export GATEWAY_MASTER_KEYS
}

# demo_signing_key GATEWAY: signs the demonstration's log; made at the first start.
demo_signing_key() {
  demo_signing_key_file=$(demo_secret audit-signing-key)
  if [ ! -s "$demo_signing_key_file" ]; then
    rm -f "$demo_signing_key_file"
    "$1" audit key create --name demo.marketcode-gateway.invalid --out "$demo_signing_key_file" >"$demo_dir/audit-public-key" ||
      fail "no signing key could be made"
  fi
  # shellcheck disable=SC2034
  demo_public_key=$(<"$demo_dir/audit-public-key")
}

# demo_forget_tokens HOME: what the simulator of the run before handed out, and who authorised there. It remembers
# nothing over a restart, and a gateway rightly waits a minute before it has a fresh token replaced.
demo_forget_tokens() {
  postgres_sql "$1" marketcode <<'END'
BEGIN;
UPDATE platform SET token = NULL, token_expires_at = NULL, ticket = NULL, ticket_received_at = NULL,
  generation = generation + 1, stamp = next_stamp();
UPDATE merchant SET authorized = false, stamp = next_stamp() WHERE authorized;
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
  wait_until 20 demo_key_works "$url" ||
    fail "a new API key is refused after 20 s: $(head -c 500 "$demo_dir/answer")"
}

# demo_admin COMMAND...: the administrator of the demonstration's console; COMMAND is the gateway with its settings.
demo_admin() {
  local file made=''
  file=$(demo_secret admin-password)
  if [ ! -s "$file" ]; then
    head -c 18 /dev/urandom | base64 | demo_keep_secret admin-password
    made=yes
  fi
  # shellcheck disable=SC2034
  demo_admin_password=$(<"$file")
  if ! "$@" staff list --json | jq -es 'any(.[]; .name == "demo")' >/dev/null; then
    "$@" staff create demo --role admin --password-file "$file" 2>/dev/null || fail "no administrator could be made"
  elif [ -n "$made" ]; then
    "$@" staff reset-password demo --password-file "$file" || fail "the administrator has no password"
  fi
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
