/* What the right servers in C share: their command line, their listening socket, their stop, and the echo.
   They share no line with the course's library: they are here to show that the grader asks for nothing but
   what the chapters promise. */
#ifndef LADDER_RIGHT_H
#define LADDER_RIGHT_H

#include <stddef.h>

struct arguments {
  int port;
  int threads;
  int queue;
};

/* Reads PORT [--threads N] [--queue N]; other options are passed over. Exits with 2 if PORT is missing. */
struct arguments read_arguments(int argc, char** argv);

/* A socket that listens on 127.0.0.1, or exit(1). SIGPIPE is ignored from here on. */
int listen_on(int port);

/* SIGTERM and SIGINT are blocked from here on, in every thread that is started later; they are read from the
   descriptor that is returned (man 2 signalfd). */
int block_stop_signals(void);

/* Waits until one of the two can be read. 1 if it is `fd`, 0 if it is `stop_fd`. */
int wait_readable(int fd, int stop_fd);

/* Whether it can be read now. */
int is_readable(int fd);

/* Sends all of it; 0 if the client is gone. */
int send_all(int fd, const char* bytes, size_t count);

/* Echoes until the client has ended its side, is gone, or `stop_fd` is readable while nothing more comes;
 * closes. */
void echo_and_close(int fd, int stop_fd);

#endif
