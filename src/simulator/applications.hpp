// Applications for codes: what was issued to whom, and which segments are activated.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.hpp"

namespace simulator {

// An activation: the codes from start to end, both inclusive.
struct Segment {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::string activity_name;
  std::string product_brand;
  std::string product_title;
  std::string product_code;
  std::string wxa_appid;
  std::string wxa_path;
  std::int64_t wxa_type = 0;
};

struct ItemNames {
  std::string code;
  std::string code_url;
};

struct Application {
  std::uint64_t id = 0;
  std::string merchant;  // appid of the owner
  std::string isv_application_id;
  std::uint64_t code_count = 10'000;
  std::map<std::uint64_t, Segment> segments;     // by start, none overlaps another
  std::map<std::uint64_t, ItemNames> own_names;  // items that have names of their own, by index
  std::uint64_t first_number = 0;                // the item number of index 0, given by Applications::add

  // Null when no segment holds the index.
  const Segment* segment_at(std::uint64_t index) const;
};

struct Item {
  const Application* application = nullptr;
  std::uint64_t index = 0;
};

class Applications {
 public:
  // Code::invalid_argument for a count that WeChat does not give (10000 to 20000000 in steps of 10000) and
  // for an index or name that does not fit; Code::already_exists when the id or a name is in use.
  base::Result<> add(Application application);
  // Code::not_found, Code::invalid_argument (range), Code::conflict (overlap: 80302).
  base::Result<> activate(std::uint64_t id, Segment segment);

  // Null when there is none.
  const Application* find(std::uint64_t id) const;
  // The item of a raw code or code_url; nothing when it was never issued.
  std::optional<Item> item_of_code(std::string_view code) const;
  std::optional<Item> item_of_code_url(std::string_view code_url) const;
  // `index` is below the application's code_count.
  std::string code_of(const Item& item) const;
  std::string code_url_of(const Item& item) const;

  const std::map<std::uint64_t, Application>& all() const { return applications_; }

 private:
  struct Place {
    std::uint64_t application = 0;
    std::uint64_t index = 0;
  };
  std::optional<Item> item_of_number(std::optional<std::uint64_t> number) const;
  std::optional<Item> own_item(std::string_view name) const;
  base::Result<> check(const Application& application) const;

  std::map<std::uint64_t, Application> applications_;      // by id
  std::map<std::uint64_t, std::uint64_t> application_at_;  // first item number → id
  std::unordered_map<std::string, Place> own_names_;       // padded code or code_url
  std::uint64_t next_number_ = 0;
};

}  // namespace simulator
