/// \file
/// Whole engines in which, one after another, every allocation and every system call of a kind fails, each in
/// a run of its own: the same clients come, and what they get depends on what has failed. After each run the
/// next client is served, and no descriptor is left. A program of its own: see support/faults.hpp.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "app/access_log.hpp"
#include "app/http_service.hpp"
#include "content/site.hpp"
#include "drive/epoll_loop.hpp"
#include "drive/pool.hpp"
#include "drive/workers.hpp"
#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/faults.hpp"
#include "support/fixture_site.hpp"
#include "support/http_client.hpp"
#include "support/ignored_sigpipe.hpp"
#include "support/sockets.hpp"
#ifdef LADDER_WITH_URING
#include "drive/uring_loop.hpp"
#endif

using namespace ladder;
using namespace ladder::test;

namespace {

using app::HttpService;
constexpr std::size_t kWorkers = 2;
constexpr std::size_t kConnectionsPerLoop = 2;
using Run = std::function<void(int listener_fd, concurrency::Stop&)>;

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// One server of the fixture site. The calling thread is that of its clients.
class Server {
 public:
  explicit Server(const std::string& engine) {
    limits_.header_timeout = limits_.body_timeout = limits_.answer_timeout = limits_.idle_timeout =
        std::chrono::seconds(2);
    thread_ = std::jthread([this, run = engine_of(engine)] {
      try {
        run(listener_.fd.get(), stop_);
      } catch (...) {
        failure_ = std::current_exception();
      }
    });
  }
  ~Server() { stop_.abandon(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const os::Address& address() const { return listener_.address; }
  std::uint16_t port() const { return listener_.address.port(); }
  /// True if it ends as it should when it is told to.
  bool ends() {
    stop_.drain();
    thread_.join();
    return failure_ == nullptr;
  }

 private:
  std::unique_ptr<HttpService> make() {
    return std::make_unique<HttpService>(limits_, http::AllowedHosts::loopback(port()),
                                         std::make_unique<content::Site>(options_, storage_),
                                         std::make_unique<app::WorkerLog>(lines_, counters_, rates_));
  }
  template <class Loop>
  void run_loops(int listener_fd, concurrency::Stop& stop) {
    drive::Workers<HttpService, Loop>([this] { return make(); }, {kWorkers, kConnectionsPerLoop, 1, 1})
        .run(listener_fd, stop);
  }
  Run engine_of(const std::string& name) {
    if (name == "threads")
      return [this](int fd, concurrency::Stop& stop) {
        drive::Pool<HttpService>([this] { return make(); }, {kWorkers, 2, true}).run(fd, stop);
      };
#ifdef LADDER_WITH_URING
    if (name == "uring")
      return [this](int fd, concurrency::Stop& stop) { run_loops<drive::UringLoop<HttpService>>(fd, stop); };
#endif
    return [this](int fd, concurrency::Stop& stop) { run_loops<drive::EpollLoop<HttpService>>(fd, stop); };
  }

  FixtureSite fixture_;
  content::SiteOptions options_ = fixture_.options();
  content::SiteStorage storage_ = content::SiteStorage::open(options_);
  http::Limits limits_;
  app::Counters counters_;
  app::WarningRates rates_;
  app::TakeLines lines_ = [](std::string_view) {};
  Listener listener_;
  concurrency::Stop stop_;
  std::exception_ptr failure_;
  std::jthread thread_;
};

std::string post_form(std::uint16_t port) {
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhello\r\n--b--\r\n";
  return "POST /upload HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
         "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// What comes back is not looked at: it may be all, nothing, or an error. That something or the end comes is.
void talk(const Server& server, std::string_view request) {
  Client client(server.address());
  if (client.try_send(request)) {
    try {
      (void)read_response(client);
    } catch (const std::exception&) {  // broken off in mid-head
    }
  }
}

/// More than there is room for, each with half a request. Who is refused hears of it.
void crowd(const Server& server) {
  std::vector<Client> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back(server.address());
    (void)clients.back().try_send("GET / HTTP/1.1\r\n");
  }
  (void)clients.back().answers_within(std::chrono::milliseconds(100));
}

void leave_in_mid_request(const Server& server, std::string_view request, std::size_t bytes) {
  Client client(server.address());
  (void)client.try_send(request.substr(0, bytes));
  client.reset();
}

void play(const Server& server) {
  const std::uint16_t port = server.port();
  const std::string upload = post_json(port, "[\"" + std::string(300'000, 'x') + "\"]");
  talk(server, get(port, "/hello.txt"));
  talk(server, get(port, "/big.txt"));
  talk(server, get(port, "/missing.html"));
  talk(server, get(port, "/picture.png", "Range: bytes=0-1,5-9\r\n"));
  talk(server, upload);
  talk(server, post_json(port, "{\"not\":"));
  talk(server, post_form(port));
  talk(server, "BAD\r\n\r\n");
  talk(server, get(port, "/") + get(port, "/hello.txt"));
  leave_in_mid_request(server, get(port, "/"), 20);
  leave_in_mid_request(server, upload, 290'000);
  crowd(server);
}

/// Every worker keeps files open that it has served: so each is asked, by clients that are there at the same
/// time.
void warm(const Server& server, const std::string& engine) {
  const std::size_t places = engine == "threads" ? kWorkers : kWorkers * kConnectionsPerLoop;
  std::vector<Client> clients;
  for (std::size_t i = 0; i < places; ++i) {
    clients.emplace_back(server.address());
    (void)clients.back().try_send(get(server.port(), "/big.txt"));
    (void)read_response(clients.back());
  }
}

/// The crowd has left, but a worker may not know it yet: then a client is refused, and comes again.
bool serves(const Server& server) {
  return eventually([&] {
    try {
      return ask(server.address(), get(server.port(), "/hello.txt")).status == 200;
    } catch (const std::exception&) {
      return false;
    }
  });
}

/// Lets the n-th fail (and `count` in a row), for every n until a run meets none. How many have.
std::size_t fail_each(const Server& server, Point point, std::size_t count, std::size_t descriptors) {
  for (std::size_t nth = 0;; nth += count) {
    CAPTURE(nth);
    REQUIRE(nth < 5'000);
    {
      const Fault fault(point, nth, count);
      play(server);
    }
    const bool met = Fault::met() > 0;
    REQUIRE(serves(server));
    REQUIRE(eventually([&] { return open_descriptors() <= descriptors; }));
    if (!met) return nth;
  }
}

struct Row {
  const char* what;
  Point point;
  std::size_t count;
};

const std::vector<Row> kAllocations{{"an allocation", Point::allocation, 1},
                                    {"five allocations", Point::allocation, 5}};

const std::vector<Row> kCalls{
    {"accept4", Point::accept4, 1},   {"recv", Point::recv, 1},   {"send", Point::send, 1},
    {"sendfile", Point::sendfile, 1}, {"poll", Point::poll, 1},   {"epoll_ctl", Point::epoll_ctl, 1},
    {"openat2", Point::openat2, 1},   {"fstat", Point::fstat, 1}, {"pread", Point::pread, 1},
    {"write", Point::write, 1},       {"fsync", Point::fsync, 1}, {"rename", Point::rename, 1}};

void fail_every_point(const std::string& engine, const std::vector<Row>& rows) {
  const IgnoredSigpipe ignored;
  const Spared the_clients;
  spdlog::set_level(spdlog::level::off);
  Server server(engine);
  warm(server, engine);
  std::size_t descriptors = 0;
  for (int i = 0; i < 3; ++i) {  // what is kept open from now on: files in the caches, workspaces
    play(server);
    REQUIRE(serves(server));
    descriptors = std::max(descriptors, open_descriptors());
  }
  for (const Row& row : rows) {
    CAPTURE(engine);
    CAPTURE(row.what);
    const std::size_t points = fail_each(server, row.point, row.count, descriptors);
    std::cout << engine << ", " << row.what << ": " << points << " points failed, survived all\n";
  }
  CHECK(server.ends());
}

}  // namespace

TEST_CASE("The n-th allocation fails: the pool serves the next client", "[app][stage12]") {
  fail_every_point("threads", kAllocations);
}

TEST_CASE("The n-th system call of a kind fails: the pool serves the next client", "[app][stage12]") {
  fail_every_point("threads", kCalls);
}

TEST_CASE("The n-th allocation fails: loops over epoll serve the next client", "[app][stage12]") {
  fail_every_point("epoll", kAllocations);
}

TEST_CASE("The n-th system call of a kind fails: loops over epoll serve the next client", "[app][stage12]") {
  fail_every_point("epoll", kCalls);
}

#ifdef LADDER_WITH_URING
TEST_CASE("The n-th allocation fails: loops over io_uring serve the next client", "[app][stage12]") {
  if (uring_works()) fail_every_point("uring", kAllocations);
}

TEST_CASE("The n-th system call of a kind fails: loops over io_uring serve the next client",
          "[app][stage12]") {
  if (uring_works()) fail_every_point("uring", kCalls);
}
#endif
