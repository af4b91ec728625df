/* Stage 04 in C: a fixed number of threads, a bounded queue, and "busy" for those who do not fit in. */
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "right.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int *queue;          /* descriptors in the order of their coming */
static int waiting, served; /* how many are in the queue, and how many are being served */
static int stopping;
static int stop_fd;

static void *work(void *unused) {
  (void)unused;
  pthread_mutex_lock(&mutex);
  for (;;) {
    while (waiting == 0 && !stopping) pthread_cond_wait(&changed, &mutex);
    if (stopping) break;
    const int client = queue[0];
    memmove(queue, queue + 1, (size_t)--waiting * sizeof *queue);
    ++served;
    pthread_mutex_unlock(&mutex);
    echo_and_close(client, stop_fd);
    pthread_mutex_lock(&mutex);
    --served;
  }
  pthread_mutex_unlock(&mutex);
  return NULL;
}

/* A word, then an end that is no reset: unread input at close() would make it one, so it is read away first. */
static void refuse(int client) {
  char rest[4096];
  struct pollfd entry = {client, POLLIN, 0};
  send_all(client, "busy\n", 5);
  shutdown(client, SHUT_WR);
  while (poll(&entry, 1, 1000) > 0 && recv(client, rest, sizeof rest, 0) > 0) {
  }
  close(client);
}

static void admit(int client, const struct arguments *options) {
  pthread_mutex_lock(&mutex);
  const int has_room = waiting + served < options->threads + options->queue;
  if (has_room) queue[waiting++] = client;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&mutex);
  if (!has_room) refuse(client);
}

int main(int argc, char **argv) {
  const struct arguments options = read_arguments(argc, argv);
  stop_fd = block_stop_signals();
  const int listener = listen_on(options.port);
  pthread_t *const threads = calloc((size_t)options.threads, sizeof *threads);
  queue = calloc((size_t)(options.threads + options.queue), sizeof *queue);
  if (threads == NULL || queue == NULL) return 1;
  for (int i = 0; i < options.threads; ++i)
    if (pthread_create(&threads[i], NULL, work, NULL) != 0) return 1;
  while (wait_readable(listener, stop_fd)) {
    const int client = accept(listener, NULL, NULL);
    if (client >= 0) admit(client, &options);
  }
  pthread_mutex_lock(&mutex);
  stopping = 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
  for (int i = 0; i < options.threads; ++i) pthread_join(threads[i], NULL);
  return 0; /* who is still in the queue is closed by the kernel */
}
