/// \file
/// JsonUpload: one JSON body on its way to the disk. Everything that touches the disk is a seam::Work; a body
/// of up to 256 KiB is one such job, a larger one is a job a block, held in constant memory. Opened in stage
/// 07.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "content/upload_store.hpp"
#include "http/handler.hpp"

namespace ladder::content {

/// Answers 201 with Location once the upload is durable, else 400, 507 or 500 in JSON.
class JsonUpload final : public http::BodyConsumer {
 public:
  /// What is collected before a job is handed out.
  static constexpr std::size_t kBlockBytes = std::size_t{256} * 1024;

  JsonUpload(std::shared_ptr<const UploadStore> store, std::size_t max_depth);
  /// The client left: a job that runs on its own thread goes on safely, and what it has not committed
  /// vanishes.
  ~JsonUpload() override;

  std::size_t consume(std::span<const std::byte> bytes) override;
  void finish() override;
  std::shared_ptr<seam::Work> take_work() override;
  void work_done() override;
  bool answered() const override;
  void answer(http::Response& response) override;

 private:
  class State;
  class Job;
  void start_job(void (State::*step)());

  std::shared_ptr<State> state_;          // shared with the job, which may outlive us
  std::shared_ptr<seam::Work> next_job_;  // not yet taken
  bool busy_ = false;                     // from the making of a job until work_done()
};

}  // namespace ladder::content
