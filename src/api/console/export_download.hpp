// An export on its way into a file of the reader's.
#pragma once

#include "audit/export_desk.hpp"
#include "http/message.hpp"

namespace api {

// Written piece by piece as it is read, however large it is; a reader that goes ends it. `http10`: its end is
// the connection's.
http::Response export_download(audit::ExportDesk& desk, const audit::ExportState& opened, int account,
                               bool http10);

}  // namespace api
