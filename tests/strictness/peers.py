"""The servers that are compared: ours, nginx and h2o, each with its own defaults, on the same root, and with
`/upload` as a target whose body it reads whole before it answers."""
import contextlib
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from started import await_listener, end, free_port, http_server  # noqa: E402

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


def find(program):
    """Where a program is; the folders of the administrator are not on everybody's path."""
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def said(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.splitlines()[0] if done.stdout else "?"


class Ladder:
    name = "ladder"

    def __init__(self, program):
        self.program = program

    def version(self):
        return said([self.program, "--version"])

    @contextlib.contextmanager
    def run(self, root, _here):
        with http_server(self.program, root, "--log-level", "info", "--access-log", "/dev/null") as server:
            yield server.port


class Peer:
    """A server with a configuration file, that cannot choose its port itself."""

    def __init__(self, name, configuration, option):
        self.name, self.configuration, self.option = name, configuration, option
        self.program = find(name)

    def version(self):
        return said([self.program, self.option[0]]).replace("nginx version: ", "")

    @contextlib.contextmanager
    def run(self, root, here):
        here.mkdir()
        port = free_port()
        path = here / "configuration"
        user = "user: root" if os.geteuid() == 0 else ""
        path.write_text(self.configuration.format(here=here, root=root, port=port, user=user))
        with open(here / "said", "wb") as log:
            process = subprocess.Popen([self.program, *self.option[1:], str(path)], stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log)
        try:
            await_listener(process, port)
            yield port
        finally:
            end(process)


def all_servers(ladder):
    """Ours, and those of the others that are installed."""
    peers = [Peer("nginx", NGINX, ("-v", "-e", "/dev/null", "-c")), Peer("h2o", H2O, ("-v", "-c"))]
    return [Ladder(ladder)] + [peer for peer in peers if peer.program]
