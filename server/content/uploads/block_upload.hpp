/// \file
/// BlockUpload: a request body on its way to the disk. It is collected in blocks (UploadBlock); everything
/// that touches the disk is a seam::Work, one job a block, so that a body of any size takes constant memory.
/// What is made of the blocks is an UploadSink's: JSON, a form. Opened in stage 07.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "content/pages/error_page.hpp"
#include "content/uploads/upload_store.hpp"
#include "http/handler.hpp"
#include "http/status.hpp"

namespace ladder::content {

/// What becomes of the bytes of one upload. write() and complete() run as jobs, on any thread, one at a time
/// and never beside another call but abandon(); the rest is the connection's thread's. When the last owner
/// lets go of it, nothing that was not stored remains.
class UploadSink {
 public:
  /// For `store`, which every part of the upload outlives by this share of it.
  explicit UploadSink(std::shared_ptr<const UploadStore> store) : store_(std::move(store)) {}
  UploadSink(const UploadSink&) = delete;
  UploadSink& operator=(const UploadSink&) = delete;
  virtual ~UploadSink() = default;

  /// A block in mid-body. May fail().
  virtual void write(std::string_view block) = 0;
  /// The last block, perhaps empty. Sets status(), by store() or fail().
  virtual void complete(std::string_view block) = 0;
  /// Fills the 201.
  virtual void describe(AnswerAs as, http::Response& response) const = 0;

  /// The client has left: what is not yet stored need not be any more. Any thread.
  void abandon() { abandoned_ = true; }
  /// True once the client has left: a job that is running may stop early. Any thread.
  bool abandoned() const { return abandoned_; }
  /// Ok as long as nothing is decided.
  http::Status status() const { return status_; }
  /// Where the memory of the blocks counts.
  BlockBudget& block_budget() const { return store_->block_budget(); }
  /// Why it failed.
  const std::string& message() const { return message_; }
  /// The first failure counts.
  void fail(http::Status status, std::string message);

 protected:
  /// 507, 503 or 500, by the error number; the log hears of it.
  void fail_storage(int error_number);
  /// Where it is stored.
  const UploadStore& store() const { return *store_; }
  /// The upload is durable.
  void stored() { status_ = http::Status::created; }
  /// True once fail() or fail_storage() has been called.
  bool failed() const { return status_ != http::Status::ok && status_ != http::Status::created; }

 private:
  std::shared_ptr<const UploadStore> store_;
  http::Status status_ = http::Status::ok;
  std::string message_;
  std::atomic<bool> abandoned_ = false;
};

/// Answers 201 with what the sink has stored, else its failure: in JSON, unless it is told otherwise.
class BlockUpload : public http::BodyConsumer {
 public:
  /// `sink` is shared with the jobs, which may outlive this.
  explicit BlockUpload(std::shared_ptr<UploadSink> sink);
  /// The client left: a job that runs on its own thread goes on safely, and what it has not stored vanishes.
  ~BlockUpload() override;

  /// Who will read the answer. To be said at once: the request is gone when the answer is made.
  void answer_as(AnswerAs as) { as_ = as; }

  std::size_t consume(std::span<const std::byte> bytes) override;
  void finish() override;
  std::shared_ptr<seam::Work> take_work() override;
  void work_done() override;
  bool answered() const override;
  void answer(http::Response& response) override;

 private:
  class Job;
  enum class Step { write, complete };
  void start_job(Step step);

  std::shared_ptr<UploadSink> sink_;  // shared with the job, which may outlive us
  std::shared_ptr<Job> job_;          // it holds the block: collected here, then used up there
  bool taken_ = true;                 // the job that stands ready has been handed out, or there is none
  bool busy_ = false;                 // from the making of a job until work_done()
  AnswerAs as_ = AnswerAs::json;
};

}  // namespace ladder::content
