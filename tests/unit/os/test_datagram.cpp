/// \file
/// UDP sockets (os/datagram.hpp).
#include "os/datagram.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include "os/socket.hpp"
#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/patience.hpp"

namespace os = ladder::os;
using namespace ladder::test;
using Kind = os::IoResult::Kind;

namespace {

struct UdpSocket {
  os::Fd fd = os::bind_udp(os::Address::resolve("127.0.0.1", 0));
  os::Address address = os::local_address(fd.get());
};

struct Datagram {
  os::IoResult result;
  std::string bytes;
  os::Address from;
};

os::IoResult send(int fd, std::string_view bytes, const os::Address& to) {
  return os::send_datagram(fd, std::as_bytes(std::span(bytes)), to);
}

/// Waits for one datagram and takes it into a space of this size.
Datagram receive(int fd, std::size_t space_bytes = os::kMaxDatagramBytes) {
  (void)os::wait_ready(fd, {.readable = true}, -1, kPatience);
  std::vector<std::byte> space(space_bytes);
  Datagram got;
  got.result = os::receive_datagram(fd, space, got.from);
  got.bytes.assign(reinterpret_cast<const char*>(space.data()), got.result.bytes);
  return got;
}

}  // namespace

TEST_CASE("One send is one datagram, one receive is one datagram", "[os][stage02][udp.7]") {
  const UdpSocket sender;
  const UdpSocket receiver;
  (void)send(sender.fd.get(), "first", receiver.address);
  (void)send(sender.fd.get(), "second", receiver.address);
  const Datagram first = receive(receiver.fd.get());
  CHECK(first.bytes == "first");
  CHECK(first.from.to_string() == sender.address.to_string());
  CHECK(receive(receiver.fd.get()).bytes == "second");
}

TEST_CASE("Datagrams of every size from 0 to 65,507 bytes arrive unchanged", "[os][stage02][rfc768]") {
  const UdpSocket sender;
  const UdpSocket receiver;
  for (const std::size_t size : {0UL, 1UL, 512UL, 1'472UL, 1'473UL, 65'506UL, os::kMaxDatagramBytes}) {
    const std::string bytes = noise(size);
    REQUIRE(send(sender.fd.get(), bytes, receiver.address).bytes == size);
    const Datagram got = receive(receiver.fd.get());
    CHECK(got.result.kind == Kind::transferred);  // an empty datagram is not the end of anything
    CHECK((got.bytes == bytes));
  }
}

TEST_CASE("A datagram over 65,507 bytes is refused whole", "[os][stage02][udp.7]") {
  const UdpSocket sender;
  const UdpSocket receiver;
  const auto sent = send(sender.fd.get(), std::string(os::kMaxDatagramBytes + 1, 'x'), receiver.address);
  CHECK(sent.kind == Kind::failed);
  CHECK(sent.error_number == EMSGSIZE);
}

TEST_CASE("What does not fit into the space is cut off", "[os][stage02][recvfrom.2]") {
  const UdpSocket sender;
  const UdpSocket receiver;
  (void)send(sender.fd.get(), "truncated", receiver.address);
  (void)send(sender.fd.get(), "next", receiver.address);
  CHECK(receive(receiver.fd.get(), 5).bytes == "trunc");
  CHECK(receive(receiver.fd.get()).bytes == "next");
}

TEST_CASE("Receiving never waits", "[os][stage02][recvfrom.2]") {
  const UdpSocket receiver;
  std::array<std::byte, 16> space;
  os::Address from;
  CHECK(os::receive_datagram(receiver.fd.get(), space, from).kind == Kind::would_block);
}

TEST_CASE("A connected socket hears its peer only", "[os][stage02][udp.7]") {
  const UdpSocket peer;
  const UdpSocket stranger;
  const os::Fd connected = os::connect_udp(peer.address);
  const os::Address our_address = os::local_address(connected.get());
  (void)send(stranger.fd.get(), "from a stranger", our_address);
  (void)send(peer.fd.get(), "from the peer", our_address);
  CHECK(receive(connected.get()).bytes == "from the peer");
}

TEST_CASE("A connected socket is told that nobody listens", "[os][stage02][udp.7]") {
  os::Address nobody;
  { nobody = UdpSocket().address; }
  const os::Fd connected = os::connect_udp(nobody);
  (void)send(connected.get(), "anybody?", nobody);
  const Datagram got = receive(connected.get());
  CHECK(got.result.kind == Kind::failed);
  CHECK(got.result.error_number == ECONNREFUSED);
}

TEST_CASE("Binding a taken UDP port fails with the address in its text", "[os][stage02][bind.2]") {
  const UdpSocket taken;
  try {
    (void)os::bind_udp(taken.address);
    FAIL("bound twice");
  } catch (const std::system_error& error) {
    CHECK(std::string(error.what()) == "bind " + taken.address.to_string() + ": Address already in use");
  }
}
