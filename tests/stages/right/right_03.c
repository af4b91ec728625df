/* Stage 03 in C: a thread for every connection. */
#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "right.h"

static int stop_fd;

static void* serve(void* client) {
  echo_and_close((int)(intptr_t)client, stop_fd);
  return NULL;
}

int main(int argc, char** argv) {
  const struct arguments options = read_arguments(argc, argv);
  stop_fd = block_stop_signals();
  const int listener = listen_on(options.port);
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  while (wait_readable(listener, stop_fd)) {
    const int client = accept(listener, NULL, NULL);
    pthread_t thread;
    if (client >= 0 && pthread_create(&thread, &detached, serve, (void*)(intptr_t)client) != 0) close(client);
  }
  _exit(0); /* what clients are still owed is lost: stage 03 promises no more */
}
