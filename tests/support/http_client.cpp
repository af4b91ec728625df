#include "support/http_client.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace ladder::test {

namespace {

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::ranges::equal(a, b, {}, lower, lower);
}

void parse_head(Response& response) {
  const std::string_view head = response.head;
  if (!head.starts_with("HTTP/1.1 ") || head.size() < 13)
    throw std::runtime_error("no status line: " + response.head);
  response.status = std::stoi(response.head.substr(9, 3));
  std::size_t at = head.find("\r\n") + 2;
  for (std::size_t end; (end = head.find("\r\n", at)) != at; at = end + 2) {
    const std::string_view line = head.substr(at, end - at);
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) throw std::runtime_error("no field: " + std::string(line));
    response.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
}

bool has_no_body(const Response& response) {
  return response.status < 200 || response.status == 204 || response.status == 304;
}

}  // namespace

std::string Response::field(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (same_name(key, name)) return value;
  return {};
}

Response read_response(Client& client, BodyExpected body) {
  Response response;
  response.head = client.receive_through("\r\n\r\n");
  if (!response.head.ends_with("\r\n\r\n")) return response;
  parse_head(response);
  response.complete = true;
  if (body == BodyExpected::no || has_no_body(response)) return response;
  const std::string length = response.field("Content-Length");
  if (length.empty()) throw std::runtime_error("no Content-Length: " + response.head);
  const std::size_t expected = std::stoul(length);
  response.body = client.receive(expected);
  response.complete = response.body.size() == expected;
  return response;
}

std::string get(std::uint16_t port, std::string_view path, std::string_view fields) {
  std::string text("GET ");
  text.append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(std::to_string(port)).append("\r\n");
  return text.append(fields).append("\r\n");
}

std::string post_json(std::uint16_t port, std::string_view body, std::string_view fields) {
  std::string text("POST /upload HTTP/1.1\r\nHost: 127.0.0.1:");
  text.append(std::to_string(port)).append("\r\nContent-Type: application/json\r\nContent-Length: ");
  return text.append(std::to_string(body.size())).append("\r\n").append(fields).append("\r\n").append(body);
}

Response ask(const os::Address& server, std::string_view request) {
  Client client(server);
  client.send(request);
  return read_response(client);
}

}  // namespace ladder::test
