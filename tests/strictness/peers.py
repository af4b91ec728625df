"""The servers that are compared: ours, nginx and h2o, each with its own defaults, on the same root, and with
`/upload` as a target whose body it reads whole before it answers."""
import contextlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from peer import Peer, said  # noqa: E402
from started import http_server  # noqa: E402

# The body goes to a second server behind it, over a Unix socket: so nginx parses it as it does in real use.
NGINX = """
daemon off; master_process off; pid {here}/pid; error_log {here}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; types {{ text/html html; text/plain txt; }}
  client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/fastcgi;
  uwsgi_temp_path {here}/uwsgi; scgi_temp_path {here}/scgi;
  server {{
    listen 127.0.0.1:{port}; root {root};
    location = /upload {{ proxy_pass http://unix:{here}/sink; }}
  }}
  server {{ listen unix:{here}/sink; location / {{ return 201; }} }}
}}
"""

# h2o 2.2 reads a body whole before it calls any handler.
H2O = """
listen: {{ host: 127.0.0.1, port: {port} }}
{user}
num-threads: 2
pid-file: {here}/pid
error-log: {here}/error.log
hosts:
  default:
    paths:
      /upload:
        mruby.handler: |
          Proc.new {{ |env| [201, {{}}, []] }}
      /:
        file.dir: {root}
"""


class Ladder:
    name = "ladder"

    def __init__(self, program):
        self.program = program

    def version(self):
        return said([self.program, "--version"])

    @contextlib.contextmanager
    def run(self, root, _here):
        with http_server(self.program, root, "--log-level", "info", "--access-log", "/dev/null") as server:
            yield server


def all_servers(ladder):
    """Ours, and those of the others that are installed."""
    peers = [Peer("nginx", NGINX, ("-v", "-e", "/dev/null", "-c")), Peer("h2o", H2O, ("-v", "-c"))]
    return [Ladder(ladder)] + [peer for peer in peers if peer.program]
