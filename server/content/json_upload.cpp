#include "content/json_upload.hpp"

#include <string>
#include <utility>

#include "content/json_text.hpp"
#include "content/json_validator.hpp"
#include "content/upload_answer.hpp"

namespace ladder::content {
namespace {

constexpr std::string_view kExtension = "json";
constexpr std::string_view kMessage = "The upload is stored.";

std::string describe(const JsonVerdict& verdict) {
  if (verdict.position == 0) return "Invalid JSON: " + verdict.reason + ".";
  return "Invalid JSON at byte " + std::to_string(verdict.position) + ": " + verdict.reason + ".";
}

class JsonSink final : public UploadSink {
 public:
  JsonSink(std::shared_ptr<const UploadStore> store, std::size_t max_depth)
      : store_(std::move(store)), max_depth_(max_depth) {}

  void write(std::string_view block) override {
    if (!abandoned()) (void)append(block);
    if (failed()) pending_.reset();
  }

  void complete(std::string_view block) override {
    if (!abandoned() && is_valid_json(block) && !abandoned()) commit();
    pending_.reset();
  }

  void describe(AnswerAs as, http::Response& response) const override {
    const std::string path = path_of_upload(name_);
    if (as == AnswerAs::page) {
      const StoredFile kept = {.filename = {}, .path = path, .served = false};
      return fill_created_page(kMessage, {&kept, 1}, response);
    }
    JsonText json;
    json.member("status", "success").member("message", kMessage).member("filepath", path);
    fill_created_json(path, json.text(), response);
  }

 private:
  //! [json-append]
  bool append(std::string_view block) {
    if (!pending_) {
      UploadStore::Begun begun = store_->begin();
      if (!begun.upload) return storage_failed(begun.error_number);
      pending_ = std::move(begun.upload);
    }
    const int error_number = pending_->append(std::as_bytes(std::span(block)));
    return error_number == 0 || storage_failed(error_number);
  }
  //! [json-append]

  //! [is-valid-json]
  // A body that is still all in memory never reaches the disk unless it is valid.
  bool is_valid_json(std::string_view block) {
    const bool in_memory = !pending_;
    if (!in_memory && !append(block)) return false;
    const JsonVerdict verdict =
        in_memory ? validate_json(block, max_depth_) : validate_json_file(pending_->fd(), max_depth_);
    if (verdict.error_number != 0) return storage_failed(verdict.error_number);
    if (!verdict.valid) fail(http::Status::bad_request, content::describe(verdict));
    return verdict.valid && (!in_memory || append(block));
  }
  //! [is-valid-json]

  //! [json-commit]
  void commit() {
    CommitResult result = pending_->commit(kExtension);
    if (result.error_number != 0) return fail_storage(result.error_number);
    name_ = std::move(result.name);
    stored();
  }
  //! [json-commit]

  bool storage_failed(int error_number) {
    fail_storage(error_number);
    return false;
  }

  std::shared_ptr<const UploadStore> store_;
  std::size_t max_depth_;
  std::unique_ptr<PendingUpload> pending_;
  std::string name_;
};

}  // namespace

JsonUpload::JsonUpload(std::shared_ptr<const UploadStore> store, std::size_t max_depth)
    : BlockUpload(std::make_shared<JsonSink>(std::move(store), max_depth)) {}

}  // namespace ladder::content
