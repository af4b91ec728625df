/// \file
/// Stage 05: HTTP/1.1 over the pool of stage 04. The page is compiled in.

#include "app/stage.hpp"
#include "drive/pool.hpp"
#include "http/handler.hpp"

namespace {

using namespace ladder;

//! [one-page]
/// Knows one page.
class OnePage final : public http::Handler {
 public:
  //! [handle]
  /// GET of / is the page; POST is refused, and there are no other paths.
  std::unique_ptr<http::BodyConsumer> handle(const http::Request& request, bool,
                                             http::Response& response) override {
    if (request.path != "/" && request.path != "*") {
      describe_error(http::Status::not_found, "there is only one page here: /", &request, response);
    } else if (request.method == http::Method::post) {
      describe_error(http::Status::method_not_allowed, "the page can only be read", &request, response);
      response.add_field("Allow", "GET, HEAD, OPTIONS");
    } else if (request.method == http::Method::options) {
      response.status = http::Status::no_content;
      response.add_field("Allow", "GET, HEAD, OPTIONS");
    } else {
      response.ready_fields = kHtml;
      response.shared_body =
          "<!DOCTYPE html><html lang=\"en\"><title>Stage 05</title><h1>Hello from stage 05</h1></html>\n";
      response.transfer = "inline";
    }
    return nullptr;
  }
  //! [handle]

  //! [describe-error]
  /// The body of an error: one line of plain text.
  void describe_error(http::Status status, std::string_view detail, const http::Request*,
                      http::Response& response) override {
    response.status = status;
    response.ready_fields = "Content-Type: text/plain; charset=utf-8\r\n";
    response.text.assign(std::to_string(http::code(status))).append(" ").append(http::reason_phrase(status));
    response.text.append(": ").append(detail).append("\n");
  }
  //! [describe-error]

 private:
  static constexpr std::string_view kHtml = "Content-Type: text/html; charset=utf-8\r\n";
};
//! [one-page]

//! [wire]
/// The pool of stage 04 with another service: HTTP over one page, for each worker a handler of its own.
void serve(app::Stage& stage) {
  const drive::PoolOptions layout{
      .threads = stage.options().threads, .queue = stage.options().queue, .goodbyes_aside = false};
  stage.serve([&](int listener_fd, concurrency::Stop& stop) {
    const auto make =
        stage.make_http(listener_fd, http::without_deadlines(), [] { return std::make_unique<OnePage>(); });
    drive::Pool<app::HttpService>(make, layout).run(listener_fd, stop);
  });
}
//! [wire]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(argc, argv,
                        {.name = "stage_05_http",
                         .summary = "An HTTP/1.1 server with one page, on a thread pool.",
                         .has_threads = true,
                         .has_queue = true},
                        serve);
}
