"""Merchants, their keys and tokens, put straight into a migrated database."""

import base64
import hashlib
import io
import os
import subprocess

from tools import NotMeasured, program

# Beyond what any measurement asks for.
RATE = 1_000_000
PLATFORM = "wxbenchplatform000"
LIFE = "interval '1 day'"


def key_id(number):
    return f"{number:012d}"


def key_text(number):
    secret = base64.urlsafe_b64encode(hashlib.sha256(f"bench {number}".encode()).digest()).decode().rstrip("=")
    return f"mk_{key_id(number)}_{secret}"


UNKNOWN_KEY = key_text(999_999_999_999)


def write_keys(file, count):
    file.touch(mode=0o600)
    file.write_text("".join(f"{key_text(number)}\n" for number in range(1, count + 1)))
    return file


def fill(database, count, master_key):
    """`count` merchants in good standing, with a key and a token each. Keys are those of write_keys()."""
    with database.server.session(database.name) as cursor:
        cursor.execute("SELECT next_stamp()")
        stamp = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO merchant (appid, nick_name, principal_name, service_type, verify_type, permission_sets, authorized,"
            " authorized_at, state_read_at, stamp)"
            " SELECT 'wxbench' || lpad(n::text, 11, '0'), 'bench ' || n, 'bench ' || n, 2, 0, '{1,15,46}', true, now(), now(), %s"
            " FROM generate_series(1, %s) n ORDER BY n", (stamp, count))
        cursor.execute("SELECT min(id), max(id) FROM merchant")
        first, last = cursor.fetchone()
        keys = "".join(f"{key_id(n)}\t{first + n - 1}\tbench\t\\\\x{hashlib.sha256(key_text(n).encode()).hexdigest()}"
                       f"\t{RATE}\t{RATE}\tbench\t{stamp}\n" for n in range(1, count + 1))
        cursor.copy_expert("COPY api_key (key_id, merchant, name, hash, rate, burst, created_by, stamp) FROM STDIN",
                           io.StringIO(keys))
        cursor.execute("CREATE TEMP TABLE sealed (merchant integer, access bytea, refresh bytea)")
        cursor.copy_expert("COPY sealed FROM STDIN", io.StringIO(sealed_tokens(first, last, master_key)))
        cursor.execute(f"INSERT INTO merchant_token (merchant, access, refresh, expires_at, refreshed_at, generation, stamp)"
                       f" SELECT merchant, access, refresh, now() + {LIFE}, now(), 1, %s FROM sealed WHERE merchant > 0",
                       (stamp,))
        cursor.execute(f"INSERT INTO platform (component_appid, token, ticket, ticket_received_at, token_expires_at,"
                       f" token_refreshed_at, generation, stamp)"
                       f" SELECT %s, access, refresh, now(), now() + {LIFE}, now(), 1, %s FROM sealed WHERE merchant = 0",
                       (PLATFORM, stamp))
        cursor.execute("VACUUM ANALYZE merchant, merchant_token, api_key")


def sealed_tokens(first, last, master_key):
    done = subprocess.run([program("seal_tokens"), str(first), str(last)], capture_output=True, text=True, timeout=120,
                          env=os.environ | {"GATEWAY_MASTER_KEYS": master_key})
    if done.returncode != 0:
        raise NotMeasured(f"bench_seal_tokens: {done.stderr.strip()}")
    return done.stdout
