#include "os/trace.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>

#include "os/address.hpp"
#include "os/error.hpp"

namespace ladder::os {

namespace {

void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
      out += c;
    } else {  // any byte stands for the character of its number: JSON holds no other bytes
      constexpr char kHex[] = "0123456789abcdef";
      out.append("\\u00").append({kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  out += '"';
}

std::string member(std::string_view name, std::string_view text) {
  std::string out = "\"" + std::string(name) + "\":";
  append_text(out, text);
  return out;
}

std::string member(std::string_view name, std::uint64_t number) {
  return "\"" + std::string(name) + "\":" + std::to_string(number);
}

std::string arguments(const std::string& members) { return "\"args\":{" + members + "}"; }

/// Microseconds with three decimals, which is how the format tells nanoseconds.
std::string microseconds(std::chrono::nanoseconds time) {
  std::string digits = std::to_string(time.count() % 1'000);
  digits.insert(0, 3 - digits.size(), '0');
  return std::to_string(time.count() / 1'000) + "." + digits;
}

std::string bar(std::string_view name, Trace::Clock::duration length, const std::string& members) {
  return member("name", name) + ",\"dur\":" + microseconds(length) + "," + arguments(members);
}

}  // namespace

Trace::Trace(const std::string& path)
    : begin_(Clock::now()), file_(std::fopen(path.c_str(), "we"), std::fclose) {
  if (!file_) throw_system_error(errno, "open", path);
  (void)std::fputs("[", file_.get());  // a full disk is seen at the end
  active_ = this;
}

Trace::~Trace() {
  active_ = nullptr;
  std::fputs("\n]\n", file_.get());
  if (std::ferror(file_.get()) != 0 || std::fflush(file_.get()) != 0)
    std::fputs("trace: the file could not be written whole\n", stderr);
  if (lost_ > 0) (void)std::fprintf(stderr, "trace: no memory for %ju events\n", std::uintmax_t{lost_});
}

template <class Event>
void Trace::keep(Event&& event) noexcept try {
  const std::lock_guard lock(mutex_);
  event();
} catch (const std::exception&) {
  ++lost_;
}

void Trace::accepted(int fd, const Address& peer) noexcept {
  keep([&] {
    const Connection connection{++last_number_, peer.to_string(), false};
    try {
      connections_[fd] = connection;
      numbers_[connection.peer] = connection.number;
      write_on(connection, 'b', "connection", member("peer", connection.peer));
    } catch (const std::exception&) {  // of one that has no beginning nothing else is told
      connections_.erase(fd);
      numbers_.erase(connection.peer);
      throw;
    }
    write_on(connection, 'n', "accepted", {});
  });
}

void Trace::noted(int fd, std::string_view what) noexcept {
  keep([&] {
    if (const auto found = connections_.find(fd); found != connections_.end())
      write_on(found->second, 'n', what, {});
  });
}

void Trace::moved(int fd, std::string_view what, std::uint64_t bytes, Clock::time_point started) noexcept {
  const auto length = Clock::now() - started;
  keep([&] {
    const auto found = connections_.find(fd);
    const std::string whose = found == connections_.end()
                                  ? member("descriptor", static_cast<std::uint64_t>(fd))
                                  : member("connection", found->second.number);
    write('X', started, bar(what, length, whose + "," + member("bytes", bytes)));
  });
}

void Trace::peer_ended(int fd) noexcept {
  keep([&] {
    if (const auto found = connections_.find(fd); found != connections_.end())
      found->second.peer_ended = true;
  });
}

void Trace::closed(int fd) noexcept {
  keep([&] {
    const auto found = connections_.find(fd);
    if (found == connections_.end()) return;  // a file, or another descriptor that is no connection
    const Connection connection = std::move(found->second);
    connections_.erase(found);
    // The peer may have come again from the same port already.
    if (const auto number = numbers_.find(connection.peer);
        number != numbers_.end() && number->second == connection.number)
      numbers_.erase(number);
    write_on(connection, 'e', "connection",
             member("closed", connection.peer_ended ? "the client had ended its side" : "by the server"));
  });
}

void Trace::request(std::string_view client, std::string_view line, unsigned status, std::uint64_t body_bytes,
                    std::chrono::microseconds duration) noexcept {
  const Clock::time_point now = Clock::now();
  keep([&] {
    const auto found = numbers_.find(std::string(client));
    const std::string id =
        member("cat", "request") + "," + member("id", found == numbers_.end() ? 0 : found->second) + ",";
    write('b', now - duration,
          id + member("name", line) + "," +
              arguments(member("status", status) + "," + member("body_bytes", body_bytes)));
    write('e', now, id + member("name", line));
  });
}

void Trace::name_thread(std::string_view kind, std::size_t number) noexcept {
  keep([&] {
    write('M', Clock::now(),
          member("name", "thread_name") + "," +
              arguments(member("name", std::string(kind) + " " + std::to_string(number))));
  });
}

void Trace::write_on(const Connection& connection, char phase, std::string_view name,
                     const std::string& members) {
  write(phase, Clock::now(),
        member("cat", "connection") + "," + member("id", connection.number) + "," + member("name", name) +
            "," + arguments(members));
}

void Trace::write(char phase, Clock::time_point when, const std::string& rest) {
  // What began before the trace did begins with it.
  const auto since = std::max(when - begin_, Clock::duration::zero());
  const std::string event = std::string(first_ ? "\n" : ",\n") + "{\"ph\":\"" + phase +
                            "\",\"ts\":" + microseconds(since) + "," +
                            member("pid", static_cast<std::uint64_t>(::getpid())) + "," +
                            member("tid", static_cast<std::uint64_t>(::gettid())) + "," + rest + "}";
  first_ = false;
  (void)std::fwrite(event.data(), 1, event.size(), file_.get());  // an error is told at the end
}

}  // namespace ladder::os
