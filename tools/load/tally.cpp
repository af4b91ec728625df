#include "load/tally.hpp"

#include <algorithm>

namespace ladder::tools::load {

void Tally::merge(const Tally& other) {
  latency.merge(other.latency);
  last_answer = std::max(last_answer, other.last_answer);
  started += other.started;
  answered += other.answered;
  for (std::size_t kind = 0; kind < kFailureKinds; ++kind) failures[kind] += other.failures[kind];
  cut_off += other.cut_off;
  not_sent += other.not_sent;
  connections_opened += other.connections_opened;
  sent_bytes += other.sent_bytes;
  received_bytes += other.received_bytes;
  reordered += other.reordered;
  duplicates += other.duplicates;
  late += other.late;
}

}  // namespace ladder::tools::load
