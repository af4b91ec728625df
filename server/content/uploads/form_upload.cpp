#include "content/uploads/form_upload.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "content/pages/json_text.hpp"
#include "content/uploads/multipart_parser.hpp"
#include "content/uploads/part_head.hpp"
#include "content/uploads/pending_form.hpp"
#include "content/uploads/upload_answer.hpp"
#include "http/syntax.hpp"

namespace ladder::content {
namespace {

// A file that has begun to come.
struct FormFile {
  std::string field;
  std::string filename;  // the client's
  std::uint64_t size_bytes = 0;
  std::string name;  // once it is stored
};

class FormSink final : public UploadSink {
 public:
  FormSink(std::shared_ptr<const UploadStore> store, Extensions served, std::string_view boundary)
      : UploadSink(std::move(store)), served_(std::move(served)), parser_(boundary) {}

  void write(std::string_view block) override {
    if (!abandoned()) take_apart(block);
    if (failed()) drop();
  }

  void complete(std::string_view block) override {
    write(block);
    if (!abandoned() && !failed()) finish();
    if (status() != http::Status::created) drop();
  }

  void describe(AnswerAs as, http::Response& response) const override;

 private:
  void take_apart(std::string_view block);
  void take_step(const MultipartParser::Step& step);
  void begin_part();
  void begin_file(PartHead head);
  void append(std::string_view data);
  void end_file();
  void finish();
  void drop();
  void refuse(std::string_view reason);

  Extensions served_;
  MultipartParser parser_;
  std::unique_ptr<PendingForm> form_;  // once it has a file
  std::vector<FormFile> files_;
  std::size_t parts_ = 0;
  std::uint64_t position_ = 0;  // bytes of the body taken apart
  bool in_file_ = false;        // the current part is files_.back()
};

void FormSink::take_apart(std::string_view block) {
  while (!block.empty() && !failed()) {
    const MultipartParser::Step step = parser_.step(block);
    block.remove_prefix(step.consumed);
    position_ += step.consumed;
    take_step(step);
  }
}

void FormSink::take_step(const MultipartParser::Step& step) {
  switch (step.state) {
    case MultipartParser::State::part:
      return begin_part();
    case MultipartParser::State::data:
      if (in_file_) append(step.data);
      return;
    case MultipartParser::State::part_end:
      if (in_file_) end_file();
      return;
    case MultipartParser::State::malformed:
      return refuse(parser_.error());
    case MultipartParser::State::more:
    case MultipartParser::State::done:
      return;
  }
}

void FormSink::begin_part() {
  if (++parts_ > kMaxFormParts) return refuse("there are too many parts");
  PartHead head = parse_part_head(parser_.head());
  if (!head.error.empty()) return refuse(head.error);
  // Browsers send an empty name for a file input in which nothing was chosen.
  if (head.filename && !head.filename->empty()) begin_file(std::move(head));
}

void FormSink::begin_file(PartHead head) {
  if (files_.size() == kMaxFormFiles) return refuse("there are too many files");
  std::string extension = storable_extension(*head.filename, served_);
  if (extension.empty()) {
    return fail(http::Status::unsupported_media_type,
                "Files of this type are not taken: \"" + *head.filename + "\".");
  }
  if (!form_) {
    PendingForm::Begun begun = PendingForm::begin(store());
    if (!begun.form) return fail_storage(begun.error_number);
    form_ = std::move(begun.form);
  }
  if (const int error_number = form_->begin_file(extension); error_number != 0)
    return fail_storage(error_number);
  files_.push_back({std::move(head.name), std::move(*head.filename), 0, {}});
  in_file_ = true;
}

void FormSink::append(std::string_view data) {
  files_.back().size_bytes += data.size();
  if (const int error_number = form_->append(std::as_bytes(std::span(data))); error_number != 0)
    fail_storage(error_number);
}

void FormSink::end_file() {
  in_file_ = false;
  if (const int error_number = form_->end_file(); error_number != 0) fail_storage(error_number);
}

void FormSink::finish() {
  if (!parser_.done()) return refuse("the last delimiter is missing");
  if (files_.empty()) return fail(http::Status::bad_request, "There is no file in the form.");
  PendingForm::Stored result = form_->commit();
  if (result.error_number != 0) return fail_storage(result.error_number);
  for (std::size_t i = 0; i < files_.size(); ++i) files_[i].name = std::move(result.names[i]);
  stored();
}

void FormSink::drop() {
  if (form_) form_->discard();
  form_.reset();
}

void FormSink::refuse(std::string_view reason) {
  fail(http::Status::bad_request,
       "Invalid form at byte " + std::to_string(position_) + ": " + std::string(reason) + ".");
}

void FormSink::describe(AnswerAs as, http::Response& response) const {
  const std::string_view message = files_.size() == 1 ? "The file is stored." : "The files are stored.";
  if (as == AnswerAs::page) {
    std::vector<StoredFile> stored;
    for (const FormFile& file : files_) stored.push_back({file.filename, path_of_upload(file.name), true});
    return fill_created_page(message, stored, response);
  }
  std::string entries;
  for (const FormFile& file : files_) {
    JsonText entry;
    entry.member("field", file.field).member("filename", file.filename);
    entry.member("filepath", path_of_upload(file.name)).member("bytes", file.size_bytes);
    entries += (entries.empty() ? "" : ",") + entry.text();
  }
  const std::string first = path_of_upload(files_.front().name);
  JsonText json;
  json.member("status", "success").member("message", message).member("filepath", first);
  json.member_json("files", "[" + entries + "]");
  fill_created_json(first, json.text(), response);
}

}  // namespace

std::string storable_extension(std::string_view filename, const Extensions& served) {
  // Some clients send the whole path, with the separators of their system.
  const std::size_t separator = filename.find_last_of("/\\");
  if (separator != std::string_view::npos) filename.remove_prefix(separator + 1);
  std::string extension(extension_of(filename));
  std::ranges::transform(extension, extension.begin(), http::to_lower);
  return served.contains(extension) && !is_shown_inline(extension) ? extension : "";
}

FormUpload::FormUpload(std::shared_ptr<const UploadStore> store, Extensions served, std::string_view boundary)
    : BlockUpload(std::make_shared<FormSink>(std::move(store), std::move(served), boundary)) {}

}  // namespace ladder::content
