#include "content/json_upload.hpp"

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "content/error_page.hpp"
#include "content/json_validator.hpp"
#include "os/error.hpp"

namespace ladder::content {
namespace {

constexpr std::string_view kExtension = "json";
constexpr std::string_view kUploadsPath = "/uploads/";

std::string describe(const JsonVerdict& verdict) {
  if (verdict.position == 0) return "Invalid JSON: " + verdict.reason + ".";
  return "Invalid JSON at byte " + std::to_string(verdict.position) + ": " + verdict.reason + ".";
}

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

// What the connection and its job hand to and fro. Only one of them uses it at a time, except for
// `abandoned_`. When the last of the two lets go of it, an upload that was not committed is discarded.
class JsonUpload::State {
 public:
  State(std::shared_ptr<const UploadStore> store, std::size_t max_depth)
      : store_(std::move(store)), max_depth_(max_depth) {}

  std::string block;                       ///< collected, not yet written
  http::Status status = http::Status::ok;  ///< of the answer, once it is not ok
  std::string message;                     ///< of an error
  std::string name;                        ///< of the stored file

  void abandon() { abandoned_ = true; }

  /// The job in mid-body.
  void write_block() {
    if (!abandoned_) append_block();
    if (status != http::Status::ok) pending_.reset();
  }

  /// The job at the end of the body.
  void complete() {
    if (!abandoned_ && is_valid_json() && append_block() && !abandoned_) commit();
    pending_.reset();
  }

  void fail(http::Status why, std::string text) {
    status = why;
    message = std::move(text);
  }

 private:
  bool append_block() {
    if (!pending_) {
      UploadStore::Begun begun = store_->begin();
      if (!begun.upload) return fail_storage(begun.error_number);
      pending_ = std::move(begun.upload);
    }
    if (const int error_number = pending_->append(bytes_of(block)); error_number != 0) {
      return fail_storage(error_number);
    }
    block.clear();
    return true;
  }

  // A body that is still all in memory never reaches the disk unless it is valid.
  bool is_valid_json() {
    if (pending_ && !append_block()) return false;
    const JsonVerdict verdict =
        pending_ ? validate_json_file(pending_->fd(), max_depth_) : validate_json(block, max_depth_);
    if (verdict.error_number != 0) return fail_storage(verdict.error_number);
    if (!verdict.valid) fail(http::Status::bad_request, describe(verdict));
    return verdict.valid;
  }

  void commit() {
    CommitResult result = pending_->commit(kExtension);
    if (result.error_number != 0) {
      (void)fail_storage(result.error_number);
      return;
    }
    status = http::Status::created;
    name = std::move(result.name);
  }

  bool fail_storage(int error_number) {
    fail(status_of_storage_error(error_number),
         "The upload could not be stored: " + os::error_text(error_number) + ".");
    return false;
  }

  std::shared_ptr<const UploadStore> store_;
  std::size_t max_depth_;
  std::unique_ptr<PendingUpload> pending_;
  std::atomic<bool> abandoned_ = false;
};

// One step of the upload, run on a pool thread. Its share of the state outlives the connection.
class JsonUpload::Job final : public seam::Work {
 public:
  using Step = void (State::*)();
  Job(std::shared_ptr<State> state, Step step) : state_(std::move(state)), step_(step) {}

  void run() noexcept override {
    try {
      (state_.get()->*step_)();
    } catch (...) {  // out of memory: there is nobody here to throw at
      state_->fail(http::Status::internal_server_error, {});
    }
  }

 private:
  std::shared_ptr<State> state_;
  Step step_;
};

JsonUpload::JsonUpload(std::shared_ptr<const UploadStore> store, std::size_t max_depth)
    : state_(std::make_shared<State>(std::move(store), max_depth)) {}

JsonUpload::~JsonUpload() { state_->abandon(); }

std::size_t JsonUpload::consume(std::span<const std::byte> bytes) {
  if (busy_ || answered()) return 0;
  std::string& block = state_->block;
  const std::size_t count = std::min(kBlockBytes - block.size(), bytes.size());
  block.append(reinterpret_cast<const char*>(bytes.data()), count);
  if (count < bytes.size()) start_job(&State::write_block);
  return count;
}

void JsonUpload::finish() { start_job(&State::complete); }

void JsonUpload::start_job(void (State::*step)()) {
  next_job_ = std::make_shared<Job>(state_, step);
  busy_ = true;
}

std::shared_ptr<seam::Work> JsonUpload::take_work() { return std::exchange(next_job_, nullptr); }

void JsonUpload::work_done() { busy_ = false; }

bool JsonUpload::answered() const { return !busy_ && state_->status != http::Status::ok; }

void JsonUpload::answer(http::Response& response) {
  if (state_->status != http::Status::created) {
    return fill_json_error(state_->status, state_->message, response);
  }
  const std::string path = std::string(kUploadsPath) + state_->name;
  const nlohmann::ordered_json json = {
      {"status", "success"}, {"message", "The upload is stored."}, {"filepath", path}};
  response.status = http::Status::created;
  response.add_field("Location", path);
  response.add_field("Content-Type", "application/json");
  response.add_field("X-Content-Type-Options", "nosniff");
  response.text = json.dump() + "\n";
  response.transfer = "upload";
}

}  // namespace ladder::content
