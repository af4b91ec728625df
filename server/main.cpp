/// \file
/// The complete server. See app/server.hpp.

#include "app/server.hpp"

int main(int argc, char** argv) { return ladder::app::server_main(argc, argv); }
