#include "content/uploads/block_upload.hpp"

#include <utility>

#include "content/uploads/upload_block.hpp"
#include "os/error.hpp"

namespace ladder::content {

void UploadSink::fail(http::Status status, std::string message) {
  if (failed()) return;
  status_ = status;
  message_ = std::move(message);
}

void UploadSink::fail_storage(int error_number) {
  if (!failed()) store_->report(error_number);
  fail(status_of_storage_error(error_number),
       "The upload could not be stored: " + os::error_text(error_number) + ".");
}

// One block and what is to be done with it, on a pool thread. Its share of the sink outlives the connection.
class BlockUpload::Job final : public seam::Work {
 public:
  explicit Job(std::shared_ptr<UploadSink> sink) : sink_(std::move(sink)), block(sink_->block_budget()) {}

  void run() noexcept override {
    try {
      if (step == Step::write) {
        sink_->write(block.view());
      } else {
        sink_->complete(block.view());
      }
    } catch (...) {  // out of memory: there is nobody here to throw at
      sink_->fail(http::Status::internal_server_error, {});
    }
    block.clear();
  }

 private:
  const std::shared_ptr<UploadSink> sink_;

 public:
  UploadBlock block;  // counts with the store, which the sink keeps
  Step step = Step::write;
};

BlockUpload::BlockUpload(std::shared_ptr<UploadSink> sink)
    : sink_(std::move(sink)), job_(std::make_shared<Job>(sink_)) {}

BlockUpload::~BlockUpload() { sink_->abandon(); }

//! [collect]
std::size_t BlockUpload::consume(std::span<const std::byte> bytes) {
  if (busy_ || answered()) return 0;
  const std::size_t count = job_->block.append(bytes);
  if (count < bytes.size()) start_job(Step::write);
  return count;
}
//! [collect]

void BlockUpload::finish() { start_job(Step::complete); }

void BlockUpload::start_job(Step step) {
  job_->step = step;
  taken_ = false;
  busy_ = true;
}

std::shared_ptr<seam::Work> BlockUpload::take_work() {
  return std::exchange(taken_, true) ? nullptr : std::shared_ptr<seam::Work>(job_);
}

void BlockUpload::work_done() { busy_ = false; }

bool BlockUpload::answered() const { return !busy_ && sink_->status() != http::Status::ok; }

void BlockUpload::answer(http::Response& response) {
  const http::Status status = sink_->status();
  if (status == http::Status::created) return sink_->describe(as_, response);
  if (status == http::Status::service_unavailable) return fill_unavailable(sink_->message(), as_, response);
  fill_error(status, sink_->message(), as_, response);
}

}  // namespace ladder::content
