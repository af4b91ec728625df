"""The servers that are measured: ours with each of its engines, nginx, h2o, and the do-nothing limits.

Each gets the same root, no access log, as many requests a connection as the client likes, and room for all its
connections; all its other limits and timeouts stay on. For the workload `logged` each writes an access log into a file,
with the same fields; nginx gathers lines for a second, as ours gathers them by itself.

nginx is set up as our targets name it: two workers, sendfile, a
cache of open files, no access log. What it does otherwise by itself costs it much in two workloads: a line in its error
log and a look at the disk for each missing file, and two wake-ups for each new connection. So there is a second one,
nginx-tuned, that does none of the three; targets of their own ask ours not to be behind that one either.
"""
import contextlib
import pathlib
import re
import subprocess

from peer import Peer, run_on_free_port, said

IDLE_SECONDS = 120  # longer than an idle connection of the bench lives, in every server

NGINX = """
daemon off; worker_processes 2; worker_rlimit_nofile {descriptors}; pid {{here}}/pid;
error_log {{here}}/error.log{error_level};
events {{{{ worker_connections 16384; }}}}
http {{{{
  {access_log} server_tokens off;
  types {{{{ text/html html; text/plain txt; }}}} charset utf-8;
  sendfile on; tcp_nopush on; tcp_nodelay on;
  open_file_cache max=1000 inactive=60s; {file_cache}
  keepalive_requests 1000000000; keepalive_timeout {idle}s;
  client_body_temp_path {{here}}/body; proxy_temp_path {{here}}/proxy; fastcgi_temp_path {{here}}/fastcgi;
  uwsgi_temp_path {{here}}/uwsgi; scgi_temp_path {{here}}/scgi;
  server {{{{ listen 127.0.0.1:{{port}} backlog=4096{listen}; root {{root}}; }}}}
}}}}
"""

NGINX_LOG = """log_format fields '$time_iso8601 $remote_addr:$remote_port "$request" $status $body_bytes_sent bytes '
    '$request_time s'; access_log {here}/access.log fields buffer=64k flush=1s;"""
NGINX_DEFAULTS = {"error_level": "", "file_cache": "", "listen": "", "access_log": "access_log off;"}
NGINX_LOGGED = {**NGINX_DEFAULTS, "access_log": NGINX_LOG}
NGINX_TUNED = {**NGINX_DEFAULTS, "error_level": " crit", "file_cache": "open_file_cache_errors on; log_not_found off;",
               "listen": " deferred"}

H2O = """
listen: {{{{ host: 127.0.0.1, port: {{port}} }}}}
{{user}}
num-threads: 2
max-connections: 16384
http1-request-timeout: {idle}
pid-file: {{here}}/pid
error-log: {{here}}/error.log
{access_log}
file.mime.settypes:
  text/html: .html
  text/plain: .txt
hosts:
  default:
    paths:
      /:
        file.dir: {{root}}
"""

H2O_LOG = """access-log:
  path: {here}/access.log
  format: '%{{%Y-%m-%dT%H:%M:%SZ}}t %h:%{{remote}}p "%r" %s %b bytes %{{duration}}x s'"""


class Ladder:
    def __init__(self, program, engine, threads=2, logs=False):
        self.name = "ladder-" + engine + ("" if threads == 2 else f"-{threads}")
        self.program, self.engine, self.threads, self.logs = program, engine, threads, logs

    def version(self):
        return said([self.program, "--version"])

    @contextlib.contextmanager
    def run(self, root, here, threads=None):
        here.mkdir()
        line = ["--threads", str(threads or self.threads), "--engine", self.engine, "--root", str(root),
                "--log-level", "warn", "--max-requests", "1000000000", "--connections-per-worker", "16384",
                "--idle-timeout", str(IDLE_SECONDS), "--defer-accept"]
        if self.logs:
            line += ["--access-log", str(here / "access.log")]
        with run_on_free_port(lambda port: [self.program, str(port), "127.0.0.1", *line], here / "said") as running:
            yield running


class Limit:
    def __init__(self, program):
        self.name, self.program = program.name.replace("_", "-"), str(program)

    def version(self):
        return "one thread"

    @contextlib.contextmanager
    def run(self, _root, here):
        here.mkdir()
        with run_on_free_port(lambda port: [self.program, str(port)], here / "said") as running:
            yield running


def has_engine(program, engine):
    """Whether our binary lists this engine in its help."""
    done = subprocess.run([program, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True)
    lists = re.findall(r"--engine.*?\{([^}]*)\}", done.stdout, re.S)
    return bool(lists) and engine in lists[0].split(",")


def nginx(name, how, descriptors):
    return Peer(name, NGINX.format(idle=IDLE_SECONDS, descriptors=descriptors, **how),
                ("-v", "-e", "/dev/null", "-c"))


def h2o(access_log=""):
    return Peer("h2o", H2O.format(idle=IDLE_SECONDS, access_log=access_log), ("-v", "-c"))


def with_log(server, descriptors):
    """The same server, which writes an access log into its folder."""
    if isinstance(server, Ladder):
        return Ladder(server.program, server.engine, server.threads, logs=True)
    return h2o(H2O_LOG) if server.name == "h2o" else nginx("nginx", NGINX_LOGGED, descriptors)


def all_servers(program, descriptors):
    """Those that are here, and what to say of those that are not."""
    servers, absent = [], []
    for engine in ("epoll", "uring"):
        if has_engine(program, engine):
            servers += [Ladder(program, engine), Ladder(program, engine, threads=1)]
        else:
            absent.append(f"ladder-{engine}: this http_server has no such engine")
    for peer in [nginx("nginx", NGINX_DEFAULTS, descriptors), nginx("nginx-tuned", NGINX_TUNED, descriptors), h2o()]:
        if peer.program:
            servers.append(peer)
        else:
            absent.append(f"{peer.name}: not installed")
    for name in ("epoll_limit", "uring_limit"):
        limit = pathlib.Path(program).with_name(name)
        if limit.exists():
            servers.append(Limit(limit))
        else:
            absent.append(f"{name}: not built")
    return servers, absent
