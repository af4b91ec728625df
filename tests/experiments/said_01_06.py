"""What chapters 01 to 06 say of their plots; said.py tells how this is read."""
from said import is_straight, middle, not_measured, only, pick, rises, said, values

# ---- 01 ------------------------------------------------------------------------------------------------------


@said("01", "Its connect takes no longer than the first one's, and its bytes leave at once.")
def _(rows):
    first, second = only(rows, who="01: client A"), only(rows, who="01: client B")
    return (second["connected_ms"] - second["came_ms"] <= first["connected_ms"] - first["came_ms"] + 1
            and second["sent_ms"] - second["connected_ms"] < 1)


@said("01", "**Its answer comes when the first client goes**, whenever that is")
def _(rows):
    return abs(only(rows, who="01: client B")["answered_ms"] - only(rows, who="01: client A")["left_ms"]) < 10


@said("01", "There the second client is answered while the first one stays, and so soon that no bar of waiting is to "
            "be seen: it has come and gone when the first one leaves.")
def _(rows):
    first, second = only(rows, who="03: client A"), only(rows, who="03: client B")
    return second["left_ms"] < first["left_ms"] and second["answered_ms"] - second["sent_ms"] < 10


# ---- 02 ------------------------------------------------------------------------------------------------------

EVEN, FAST, LATE = "evenly, 1,000 a second", "as fast as it goes", "as fast as it goes, replies read late"
TCP, CUT = "TCP, for comparison", "into a buffer of 100 bytes"


@said("02", "Evenly sent, the small ones all come back on the reference machine. As fast as it goes, a good part is "
            "lost, of any size.")
def _(rows):
    return (all(row["back"] == row["sent"] for row in pick(rows, way=EVEN) if row["size"] <= 1_400)
            and min(values(rows, "lost_percent", way=FAST)) > 20)


@said("02", "**Who reads late has what the buffer holds, and no more.** And a buffer is counted in bytes (with the "
            "kernel's own notes on each datagram added), so it holds many small ones, and of large ones a handful.")
def _(rows):
    back = values(rows, "back", way=LATE)
    return rises(back[::-1]) and back[0] > 100 and back[-1] < 10


@said("02", "Of those whose replies are read late, more are lost the larger they are.")
def _(rows):
    return rises(values(rows, "lost_percent", way=LATE))


@said("02", "on the reference machine fewer of the largest are lost than of those in the middle")
def _(rows):
    lost = values(rows, "lost_percent", way=FAST)
    return lost[-1] < min(lost[2:4])


@said("02", "since the sender takes longer for each of them, too")
def _(rows):
    rate = values(rows, "rate", way=FAST)
    return rate[-1] < min(rate[:-1])


@said("02", "Its sends succeed at any rate.")
def _(rows):
    return all(row["sent"] == 4_000 and row["lost_percent"] > 0 for way in (FAST, LATE) for row in pick(rows, way=way))


@said("02", "**TCP loses none**, and holds the sender up instead.")
def _(rows):
    return (all(row["back"] == row["sent"] for row in pick(rows, way=TCP))
            and only(rows, way=TCP, size=32_000)["rate"] < only(rows, way=FAST, size=32_000)["rate"])


@said("02", "it happens to whoever offers too small a buffer, as the last row does, and then to each datagram.")
def _(rows):
    return rows[-1]["way"] == CUT and rows[-1]["cut"] == rows[-1]["back"] > 0


@said("02", "Overtaking needs several ways through the network, and the loopback has only one")
def _(rows):
    return all(row["out_of_order"] == 0 for row in rows)


# ---- 03 ------------------------------------------------------------------------------------------------------

EACH, LOOP = "03_thread_per_connection", "09_event_loop"


@said("03", "**Memory grows in a straight line.**")
def _(rows):
    return is_straight([(row["clients"], row["memory_kib"]) for row in pick(rows, program=EACH)], 0.05)


@said("03", "What is touched, the session's buffer of 16 KiB, and the stack that the kernel itself keeps for each "
            "thread are real memory all the same")
def _(rows):
    lines = pick(rows, program=EACH)
    return (lines[-1]["memory_kib"] - lines[0]["memory_kib"]) / lines[-1]["clients"] > 16


@said("03", "**The number of threads is the number of clients**, in another straight line. The loop has as many as "
            "before.")
def _(rows):
    return (all(0 < row["threads"] - row["clients"] <= 3 for row in pick(rows, program=EACH))
            and len(set(values(rows, "threads", program=LOOP))) == 1)


@said("03", "**The time of an echo does not follow them.**")
def _(rows):
    times = values(rows, "answer_ms", program=EACH)
    return times[-1] < 2 * times[0] and max(times) < 1


not_measured("03", "**And then there is a wall.**", "the run stays below the limits of its machine")

# ---- 04 ------------------------------------------------------------------------------------------------------

POOL, THREADS = "04_thread_pool", 4


@said("04", "As long as there are fewer silent clients than threads, ordinary ones are served as ever")
def _(rows):
    below = [row for row in pick(rows, program=POOL) if row["silent"] < THREADS]
    return all(row["answered"] == row["asked"] and row["answer_ms"] < 2 * below[0]["answer_ms"] for row in below)


@said("04", "With as many silent clients as threads nobody is served any more. Not slowly: not at all.")
def _(rows):
    return all(row["answered"] == 0 for row in pick(rows, program=POOL) if row["silent"] >= THREADS)


not_measured("04", "**The processor is idle all the while.**", "the run does not look at the processor")

# ---- 05 ------------------------------------------------------------------------------------------------------

KEPT, ONE_EACH = "kept", "one a request"


@said("05", "on the reference machine more than half of the server's work for a short request is the connection")
def _(rows):
    return all(middle(rows, "cpu_us", way=ONE_EACH, clients=clients) > 2 * middle(rows, "cpu_us", way=KEPT,
                                                                                  clients=clients)
               for clients in (1, 2, 4))


@said("05", "**The distance between the two, which is large even here.**")
def _(rows):
    return all(middle(rows, "requests_per_second", way=KEPT, clients=clients)
               > 2 * middle(rows, "requests_per_second", way=ONE_EACH, clients=clients)
               and middle(rows, "p50_us", way=ONE_EACH, clients=clients)
               > 2 * middle(rows, "p50_us", way=KEPT, clients=clients) for clients in (1, 2, 4))


@said("05", "Where the machines are 30 ms apart, that alone is more than everything you see in the picture.")
def _(rows):
    return max(values(rows, "p99_us")) < 30_000


not_measured("05", "**[TIME_WAIT](../../docs/glossary.md#time_wait).**", "the run does not count connections that have ended")

# ---- 06 ------------------------------------------------------------------------------------------------------

KIB, MIB = 1_024, 1_024 * 1_024


def best(rows, way, size):
    return min(values(rows, "cpu_us", way=way, size_bytes=size))


def usual(rows, way, size):
    return middle(rows, "cpu_us", way=way, size_bytes=size)


@said("06", "For small files the bytes do not matter.")
def _(rows):
    return all(usual(rows, way, 16 * KIB) < 1.4 * usual(rows, way, KIB) for way in ("copy", "memory", "sendfile"))


@said("06", "whoever opens, reads, reads the end and closes for each request pays for four beside the send, whoever "
            "has it in memory for none.")
def _(rows):
    return usual(rows, "copy", KIB) > 1.5 * usual(rows, "memory", KIB)


@said("06", "its one call costs about as much as a plain send.")
def _(rows):
    return abs(usual(rows, "sendfile", KIB) / usual(rows, "memory", KIB) - 1) < 0.2


@said("06", "the lines become straight: twice the size costs twice as much.")
def _(rows):
    return all(0.5 < usual(rows, way, 16 * MIB) / usual(rows, way, 256 * KIB) / 64 < 2
               for way in ("copy", "memory", "sendfile"))


@said("06", "Copying is dearer than sending from memory, since it moves every byte twice.")
def _(rows):
    return all(usual(rows, "copy", size) > 1.2 * usual(rows, "memory", size) for size in (256 * KIB, MIB, 16 * MIB))


@said("06", "Up to some tens of kilobytes they lie close together.")
def _(rows):
    return all(abs(usual(rows, "sendfile", size) / usual(rows, "memory", size) - 1) < 0.2
               for size in (KIB, 4 * KIB, 16 * KIB, 64 * KIB))


@said("06", "its best rounds cost less than any from memory up to four megabytes, its middle ones as much as a copy or "
            "more. Memory holds its own even at sixteen.")
def _(rows):
    large = (256 * KIB, MIB, 4 * MIB)
    return (all(best(rows, "sendfile", size) < best(rows, "memory", size) for size in large)
            and all(usual(rows, "sendfile", size) > 0.95 * usual(rows, "copy", size) for size in (*large, 16 * MIB))
            and usual(rows, "memory", 16 * MIB) < usual(rows, "sendfile", 16 * MIB))


@said("06", "`largest_in_memory_bytes` is no point where two lines cross.")
def _(rows):
    return all(usual(rows, "memory", size) < usual(rows, "copy", size) for size in {row["size_bytes"] for row in rows})


not_measured("06", "**What is not in the picture**: memory.", "it says itself that it is not there")
