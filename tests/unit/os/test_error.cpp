/// \file
/// How set-up code fails (os/error.hpp).
#include "os/error.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include "support/catch.hpp"

namespace os = ladder::os;

namespace {

/// What `call` throws, or an error of 0.
template <class Call>
std::system_error error_of(Call call) {
  try {
    call();
  } catch (const std::system_error& error) {
    return error;
  }
  return {0, std::generic_category()};
}

}  // namespace

TEST_CASE("An error names the call, its argument and the reason", "[os][stage01][errno.3]") {
  errno = EACCES;
  const auto error = error_of([] { os::throw_system_error("bind", "127.0.0.1:80"); });
  CHECK(error.code().value() == EACCES);
  CHECK(std::string(error.what()) == "bind 127.0.0.1:80: Permission denied");
}

TEST_CASE("An error without an argument names the call alone", "[os][stage01][errno.3]") {
  errno = EMFILE;
  const auto error = error_of([] { os::throw_system_error("socket"); });
  CHECK(std::string(error.what()) == "socket: Too many open files");
}

TEST_CASE("An error number given explicitly is used in place of errno", "[os][stage01][errno.3]") {
  errno = EACCES;
  const auto error = error_of([] { os::throw_system_error(ENOENT, "open", "/nowhere"); });
  CHECK(error.code().value() == ENOENT);
  CHECK(std::string(error.what()) == "open /nowhere: No such file or directory");
}

TEST_CASE("A result that is not negative passes through check", "[os][stage01][errno.3]") {
  CHECK(os::check(0, "call") == 0);
  CHECK(os::check(7, "call") == 7);
}

TEST_CASE("A negative result makes check throw errno", "[os][stage01][errno.3]") {
  errno = EADDRINUSE;
  const auto error = error_of([] { (void)os::check(-1, "bind", "[::1]:8080"); });
  CHECK(error.code().value() == EADDRINUSE);
  CHECK(std::string(error.what()) == "bind [::1]:8080: Address already in use");
}

TEST_CASE("The text of an error number is the system's", "[os][stage01][strerror.3]") {
  CHECK(os::error_text(ECONNRESET) == "Connection reset by peer");
}
