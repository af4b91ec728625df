/// \file
/// What the stages from 05 on have besides: HTTP behind their listening socket. In a file of its own, so that
/// the stages before them are built and linked without it. Opened in stage 05.

#include <memory>
#include <utility>

#include "app/http_service.hpp"
#include "app/stage.hpp"
#include "content/site.hpp"
#include "os/socket.hpp"

namespace ladder::app {

void Stage::serve_site(const http::Limits& limits, const HttpEngine& engine, bool uploads) {
  content::SiteOptions site;
  site.root = options_.root;
  site.uploads = uploads;
  site.forms = false;
  const auto storage = content::SiteStorage::open(site);
  serve([&](int listener_fd, concurrency::Stop& stop) {
    engine(make_http(listener_fd, limits, [&] { return std::make_unique<content::Site>(site, storage); }),
           listener_fd, stop);
  });
}

drive::MakeService<HttpService> Stage::make_http(
    int listener_fd, const http::Limits& limits,
    std::function<std::unique_ptr<http::Handler>()> make_handler) const {
  const auto hosts = http::AllowedHosts::loopback(os::local_address(listener_fd).port());
  return [limits, hosts, make_handler = std::move(make_handler)] {
    return std::make_unique<HttpService>(limits, hosts, make_handler());
  };
}

}  // namespace ladder::app
