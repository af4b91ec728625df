#include "right.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char* call) {
  perror(call);
  exit(1);
}

struct arguments read_arguments(int argc, char** argv) {
  struct arguments got = {-1, 4, 16};
  for (int i = 1; i < argc; ++i) {
    const char* next = i + 1 < argc ? argv[i + 1] : "";
    if (strncmp(argv[i], "--", 2) != 0) {
      got.port = atoi(argv[i]);
      continue;
    }
    if (strcmp(argv[i], "--threads") == 0) got.threads = atoi(next);
    if (strcmp(argv[i], "--queue") == 0) got.queue = atoi(next);
    ++i;
  }
  if (got.port < 0) {
    fprintf(stderr, "usage: %s PORT [--threads N] [--queue N]\n", argv[0]);
    exit(2);
  }
  return got;
}

int listen_on(int port) {
  struct sockaddr_in address;
  const int on = 1;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  signal(SIGPIPE, SIG_IGN);
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((unsigned short)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) die("setsockopt");
  if (bind(fd, (struct sockaddr*)&address, sizeof address) != 0) die("bind");
  if (listen(fd, SOMAXCONN) != 0) die("listen");
  return fd;
}

int block_stop_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) die("sigprocmask");
  const int fd = signalfd(-1, &set, SFD_CLOEXEC);
  if (fd < 0) die("signalfd");
  return fd;
}

int wait_readable(int fd, int stop_fd) {
  struct pollfd entries[2] = {{fd, POLLIN, 0}, {stop_fd, POLLIN, 0}};
  while (poll(entries, 2, -1) < 0) {
  }
  return entries[0].revents != 0; /* what has come is still read when a stop has come too */
}

int is_readable(int fd) {
  struct pollfd entry = {fd, POLLIN, 0};
  return poll(&entry, 1, 0) > 0;
}

int send_all(int fd, const char* bytes, size_t count) {
  while (count > 0) {
    const ssize_t sent = send(fd, bytes, count, 0);
    if (sent <= 0) return 0;
    bytes += sent;
    count -= (size_t)sent;
  }
  return 1;
}

void echo_and_close(int fd, int stop_fd) {
  char buffer[16384];
  while (wait_readable(fd, stop_fd)) {
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got <= 0 || !send_all(fd, buffer, (size_t)got)) break;
  }
  close(fd);
}
