#pragma once

#include "http/takeover.hpp"
#include "simulator/script.hpp"
#include "simulator/sleeper.hpp"

namespace simulator {

// Writes a script to a connection, until it is done or the peer is gone.
class ScriptedAnswer final : public http::Takeover {
 public:
  // `sleeper` is that of the connection's loop and outlives the answer.
  ScriptedAnswer(Script script, Sleeper& sleeper) : script_(std::move(script)), sleeper_(sleeper) {}

  base::Awaitable<void> run(http::RawStream& stream) override;

 private:
  base::Awaitable<bool> perform(http::RawStream& stream, const Step& step);

  Script script_;
  Sleeper& sleeper_;
};

}  // namespace simulator
