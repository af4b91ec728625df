/// \file
/// Shows an exchange: what went out with ">", what came back with "<", then the body, if it is text.
#pragma once

#include <cstdint>
#include <fstream>
#include <ostream>
#include <string>
#include <string_view>

#include "client/progress_bar.hpp"
#include "client/request.hpp"
#include "client/response_reader.hpp"

namespace ladder::tools {

/// Writes exchanges to a stream, and bodies to a file if there is a path. One thread. Throws
/// std::runtime_error if a file cannot be written. What goes to a file can take long: its progress is shown.
class Transcript : public AnswerListener {
 public:
  Transcript(std::ostream& out, std::string output_path, ProgressBar& progress)
      : out_(out), output_path_(std::move(output_path)), progress_(progress) {}

  void show_request(const Request& request);

  void head_came(const ResponseHead& head) override;
  void body_came(std::string_view bytes) override;
  void answer_complete(const ResponseHead& head) override;

 private:
  enum class Destination { undecided, terminal, file, nowhere };
  void decide_destination(std::string_view first_bytes);
  void save(std::string_view bytes);

  std::ostream& out_;
  std::string output_path_;
  ProgressBar& progress_;
  std::ofstream file_;
  std::string content_type_;  // of the answer that is coming in
  Destination destination_ = Destination::undecided;
  std::uint64_t body_bytes_ = 0;
  char last_byte_ = '\n';
};

}  // namespace ladder::tools
