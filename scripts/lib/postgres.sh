# A private PostgreSQL: one directory, one Unix socket in it, nobody else can enter. It never runs as root: a
# script that root started runs it as `postgres`, or as `nobody` where there is no such user.
#
# DIR is a path such as .local/postgres. When the server's user cannot get there (a checkout in root's home), or
# the path is too long for a socket, DIR becomes a symbolic link to a directory under /var/tmp.
# shellcheck shell=bash source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

postgres_bin=${GATEWAY_POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
postgres_socket=.s.PGSQL.5432
unset "${!PG@}"  # PGDATA, PGHOST, PGOPTIONS and their like belong to somebody else's server

# postgres_user: whom the server runs as.
postgres_user() {
  if [ "$EUID" -ne 0 ]; then
    id -un
  elif id -u postgres >/dev/null 2>&1; then
    printf 'postgres'
  else
    printf 'nobody'
  fi
}

# postgres_as_user COMMAND...: as that user, from a directory that it may be in.
postgres_as_user() (
  cd /
  [ "$EUID" -eq 0 ] || exec "$@"
  user=$(postgres_user)
  exec setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups -- "$@"
)

# postgres_home DIR: where the server of DIR really lives; made when it is not there.
postgres_home() {
  local dir=$1 parent
  if [ -d "$dir" ]; then
    readlink -f "$dir"
    return
  fi
  parent=$(dirname "$dir")
  mkdir -p "$parent"
  parent=$(readlink -f "$parent")
  rm -f "$dir"  # a link to a place that is gone
  if postgres_fits "$parent" "$parent/${dir##*/}"; then
    dir=$parent/${dir##*/}
    mkdir -m 700 "$dir"
  else
    ln -s "$(mktemp -d /var/tmp/marketcode-gateway.XXXXXXXX)" "$dir"
    dir=$(readlink -f "$dir")
  fi
  chown "$(postgres_user)" "$dir"
  printf '%s\n' "$dir"
}

# A socket's path has at most 107 bytes.
postgres_fits() {
  local parent=$1 home=$2 LC_ALL=C
  [ $((${#home} + 1 + ${#postgres_socket})) -le 107 ] && postgres_as_user test -x "$parent"
}

# postgres_pid HOME: the process id of the running server. A file that a dead server left behind does not
# count, also when its number belongs to another process by now.
postgres_pid() {
  local pid
  pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) || return 1
  [ "$(postgres_as_user readlink "/proc/$pid/cwd" 2>/dev/null)" = "$1/data" ] && printf '%s\n' "$pid"
}

# Not half-way: takes connections, or is gone.
postgres_settled() { postgres_ready "$1" || ! postgres_pid "$1" >/dev/null; }
postgres_ready() { postgres_as_user "$postgres_bin/pg_isready" -q -h "$1" -d postgres; }

# postgres_start DIR: makes the cluster if there is none, starts it if it does not run, and prints its home.
postgres_start() {
  local home patience=0
  [ -x "$postgres_bin/postgres" ] || fail "there is no PostgreSQL in $postgres_bin"
  home=$(postgres_home "$1")
  [ -d "$home/data" ] || postgres_init "$home"
  wait_until 60 postgres_settled "$home" || postgres_give_up "$home" "PostgreSQL neither starts nor stops"
  if ! postgres_ready "$home"; then
    [ ! -e "$home/data/postmaster.pid" ] || patience=10
    rm -f "$home/data/postmaster.pid" "$home/$postgres_socket"*
    wait_until "$patience" postgres_launch "$home" || postgres_give_up "$home" "PostgreSQL does not start"
  fi
  printf '%s\n' "$home"
}

# After a server that was killed it is refused for a moment, until the last of its processes has noticed.
postgres_launch() {
  postgres_as_user "$postgres_bin/pg_ctl" -D "$1/data" -l "$1/log" -s -w -t 60 start >/dev/null 2>&1
}

# In a directory of its own until it is complete, so that an interrupted start leaves no half a cluster.
postgres_init() {
  local home=$1
  rm -rf "$home/data.new"
  postgres_as_user "$postgres_bin/initdb" -D "$home/data.new" -U postgres --auth=trust -E UTF8 --locale=C \
    --no-instructions >"$home/initdb.log" 2>&1 || fail "initdb: $(tail -n 1 "$home/initdb.log")"
  cat >>"$home/data.new/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$(postgres_quote "$home")'
unix_socket_permissions = 0700
shared_buffers = 64MB
max_connections = 100
log_min_messages = warning
log_line_prefix = '%m [%p] %u@%d '
END
  mv "$home/data.new" "$home/data"
}

postgres_quote() { printf '%s' "${1//\'/\'\'}"; }

postgres_give_up() {
  tail -n 5 "$1/log" >&2 2>/dev/null || true
  fail "$2 (its log: $1/log)"
}

# postgres_stop DIR [fast|immediate]: ends its sessions and the server; nothing when it does not run.
postgres_stop() {
  local home pid
  home=$(readlink -f "$1") || return 0
  pid=$(postgres_pid "$home") || return 0
  postgres_as_user "$postgres_bin/pg_ctl" -D "$home/data" -s -w -t 60 -m "${2:-fast}" stop ||
    fail "PostgreSQL (process $pid) does not stop"
}

# postgres_sql HOME DATABASE: runs standard input as superuser, prints rows without decoration.
postgres_sql() {
  "$postgres_bin/psql" -h "$1" -U postgres -d "$2" -X -q -A -t -v ON_ERROR_STOP=1
}

# postgres_prepare HOME: the three roles and the database `marketcode`, made when they are missing.
postgres_prepare() {
  postgres_sql "$1" postgres <<'END'
SELECT format('CREATE ROLE %I LOGIN', name)
  FROM unnest(ARRAY['marketcode_owner', 'marketcode_app', 'marketcode_auditor']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
SELECT 'CREATE DATABASE marketcode OWNER marketcode_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'marketcode') \gexec
END
}

# postgres_url HOME DATABASE ROLE: what libpq connects with.
postgres_url() {
  printf 'postgresql:///%s?host=%s&user=%s\n' "$2" "$(jq -rn --arg home "$1" '$home|@uri')" "$3"
}
