#include "support/session_wire.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace ladder::test {

using seam::has;
using seam::Want;

std::string beginning_of(const seam::Output& out, std::size_t most) {
  std::string bytes;
  for (const auto& span : out.memory) {
    const std::size_t count = std::min(span.size(), most - bytes.size());
    bytes.append(reinterpret_cast<const char*>(span.data()), count);
  }
  const auto from_file =
      static_cast<std::size_t>(std::min<std::uint64_t>(out.file.length_bytes, most - bytes.size()));
  if (from_file == 0) return bytes;
  std::string piece(from_file, '\0');
  const ssize_t count = ::pread(out.file.fd, piece.data(), from_file, static_cast<off_t>(out.file.offset));
  if (count != static_cast<ssize_t>(from_file)) throw WireError("the file slice cannot be read");
  return bytes + piece;
}

std::size_t size_of(const seam::Output& out) {
  return out.memory[0].size() + out.memory[1].size() + static_cast<std::size_t>(out.file.length_bytes);
}

SessionWire::SessionWire(http::Context& context, const Pieces& pieces)
    : pieces_(pieces), random_(pieces.seed), session_(context, "127.0.0.1:50000", now_) {}

std::size_t SessionWire::piece(std::size_t most, std::size_t available) {
  if (most == 0) return available;
  if (pieces_.seed != 0) most = std::uniform_int_distribution<std::size_t>(1, most)(random_);
  return std::min(most, available);
}

/// One move of the driver, in the order of drive/advance.hpp.
SessionWire::Moved SessionWire::step() {
  const Want want = session_.want();
  if (has(want, Want::work)) {
    run_work();
  } else if (has(want, Want::output)) {
    take_output();
  } else if (has(want, Want::input)) {
    if (!give_input()) return Moved::waits_for_input;
  } else if (has(want, Want::close) || has(want, Want::linger)) {
    return Moved::ended;
  } else {
    throw WireError("the session is parked and has no job");
  }
  return Moved::yes;
}

void SessionWire::run_work() {
  const auto work = session_.take_work();
  if (!work) throw WireError("the session wants work and has none");
  if (has(session_.want(), Want::work)) throw WireError("the session wants a second job while one runs");
  if (has(session_.want(), Want::output)) take_output();  // it may leave while the job runs
  work->run();
  session_.work_done(now_);
}

void SessionWire::take_output() {
  const seam::Output out = session_.output();
  const std::size_t available = size_of(out);
  if (available == 0) throw WireError("the session wants output and has none");
  const std::string bytes = beginning_of(out, piece(pieces_.output_bytes, available));
  output_ += bytes;
  session_.output_sent(bytes.size(), now_);
}

/// False if there is nothing to give. Then the space is withdrawn, as a driver does that would have to wait.
bool SessionWire::give_input() {
  const std::span<std::byte> space = session_.input_space();
  if (space.empty()) throw WireError("the session wants input and has no space");
  const std::size_t count = piece(pieces_.input_bytes, std::min(space.size(), to_session_.size() - given_));
  if (count == 0 && (!client_ended_ || end_told_)) {
    session_.input_withdrawn();
    return false;
  }
  if (count == 0) end_told_ = true;
  std::memcpy(space.data(), to_session_.data() + given_, count);
  given_ += count;
  session_.input_received(count, now_);
  return true;
}

void SessionWire::wait() {
  while (step() == Moved::yes) continue;
  if (session_.deadline() == seam::kNever) throw WireError("the session has no deadline to wait for");
  now_ = std::max(now_, session_.deadline());
  session_.expire(now_);
}

bool SessionWire::receive(std::string& bytes) {
  while (handed_on_ == output_.size()) {
    const Moved moved = step();
    if (moved == Moved::ended) return false;
    if (moved == Moved::waits_for_input) throw WireError("nothing comes: the session waits for more input");
  }
  bytes.append(output_, handed_on_);
  handed_on_ = output_.size();
  return true;
}

}  // namespace ladder::test
