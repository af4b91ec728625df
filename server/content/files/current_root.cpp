#include "content/files/current_root.hpp"

#include <exception>
#include <string>
#include <utility>

#include "content/files/file_cache.hpp"

namespace ladder::content {

CurrentRoot::CurrentRoot(std::shared_ptr<const os::Directory> opened, MonotonicTime now, ReportTrouble report)
    : directory_(std::move(opened)), now_(now), report_(std::move(report)), checked_at_(now()) {}

//! [root-changed]
bool CurrentRoot::changed() {
  const seam::TimePoint now = now_();
  if (now - checked_at_ < FileCache::kCheckAfter) return false;
  checked_at_ = now;
  if (!directory_->is_at(directory_->path())) return open_anew();
  lost_ = false;
  return false;
}
//! [root-changed]

bool CurrentRoot::open_anew() try {
  directory_ = std::make_shared<const os::Directory>(directory_->path());
  lost_ = false;
  report("the root " + directory_->path() + " is another directory now: serving that");
  return true;
} catch (const std::exception& error) {
  if (!std::exchange(lost_, true)) report(std::string(error.what()) + ": serving the root as it was");
  return false;
}

void CurrentRoot::report(const std::string& what) const {
  if (report_) report_(Trouble::root, what);
}

}  // namespace ladder::content
