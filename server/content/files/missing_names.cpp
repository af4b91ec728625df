#include "content/files/missing_names.hpp"

#include <functional>

#include "content/files/file_cache.hpp"

namespace ladder::content {

std::size_t MissingNames::place_of(std::string_view path) {
  return std::hash<std::string_view>{}(path) % kPlaces;
}

bool MissingNames::contains(std::string_view path) const {
  const Place& place = places_[place_of(path)];
  return place.path == path && !path.empty() && now_() - place.seen_at < FileCache::kCheckAfter;
}

void MissingNames::clear() {
  for (Place& place : places_) place.path.clear();
}

void MissingNames::add(std::string_view path, seam::TimePoint looked_at) {
  if (path.size() > kMaxPathBytes) return;
  Place& place = places_[place_of(path)];
  place.path = path;
  place.seen_at = looked_at;
}

}  // namespace ladder::content
