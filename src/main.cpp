#include <csignal>
#include <exception>
#include <iostream>

#include "cli/context.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a peer that left is an error code, not the end
  try {
    return cli::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "marketcode-gateway: " << error.what() << '\n';
    return 1;
  }
}
