// What the log signed, open to everybody: a witness needs no key.
#pragma once

#include <vector>

#include "audit/note_desk.hpp"
#include "base/async.hpp"
#include "http/router.hpp"

namespace api {

// GET /v1/audit/checkpoints and /v1/audit/keys, text/plain; X-Last-Note of an answer is what the next ?after=
// takes. No daily manifest: it tells how much each merchant asked. GET
// /v1/audit/consistency/{stream}?old=&new=, JSON: that a stream only grew.
class AuditNotes {
 public:
  explicit AuditNotes(audit::NoteDesk& desk) : desk_(desk) {}

  std::vector<http::Route> routes();

 private:
  base::Awaitable<http::Response> checkpoints(const http::Request& request);
  base::Awaitable<http::Response> keys(const http::Request& request);
  base::Awaitable<http::Response> consistency(const http::Request& request);

  audit::NoteDesk& desk_;
};

}  // namespace api
