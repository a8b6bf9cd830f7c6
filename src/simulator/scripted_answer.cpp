#include "simulator/scripted_answer.hpp"

#include <algorithm>

namespace simulator {

base::Awaitable<bool> ScriptedAnswer::perform(http::RawStream& stream, const Step& step) {
  const std::size_t chunk = step.chunk == 0 ? std::max<std::size_t>(step.bytes.size(), 1) : step.chunk;
  for (std::uint64_t round = 0; round < step.repeat; ++round) {
    for (std::size_t at = 0; at < step.bytes.size(); at += chunk) {
      const bool written = co_await stream.write(std::string_view(step.bytes).substr(at, chunk));
      if (!written) co_return false;
      if (step.pause.count() == 0) continue;
      const bool slept = co_await sleeper_.sleep(step.pause);
      if (!slept) co_return false;
    }
  }
  co_return true;
}

base::Awaitable<void> ScriptedAnswer::run(http::RawStream& stream) {
  for (const Step& step : script_.steps) {
    const bool performed = co_await perform(stream, step);
    if (!performed) co_return;
  }
  if (script_.reset) stream.reset();
}

}  // namespace simulator
