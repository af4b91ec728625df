"""One plausible wrong body for every task: {stage: {task: (what stands in the solution, what stands there instead)}}.

Each must be found out by the checks, or the try, of its own task. Python 3.9, standard library only.
"""

WRONG = {
    "01": {
        1: ("while (", "if ("),  # one client, and no more
        2: ("std::span(buffer).first(got.bytes)", "std::span(buffer)"),
        3: ("while (!bytes.empty())", "if (!bytes.empty())"),
        4: ("return {IoResult::Kind::end_of_stream, 0, 0};", "return from_errno();"),
    },
    "02": {
        1: ("while (", "if ("),
        2: ("os::send_datagram(socket_fd, datagram, sender);",
            "os::send_datagram(socket_fd, datagram.first(datagram.size() / 2), sender);"),
        3: ('throw std::runtime_error("no reply from " + server.to_string() + " within 2 seconds");', "return {};"),
        4: ("while (texts.empty() &&", "if (texts.empty() &&"),
    },
    "03": {
        1: ("return draining_ ? Want::linger : Want::close;", "return Want::input;"),
        2: ("      });\n", "      });\n      connection.thread.join();\n"),  # one after another
        3: ("if (driver.run([&service] { service->about_to_wait(); })) driver.linger();", "(void)driver;"),
        4: ("connections_.remove_if([](const Connection& connection) { return connection.finished.load(); });", ""),
        5: ("server.run(listener_fd, stop);", "(void)listener_fd, (void)stop, (void)server;"),
    },
    "04": {
        1: ("if (closed_ || items_.size() >= capacity_) return false;", "if (closed_) return false;"),
        2: ("if (!try_enqueue(accepted, places)) refuse(std::move(accepted), service, stop);",
            "(void)try_enqueue(accepted, places);"),
        3: ("while (true)", "for (int clients = 0; clients < 1; ++clients)"),
        4: ("while (discard_input(fd) != Outcome::close)", "while (false)"),
        5: (".threads = stage.options().threads", ".threads = 1"),
    },
    "05": {
        1: ("if (request.major_version != 1)", "if (request.major_version > 2)"),
        2: ("trim(line.substr(colon + 1))", "line.substr(colon + 1)"),
        3: ('if (host != nullptr) return bad("there is more than one Host field");', ""),
        4: ("if (text.size() < limit) break;", "break;"),  # collects for ever
        5: ('if (lengths > 1) return refuse(Status::bad_request, "there is more than one Content-Length");', ""),
    },
    "06": {
        1: (".queue = stage.options().queue", ".queue = 0"),
        2: ("if (high < 0 || low < 0) return std::nullopt;", ""),
        3: ('segment == "." || segment == ".."', 'segment == "."'),
        4: ("validators.last_modified <= *date", "validators.last_modified < *date"),
        5: ("std::min(spec.last.value_or(end), end)", "spec.last.value_or(end)"),
    },
    "07": {
        1: ("limits.requests = kRequestsPerConnection;", "limits.requests = 1'000;"),
        2: ('type.is("application", "json") && is_utf8', "is_utf8"),
        3: ("(!is_last || validator_.finish().valid)", "(is_last || true)"),
        4: ("bytes = bytes.subspan(static_cast<std::size_t>(count));", "return 0;"),
        5: ("name.swap(published.name);", ""),
    },
    "08": {
        1: ("limits.header_timeout = stage.options().header_timeout;", ""),
        2: ("say_refusal(accepted, service);", ""),
        3: ("std::size_t place = fds.size() - 1;", "std::size_t place = 0;"),
        4: ("complaint.empty() || waited == Waiting::peer", "true"),
    },
    "09": {
        1: ("if (waiting_.size() <= (draining_ ? 0 : queue_)) return;", "return;"),  # a queue without a bound
        2: ("if (Client* const client = clients_.find(id)) client->gave_way = false;\n        move(id);",
            "(void)id;"),  # forgets those who gave way
        3: ("if ((events & (EPOLLOUT | kBroken)) != 0) known.writable = true;", ""),
        4: ("client->conversation->expire(now);\n    move(id);", "client->conversation->expire(now);"),  # never says 408
        5: ("      move(id);\n      look_at(id);", "      close(id);"),  # whatever is under way
    },
    "10": {
        1: (".loops = stage.options().threads", ".loops = 1"),
        2: ("while (seen < capacity_)", "while (true)"),
        3: ("if (keep && try_enter(worker)) return worker;", "if (keep || try_enter(worker)) return worker;"),
        4: ("const bool nobody_waits = shared_.admission.waiting().size() == 0;",
            "accepted.fd.reset();\n    const bool nobody_waits = true;"),
        5: ("shared_.admission.leave(index_);", ""),
    },
    "11": {
        1: (".loops = stage.options().threads", ".loops = 1"),
        2: ("entry.flags |= IOSQE_BUFFER_SELECT;", ""),
        3: ("buffers_.give_back(*completion.buffer);", ""),
        4: ("if (has(want, Want::input) || want == Want::none) operations_.receive(client);", ""),
        5: ("operations_.call_back(client);", ""),
    },
    "12": {
        1: ("  run_loops<drive::EpollLoop<HttpService>>(options, make, listener_fd, stop);", ""),
        2: ("std::make_unique<content::Site>(options_.site, storage_)", "nullptr"),
        3: ("for (const std::string& text : options.allow_hosts) allow_option(hosts, text, bound.port());", ""),
        4: ("stop.drain();  // first: telling may take as long as whoever reads it", ""),
    },
}
