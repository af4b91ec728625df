#include "http/refusal.hpp"

#include "http/response.hpp"
#include "http/response_builder.hpp"

namespace ladder::http {

//! [refusal]
std::string refusal(Context& context) {
  Response response;
  response.status = Status::service_unavailable;
  context.handler->describe_error(response.status, "all workers are busy: please try again in a moment",
                                  nullptr, response);
  std::string out;
  HttpResponseBuilder(out)
      .status_line(response.status)
      .ready_fields(context.common_fields.at(context.wall_clock()))
      .field("Connection", "close")
      .field("Retry-After", kRetryAfterSeconds)
      .ready_fields(response.ready_fields)
      .ready_fields(response.fields)
      .field("Content-Length", response.body_bytes())
      .end();
  out.append(response.text.empty() ? response.shared_body : std::string_view(response.text));
  return out;
}
//! [refusal]

}  // namespace ladder::http
