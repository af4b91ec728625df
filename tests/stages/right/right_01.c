/* Stage 01 in C: an echo for one client after another. */
#include <sys/socket.h>

#include "right.h"

int main(int argc, char** argv) {
  const struct arguments options = read_arguments(argc, argv);
  const int stop_fd = block_stop_signals();
  const int listener = listen_on(options.port);
  while (wait_readable(listener, stop_fd)) {
    const int client = accept(listener, NULL, NULL);
    if (client >= 0) echo_and_close(client, stop_fd);
  }
  return 0;
}
