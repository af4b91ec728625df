// Asio's own code, compiled here once (ASIO_SEPARATE_COMPILATION) instead of in every file that includes a
// part of it.
#include <asio/impl/src.hpp>
