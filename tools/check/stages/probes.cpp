#include "check/stages/probes.hpp"

#include "check/datagram_socket.hpp"
#include "check/expect.hpp"
#include "check/http.hpp"
#include "check/trial.hpp"

namespace ladder::check {

void probe_echo(Trial& trial) {
  Connection client = trial.connect();
  const bool is_served = trial.eventually([&] {
    if (client.exchange("next?\n", 6) == "next?\n") return true;
    if (client.end() != End::open) client = trial.connect();  // it had no place
    return false;
  });
  expect(is_served, client, "\"next?\\n\"");
}

void probe_datagrams(Trial& trial) {
  DatagramSocket sender(trial.patience().must_happen());
  sender.send_to(trial.port(), "next?\n");
  sender.expect(trial.port(), "next?\n");
}

void probe_http(Trial& trial) {
  HttpClient client(trial);
  int status = client.ask(get("/")).status;
  const bool is_served = trial.eventually([&] {
    if (status == 200) return true;
    client = HttpClient(trial);
    status = client.ask(get("/")).status;
    return status == 200;
  });
  expect(is_served, client, "200");
}

}  // namespace ladder::check
