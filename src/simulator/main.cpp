#include "simulator/options.hpp"
#include "simulator/program.hpp"

int main(int argc, char** argv) {
  const auto options = simulator::parse_options(argc, argv);
  return options ? simulator::run_program(*options) : options.error();
}
