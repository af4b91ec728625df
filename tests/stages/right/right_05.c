/* Stage 05 in C: HTTP/1.1 with one page on a pool of threads. A connection is a buffer: what is in it is read
   as a request as soon as it holds a whole one, and taken off. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"
#include "pool.h"

static const char page[] =
    "<!DOCTYPE html>\n<title>Right</title>\n<p>The page of the right server in C.</p>\n";
static const char goodbye[] =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: 1\r\n\r\n";

static const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 421:
      return "Misdirected Request";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Bad Request";
  }
}

static int is_one_of(const char* text, const char* a, const char* b) {
  return !strcmp(text, a) || !strcmp(text, b);
}

/* Path first, then method: the order of the chapter. */
static int status_of(const struct request* request) {
  if (request->is_misdirected) return 421;
  if (strcmp(request->path, "*") == 0) return strcmp(request->method, "OPTIONS") == 0 ? 204 : 400;
  if (strcmp(request->path, "/") != 0) return 404;
  if (strcmp(request->method, "OPTIONS") == 0) return 204;
  return is_one_of(request->method, "GET", "HEAD") ? 200 : 405;
}

static int answer(int client, int status, const struct request* request, int keep) {
  char text[1024];
  const char* const body = status == 200 ? page : "refused\n";
  const int has_body = status != 204 && (request == NULL || strcmp(request->method, "HEAD") != 0);
  int size = snprintf(text, sizeof text, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n", status, reason_of(status),
                      status == 200 ? "text/html" : "text/plain");
  if (status != 204)
    size += snprintf(text + size, sizeof text - (size_t)size, "Content-Length: %zu\r\n", strlen(body));
  if (status == 405 || status == 204)
    size += snprintf(text + size, sizeof text - (size_t)size, "Allow: GET, HEAD, OPTIONS\r\n");
  if (!keep || (request != NULL && request->minor == 0))
    size += snprintf(text + size, sizeof text - (size_t)size, "Connection: %s\r\n",
                     keep ? "keep-alive" : "close");
  size += snprintf(text + size, sizeof text - (size_t)size, "\r\n%s", has_body ? body : "");
  return send_all(client, text, (size_t)size);
}

/* Answers every whole request in the buffer. 0 if the connection is to be closed. */
static int answer_all(int client, int stop_fd, char* buffer, size_t* used) {
  for (;;) {
    struct request request;
    const long taken = read_request(buffer, *used, &request);
    if (taken == 0) return 1; /* more bytes are needed */
    if (taken < 0) return answer(client, (int)-taken, NULL, 0) && 0;
    const int keep = request.keeps && !is_readable(stop_fd); /* in a stop each answer is the last */
    const int sent = answer(client, status_of(&request), &request, keep);
    *used -= (size_t)taken;
    memmove(buffer, buffer + taken, *used);
    if (!sent || !keep) return 0;
  }
}

static void serve(int client, int stop_fd) {
  char buffer[kBufferBytes];
  size_t used = 0;
  while (wait_readable(client, stop_fd)) {
    const ssize_t got = recv(client, buffer + used, sizeof buffer - used, 0);
    if (got <= 0) break;
    used += (size_t)got;
    if (!answer_all(client, stop_fd, buffer, &used)) {
      close_lingering(client);
      return;
    }
  }
  close(client);
}

int main(int argc, char** argv) {
  const struct arguments options = read_arguments(argc, argv);
  set_host_port(options.port);
  return run_pool(&options, serve, goodbye);
}
