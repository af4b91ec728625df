/// \file
/// The tag of an operation that UringLoop queues: which connection it is for, and what it is. The kernel
/// hands it back with the completion, and looks at nothing in it. Opened in stage 11.
#pragma once

#include <cstdint>

namespace ladder::drive {

/// What has completed.
enum class UringOp : std::uint64_t { cancel, receive, send, accept, mail, drain, abandon };

//! [tag]
/// The low bits of an address, which are zero; the operation stands there.
inline constexpr std::uint64_t kUringOpMask = 7;

/// An operation of the loop itself.
inline std::uint64_t uring_tag(UringOp op) { return static_cast<std::uint64_t>(op); }
/// An operation for `client`, which stays where it is until the operation has completed.
template <class Client>
std::uint64_t uring_tag(const Client& client, UringOp op) {
  static_assert(alignof(Client) > kUringOpMask);
  return reinterpret_cast<std::uintptr_t>(&client) | uring_tag(op);
}
/// What was queued with this tag.
inline UringOp uring_op_of(std::uint64_t tag) { return static_cast<UringOp>(tag & kUringOpMask); }
/// Null for an operation of the loop itself.
template <class Client>
Client* uring_client_of(std::uint64_t tag) {
  return reinterpret_cast<Client*>(tag & ~kUringOpMask);
}
//! [tag]

}  // namespace ladder::drive
