/* HTTP/1.1 requests, read from a buffer. */
#ifndef LADDER_RIGHT_HTTP_H
#define LADDER_RIGHT_HTTP_H

#include <stddef.h>

/* The largest head (32 KiB), and room to see that one is larger. Bodies that are skipped must fit in it too:
   the only page here takes none. */
enum { kMaxHeadBytes = 32 * 1024, kBufferBytes = 48 * 1024 };

struct request {
  char method[32];
  char path[8192];     /* without the query */
  char authority[300]; /* of an absolute target, else empty */
  int minor;       /* HTTP/1.minor */
  int keeps;       /* the connection stays open behind the answer */
  int is_misdirected;
  long long length; /* of the body, or -1: in chunks */
};

/* The port that belongs in Host. */
void set_host_port(int port);

/* Reads the request in front of the buffer. Returns how many bytes it takes with its body, 0 if it is not
   whole yet, or the negative status with which it is refused. */
long read_request(const char* buffer, size_t used, struct request* request);

#endif
