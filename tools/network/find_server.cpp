#include "network/find_server.hpp"

#include <asio/connect.hpp>

#include "network/failure.hpp"
#include "network/run_within.hpp"

namespace ladder::tools {

using asio::ip::tcp;

tcp::endpoint find_tcp_server(asio::io_context& context, const std::string& host, const std::string& port,
                              std::chrono::milliseconds timeout) {
  std::error_code error;
  const auto found = tcp::resolver(context).resolve(host, port, error);
  if (error) throw NetworkFailure(authority(host, port), error);
  auto chosen = found.begin()->endpoint();
  if (found.size() == 1) return chosen;
  tcp::socket socket(context);
  asio::async_connect(socket, found, [&](const std::error_code& failed, const tcp::endpoint& taken) {
    if (!failed) chosen = taken;
  });
  (void)run_within(context, timeout, socket);
  context.restart();
  return chosen;
}

}  // namespace ladder::tools
