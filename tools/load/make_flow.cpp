#include "load/make_flow.hpp"

#include "load/datagram_flow.hpp"
#include "load/echo_flow.hpp"
#include "load/http_flow.hpp"
#include "load/worker.hpp"

namespace ladder::tools::load {

std::unique_ptr<Flow> make_flow(Worker& worker) {
  switch (worker.plan().options.protocol) {
    case Protocol::tcp:
      return std::make_unique<EchoFlow>(worker);
    case Protocol::udp:
      return std::make_unique<DatagramFlow>(worker);
    case Protocol::http:
      break;
  }
  return std::make_unique<HttpFlow>(worker);
}

}  // namespace ladder::tools::load
