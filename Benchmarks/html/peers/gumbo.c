// Times libgumbo: gumbo ROUNDS FILE...
#include <gumbo.h>
#include "timing.h"

static void parse(const char *bytes, size_t count) {
    GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, bytes, count);
    gumbo_destroy_output(&kGumboDefaultOptions, output);
}

int main(int argc, char **argv) { return run("libgumbo", parse, argc, argv); }
