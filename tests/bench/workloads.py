"""What is asked of the servers, and of which."""
from dataclasses import dataclass
from typing import Tuple

OURS = ("ladder-epoll", "ladder-uring")
PEERS = ("nginx", "h2o")
TUNED = ("nginx-tuned",)  # only where its tuning matters
LIMITS = ("epoll-limit", "uring-limit")
# The limits have one loop; ours is set beside them with one loop too, for a second one costs wake-ups.
ONE_LOOP = ("ladder-epoll-1", "ladder-uring-1")

FILES = {"/page.html": 1024, "/100k.txt": 100 * 1024, "/16m.txt": 16 * 1024 * 1024}


@dataclass(frozen=True)
class Workload:
    name: str
    what: str
    path: str = "/page.html"
    connections: int = 64
    depth: int = 1  # requests sent at once
    headers: Tuple[str, ...] = ()
    body_bytes: int = 0
    status: int = 200
    servers: Tuple[str, ...] = OURS + PEERS

    @property
    def by_bytes(self):
        """Whether answers are counted by their bytes: of large ones, those under way at the end weigh too much
        to be left out."""
        return FILES.get(self.path, 0) >= 100 * 1024


EVERYBODY = OURS + PEERS + LIMITS

WORKLOADS = (
    Workload("small", "1 KB page, keep-alive, 64 connections", servers=EVERYBODY + ONE_LOOP),
    Workload("one", "1 KB page, keep-alive, 1 connection", connections=1, servers=EVERYBODY),
    Workload("pipelined", "1 KB page, 16 requests at once, 64 connections", depth=16, servers=EVERYBODY),
    Workload("close", "1 KB page, a connection for each request", headers=("Connection: close",),
             servers=OURS + PEERS + TUNED),
    Workload("100k", "100 KB file, 64 connections", path="/100k.txt"),
    Workload("16m", "16 MB file, 4 connections", path="/16m.txt", connections=4),
    Workload("missing", "404, keep-alive, 64 connections (a limit answers 200)", path="/missing.html", status=404,
             servers=EVERYBODY + TUNED),
    Workload("upload", "POST of 1 KB JSON, kept on disk (ours only)", path="/upload", body_bytes=1024, status=201,
             servers=OURS),
)

SMALL = WORKLOADS[0]
UPLOAD = WORKLOADS[-1]
DOWNLOADS = Workload("downloads", "16 MB file, 16 connections", path="/16m.txt", connections=16)
# These are run in their own way, by idle.py, beside.py, mixed.py and logged.py.
SPECIAL = {"idle": "64 active connections beside 8,000 idle ones", "uploads": "1 KB page beside 32 uploading clients",
           "mixed": "1 KB pages on new and on kept connections beside 16 downloads",
           "logged": "1 KB page, keep-alive, 64 connections, with an access log"}
SERVERS_OF = {"idle": EVERYBODY, "uploads": OURS, "mixed": OURS + PEERS, "logged": OURS + PEERS}
