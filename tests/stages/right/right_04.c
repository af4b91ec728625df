/* Stage 04 in C: a fixed number of threads, a bounded queue, and "busy" for those who do not fit in. */
#include "pool.h"

int main(int argc, char** argv) {
  const struct arguments options = read_arguments(argc, argv);
  return run_pool(&options, echo_and_close, "busy\n");
}
