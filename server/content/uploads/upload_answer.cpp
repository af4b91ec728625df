#include "content/uploads/upload_answer.hpp"

#include <cassert>
#include <utility>

#include "content/pages/html_builder.hpp"
#include "content/utf8.hpp"
#include "http/status.hpp"

namespace ladder::content {
namespace {

void fill_created(std::string_view path, std::string_view type, std::string body, http::Response& response) {
  response.status = http::Status::created;
  response.add_field("Location", path);
  response.add_field("Content-Type", type);
  response.add_field("X-Content-Type-Options", "nosniff");
  response.text = std::move(body);
  response.transfer = "upload";
}

// A client may call its files as it likes; the page is UTF-8 all the same.
std::string label_of(const StoredFile& file) {
  const bool named = !file.filename.empty() && is_valid_utf8(file.filename);
  return named ? file.filename + ", kept as " + file.path : "Kept as " + file.path;
}

}  // namespace

std::string path_of_upload(std::string_view name) { return "/uploads/" + std::string(name); }

void fill_created_json(const std::string& path, std::string json, http::Response& response) {
  fill_created(path, "application/json", std::move(json) + "\n", response);
}

void fill_created_page(std::string_view message, std::span<const StoredFile> files,
                       http::Response& response) {
  assert(!files.empty());
  HtmlBuilder page("Stored");
  page.heading("Stored").paragraph(message);
  for (const StoredFile& file : files) {
    if (file.served) {
      page.link(file.path, label_of(file));
    } else {
      page.paragraph(label_of(file));
    }
  }
  page.link("/", "Back to the start page");
  fill_created(files.front().path, "text/html; charset=utf-8", std::move(page).page(), response);
}

}  // namespace ladder::content
