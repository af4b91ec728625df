/// \file
/// Fuzzes http::HeadParser. An input is a line of cuts (fuzz/cuts.hpp) and a request head. However it is cut,
/// the verdict is the same; no byte is read before it has come; what is accepted is what the reference
/// accepts, with the same parts; all views lie inside the head.
#include <string>

#include "fuzz/arrival.hpp"
#include "fuzz/cuts.hpp"
#include "fuzz/reference_head.hpp"
#include "fuzz/violation.hpp"
#include "http/head_parser.hpp"

namespace {

using namespace ladder;
using namespace ladder::fuzz;
using http::HeadParser;
using http::Status;
using State = HeadParser::State;

/// So small that a short input can pass them.
http::Limits small_limits() {
  http::Limits limits;
  limits.target_bytes = 100;
  limits.head_bytes = 600;
  limits.fields = 6;
  return limits;
}
const http::Limits kLimits = small_limits();

/// Parses until the verdict has come or all of the text has.
State parse(HeadParser& parser, Arrival& arrival, Cuts cuts) {
  State state = parser.parse(arrival.come(), kLimits);
  while (state == State::incomplete && arrival.missing_bytes() > 0) {
    arrival.grow(cuts.next(arrival.missing_bytes()));
    state = parser.parse(arrival.come(), kLimits);
  }
  require(parser.parse(arrival.come(), kLimits) == state, "a verdict changes without a further byte");
  return state;
}

void check_same(const HeadParser& a, const HeadParser& b, std::string_view text) {
  require(a.started(text) == b.started(text), "whole and cut, the head has not begun in both");
  require(a.status() == b.status() && a.error() == b.error(), "whole and cut, the error is not the same");
  require(a.head_bytes() == b.head_bytes(), "whole and cut, the head is not of the same length");
}

/// What each view says and where: as an offset into the text, so that two buffers can be compared.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {}
  void add(std::string_view view) {
    places_ += std::string(view) + '@';
    if (view.empty()) return;
    const bool inside =
        view.data() >= text_.data() && view.data() + view.size() <= text_.data() + text_.size();
    // The path of a target without one is static text.
    require(inside || view == "/" || view == "*", "a view lies outside the head");
    if (inside) places_ += std::to_string(view.data() - text_.data());
  }
  const std::string& found() const { return places_; }

 private:
  std::string_view text_;
  std::string places_;
};

std::string places_in(const http::Request& request, std::string_view text) {
  Places places(text);
  for (const std::string_view view : {request.request_line, request.method_name, request.target, request.path,
                                      request.query, request.scheme, request.authority})
    places.add(view);
  for (const http::Field& field : request.fields) {
    places.add(field.name);
    places.add(field.value);
  }
  return places.found();
}

/// The target put together again from its parts.
std::string target_of(const http::Request& request) {
  std::string target;
  if (request.form == http::TargetForm::authority) return std::string(request.authority);
  if (request.form == http::TargetForm::absolute) {
    target.append(request.scheme).append("://").append(request.authority);
    const std::string_view tail = request.target.substr(std::min(target.size(), request.target.size()));
    if (!tail.starts_with('/')) return target.append(tail.empty() ? "" : "?").append(request.query);
  }
  target.append(request.path);
  const bool has_query = request.target.find('?') != std::string_view::npos;
  return target.append(has_query ? "?" : "").append(request.query);
}

void check_against(const ReferenceHead& reference, const HeadParser& parser) {
  const http::Request& request = parser.request();
  require(parser.head_bytes() == reference.head_bytes, "the reference reads a head of another length");
  require(request.request_line == reference.request_line && request.method_name == reference.method &&
              request.target == reference.target && request.minor_version == reference.minor_version,
          "the reference reads another request line");
  require(request.fields.size() == reference.fields.size(), "the reference reads other fields");
  for (std::size_t i = 0; i < request.fields.size(); ++i)
    require(request.fields[i].name == reference.fields[i].first &&
                request.fields[i].value == reference.fields[i].second,
            "the reference reads another field");
  require(target_of(request) == request.target, "the parts of the target do not make the target");
  const auto hosts = reference.values("host");
  const bool target_has_one =
      request.form == http::TargetForm::absolute || request.form == http::TargetForm::authority;
  if (!target_has_one)
    require(request.authority == (hosts.empty() ? std::string_view() : hosts.front()),
            "the authority is not Host");
  const bool served = request.method != http::Method::other;
  const bool known = request.method_name == "GET" || request.method_name == "HEAD" ||
                     request.method_name == "POST" || request.method_name == "OPTIONS";
  require(served == known, "the method is taken for another");
}

void check_refusal(const HeadParser& parser) {
  require(!parser.error().empty(), "a head is refused without a reason");
  const Status status = parser.status();
  require(status == Status::bad_request || status == Status::uri_too_long ||
              status == Status::header_fields_too_large || status == Status::version_not_supported ||
              status == Status::not_implemented,
          "a head is refused with a status that does not belong to heads");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  std::string_view text = text_of(data, size_bytes);
  const Cuts cuts(take_line(text));
  Arrival at_once(text);
  Arrival in_pieces(text);
  HeadParser whole;
  HeadParser cut;
  const State state = parse(whole, at_once, Cuts(""));
  require(parse(cut, in_pieces, cuts) == state, "whole and cut, the verdict is not the same");
  check_same(whole, cut, text);

  const auto reference = read_head(text, kLimits);
  require(reference.has_value() == (state == State::complete), "the reference comes to another verdict");
  if (state == State::failed) check_refusal(whole);
  if (state != State::complete) return 0;
  check_against(*reference, whole);
  const std::string_view head = at_once.all().substr(0, whole.head_bytes());
  const std::string places = places_in(whole.request(), head);
  require(places_in(cut.request(), in_pieces.all().substr(0, cut.head_bytes())) == places,
          "whole and cut, the request is not the same");

  whole.reset();
  require(whole.parse(at_once.come(), kLimits) == state && places_in(whole.request(), head) == places,
          "something is left over from the head before");
  return 0;
}
