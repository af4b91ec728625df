/// \file
/// What may block is done beside the loop. Stage 09.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "agenda.hpp"
#include "concurrency/thread_pool.hpp"
#include "drive/mailbox.hpp"
#include "os/priority.hpp"
#include "seam/conversation.hpp"

namespace ladder {

/// A few threads that run jobs, and a mailbox in which each says when it is done. A job
/// holds the number of its connection and not its address: that may be gone by then.
class Jobs {
 public:
  /// At most `waiting` jobs wait for a thread. Throws std::system_error.
  explicit Jobs(std::size_t waiting)
      : done_(waiting + kThreads), pool_(kThreads, waiting, os::lower_priority) {}

  //! [job]
  /// False if there is no room: then it does not run. The loop's thread.
  bool start(Id id, std::shared_ptr<seam::Work> work) {
    concurrency::ThreadPool::Job job = [this, id, work = std::move(work)] {
      if (work) work->run();
      done_.post(id);  // makes fd() readable, which wakes the loop
    };
    return pool_.try_submit(job);
  }
  /// Whose jobs have been run since the last call, until the next. The loop's thread.
  std::vector<Id>& take_done() { return done_.take_all(); }
  /// Readable while there are any.
  int fd() const { return done_.fd(); }
  //! [job]

 private:
  /// What a job waits for is the disk, not the processor.
  static constexpr std::size_t kThreads = 4;

  drive::Mailbox<Id> done_;
  concurrency::ThreadPool pool_;  // joined first, for a job's last word is for the mailbox
};

}  // namespace ladder
