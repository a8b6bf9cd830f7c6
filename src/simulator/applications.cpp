#include "simulator/applications.hpp"

#include <utility>

#include "simulator/code_names.hpp"

namespace simulator {
namespace {

constexpr std::uint64_t count_step = 10'000;
constexpr std::uint64_t largest_count = 20'000'000;

base::Result<> insert(Application& application, Segment segment) {
  if (segment.start > segment.end || segment.end >= application.code_count) {
    return base::fail(base::Code::invalid_argument, "the segment is not inside the application");
  }
  const auto after = application.segments.upper_bound(segment.end);
  if (after != application.segments.begin() && std::prev(after)->second.end >= segment.start) {
    return base::fail(base::Code::conflict, "the segment overlaps an active one");
  }
  const std::uint64_t start = segment.start;
  application.segments.emplace(start, std::move(segment));
  return {};
}

}  // namespace

const Segment* Application::segment_at(std::uint64_t index) const {
  const auto after = segments.upper_bound(index);
  if (after == segments.begin()) return nullptr;
  const Segment& segment = std::prev(after)->second;
  return index <= segment.end ? &segment : nullptr;
}

base::Result<> Applications::check(const Application& application) const {
  if (application.code_count == 0 || application.code_count > largest_count ||
      application.code_count % count_step != 0) {
    return base::fail(base::Code::invalid_argument, "code_count must be 10000 to 20000000 in steps of 10000");
  }
  if (applications_.contains(application.id)) {
    return base::fail(base::Code::already_exists, "an application with this application_id exists");
  }
  if (application.code_count > item_numbers - next_number_) {
    return base::fail(base::Code::invalid_argument, "there are no more codes to give out");
  }
  for (const auto& [index, names] : application.own_names) {
    if (index >= application.code_count) {
      return base::fail(base::Code::invalid_argument, "a name's code_index is outside the application");
    }
    if (!is_code_shaped(names.code) || !is_code_url_shaped(names.code_url)) {
      return base::fail(base::Code::invalid_argument, "a code or code_url has not the right form");
    }
    if (own_names_.contains(padded_code(names.code)) || own_names_.contains(names.code_url)) {
      return base::fail(base::Code::already_exists, "a code or code_url is in use");
    }
  }
  return {};
}

base::Result<> Applications::add(Application application) {
  if (auto checked = check(application); !checked) return checked;
  for (const auto& [start, segment] : std::exchange(application.segments, {})) {
    if (auto inserted = insert(application, segment); !inserted) return inserted;
  }
  const std::uint64_t id = application.id;
  for (const auto& [index, names] : application.own_names) {
    own_names_[padded_code(names.code)] = {id, index};
    own_names_[names.code_url] = {id, index};
  }
  application.first_number = next_number_;
  application_at_[next_number_] = id;
  next_number_ += application.code_count;
  applications_.emplace(id, std::move(application));
  return {};
}

base::Result<> Applications::activate(std::uint64_t id, Segment segment) {
  const auto found = applications_.find(id);
  if (found == applications_.end()) return base::fail(base::Code::not_found, "no such application");
  return insert(found->second, std::move(segment));
}

const Application* Applications::find(std::uint64_t id) const {
  const auto found = applications_.find(id);
  return found == applications_.end() ? nullptr : &found->second;
}

std::optional<Item> Applications::own_item(std::string_view name) const {
  const auto found = own_names_.find(std::string(name));
  if (found == own_names_.end()) return std::nullopt;
  return Item{&applications_.at(found->second.application), found->second.index};
}

std::optional<Item> Applications::item_of_number(std::optional<std::uint64_t> number) const {
  if (!number || *number >= next_number_) return std::nullopt;
  const auto& [first, id] = *std::prev(application_at_.upper_bound(*number));
  const Item item{&applications_.at(id), *number - first};
  // An item with names of its own goes by these only.
  if (item.application->own_names.contains(item.index)) return std::nullopt;
  return item;
}

std::optional<Item> Applications::item_of_code(std::string_view code) const {
  if (const auto own = own_item(padded_code(code))) return own;
  return item_of_number(number_of_code(code));
}

std::optional<Item> Applications::item_of_code_url(std::string_view code_url) const {
  if (const auto own = own_item(code_url)) return own;
  return item_of_number(number_of_code_url(code_url));
}

std::string Applications::code_of(const Item& item) const {
  const auto own = item.application->own_names.find(item.index);
  if (own != item.application->own_names.end()) return own->second.code;
  return simulator::code_of(item.application->first_number + item.index);
}

std::string Applications::code_url_of(const Item& item) const {
  const auto own = item.application->own_names.find(item.index);
  if (own != item.application->own_names.end()) return own->second.code_url;
  return simulator::code_url_of(item.application->first_number + item.index);
}

}  // namespace simulator
