"""A private PostgreSQL for the tests of one worker, by the same script that ./scripts/run uses."""

import contextlib
import itertools
import os
import subprocess
import urllib.parse
from pathlib import Path

import psycopg2

from lib.paths import ROOT
from lib.waiting import wait_until

SCRIPT = ROOT / "scripts" / "postgres"
ROLES = ("marketcode_owner", "marketcode_app", "marketcode_auditor")


class Postgres:
    """The server of a folder. However the tests end, it goes, and the folder with it."""

    def __init__(self, folder):
        self.folder = folder
        self.directory = folder / "postgres"
        self.numbers = itertools.count(1)
        self.home = None
        self.environment = {}  # of the server, beside this process's
        self.guard()

    def guard(self):
        """A shell that waits for the end of this process, seen as the end of a pipe, and then cleans up."""
        reader, self.lifeline = os.pipe()
        self.guardian = subprocess.Popen(
            ["bash", "-c", 'read -r _; "$1" stop "$2" immediate; rm -rf "$(readlink -f "$2")" "$3"', "guardian",
             SCRIPT, self.directory, self.folder],
            stdin=reader, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd="/",
        )
        os.close(reader)

    def release(self):
        """Stops the server and removes the folder."""
        os.close(self.lifeline)
        self.guardian.wait(60)

    def start(self):
        self.home = self.script("start").strip()

    def stop(self):
        """As an operator does it: sessions are ended."""
        self.script("stop")

    def crash(self):
        """As a power failure does it: no checkpoint, recovery at the next start."""
        self.script("stop", "immediate")

    def script(self, action, *more):
        done = subprocess.run([SCRIPT, action, self.directory, *more], capture_output=True, text=True, timeout=90,
                              env=os.environ | self.environment)
        assert done.returncode == 0, f"{SCRIPT} {action}: {done.stderr}"
        return done.stdout

    def back_up(self):
        """A base backup of the running server, for restore()."""
        self.as_its_user('rm -rf "$1/backup"', 'postgres_as_user "$postgres_bin/pg_basebackup" -h "$1" -U postgres '
                         '-D "$1/backup" -X stream --checkpoint=fast')

    def restore(self):
        """The whole server as it was at the backup."""
        self.stop()
        self.as_its_user('mv "$1/data" "$1/lost"', 'mv "$1/backup" "$1/data"', 'rm -rf "$1/lost"')
        self.start()

    def as_its_user(self, *commands):
        text = " && ".join(('. "$0"', *commands))
        done = subprocess.run(["bash", "-c", text, ROOT / "scripts" / "lib" / "postgres.sh", self.home], capture_output=True,
                              text=True, timeout=90)
        assert done.returncode == 0, done.stderr

    def url(self, database, role="postgres"):
        return f"postgresql:///{database}?host={urllib.parse.quote(self.home, safe='')}&user={role}"

    @contextlib.contextmanager
    def session(self, database="postgres", role="postgres"):
        connection = psycopg2.connect(self.url(database, role), connect_timeout=10)
        connection.autocommit = True
        try:
            yield connection.cursor()
        finally:
            connection.close()

    def rows(self, database, statement, values=(), role="postgres"):
        with self.session(database, role) as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def terminate_sessions(self, database):
        self.rows("postgres", "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (database,))

    def create_database(self, template="template0"):
        name = f"test_{next(self.numbers)}"
        self.rows("postgres", f"CREATE DATABASE {name} OWNER marketcode_owner TEMPLATE {template}")
        return Database(self, name)


class Database:
    """One database of the server. It goes with the server: dropping one costs a checkpoint."""

    def __init__(self, server, name):
        self.server = server
        self.name = name
        self.owner_url, self.app_url, self.auditor_url = (server.url(name, role) for role in ROLES)

    def rows(self, statement, values=(), role="postgres"):
        return self.server.rows(self.name, statement, values, role)

    def value(self, statement, values=(), role="postgres"):
        return self.rows(statement, values, role)[0][0]

    def terminate_sessions(self):
        self.server.terminate_sessions(self.name)

    @contextlib.contextmanager
    def password_wanted(self, role):
        """A role that needs a password to come into this database, and only into this one."""
        rules = Path(self.server.home) / "data" / "pg_hba.conf"
        before = rules.read_text()
        rules.write_text(f"local {self.name} {role} scram-sha-256\n" + before)
        self.rows(f"ALTER ROLE {role} PASSWORD 'the right one'")
        try:
            self.rows("SELECT pg_reload_conf()")
            wait_until(lambda: not self.opens_to(role))
            yield
        finally:
            rules.write_text(before)
            self.rows("SELECT pg_reload_conf()")
            wait_until(lambda: self.opens_to(role))

    def opens_to(self, role):
        try:
            return self.rows("SELECT true", role=role) != []
        except psycopg2.OperationalError:
            return False

    def dump(self):
        """Everything in it, as pg_dump writes it."""
        return subprocess.run(["pg_dump", self.server.url(self.name)], capture_output=True, text=True, timeout=60,
                              check=True).stdout
