// intp/marketcode/codeactivequery: what a code is activated for.
#include <expected>
#include <variant>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/json_writer.hpp"
#include "simulator/api.hpp"
#include "simulator/checks.hpp"
#include "simulator/code_names.hpp"

namespace simulator {
namespace {

constexpr int marketcode_set = 46;

struct ByIndex {
  std::uint64_t application_id = 0;
  std::uint64_t index = 0;
};
struct ByCodeUrl {
  std::string_view code_url;
};
struct ByCode {
  std::string_view code;
};
using Selector = std::variant<ByIndex, ByCodeUrl, ByCode>;

// Numbers may be numeric strings; null and "" are as good as absent.
std::optional<std::uint64_t> number_member(const nlohmann::json& body, std::string_view name) {
  const auto member = body.find(name);
  return member == body.end() ? std::nullopt : base::as_uint64(*member, true);
}

// Several ways at once: the first in this order counts.
std::expected<Selector, Refusal> read_selector(const World& world, const Call& call) {
  if (!call.body) return refuse(47001);
  const auto application = number_member(*call.body, "application_id");
  const auto index = number_member(*call.body, "code_index");
  if (application && index) return ByIndex{*application, *index};
  const std::string_view code_url = text_member(call, "code_url");
  if (!code_url.empty()) return ByCodeUrl{code_url};
  const std::string_view code = text_member(call, "code");
  if (!code.empty()) return ByCode{code};
  return refuse(static_cast<int>(world.settings.errcode_no_selector), ", no code");
}

using Found = std::expected<Item, Refusal>;

Found find_item(const World& world, const std::string& appid, const ByIndex& by) {
  const Settings& settings = world.settings;
  const Application* application = world.applications.find(by.application_id);
  if (application == nullptr) return refuse(static_cast<int>(settings.errcode_application_unknown));
  if (application->merchant != appid) return refuse(static_cast<int>(settings.errcode_not_owned));
  if (by.index >= application->code_count)
    return refuse(static_cast<int>(settings.errcode_index_out_of_range));
  return Item{application, by.index};
}

Found find_named(const World& world, const std::string& appid, bool shaped, const std::optional<Item>& item) {
  const Settings& settings = world.settings;
  if (!shaped) return refuse(static_cast<int>(settings.errcode_code_format));
  if (!item) return refuse(static_cast<int>(settings.errcode_never_issued));
  if (item->application->merchant != appid) return refuse(static_cast<int>(settings.errcode_not_owned));
  return *item;
}

Found find_item(const World& world, const std::string& appid, const ByCodeUrl& by) {
  return find_named(world, appid, is_code_url_shaped(by.code_url),
                    world.applications.item_of_code_url(by.code_url));
}

Found find_item(const World& world, const std::string& appid, const ByCode& by) {
  return find_named(world, appid, is_code_shaped(by.code), world.applications.item_of_code(by.code));
}

void put_number(base::JsonMembers& members, const Settings& settings, std::string_view name,
                std::integral auto value) {
  if (settings.numbers_as_strings) {
    members.text(name, std::to_string(value));
  } else {
    members.number(name, value);
  }
}

std::string shown_code(const World& world, const Item& item) {
  std::string code = world.applications.code_of(item);
  if (world.settings.short_codes) code.erase(0, std::min(code.find_first_not_of('0'), code.size() - 1));
  return code;
}

std::string render(const World& world, const Item& item, const Segment& segment) {
  const Settings& settings = world.settings;
  std::string answer = "{";
  answer.reserve(512);
  base::JsonMembers members(answer);
  members.number("errcode", 0).text("errmsg", "ok").text("code", shown_code(world, item));
  put_number(members, settings, "code_start", segment.start);
  put_number(members, settings, "code_end", segment.end);
  members.text("activity_name", segment.activity_name)
      .text("product_brand", segment.product_brand)
      .text("product_title", segment.product_title);
  if (!settings.omit_product_code) members.text("product_code", segment.product_code);
  members.text("wxa_appid", segment.wxa_appid).text("wxa_path", segment.wxa_path);
  if (!settings.omit_wxa_type) put_number(members, settings, "wxa_type", segment.wxa_type);
  put_number(members, settings, "application_id", item.application->id);
  members.text("isv_application_id", item.application->isv_application_id);
  if (!settings.extra_members.empty()) answer.append(1, ',').append(settings.extra_members);
  return answer += '}';
}

}  // namespace

Decision code_active_query(World& world, Call& call) {
  const auto selector = read_selector(world, call);
  const Problem arguments = selector ? std::nullopt : Problem(selector.error());
  if (auto problem = check_merchant_call(world, call, marketcode_set, arguments))
    return std::unexpected(*problem);

  const std::string& appid = call.holder->merchant->appid;
  const Found item = std::visit([&](const auto& by) { return find_item(world, appid, by); }, *selector);
  if (!item) return std::unexpected(item.error());
  const Segment* segment = item->application->segment_at(item->index);
  if (segment == nullptr) return refuse(static_cast<int>(world.settings.errcode_not_activated));
  return render(world, *item, *segment);
}

}  // namespace simulator
