#include "content/uploads/json_upload.hpp"

#include <string>
#include <utility>

#include "content/pages/json_text.hpp"
#include "content/uploads/json_validator.hpp"
#include "content/uploads/upload_answer.hpp"

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
      : UploadSink(std::move(store)), validator_(max_depth) {}

  void write(std::string_view block) override {
    if (!abandoned()) (void)take(block, /*is_last=*/false);
    if (failed()) drop();
  }

  void complete(std::string_view block) override {
    if (!abandoned() && take(block, /*is_last=*/true) && !abandoned()) commit();
    drop();
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
      UploadStore::Begun begun = store().begin();
      if (!begun.upload) return storage_failed(begun.error_number);
      pending_ = std::move(begun.upload);
    }
    const int error_number = pending_->append(std::as_bytes(std::span(block)));
    return error_number == 0 || storage_failed(error_number);
  }
  //! [json-append]

  //! [is-valid-json]
  // What can become JSON no more goes no further; so a body of one block never reaches the disk unless it is.
  bool take(std::string_view block, bool is_last) {
    const bool good = validator_.push(block) && (!is_last || validator_.finish().valid);
    if (!good) fail(http::Status::bad_request, content::describe(validator_.verdict()));
    return good && append(block);
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

  void drop() {
    if (pending_) pending_->discard();
    pending_.reset();
  }

  JsonValidator validator_;
  std::unique_ptr<PendingUpload> pending_;
  std::string name_;
};

}  // namespace

JsonUpload::JsonUpload(std::shared_ptr<const UploadStore> store, std::size_t max_depth)
    : BlockUpload(std::make_shared<JsonSink>(std::move(store), max_depth)) {}

}  // namespace ladder::content
