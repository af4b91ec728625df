#include "load/report.hpp"

#include <array>
#include <cmath>
#include <iomanip>
#include <nlohmann/json.hpp>

#include "network/failure.hpp"
#include "network/text.hpp"

namespace ladder::tools::load {
namespace {

using std::chrono::nanoseconds;

struct NamedPercentile {
  const char* heading;
  const char* key;
  Percentile share;
};

constexpr std::array<NamedPercentile, 4> kPercentiles{{{"p50", "p50", {50'000}},
                                                       {"p90", "p90", {90'000}},
                                                       {"p99", "p99", {99'000}},
                                                       {"p99.9", "p99_9", {99'900}}}};

const char* protocol_name(Protocol protocol) {
  if (protocol == Protocol::http) return "http";
  return protocol == Protocol::tcp ? "tcp" : "udp";
}

const char* why(Ended ended) {
  switch (ended) {
    case Ended::requests:
      return "requests";
    case Ended::signal:
      return "signal";
    case Ended::no_connection:
      return "no connection";
    case Ended::duration:
      break;
  }
  return "duration";
}

// Quotients for the report only; time itself is kept in std::chrono.
double seconds(nanoseconds time) { return std::chrono::duration<double>(time).count(); }

double microseconds(nanoseconds time) { return std::chrono::duration<double, std::micro>(time).count(); }

double a_second(std::uint64_t count, nanoseconds elapsed) {
  return elapsed.count() <= 0 ? 0 : static_cast<double>(count) / seconds(elapsed);
}

std::uint64_t whole(double value) { return static_cast<std::uint64_t>(std::llround(value)); }

std::string rate_text(Rate rate) {
  std::string text = count_text(rate.thousandths / 1000);
  if (rate.thousandths % 1000 != 0) text += '.' + std::to_string(1000 + rate.thousandths % 1000).substr(1);
  return text;
}

std::ostream& row(std::ostream& out, const char* name) {
  return out << "  " << std::left << std::setw(12) << name << std::right;
}

std::string counted(std::uint64_t count, const std::string& noun) {
  return count_text(count) + ' ' + noun + (count == 1 ? "" : "s");
}

void print_heading(std::ostream& out, const Options& options, const Summary& summary) {
  out << protocol_name(options.protocol) << ' ' << authority(options.host, options.port);
  if (options.protocol == Protocol::http)
    out << options.target;
  else
    out << ", " << counted(options.size_bytes, "byte") << " a message";
  out << ": " << counted(options.connections, options.protocol == Protocol::udp ? "socket" : "connection")
      << ", " << counted(options.threads, "thread") << ", "
      << (options.rate.is_set() ? "open loop at " + rate_text(options.rate) + " a second" : "closed loop");
  if (options.pipeline > 1) out << ", " << options.pipeline << " in flight on each";
  if (options.close) out << ", a connection for each request";
  out << "\n\n";
  if (summary.ended == Ended::signal) out << "  ended by a signal\n";
  if (summary.ended == Ended::no_connection) out << "  ended after a second: nobody is there\n";
}

void print_latency(std::ostream& out, const Histogram& latency) {
  constexpr int kWidth = 10;
  row(out, "latency") << std::setw(kWidth) << "min" << std::setw(kWidth) << "mean";
  for (const auto& percentile : kPercentiles) out << std::setw(kWidth) << percentile.heading;
  out << std::setw(kWidth) << "max" << '\n';
  row(out, "") << std::setw(kWidth) << duration_text(latency.smallest()) << std::setw(kWidth)
               << duration_text(latency.mean());
  for (const auto& percentile : kPercentiles)
    out << std::setw(kWidth) << duration_text(latency.percentile(percentile.share));
  out << std::setw(kWidth) << duration_text(latency.largest()) << '\n';
}

void print_failures(std::ostream& out, const Tally& tally) {
  for (std::size_t kind = 0; kind < kFailureKinds; ++kind) {
    if (tally.failures[kind] > 0)
      row(out, "failed") << count_text(tally.failures[kind]) << "  "
                         << in_words(static_cast<FailureKind>(kind)) << '\n';
  }
  if (tally.not_sent > 0)
    row(out, "not sent")
        << count_text(tally.not_sent)
        << "  due before the end, never begun: no connection was free, or this machine too slow\n";
  if (tally.cut_off > 0) row(out, "cut off") << count_text(tally.cut_off) << "  in flight at the end\n";
}

void print_datagrams(std::ostream& out, const Tally& tally) {
  const auto lost = tally.failures[static_cast<std::size_t>(FailureKind::lost)];
  const auto started = std::max<std::uint64_t>(tally.started, 1);
  const double percent = 100 * static_cast<double>(lost) / static_cast<double>(started);
  row(out, "datagrams") << count_text(tally.started) << " sent, " << count_text(lost) << " lost ("
                        << std::fixed << std::setprecision(2) << percent << " %), "
                        << count_text(tally.reordered) << " out of order, "
                        << counted(tally.duplicates, "duplicate") << ", " << count_text(tally.late)
                        << " late\n";
}

nlohmann::ordered_json latency_json(const Histogram& latency) {
  nlohmann::ordered_json json{{"min", microseconds(latency.smallest())},
                              {"mean", microseconds(latency.mean())}};
  for (const auto& percentile : kPercentiles)
    json[percentile.key] = microseconds(latency.percentile(percentile.share));
  json["max"] = microseconds(latency.largest());
  return json;
}

nlohmann::ordered_json settings_json(const Options& options) {
  nlohmann::ordered_json json{{"protocol", protocol_name(options.protocol)},
                              {"host", options.host},
                              {"port", options.port},
                              {"connections", options.connections},
                              {"threads", options.threads},
                              {"loop", options.rate.is_set() ? "open" : "closed"},
                              {"duration_seconds", seconds(options.duration)},
                              {"timeout_seconds", seconds(options.timeout)}};
  if (options.rate.is_set()) json["rate"] = static_cast<double>(options.rate.thousandths) / 1000;
  if (options.requests != 0) json["requests"] = options.requests;
  if (options.protocol == Protocol::http) {
    json["path"] = options.target;
    json["pipeline"] = options.pipeline;
    json["close"] = options.close;
  } else {
    json["size_bytes"] = options.size_bytes;
  }
  return json;
}

}  // namespace

void print_table(std::ostream& out, const Options& options, const Summary& summary) {
  const Tally& tally = summary.tally;
  print_heading(out, options, summary);
  row(out, "answered") << count_text(tally.answered) << " of " << counted(tally.started, "request") << " in "
                       << duration_text(summary.elapsed) << ": "
                       << count_text(whole(a_second(tally.answered, summary.elapsed))) << " a second\n";
  row(out, "bytes") << bytes_text(tally.received_bytes) << " received, "
                    << bytes_text(whole(a_second(tally.received_bytes, summary.elapsed))) << "/s; "
                    << bytes_text(tally.sent_bytes) << " sent\n";
  if (options.protocol == Protocol::udp)
    print_datagrams(out, tally);
  else
    row(out, "connections") << count_text(tally.connections_opened) << " opened\n";
  if (tally.answered > 0) print_latency(out, tally.latency);
  print_failures(out, tally);
  out.flush();
}

std::string to_json(const Options& options, const Summary& summary) {
  const Tally& tally = summary.tally;
  nlohmann::ordered_json failures;
  for (std::size_t kind = 0; kind < kFailureKinds; ++kind)
    failures[std::string(name(static_cast<FailureKind>(kind)))] = tally.failures[kind];
  nlohmann::ordered_json json{{"tool", "load"},
                              {"settings", settings_json(options)},
                              {"ended", why(summary.ended)},
                              {"elapsed_seconds", seconds(summary.elapsed)},
                              {"started", tally.started},
                              {"answered", tally.answered},
                              {"failed", tally.failed()},
                              {"cut_off", tally.cut_off},
                              {"not_sent", tally.not_sent},
                              {"answers_per_second", a_second(tally.answered, summary.elapsed)},
                              {"sent_bytes", tally.sent_bytes},
                              {"received_bytes", tally.received_bytes},
                              {"received_bytes_per_second", a_second(tally.received_bytes, summary.elapsed)},
                              {"connections_opened", tally.connections_opened},
                              {"latency_microseconds", latency_json(tally.latency)},
                              {"failures", failures}};
  if (options.protocol == Protocol::udp) {
    json["datagrams"] = {
        {"reordered", tally.reordered}, {"duplicates", tally.duplicates}, {"late", tally.late}};
  }
  return json.dump(2) + '\n';
}

}  // namespace ladder::tools::load
