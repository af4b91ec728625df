#include "check/proc.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>

#include "check/check.hpp"
#include "check/descriptor.hpp"

namespace ladder::check {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListening = "0A";  // TCP_LISTEN of include/net/tcp_states.h
constexpr std::string_view kLoopback = "0100007F";
constexpr std::string_view kLoopbackMapped = "0000000000000000FFFF00000100007F";

/// State and group of a process, from /proc/PID/stat: behind the name, which may itself hold parentheses.
struct Standing {
  char state = 'X';
  pid_t group = -1;
};

std::optional<Standing> standing_of(const fs::path& process) {
  std::ifstream file(process / "stat");
  std::string text;
  if (!std::getline(file, text)) return std::nullopt;
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(text.substr(name_end + 1));
  Standing standing;
  pid_t parent = 0;
  if (!(rest >> standing.state >> parent >> standing.group)) return std::nullopt;
  return standing;
}

bool is_loopback_or_any(std::string_view address) {
  return address == kLoopback || address == kLoopbackMapped ||
         address.find_first_not_of('0') == std::string_view::npos;
}

/// One line of /proc/net/tcp or udp: "0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 ...".
struct Socket {
  std::string address;
  unsigned port = 0;
  bool is_listening = false;
  unsigned to_receive = 0;  ///< bytes; of a listening socket, connections that wait for accept
};

unsigned from_hex(std::string_view text) {
  unsigned number = 0;
  (void)std::from_chars(text.data(), text.data() + text.size(), number, 16);
  return number;
}

std::optional<Socket> parse_socket(const std::string& line) {
  std::istringstream words(line);
  std::string slot;
  std::string local;
  std::string remote;
  std::string state;
  std::string queues;
  if (!(words >> slot >> local >> remote >> state >> queues)) return std::nullopt;
  const std::size_t colon = local.find(':');
  if (colon == std::string::npos || queues.find(':') == std::string::npos) return std::nullopt;
  return Socket{local.substr(0, colon), from_hex(std::string_view(local).substr(colon + 1)),
                state == kListening, from_hex(std::string_view(queues).substr(queues.find(':') + 1))};
}

/// The socket that takes what is sent to this port of the loopback.
std::optional<Socket> find_socket(Transport transport, std::uint16_t port) {
  const std::string table = transport == Transport::tcp ? "/proc/net/tcp" : "/proc/net/udp";
  for (const char* version : {"", "6"}) {
    std::ifstream file(table + version);
    for (std::string line; std::getline(file, line);) {
      auto socket = parse_socket(line);
      if (socket && socket->port == port && is_loopback_or_any(socket->address) &&
          (socket->is_listening || transport == Transport::udp))
        return socket;
    }
  }
  return std::nullopt;
}

bool can_bind(int type, std::uint16_t port) {
  const Descriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  return socket && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

std::vector<pid_t> processes_of_group(pid_t group) {
  std::vector<pid_t> found;
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc{}) continue;
    const auto standing = standing_of(at->path());
    if (standing && standing->group == group && standing->state != 'Z') found.push_back(pid);
  }
  return found;
}

std::size_t count_entries(const std::string& directory) {
  std::size_t count = 0;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) ++count;
  return count;
}

bool is_bound(Transport transport, std::uint16_t port) { return find_socket(transport, port).has_value(); }

std::size_t waiting_for_accept(std::uint16_t port) {
  const auto socket = find_socket(Transport::tcp, port);
  return socket ? socket->to_receive : 0;
}

std::uint16_t free_port() {
  // Outgoing connections get ports from 32768 on (/proc/sys/net/ipv4/ip_local_port_range): those below stay
  // free.
  static std::mt19937 random{std::random_device{}()};
  std::uniform_int_distribution<unsigned> ports(18'000, 31'999);
  for (int attempt = 0; attempt < 1'000; ++attempt) {
    const auto port = static_cast<std::uint16_t>(ports(random));
    if (can_bind(SOCK_STREAM, port) && can_bind(SOCK_DGRAM, port)) return port;
  }
  throw CannotWork("no port is free between 18000 and 31999");
}

}  // namespace ladder::check
