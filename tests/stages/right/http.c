#include "http.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { kMaxTargetBytes = 8000, kMaxFields = 100, kMaxBodyBytes = 16 << 20 };

static char our_host[32];
static char our_name[32];

/* What the fields say, while they are read. */
struct fields {
  int hosts, lengths, codings, count;
  int close, keep_alive;
  char host[300];
  char length[64];
  char coding[64];
};

void set_host_port(int port) {
  snprintf(our_host, sizeof our_host, "127.0.0.1:%d", port);
  snprintf(our_name, sizeof our_name, "localhost:%d", port);
}

static int is_token(const char* text, size_t size) {
  if (size == 0) return 0;
  for (size_t i = 0; i < size; ++i)
    if (text[i] == '\0' || (!isalnum((unsigned char)text[i]) && strchr("!#$%&'*+-.^_`|~", text[i]) == NULL))
      return 0;
  return 1;
}

/* CR and LF stand only together, and NUL not at all. A CR at the very end may still get its LF. */
static int are_lines_sound(const char* text, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    if (text[i] == '\0' || (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))) return 0;
    if (text[i] == '\r' && i + 1 < size && text[i + 1] != '\n') return 0;
  }
  return 1;
}

/* "GET /path?query HTTP/1.1". 0, or the status with which it is refused. */
static int read_request_line(const char* line, size_t size, struct request* request) {
  const char* const space = memchr(line, ' ', size);
  if (space == NULL || !is_token(line, (size_t)(space - line))) return 400;
  const char* target = space + 1;
  const char* const end = memchr(target, ' ', size - (size_t)(target - line));
  if (end == NULL || end == target) return 400;
  const char* const version = end + 1;
  if (size - (size_t)(version - line) != 8 || memcmp(version, "HTTP/", 5) != 0 || version[6] != '.' ||
      !isdigit((unsigned char)version[5]) || !isdigit((unsigned char)version[7]))
    return 400;
  if (version[5] != '1') return 505;
  if (end - target > kMaxTargetBytes) return 414;
  for (const char* at = target; at < end; ++at)
    if (*at <= ' ' || *at == 0x7f) return 400;
  request->minor = version[7] - '0';
  snprintf(request->method, sizeof request->method, "%.*s", (int)(space - line), line);
  if (end - target > 7 &&
      memcmp(target, "http://", 7) == 0) { /* absolute-form: the path begins behind the host */
    const char* const slash = memchr(target + 7, '/', (size_t)(end - target - 7));
    snprintf(request->path, sizeof request->path, "%.*s", slash ? (int)(end - slash) : 1,
             slash ? slash : "/");
    snprintf(request->authority, sizeof request->authority, "%.*s",
             (int)((slash ? slash : end) - target - 7), target + 7);
  } else if (*target == '/' || (*target == '*' && end - target == 1)) {
    snprintf(request->path, sizeof request->path, "%.*s", (int)(end - target), target);
  } else {
    return strcmp(request->method, "CONNECT") == 0 ? 501 : 400;
  }
  request->path[strcspn(request->path, "?")] = '\0';
  return 0;
}

static void copy_value(char* to, size_t room, const char* value, size_t size) {
  snprintf(to, room, "%.*s", (int)(size < room ? size : room - 1), value);
}

/* "Connection: keep-alive, close": a list, in any case. */
static void read_connection(struct fields* fields, const char* value, size_t size) {
  for (size_t i = 0; i < size;) {
    while (i < size && strchr(" \t,", value[i]) != NULL) ++i;
    const size_t begin = i;
    while (i < size && strchr(" \t,", value[i]) == NULL) ++i;
    if (i - begin == 5 && strncasecmp(value + begin, "close", 5) == 0) fields->close = 1;
    if (i - begin == 10 && strncasecmp(value + begin, "keep-alive", 10) == 0) fields->keep_alive = 1;
  }
}

static int is_named(const char* line, size_t size, const char* name) {
  return size == strlen(name) && strncasecmp(line, name, size) == 0;
}

static int read_field(const char* line, size_t size, struct fields* fields) {
  const char* const colon = memchr(line, ':', size);
  if (colon == NULL || !is_token(line, (size_t)(colon - line))) return 400;
  const size_t name_size = (size_t)(colon - line);
  const char* value = colon + 1;
  size_t value_size = size - name_size - 1;
  while (value_size > 0 && (*value == ' ' || *value == '\t')) ++value, --value_size;
  while (value_size > 0 && (value[value_size - 1] == ' ' || value[value_size - 1] == '\t')) --value_size;
  if (++fields->count > kMaxFields) return 431;
  if (is_named(line, name_size, "host")) {
    ++fields->hosts;
    copy_value(fields->host, sizeof fields->host, value, value_size);
  } else if (is_named(line, name_size, "content-length")) {
    ++fields->lengths;
    copy_value(fields->length, sizeof fields->length, value, value_size);
  } else if (is_named(line, name_size, "transfer-encoding")) {
    ++fields->codings;
    copy_value(fields->coding, sizeof fields->coding, value, value_size);
  } else if (is_named(line, name_size, "connection")) {
    read_connection(fields, value, value_size);
  }
  return 0;
}

/* Where the body ends: RFC 9112 section 6.3, and what leaves it in doubt is refused. */
static int judge_framing(const struct fields* fields, struct request* request) {
  if (fields->codings > 0) {
    if (fields->lengths > 0 || fields->codings > 1 || request->minor == 0) return 400;
    if (strcasecmp(fields->coding, "chunked") != 0) return strcasestr(fields->coding, "chunked") ? 400 : 501;
    request->length = -1;
    return 0;
  }
  request->length = 0;
  if (fields->lengths == 0) return 0;
  const size_t digits = strspn(fields->length, "0123456789");
  if (fields->lengths > 1 || digits == 0 || fields->length[digits] != '\0' || digits > 18) return 400;
  request->length = strtoll(fields->length, NULL, 10);
  return request->length > kMaxBodyBytes ? 413 : 0;
}

static int judge_host(const struct fields* fields, struct request* request) {
  if (fields->hosts > 1 || (fields->hosts == 0 && request->minor > 0)) return 400;
  if (strspn(fields->host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") !=
      strlen(fields->host))
    return 400;
  /* An absolute target names the host, and the field does not count: RFC 9112 section 3.2.2. */
  const char* const host = request->authority[0] != '\0' ? request->authority : fields->host;
  request->is_misdirected = host[0] != '\0' && strcmp(host, our_host) != 0 && strcmp(host, our_name) != 0;
  return 0;
}

static int judge_method(const struct request* request) {
  const char* const known[] = {"GET", "HEAD", "POST", "OPTIONS"};
  for (size_t i = 0; i < sizeof known / sizeof *known; ++i)
    if (strcmp(request->method, known[i]) == 0) return 0;
  return 501;
}

static int read_head(const char* head, size_t size, struct request* request) {
  struct fields fields;
  memset(&fields, 0, sizeof fields);
  memset(request, 0, sizeof *request);
  const char* line = head;
  const char* const end = head + size - 2; /* the empty line */
  int status = 0;
  for (int number = 0; line < end && status == 0; ++number) {
    const char* const line_end = memmem(line, (size_t)(end - line), "\r\n", 2);
    const size_t line_size = (size_t)(line_end - line);
    status = number == 0 ? read_request_line(line, line_size, request) : read_field(line, line_size, &fields);
    line = line_end + 2;
  }
  if (status == 0) status = judge_framing(&fields, request);
  if (status == 0) status = judge_host(&fields, request);
  if (status == 0) status = judge_method(request);
  request->keeps = !fields.close && (request->minor > 0 || fields.keep_alive);
  return status;
}

/* The bytes that the chunks take, 0 if they are not all there, -400 if they are malformed. Trailers are not
 * taken. */
static long chunks_size(const char* body, size_t used) {
  size_t at = 0;
  for (;;) {
    const char* const line_end = memmem(body + at, used - at, "\r\n", 2);
    if (line_end == NULL) return used - at > 64 ? -400 : 0;
    char* number_end;
    if (!isxdigit((unsigned char)body[at])) return -400;
    const unsigned long long size = strtoull(body + at, &number_end, 16);
    if (number_end != line_end || size > kMaxBodyBytes) return -400;
    at = (size_t)(line_end - body) + 2;
    if (used < at + size + 2) return 0;
    if (memcmp(body + at + size, "\r\n", 2) != 0) return -400;
    at += size + 2;
    if (size == 0) return (long)at;
  }
}

long read_request(const char* buffer, size_t used, struct request* request) {
  size_t skipped = 0;
  while (used - skipped >= 2 && memcmp(buffer + skipped, "\r\n", 2) == 0)
    skipped += 2; /* RFC 9112 section 2.2 */
  buffer += skipped;
  used -= skipped;
  const char* const end = memmem(buffer, used, "\r\n\r\n", 4);
  const size_t head_size = end != NULL ? (size_t)(end - buffer) + 4 : used;
  if (!are_lines_sound(buffer, head_size)) return -400;
  const char* const line_end = memmem(buffer, head_size, "\r\n", 2);
  if ((line_end ? (size_t)(line_end - buffer) : used) > kMaxTargetBytes + 200) return -414;
  if (head_size > kMaxHeadBytes) return -431;
  if (end == NULL) return 0;
  const int status = read_head(buffer, head_size, request);
  if (status != 0) return -status;
  const long body =
      request->length < 0 ? chunks_size(buffer + head_size, used - head_size) : (long)request->length;
  if (body < 0) return body;
  if ((request->length < 0 && body == 0) || used < head_size + (size_t)body) return 0;
  return (long)(skipped + head_size + (size_t)body);
}
