"""Whether uploads, which wait for the disk, hold up those who only read: the latency of a small page, alone and
beside 32 clients that upload without a pause."""
import load
import rounds
from workloads import SMALL, UPLOAD

READERS = 8
UPLOADERS = 32


def read(port, seconds):
    return load.run(port, SMALL, READERS, seconds)


def measure(running, root, seconds):
    """One repetition, for our servers: p50 and p99 alone and beside uploads."""
    alone = read(running.port, seconds)
    with load.running(running.port, UPLOAD, UPLOADERS, 2 * seconds) as uploads:
        load.await_connections(uploads, UPLOADERS)
        beside = read(running.port, seconds)
        stored = load.result_of(uploads)
    rounds.clear_uploads(root)
    errors = sum(rounds.errors_of(figures, "ladder", workload)
                 for figures, workload in ((alone, SMALL), (beside, SMALL), (stored, UPLOAD)))
    return {"alone_p50_us": alone["p50_us"], "alone_p99_us": alone["p99_us"], "beside_p50_us": beside["p50_us"],
            "beside_p99_us": beside["p99_us"], "uploads": stored["requests"], "reads": beside["requests"],
            "errors": errors}
