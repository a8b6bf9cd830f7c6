// One pass over a caller's JSON body: the four selector members as they stand there.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "query/asio_query.hpp"

namespace query {

// What one member holds, before anybody judged it.
struct MemberValue {
  enum class Kind { absent, null, boolean, natural, other_number, text, container };
  Kind kind = Kind::absent;
  std::uint64_t number = 0;  // of natural: a JSON integer of 0 to 2^64-1
  std::string text;          // of text: the string; of other_number: as it was written
  bool truth = false;        // of boolean
};

struct SelectorMembers {
  MemberValue application_id;
  MemberValue code_index;
  MemberValue code_url;
  MemberValue code;

  struct Named {
    std::string_view name;
    const MemberValue& value;
  };
  // In the order in which they are always written.
  std::array<Named, 4> in_order() const {
    return {{{"application_id", application_id},
             {"code_index", code_index},
             {"code_url", code_url},
             {"code", code}}};
  }
};

struct ReadFailure {
  enum class Reason { not_json, not_object, too_deep, number_too_large, duplicate, unknown };
  Reason reason;
  std::string member;  // of duplicate and unknown
};

// `strict`: a selector member that stands twice and a member that is none are failures; else the last one
// wins and the others are passed over. Numbers never go through a double.
std::expected<SelectorMembers, ReadFailure> read_members(std::string_view body, bool strict);

}  // namespace query
