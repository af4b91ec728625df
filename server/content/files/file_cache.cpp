#include "content/files/file_cache.hpp"

#include <algorithm>
#include <ctime>
#include <exception>

namespace ladder::content {
namespace {

// What an entry costs beyond its texts: list and hash nodes, ServedFile, its control block, heap headers.
constexpr std::size_t kEntryOverheadBytes = 512;

std::size_t cost_of(std::string_view key, const std::string& name, const ServedFile& file) {
  const std::size_t gzip_bytes =
      file.gzip ? kEntryOverheadBytes + file.gzip->fields.size() + file.gzip->bytes.size() : 0;
  return kEntryOverheadBytes + key.size() + name.size() + file.fields.size() + file.bytes.size() + gzip_bytes;
}

// A large file is sent from its descriptor, so its bytes are those of now: its fields must be too.
bool changed_in_place(const ServedFile& file) {
  return (file.open_file && !file.open_file->is_unchanged()) || (file.gzip && changed_in_place(*file.gzip));
}

bool same_gzip(const os::Directory& root, const std::string& name, const ServedFile& file) {
  const os::Fd fd = open_gzip(root, name, file.identity);
  if (!fd || !file.gzip) return !fd && !file.gzip;
  struct stat status {};
  return ::fstat(fd.get(), &status) == 0 && identity_of(status) == file.gzip->identity;
}

}  // namespace

seam::TimePoint coarse_monotonic_time() {
  timespec now{};
  (void)::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);  // cannot fail with this clock
  return seam::TimePoint(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

FileCache::FileCache(std::shared_ptr<const os::Directory> root, const Options& options, MonotonicTime now)
    : root_(std::move(root)), options_(options), now_(now) {}

//! [cache-find]
std::shared_ptr<const ServedFile> FileCache::find(std::string_view key) {
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  const Shelf::iterator entry = found->second;
  const seam::TimePoint now = now_();
  const bool changed = changed_in_place(*entry->file);
  if (now - entry->checked_at < kCheckAfter && !changed) {
    ++counters_.hits;
  } else {
    ++counters_.checks;
    if (changed || !is_current(*entry)) {
      ++counters_.changes;
      drop(entry);
      return nullptr;
    }
    entry->checked_at = now;
  }
  entry->used_at = now;
  Shelf& shelf = shelf_of(*entry->file);
  shelf.splice(shelf.begin(), shelf, entry);
  return entry->file;
}
//! [cache-find]

LoadResult FileCache::load(std::string_view key, const std::string& name) {
  ++counters_.loads;
  // The time before the load: a change during it must not get a second more.
  const seam::TimePoint now = now_();
  LoadResult result =
      load_file(*root_, name, std::min(options_.largest_in_memory_bytes, options_.budget_bytes));
  if (const auto old = index_.find(key); old != index_.end()) drop(old->second);
  if (result.file) keep({std::string(key), name, result.file, now, now, cost_of(key, name, *result.file)});
  return result;
}

void FileCache::restart(std::shared_ptr<const os::Directory> root) {
  index_.clear();
  in_memory_.clear();
  open_.clear();
  kept_bytes_ = 0;
  root_ = std::move(root);
}

seam::TimePoint FileCache::close_idle() {
  if (open_.empty()) return seam::kNever;
  const seam::TimePoint now = now_();
  while (!open_.empty() && now - open_.back().used_at >= kCloseAfter) drop(std::prev(open_.end()));
  return open_.empty() ? seam::kNever : open_.back().used_at + kCloseAfter + kMostLag;
}

bool FileCache::is_current(const Entry& entry) const {
  if (!entry.file->settled) return false;
  // Opened, not only looked at: a name that may no longer be read is no longer served.
  const os::OpenResult opened = root_->open_file(entry.name);
  struct stat status {};
  return opened.fd && ::fstat(opened.fd.get(), &status) == 0 && identity_of(status) == entry.file->identity &&
         same_gzip(*root_, entry.name, *entry.file);
}

void FileCache::keep(Entry entry) {
  const bool in_memory = entry.file->open_file == nullptr;
  // One that can never fit must not push out all the others first.
  if (in_memory && entry.cost_bytes > options_.budget_bytes) return;
  Shelf& shelf = shelf_of(*entry.file);
  shelf.push_front(std::move(entry));
  try {
    index_.emplace(shelf.front().key, shelf.begin());
  } catch (const std::exception&) {  // no memory: what cannot be found is not kept
    shelf.pop_front();
    throw;
  }
  if (in_memory) kept_bytes_ += shelf.front().cost_bytes;
  evict();
}

void FileCache::drop(Shelf::iterator position) {
  Shelf& shelf = shelf_of(*position->file);
  if (&shelf == &in_memory_) kept_bytes_ -= position->cost_bytes;
  index_.erase(position->key);
  shelf.erase(position);
}

void FileCache::evict() {
  while (kept_bytes_ > options_.budget_bytes) {
    ++counters_.evictions;
    drop(std::prev(in_memory_.end()));
  }
  while (open_.size() > options_.open_files) {
    ++counters_.evictions;
    drop(std::prev(open_.end()));
  }
}

}  // namespace ladder::content
