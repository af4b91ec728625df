"""Whether the programs of stage 11 can run here. Python 3.9, standard library only."""
import pathlib
import subprocess

import started


def why_no_uring(build):
    """What stands in the way of stage 11: it was not built, or what it says itself. Nothing, if it listens."""
    program = pathlib.Path(build) / "bin" / "stage_11_io_uring"
    if not program.exists():
        return "built without liburing"
    with started.scratch_directory() as root:
        process = subprocess.Popen([program, "0", "--root", root], stderr=subprocess.PIPE, text=True)
        try:
            said = process.stderr.readline()
        finally:
            started.end(process)
            process.stderr.close()
    return "" if ": listening on " in said else said.strip()
