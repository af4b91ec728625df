#include "unit/http/talk.hpp"

#include <cstring>
#include <stdexcept>
#include <utility>

#include "support/catch.hpp"

namespace ladder::test {

namespace {

class CountingJob final : public seam::Work {
 public:
  explicit CountingJob(UploadScript& script) : script_(script) {}
  void run() noexcept override { ++script_.jobs_run; }

 private:
  UploadScript& script_;
};

class ScriptedConsumer final : public http::BodyConsumer {
 public:
  explicit ScriptedConsumer(UploadScript& script) : script_(script) {}
  ~ScriptedConsumer() override { script_.destroyed = true; }

  std::size_t consume(std::span<const std::byte> bytes) override {
    if (script_.takes_nothing) return 0;
    std::size_t count = bytes.size();
    if (script_.taken.size() < script_.job_after)
      count = std::min(count, script_.job_after - script_.taken.size());
    script_.taken.append(reinterpret_cast<const char*>(bytes.data()), count);
    if (script_.taken.size() == script_.job_after) job_ = std::make_shared<CountingJob>(script_);
    return count;
  }
  void finish() override {
    script_.finished = true;
    if (script_.job_at_end) job_ = std::make_shared<CountingJob>(script_);
    busy_ = script_.job_at_end;
  }
  std::shared_ptr<seam::Work> take_work() override { return std::exchange(job_, nullptr); }
  void work_done() override { busy_ = false; }
  bool answered() const override {
    return script_.taken.size() >= script_.answers_after || (script_.finished && !busy_);
  }
  void answer(http::Response& response) override {
    response.status = http::Status::created;
    response.text = "took " + std::to_string(script_.taken.size());
    response.transfer = "upload";
  }

 private:
  UploadScript& script_;
  std::shared_ptr<seam::Work> job_;
  bool busy_ = false;
};

/// Slices of at most 60,000 bytes, until the file is said to have changed.
class StubFile final : public http::FileSource {
 public:
  explicit StubFile(const bool& changed) : changed_(changed) {}
  std::optional<seam::FileSlice> slice(std::uint64_t offset, std::uint64_t length_bytes) const override {
    if (changed_) return std::nullopt;
    return seam::FileSlice{7, offset, std::min<std::uint64_t>(length_bytes, 60'000)};
  }

 private:
  const bool& changed_;
};

}  // namespace

std::unique_ptr<http::BodyConsumer> StubHandler::handle(const http::Request& request, bool has_body,
                                                        http::Response& response) {
  last_has_body = has_body;
  if (request.method == http::Method::post) return std::make_unique<ScriptedConsumer>(upload);
  if (request.path == "/throw") throw std::runtime_error("out of something");
  if (request.path == "/file") {
    response.file = std::make_shared<StubFile>(file_changed);
    response.file_length_bytes = kLargeBytes;
    response.transfer = "attachment";
  } else if (request.path == "/large") {
    response.text.assign(kLargeBytes, 'x');
    response.transfer = "inline";
  } else if (request.path == "/" || request.path == "/close") {
    response.text = "hello\n";
    response.transfer = "inline";
    response.close = request.path == "/close";
  } else if (request.path == "/busy") {
    describe_error(http::Status::service_unavailable, "busy", &request, response);
  } else {
    describe_error(http::Status::not_found, "nothing here", &request, response);
  }
  return nullptr;
}

void StubHandler::describe_error(http::Status status, std::string_view detail, const http::Request*,
                                 http::Response& response) {
  response.status = status;
  response.text = detail;
  response.transfer = "page";
}

void RememberingObserver::exchanged(const http::Exchange& exchange) {
  exchanges.push_back({std::string(exchange.request_line), static_cast<int>(http::code(exchange.status)),
                       exchange.body_bytes, exchange.duration, std::string(exchange.transfer),
                       exchange.complete});
}
void RememberingObserver::timed_out(std::string_view, std::string_view waiting_for) {
  timeouts.emplace_back(waiting_for);
}
void RememberingObserver::host_refused(std::string_view, std::string_view host) {
  refused_hosts.emplace_back(host);
}

Talk::Talk() {
  context.allowed_hosts = http::AllowedHosts::loopback(80);
  context.handler = &handler;
  context.observer = &observer;
  context.wall_clock = [] { return std::time_t{784'111'777}; };
}

http::Session& Talk::session() {
  if (!session_) session_.emplace(context, "127.0.0.1:50000", now);
  return *session_;
}

void Talk::say(std::string_view bytes) {
  while (!bytes.empty()) {
    REQUIRE(session().want() == seam::Want::input);
    const std::span<std::byte> space = session().input_space();
    const std::size_t piece = std::min(space.size(), bytes.size());
    std::memcpy(space.data(), bytes.data(), piece);
    session().input_received(piece, now);
    bytes.remove_prefix(piece);
  }
}

void Talk::end() {
  (void)session().input_space();
  session().input_received(0, now);
}

std::string Talk::hear() {
  std::string heard;
  while (has(session().want(), seam::Want::output)) {
    const seam::Output out = session().output();
    for (const auto& span : out.memory) heard.append(reinterpret_cast<const char*>(span.data()), span.size());
    const std::size_t in_memory = out.memory[0].size() + out.memory[1].size();
    session().output_sent(in_memory + static_cast<std::size_t>(out.file.length_bytes), now);
  }
  return heard;
}

void Talk::hear_some(std::size_t bytes) {
  REQUIRE(has(session().want(), seam::Want::output));
  session().output_sent(bytes, now);
}

std::string Talk::answer_to(std::string_view bytes) {
  say(bytes);
  return hear();
}

void Talk::expire() {
  REQUIRE(session().deadline() != seam::kNever);
  now = std::max(now, session().deadline());
  session().expire(now);
}

std::chrono::milliseconds Talk::time_left() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(session().deadline() - now);
}

std::string get(std::string_view path, std::string_view fields) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) + "\r\n";
}

std::size_t count(std::string_view bytes, std::string_view text) {
  std::size_t found = 0;
  for (std::size_t at = bytes.find(text); at != bytes.npos; at = bytes.find(text, at + text.size())) ++found;
  return found;
}

}  // namespace ladder::test
