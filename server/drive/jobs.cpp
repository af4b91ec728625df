#include "drive/jobs.hpp"

#include <exception>
#include <utility>

namespace ladder::drive {

//! [hand-over]
/// The job holds no address of the connection and none of the loop: both may be gone when it is done.
bool hand_over(concurrency::ThreadPool& pool, std::shared_ptr<seam::Work> work,
               std::shared_ptr<LoopMail> mail, SlotId whose) noexcept try {
  concurrency::ThreadPool::Job job = [work = std::move(work), mail = std::move(mail), whose] {
    if (work) work->run();
    mail->worked(whose);
  };
  return pool.try_submit(job);
} catch (const std::exception&) {
  return false;
}
//! [hand-over]

}  // namespace ladder::drive
