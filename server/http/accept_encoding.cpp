#include "http/accept_encoding.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "http/quality.hpp"
#include "http/syntax.hpp"

namespace ladder::http {

namespace {

/// What the field says, all its lines taken together.
struct Weights {
  std::optional<int> gzip;
  std::optional<int> identity;
  std::optional<int> any;  // "*": whatever is not named
};

/// `gzip`, `gzip;q=0.5`, `gzip ; q=0.5`. Nothing if the weight is wrong.
std::optional<int> weight_of(std::string_view parameters) {
  if (parameters.empty()) return kFullQuality;
  const std::string_view weight = trim(parameters.substr(1));
  if (weight.size() < 2 || to_lower(weight[0]) != 'q' || weight[1] != '=') return std::nullopt;
  return parse_quality(weight.substr(2));
}

void read_member(std::string_view member, Weights& weights) {
  const std::size_t semicolon = std::min(member.find(';'), member.size());
  const std::string_view coding = trim(member.substr(0, semicolon));
  const auto weight = weight_of(trim(member.substr(semicolon)));
  if (!weight) return;
  if (equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip")) weights.gzip = weight;
  if (equals_ignoring_case(coding, "identity")) weights.identity = weight;
  if (coding == "*") weights.any = weight;
}

Weights read_weights(const Request& request) {
  Weights weights;
  for (const Field& field : request.fields) {
    if (!equals_ignoring_case(field.name, "Accept-Encoding")) continue;
    for (std::string_view rest = field.value; !rest.empty();) {
      const std::string_view member = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(member.size() + 1, rest.size()));
      read_member(member, weights);
    }
  }
  return weights;
}

}  // namespace

bool accepts_gzip(const Request& request) {
  const Weights weights = read_weights(request);
  const int gzip = weights.gzip.value_or(weights.any.value_or(0));
  // The plain bytes are acceptable unless they are ruled out, but with no wish of their own they come last.
  return gzip > 0 && gzip >= weights.identity.value_or(0);
}

}  // namespace ladder::http
