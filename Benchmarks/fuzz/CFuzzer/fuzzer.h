#pragma once
#include <stddef.h>
#include <stdint.h>

/// libFuzzer's loop; its library is linked by `scripts/fuzz` alone.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*run)(const uint8_t *data, size_t size));
