#include "pool.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int* queue;          /* descriptors in the order of their coming */
static int waiting, served; /* how many are in the queue, and how many are being served */
static int stopping;
static int stop_fd;
static void (*serve_client)(int client, int stop_fd);

static void* work(void* unused) {
  (void)unused;
  pthread_mutex_lock(&mutex);
  for (;;) {
    while (waiting == 0 && !stopping) pthread_cond_wait(&changed, &mutex);
    if (stopping) break;
    const int client = queue[0];
    memmove(queue, queue + 1, (size_t)--waiting * sizeof *queue);
    ++served;
    pthread_mutex_unlock(&mutex);
    serve_client(client, stop_fd);
    pthread_mutex_lock(&mutex);
    --served;
  }
  pthread_mutex_unlock(&mutex);
  return NULL;
}

void close_lingering(int client) {
  char rest[4096];
  struct pollfd entry = {client, POLLIN, 0};
  shutdown(client, SHUT_WR);
  while (poll(&entry, 1, 1000) > 0 && recv(client, rest, sizeof rest, 0) > 0) {
  }
  close(client);
}

static void admit(int client, int places, const char* goodbye) {
  pthread_mutex_lock(&mutex);
  const int has_room = waiting + served < places;
  if (has_room) queue[waiting++] = client;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&mutex);
  if (has_room) return;
  send_all(client, goodbye, strlen(goodbye));
  close_lingering(client);
}

int run_pool(const struct arguments* options, void (*serve)(int client, int stop_fd), const char* goodbye) {
  const int places = options->threads + options->queue;
  stop_fd = block_stop_signals();
  const int listener = listen_on(options->port);
  pthread_t* const threads = calloc((size_t)options->threads, sizeof *threads);
  serve_client = serve;
  queue = calloc((size_t)places, sizeof *queue);
  if (threads == NULL || queue == NULL) return 1;
  for (int i = 0; i < options->threads; ++i)
    if (pthread_create(&threads[i], NULL, work, NULL) != 0) return 1;
  while (wait_readable(listener, stop_fd)) {
    const int client = accept(listener, NULL, NULL);
    if (client >= 0) admit(client, places, goodbye);
  }
  pthread_mutex_lock(&mutex);
  stopping = 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
  for (int i = 0; i < options->threads; ++i) pthread_join(threads[i], NULL);
  free(threads);
  free(queue);
  return 0; /* who is still in the queue is closed by the kernel */
}
