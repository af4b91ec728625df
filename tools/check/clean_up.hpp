/// \file
/// Whatever ends the grader, nothing of it stays: its programs are killed and its directory is removed, by
/// the handler of the signals that end it.
#pragma once

#include <sys/types.h>

#include <array>
#include <csignal>
#include <string>

namespace ladder::check {

/// The signals that end the grader.
inline constexpr std::array kEndingSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};

/// Lets these signals end the running programs too, and remove the directory that is to be removed.
void clean_up_on_signals();

/// Which directory that is; none if empty. It must not be longer than a path may be.
void remove_on_signals(const std::string& directory);

/// A process group that is to be killed takes the place of another; 0 is an empty place.
void note_group(pid_t from, pid_t to);

}  // namespace ladder::check
