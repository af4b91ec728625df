/// \file
/// How the job of a connection goes to the pool, and its end back to the loop. Opened in stage 09.
#pragma once

#include <memory>

#include "concurrency/thread_pool.hpp"
#include "drive/loop_mail.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// Has `work` run by `pool`; its end is told to `mail`, for whoever `whose` names then. False if the pool has
/// no place for it or there is no memory: never does the caller wait, and the job does not run. Any thread.
bool hand_over(concurrency::ThreadPool& pool, std::shared_ptr<seam::Work> work,
               std::shared_ptr<LoopMail> mail, SlotId whose) noexcept;

}  // namespace ladder::drive
