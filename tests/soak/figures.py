"""Every number that the soak uses, with its reason. `--short` takes the second one: the same deeds, fewer of them."""
from typing import NamedTuple


class Amount(NamedTuple):
    full: float
    short: float


MB = 1_000_000

# ---- the probe ---------------------------------------------------------------------------------------------------

PROBE_EVERY_SECONDS = 0.1  # often enough that no stall of the bound's length goes unseen
PROBE_BOUND_MS = 100  # what a person still takes for "at once" (Miller 1968; Nielsen, Usability Engineering, 1993)
PROBE_GIVES_UP_SECONDS = 10  # then the answer counts as missing
PROBE_ADDRESS = "127.0.0.9"  # not the attackers': a limit for each client must not strike those beside it
PROBE_SETTLES_SECONDS = 0.5  # before and after the deed: the calm belongs to the picture

# ---- the server --------------------------------------------------------------------------------------------------

LOOPS = 2  # one for each core of the smallest machine that this is meant for
POOL = 64  # workers of the engine threads: each holds one connection, so fewer would only measure the queue
DRAIN_SECONDS = 5  # at the end of a scenario; what still hangs then is a fault of its own
PATIENCE_SECONDS = 60  # for what has no bound of its own: a machine may be very busy
DESCRIPTORS_BACK_SECONDS = 30  # the longest timeout of an answer (--answer-timeout): nothing is held longer
LOOK_EVERY_SECONDS = 0.05  # at what belongs to another process, which tells nobody when it changes
LOOKS = 6  # until what is being closed is closed
WARMING = 4 * LOOPS  # clients, so that each loop has some
PAGE_BYTES = 1_000
HUGE_BYTES = 200 * MB  # no buffer on the way holds it: who asks for it is being answered for a while

# ---- slow clients ------------------------------------------------------------------------------------------------

SLOW_CONNECTIONS = Amount(1_000, 100)  # slowhttptest's own examples; a household line manages as many
SLOW_RATE = 500  # new ones a second: all are there after two seconds
SLOW_SECONDS = Amount(8, 3)  # two seconds to come, and six to sit there
SLOW_INTERVAL_SECONDS = 2  # between two pieces of a head or body: well within the timeouts, so that they stay

# ---- rude clients ------------------------------------------------------------------------------------------------

RESETS = Amount(10_000, 1_000)  # more than there are places (8,192): a place that is not given back is missed
RESETS_AT_ONCE = 100
ONE_CLIENT = Amount(5_000, 500)  # what one process may open on many systems is less (1,024)
ONE_CLIENT_SECONDS = Amount(3, 1)
HEAD_BYTES = Amount(100 * MB, 10 * MB)  # three thousand times what a head may have
HEAD_CLIENTS = 4
HELLOS = Amount(200, 50)
GARBAGE_EACH_SECOND = 50  # a public address is scanned less than once a second: this is a bad day
GARBAGE_SECONDS = Amount(8, 2)
GARBAGE_MOST_BYTES = 4_096
GARBAGE_SEED = 20_240_229  # any will do; always the same, so that what is found can be found again

# ---- heavy clients -----------------------------------------------------------------------------------------------

DOWNLOADERS = 16  # more than a loop can serve at once without making others wait, if turns were not bounded
DOWNLOAD_SECONDS = Amount(8, 2)
FORMS = Amount(40, 4)  # of CR: what a search for the delimiter "\r\n--" has to begin anew at each byte
FORM_BYTES = Amount(15 * MB, 2 * MB)  # below --max-body (16 MiB)
LINGERERS = Amount(260, 260)  # a few more than may linger at once (256)
REFUSED = Amount(50, 20)
REFUSED_BYTES = 30_000  # sent before and again after the refusal: unread bytes at a close become a reset
PAUSED = Amount(1_000, 200)
PAUSED_BYTES = 260_000  # just under a block of 256 KiB: what is only handed on in whole blocks is kept whole
PAUSED_SECONDS = Amount(4, 1)  # within --body-timeout (10 s)
PAUSED_EACH_BYTES = 128 * 1024  # half of what each has sent: memory must not follow the clients' wishes
RING_AHEAD_BYTES = 128 * 1024  # a multishot receive fills up to 32 buffers of 4 KiB before it hears that it is called back
GIVEN_BACK_SECONDS = 60
HEAP_MB = 16  # what the heaps of two loops keep for their next use

# ---- durability --------------------------------------------------------------------------------------------------

KILLS = Amount(10, 2)
KILL_UPLOADERS = 8  # twice as many as threads that write (--upload-threads 4): some wait in the queue
KILL_AFTER_SECONDS = (0.0, 0.5)  # behind the first 201: anywhere within some dozens of uploads
KILL_UPLOAD_BYTES = 300_000  # more than a block: it is written in several steps
DISK_BYTES = 8 * MB
DISK_UPLOAD_BYTES = 1 * MB
FILE_LIMIT_BYTES = 500_000  # RLIMIT_FSIZE, half of an upload

# ---- stop and restart --------------------------------------------------------------------------------------------

STOP_CLIENTS = 32  # half of POOL: every one of them has a worker with the engine threads too
STOP_AFTER_SECONDS = 0.5
STOP_DOWNLOAD_BYTES = 16 * MB  # more than the buffers of both sockets hold: it is under way when the stop comes
PAUSE_CLIENTS = 32
PAUSE_SECONDS = 1  # longer than a round of any loop, shorter than any timeout
IDLE = Amount(8_000, 800)  # as in the bench; two loops have 8,192 places
IDLE_SECONDS = Amount(10, 3)
IDLE_CPU_PERCENT = 1  # of one core: the loops' timers, and the ten requests a second of the probe
IDLE_SOURCES = 40  # addresses of the loopback: these are many clients

RUN_MINUTES = 15  # what the whole may take, so that it is run before each change goes in; then the rest is skipped
