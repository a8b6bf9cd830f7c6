// What C++ gives back to the heap is overwritten first. Requests hold credentials, and parts of them pass
// through strings that are nobody's secret type, as in what is said of a malformed body: none of it may stay
// where a core dump would show it.
#include <malloc.h>
#include <string.h>

#include <cstdlib>
#include <new>

namespace {

// What is behind the size that was asked for was never written.
void wipe_and_free(void* block, std::size_t size) noexcept {
  if (block == nullptr) return;
  explicit_bzero(block, size);
  std::free(block);
}

void wipe_and_free(void* block) noexcept { wipe_and_free(block, malloc_usable_size(block)); }

}  // namespace

void operator delete(void* block) noexcept { wipe_and_free(block); }
void operator delete[](void* block) noexcept { wipe_and_free(block); }
void operator delete(void* block, std::size_t size) noexcept { wipe_and_free(block, size); }
void operator delete[](void* block, std::size_t size) noexcept { wipe_and_free(block, size); }
void operator delete(void* block, std::align_val_t) noexcept { wipe_and_free(block); }
void operator delete[](void* block, std::align_val_t) noexcept { wipe_and_free(block); }
void operator delete(void* block, std::size_t size, std::align_val_t) noexcept { wipe_and_free(block, size); }
void operator delete[](void* block, std::size_t size, std::align_val_t) noexcept {
  wipe_and_free(block, size);
}
