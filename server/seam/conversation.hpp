/// \file
/// The seam of the whole house: what a protocol and the code that moves its bytes say to each other.
///
/// A *conversation* (the `Session` of echo/ and of http/) is a state machine without I/O: bytes in, bytes
/// out. A *driver* (drive/) owns the descriptor and the clock, moves bytes, and knows nothing of the
/// protocol. The seam is bytes moved, not readiness, so the same conversation runs under a blocking thread, a
/// pool, epoll and io_uring. This room holds only vocabulary: everyone may include it, it includes nobody.
/// Opened in stage 03.
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace ladder::seam {

/// Deadlines and durations are told on the monotonic clock: a wall clock that jumps ends no connection.
using Clock = std::chrono::steady_clock;
/// A moment on that clock.
using TimePoint = Clock::time_point;

/// "No deadline": later than any moment that will come.
inline constexpr TimePoint kNever = TimePoint::max();

//! [want]
/// What a conversation needs next. `input`, `output` and `work` may stand together: an echo reads while it
/// writes, an upload has its job run while an answer leaves. The ends stand alone. `none` means: nothing
/// until work_done(), woken() or the deadline.
enum class Want : std::uint8_t {
  none = 0,
  input = 1,   ///< bytes from the peer
  output = 2,  ///< its bytes to leave
  work = 4,    ///< a blocking job to run: take_work()
  close = 8,   ///< the end: nothing more is sent, and the peer is not expected to send
  linger = 16  ///< the end, but the peer may still be sending: half-close, read on, then close (RFC 9112
               ///< section 9.6)
};
//! [want]

/// Both wants together; meant for input, output and work.
constexpr Want operator|(Want a, Want b) {
  return static_cast<Want>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
/// True if `wants` contains `one`.
constexpr bool has(Want wants, Want one) {
  return (static_cast<std::uint8_t>(wants) & static_cast<std::uint8_t>(one)) != 0;
}

/// A stretch of an open file to be sent by the driver, best by sendfile(2). The descriptor is borrowed.
struct FileSlice {
  int fd = -1;
  std::uint64_t offset = 0;
  std::uint64_t length_bytes = 0;
};

/// What is to be sent now: the memory spans in order, then the file slice. Empty parts have length 0.
struct Output {
  std::array<std::span<const std::byte>, 2> memory{};
  FileSlice file{};
};

/// A job that may block (a durable upload). A blocking driver runs it in place; a loop hands it to a thread
/// pool. run() is called once, on any thread; it must not throw and must not touch its conversation.
class Work {
 public:
  Work() = default;
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  virtual ~Work() = default;
  /// Does the job. It may block; how it went, the conversation learns from what both share, after
  /// work_done().
  virtual void run() noexcept = 0;
};

//! [conversation]
/// The contract between a protocol and a driver. All calls come from one thread at a time.
///
/// Spans stay valid until the matching call: input_space() until input_received() or input_withdrawn(),
/// output() until output_sent(). At most one operation a direction is in flight, and both may be.
/// - want(): what it needs next.
/// - input_space(), input_received(n, now): where the driver puts bytes; how many came, 0 = the peer
///   has ended its side.
/// - input_withdrawn(): nothing came into the space; the conversation may give its memory back.
/// - output(), output_sent(n, now): what is to be sent; how many bytes left.
/// - output_acknowledged(n, now): before a deadline passes while output is wanted: how many bytes the peer
/// has
///   acknowledged since it was last told. What lies in a socket's buffer has left, and may reach nobody.
/// - take_work(), work_done(now): a blocking job; it has been run. One at a time: until work_done() `work` is
/// not
///   wanted again. A loop moves bytes meanwhile, as want() says, and lets deadlines pass. If the conversation
///   ends before its job does, work_done() is never called.
/// - woken(now): somebody has called its seam::Waker, which it got when it was started.
/// - deadline(), expire(now): until when it waits; that moment has passed.
/// - drain(now): the server is stopping: finish what is in flight. Where it waits for something new to
///   begin, its deadline becomes `now`, so that a driver which first moves what has already arrived, and then
///   lets the deadline pass, loses nothing.
template <class C>
concept Conversation = requires(C c, const C& k, std::size_t n, TimePoint now) {
  { k.want() } -> std::same_as<Want>;
  { c.input_space() } -> std::same_as<std::span<std::byte>>;
  c.input_received(n, now);
  c.input_withdrawn();
  { k.output() } -> std::same_as<Output>;
  c.output_sent(n, now);
  c.output_acknowledged(std::uint64_t{}, now);
  { c.take_work() } -> std::same_as<std::shared_ptr<Work>>;
  c.work_done(now);
  c.woken(now);
  { k.deadline() } -> std::same_as<TimePoint>;
  c.expire(now);
  c.drain(now);
};
//! [conversation]

}  // namespace ladder::seam
