/// \file
/// CurrentRoot: the directory that a path leads to now. Deployments put a new tree in the place of the old
/// one, by renaming or by turning a symbolic link; a descriptor held open would go on showing the old one.
/// Opened in stage 12. See docs/decisions/0017-names-are-looked-at-again.md.
#pragma once

#include <chrono>
#include <memory>

#include "content/trouble.hpp"
#include "os/directory.hpp"
#include "seam/conversation.hpp"

namespace ladder::content {

/// Follows one path, looking at most once a second. While the path leads nowhere the last tree stays: the gap
/// between two renames is no outage. One a worker, one thread.
class CurrentRoot {
 public:
  using MonotonicTime = seam::TimePoint (*)();

  /// Begins with `opened`, and follows the path it was opened by. `now` tells when a second is over.
  CurrentRoot(std::shared_ptr<const os::Directory> opened, MonotonicTime now, ReportTrouble report);

  /// True if it is another directory than at the call before.
  bool changed();
  /// The directory as it was found last; never null.
  const std::shared_ptr<const os::Directory>& directory() const { return directory_; }

 private:
  bool open_anew();
  void report(const std::string& what) const;

  std::shared_ptr<const os::Directory> directory_;
  MonotonicTime now_;
  ReportTrouble report_;
  seam::TimePoint checked_at_;
  bool lost_ = false;  // it has been told that the path leads nowhere
};

}  // namespace ladder::content
