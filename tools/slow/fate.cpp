#include "slow/fate.hpp"

namespace ladder::tools::slow {

const char* name(Ending ending) {
  constexpr const char* kNames[] = {"open", "closed", "reset", "reset_by_us", "refused", "unconnected"};
  return kNames[static_cast<std::size_t>(ending)];
}

std::string in_words(const Fate& fate) {
  if (fate.ending == Ending::refused) return "connection refused";
  if (fate.ending == Ending::unconnected) return "no connection";
  std::string text = fate.received_bytes > 0 ? "part of a head" : "no answer";
  if (fate.status != 0) text = (fate.is_whole ? "answered " : "part of a ") + std::to_string(fate.status);
  switch (fate.ending) {
    case Ending::closed:
      return text + ", then closed";
    case Ending::reset:
      return text + ", then reset by the server";
    case Ending::reset_by_us:
      return text + ", then reset by us";
    default:
      return text + ", still open";
  }
}

}  // namespace ladder::tools::slow
