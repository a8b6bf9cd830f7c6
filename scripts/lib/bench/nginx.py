"""nginx as its users configure a reverse proxy, and no more than that."""

import os
import random
import shutil
import socket
import subprocess

from lib.process import Process
from lib.waiting import wait_until

MANY = 100_000_000  # requests of a connection: nobody measures reconnecting here
CONNECTIONS = 16_384

TEMPLATE = """\
{user}
daemon off;
worker_processes {workers};
worker_rlimit_nofile {files};
pid {folder}/{name}.pid;
error_log {folder}/{name}-error.log warn;
events {{ worker_connections {connections}; }}
http {{
  access_log {folder}/{name}-access.log;
  client_body_temp_path {folder}/{name}-body;
  proxy_temp_path {folder}/{name}-proxy;
  fastcgi_temp_path {folder}/{name}-fastcgi;
  uwsgi_temp_path {folder}/{name}-uwsgi;
  scgi_temp_path {folder}/{name}-scgi;
  server_tokens off;
  keepalive_timeout 300s;
  keepalive_requests {many};
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  ssl_protocols TLSv1.2 TLSv1.3;
  proxy_ssl_protocols TLSv1.2 TLSv1.3;
{servers}
}}
"""

UPSTREAM = """\
  upstream {name} {{ server 127.0.0.1:{port}; keepalive 512; keepalive_requests {many}; keepalive_timeout 300s; }}
"""

PLAIN = """\
  server {{
    listen 127.0.0.1:{port} reuseport backlog=4096;
    location / {{ proxy_pass http://stub; }}
    location = /refused {{ default_type application/problem+json; return 401 '{refusal}'; }}
  }}
"""

TLS = """\
  server {{
    listen 127.0.0.1:{port} ssl reuseport backlog=4096;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    location / {{
      proxy_pass https://stub_tls;
      proxy_ssl_name localhost;
      proxy_ssl_verify on;
      proxy_ssl_trusted_certificate {certificate};
    }}
  }}
"""


def free_port():
    """Below the range from which the system gives ports to outgoing connections."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def program():
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"


def version():
    said = subprocess.run([program(), "-v"], capture_output=True, text=True, timeout=10, check=True)
    return said.stderr.strip().rpartition("/")[2]


class Nginx(Process):
    """Plain in front of `stub`, and with TLS on both sides in front of `stub_tls`; /refused answers 401 by itself."""

    def __init__(self, name, folder, certificate, key, stub, stub_tls, refusal):
        super().__init__(name, folder)
        self.port, self.tls_port = free_port(), free_port()
        servers = [UPSTREAM.format(name="stub", port=stub, many=MANY), UPSTREAM.format(name="stub_tls", port=stub_tls, many=MANY),
                   PLAIN.format(port=self.port, refusal=refusal.replace("\\", "\\\\").replace("'", "\\'")),
                   TLS.format(port=self.tls_port, certificate=certificate, key=key)]
        self.config = folder / f"{name}.conf"
        self.config.write_text(TEMPLATE.format(
            user="user www-data;" if os.geteuid() == 0 else "", workers=os.cpu_count(), files=CONNECTIONS, folder=folder,
            name=name, connections=CONNECTIONS, many=MANY, servers="".join(servers)))

    def start(self):
        self.spawn([program(), "-c", self.config, "-e", self.log_file])
        wait_until(lambda: self.answers() or not self.alive(), 10, "nginx to be ready")
        assert self.alive(), f"nginx does not start: {self.log()[-500:]}"
        return self

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
