// What WeChat answers when it does not do what was asked.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace simulator {

struct Refusal {
  int errcode = 0;
  std::string detail = {};  // stands between the code's text and the rid, with its own leading blank or comma
  std::string text = {};    // instead of the code's own text, when not empty
};

// The body of a good answer, or why there is none.
using Decision = std::expected<std::string, Refusal>;

std::unexpected<Refusal> refuse(int errcode, std::string detail = {});

// The text of a code as real answers carry it; "error" for a code that is not in the table.
std::string_view error_text(int errcode);

// {"errcode":…,"errmsg":"… rid: …"}; the marketcode family has a hint before the rid.
std::string render_refusal(const Refusal& refusal, std::string_view rid, base::WallTime now,
                           base::Random& random);

}  // namespace simulator
