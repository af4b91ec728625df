"""What chapters 07 to 12 say of their plots; said.py tells how this is read."""
from said import is_straight, middle, not_measured, only, pick, rises, said, values

# ---- 07 ------------------------------------------------------------------------------------------------------

ALONE, FOUR, FLUSHED, PLAIN = "POST /upload", "POST /upload, 4 at once", "files, flushed", "files, not flushed"
SIZES = (1_024, 16 * 1_024, 256 * 1_024)


def upload(rows, way, size):
    return only(rows, way=way, size_bytes=size)


@said("07", "With them, one waits twice for a device, and on the reference machine that is many times as long")
def _(rows):
    return all(upload(rows, FLUSHED, size)["p50_ms"] > 4 * upload(rows, PLAIN, size)["p50_ms"] for size in SIZES[:2])


@said("07", "beside it, what HTTP adds to a small document is little.")
def _(rows):
    flushed = upload(rows, FLUSHED, SIZES[0])["p50_ms"]
    http = upload(rows, ALONE, SIZES[0])["p50_ms"] - flushed
    return http < 0.5 * (flushed - upload(rows, PLAIN, SIZES[0])["p50_ms"])


@said("07", "(Of a quarter of a megabyte most of the time is no longer the disk's.)")
def _(rows):
    disk = upload(rows, FLUSHED, SIZES[2])["p50_ms"] - upload(rows, PLAIN, SIZES[2])["p50_ms"]
    return disk < 0.5 * upload(rows, ALONE, SIZES[2])["p50_ms"]


@said("07", "with four clients at once it lies further above than with one.")
def _(rows):
    def tail(way, size):
        return upload(rows, way, size)["p99_ms"] / upload(rows, way, size)["p50_ms"]

    return all(tail(FOUR, size) > tail(ALONE, size) for size in SIZES)


@said("07", "Where it does, the number in a second grows with the clients, although each upload takes longer. On the "
            "reference machine it does.")
def _(rows):
    return all(upload(rows, FOUR, size)["per_second"] > upload(rows, ALONE, size)["per_second"]
               and upload(rows, FOUR, size)["p50_ms"] > upload(rows, ALONE, size)["p50_ms"] for size in SIZES)


@said("07", "Nothing that was confirmed is missing or half there.")
def _(rows):
    killed = [row for row in rows if row["way"].startswith("killed")]
    return all(row["answered"] > 0 and row["lost"] == row["broken"] == 0 for row in killed)


# ---- 08 ------------------------------------------------------------------------------------------------------


@said("08", "**Stage 07 serves nobody**, at any rate.")
def _(rows):
    return all(served == 0 for served in values(rows, "served", stage="07"))


@said("08", "**Stage 08 serves some.**")
def _(rows):
    return all(served > 0 for served in values(rows, "served", stage="08"))


@said("08", "However many ordinary ones ask, the places are as many as before: the more ask, the smaller the share "
            "that is served.")
def _(rows):
    lines = sorted(pick(rows, stage="08"), key=lambda row: row["rate"])
    return (lines[-1]["served_percent"] < lines[0]["served_percent"]
            and all(row["served"] <= 8 * 4 for row in lines))  # eight deadlines, four places


@said("08", "is bounded by the deadline: within a second every worker is free "
            "again")
def _(rows):
    return all(ms < 1_100 for ms in values(rows, "served_ms", stage="08"))


@said("08", "On the reference machine everybody who was not served has read his 503 whole, and soon; in stage 07, too")
def _(rows):
    return all(row["lost"] == 0 and row["served"] + row["refused"] == row["asked"] and row["refused_ms"] < 10
               for row in rows)


# ---- 09 ------------------------------------------------------------------------------------------------------

POOL, LOOP, THREADS, QUEUE = "08_overload", "09_event_loop", 4, 16


@said("09", "With as many of them as there are workers, the client who asks waits in the queue, or is refused.")
def _(rows):
    return all((row["answered"] == row["asked"]) == (row["idle"] < THREADS) for row in pick(rows, program=POOL))


@said("09", "what moves on it is a fraction of a millisecond, and with ten thousand idle clients the answer takes as "
            "long as with three.")
def _(rows):
    times = {row["idle"]: row["answer_ms"] for row in pick(rows, program=LOOP)}
    return max(times.values()) < 1 and 0.67 < times[10_000] / times[3] < 1.5


@said("09", "**The number of threads is the same at every step**, with the pool and with the loop: six")
def _(rows):
    return all(set(values(rows, "threads", program=program)) == {6} for program in (POOL, LOOP))


@said("09", "**Memory still grows**, in a straight line (the axis below it is even, those of the upper two go in steps "
            "of ten), but by what an entry in the table takes, not by stacks.")
def _(rows):
    points = [(row["idle"], row["memory_kib"]) for row in pick(rows, program=LOOP)]
    return is_straight(points) and (points[-1][1] - points[0][1]) / points[-1][0] < 1  # KiB a client


@said("09", "The pool's does not, for it keeps no more clients than it has threads and places in the queue.")
def _(rows):
    memory = values(rows, "memory_kib", program=POOL)
    return max(values(rows, "kept", program=POOL)) <= THREADS + QUEUE and max(memory) < 1.05 * min(memory)


# ---- 10 ------------------------------------------------------------------------------------------------------

KEPT, BRIEF = "connections kept", "a connection each"


def shares(rows, load, loops):
    return [[int(share) for share in row["shares"].split()] for row in pick(rows, load=load, loops=loops)]


@said("10", "**With kept connections one loop is one busy thread, and several are several.**")
def _(rows):
    return all(row["busy_threads"] == row["loops"] for row in pick(rows, load=KEPT))


@said("10", "whatever else the machine is doing, their work is divided.")
def _(rows):
    return all(len(each) == 2 and min(each) > 30 for each in shares(rows, KEPT, 2))


@said("10", "two loops answer fewer than one, by a seventh or more.")
def _(rows):
    one, two = (values(rows, "requests_per_second", load=KEPT, loops=loops) for loops in (1, 2))
    return max(two) < min(one) and middle(rows, "requests_per_second", load=KEPT, loops=2) <= 6 / 7 * middle(
        rows, "requests_per_second", load=KEPT, loops=1)


@said("10", "**The cost of a request changes little**, by a tenth or two where the threads are in each other's way as "
            "they are there.")
def _(rows):
    return all(1 < middle(rows, "cpu_us", load=load, loops=2) / middle(rows, "cpu_us", load=load, loops=1) < 1.2
               for load in (KEPT, BRIEF))


@said("10", "So with a connection for each request one thread does most of the work, however many loops there are.")
def _(rows):
    return all(each[0] > 66 for loops in (1, 2) for each in shares(rows, BRIEF, loops))


@said("10", "Such a request costs more than twice as much on the reference machine, and not because of the loops")
def _(rows):
    return all(middle(rows, "cpu_us", load=BRIEF, loops=loops) > 2 * middle(rows, "cpu_us", load=KEPT, loops=loops)
               for loops in (1, 2))


not_measured("10", "**Where the time goes.**", "it is for perf and strace to tell")

# ---- 11 ------------------------------------------------------------------------------------------------------


def calls(rows, engine):
    return [middle(rows, "calls", engine=engine, clients=clients) for clients in (1, 8, 64)]


@said("11", "On the reference machine that is about six calls a request with io_uring and seven with epoll, and the "
            "same processor time.")
def _(rows):
    cost = {engine: middle(rows, "cpu_us", engine=engine, clients=1) for engine in ("epoll", "uring")}
    return (round(calls(rows, "uring")[0]) == 6 and round(calls(rows, "epoll")[0]) == 7
            and abs(cost["uring"] / cost["epoll"] - 1) < 0.1)


@said("11", "With epoll the number falls towards two as more clients share a wait, and stays there")
def _(rows):
    return rises(calls(rows, "epoll")[::-1]) and 2 <= calls(rows, "epoll")[-1] < 2.5


@said("11", "With io_uring it goes on falling, since a round is one call however many are served in it; far below one, "
            "with many.")
def _(rows):
    return rises(calls(rows, "uring")[::-1]) and calls(rows, "uring")[-1] < 0.5


@said("11", "**The processor time falls far less than the number of calls**, if at all")
def _(rows):
    cost = {engine: middle(rows, "cpu_us", engine=engine, clients=64) for engine in ("epoll", "uring")}
    return cost["uring"] / cost["epoll"] > 2 * calls(rows, "uring")[-1] / calls(rows, "epoll")[-1]


@said("11", "look at how far the rounds lie apart before you believe in a difference.")
def _(rows):
    one, other = (values(rows, "cpu_us", engine=engine, clients=64) for engine in ("epoll", "uring"))
    return max(max(one) - min(one), max(other) - min(other)) > abs(
        middle(rows, "cpu_us", engine="epoll", clients=64) - middle(rows, "cpu_us", engine="uring", clients=64))


# ---- 12 ------------------------------------------------------------------------------------------------------

LIMITS = ("epoll-limit", "uring-limit")

not_measured("12", "**Processor time a request**, rather than requests a second.", "it says which figure is drawn")


@said("12", "the thin lines go from the lowest round to the highest, and the lowest are the limits' own.")
def _(rows):
    return all(min(row["rounds_us"]) == row["cpu_us_lowest"] and max(row["rounds_us"]) == row["cpu_us_highest"]
               for row in rows) and all(
        min(values(rows, "cpu_us_lowest", workload=workload)) == min(
            only(rows, workload=workload, server=limit)["cpu_us_lowest"] for limit in LIMITS)
        for workload in ("small", "pipelined", "missing"))


@said("12", "the distances are different in each, and so may be the order.")
def _(rows):
    def cost(workload, server):
        return only(rows, workload=workload, server=server)["cpu_us"]

    return (cost("small", "nginx") > cost("small", "h2o") and cost("pipelined", "nginx") < cost("pipelined", "h2o")
            and cost("pipelined", "nginx") / cost("pipelined", "ladder-epoll")
            > 2 * cost("small", "nginx") / cost("small", "ladder-epoll"))


@said("12", "in the reference run one and the same round of small pages was the dearest for every server.")
def _(rows):
    return len({row["rounds_us"].index(max(row["rounds_us"])) for row in pick(rows, workload="small")}) == 1


not_measured("12", "**An idle connection's memory**, and **a reader's wait beside uploads** (both in the long form "
                   "only)", "this run is the short form")
