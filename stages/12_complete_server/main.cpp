/// \file
/// Stage 12: the complete server, under the command line that every stage has.

#include "app/server.hpp"

//! [main]
int main(int argc, char** argv) {
  // The stages listen on 127.0.0.1 and take PORT first, and so does the complete server: they are the same
  // program.
  return ladder::app::server_main(argc, argv);
}
//! [main]
