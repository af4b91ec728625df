/* A fixed number of threads and a bounded queue. */
#ifndef LADDER_RIGHT_POOL_H
#define LADDER_RIGHT_POOL_H

#include "right.h"

/* Serves clients until a stop: `serve` has a client to itself and closes it; it looks at `stop_fd` where it
   waits. Who finds no place reads `goodbye`. Returns the exit status. */
int run_pool(const struct arguments* options, void (*serve)(int client, int stop_fd), const char* goodbye);

/* Ends our side, reads the rest away for at most a second, and closes: unread input at close() would make the
   last bytes a reset. */
void close_lingering(int client);

#endif
